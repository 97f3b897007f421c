"""霧原県: 渡邉 leads ひばり市, 石川 leads 森野町, 三浦 coordinates, 管理者 keeps accounts."""

from __future__ import annotations

import pytest
from tests.hub.roles.towns import body, member

from todoke.core.talent.bodies import BodyKind
from todoke.hub.members.models import PostKind


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
def watanabe(hibari):
    return member("watanabe", "渡邉", at=hibari, posts=(PostKind.DX_LEAD,))


@pytest.fixture
def ishikawa(morino):
    return member("ishikawa", "石川", at=morino, posts=(PostKind.DX_LEAD, PostKind.APPROVER))


@pytest.fixture
def miura(kirihara):
    return member("miura", "三浦", at=kirihara, posts=(PostKind.COORDINATOR,))


@pytest.fixture
def administrator(kirihara):
    return member("kanri", "管理者", at=kirihara, posts=(PostKind.ADMINISTRATOR,))
