"""霧原県 with ひばり市 and 森野町; 中村, 鈴木 and 加藤 can be lent, 加藤's employer sells to ひばり市."""

from __future__ import annotations

import pytest
from tests.hub.permits.law import lent
from tests.hub.roles.towns import body, member

from todoke.core.talent.bodies import BodyKind
from todoke.core.talent.people import PersonKind
from todoke.hub.members.models import PostKind


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def kirihara(db):
    return body("990001", "霧原県", kind=BodyKind.PREFECTURE)


@pytest.fixture
def hibari(kirihara):
    return body("992011", "ひばり市")


@pytest.fixture
def morino(kirihara):
    return body("993417", "森野町", zone="north")


@pytest.fixture
def minato(kirihara):
    return body("5990001000011", "みなとシステム株式会社", kind=BodyKind.COMPANY)


@pytest.fixture
def sorairo(kirihara):
    return body("5990001000028", "株式会社そらいろ設計", kind=BodyKind.COMPANY)


@pytest.fixture
def watanabe(hibari):
    return member("watanabe", "渡邉", at=hibari, posts=(PostKind.DX_LEAD, PostKind.APPROVER))


@pytest.fixture
def ishikawa(morino):
    return member("ishikawa", "石川", at=morino, posts=(PostKind.DX_LEAD, PostKind.APPROVER))


@pytest.fixture
def miura(kirihara):
    return member("miura", "三浦", at=kirihara, posts=(PostKind.COORDINATOR,))


@pytest.fixture
def kondo(kirihara):
    return member("kondo", "近藤", at=kirihara, posts=(PostKind.COORDINATOR,))


@pytest.fixture
def okada(kirihara):
    return member("jinji", "岡田", at=kirihara, posts=(PostKind.APPROVER,))


@pytest.fixture
def auditor(kirihara):
    return member("kansa", "監査", at=kirihara, posts=(PostKind.AUDITOR,))


@pytest.fixture
def administrator(kirihara):
    return member("kanri", "管理者", at=kirihara, posts=(PostKind.ADMINISTRATOR,))


@pytest.fixture
def hr_of_minato(minato):
    return member("minato", "みなとシステム人事", at=minato, posts=(PostKind.APPROVER,))


@pytest.fixture
def nakamura(kirihara):
    return lent("nakamura", "中村", kind=PersonKind.PREFECTURE_EXPERT, home=kirihara)


@pytest.fixture
def suzuki(hibari):
    return lent("suzuki", "鈴木", kind=PersonKind.STAFF, home=hibari)


@pytest.fixture
def kato(minato):
    return lent("kato", "加藤", kind=PersonKind.SIDE_WORKER, employer=minato)
