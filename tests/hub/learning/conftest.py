"""岡田 trains for 霧原県; 中村 is its expert, 鈴木 staff of ひばり市, 加藤 a side worker."""

from __future__ import annotations

import pytest
from tests.hub.conftest import new_body, new_member
from tests.hub.learning.lent import lendable

from todoke.core.talent.bodies import BodyKind
from todoke.core.talent.people import PersonKind
from todoke.core.talent.posts import PostKind
from todoke.hub.talent.learning import commands
from todoke.hub.talent.learning.models import Track


@pytest.fixture
def okada(prefecture):
    """Trainer of 霧原県."""
    return new_member("okada", "岡田", PostKind.TRAINER, body=prefecture)


@pytest.fixture
def courses(prefecture, okada):
    """The courses that ship, by code."""
    commands.seed_tracks(prefecture, by=okada)
    return {one.code: one for one in Track.objects.all()}


@pytest.fixture
def suzuki(hibari):
    member = new_member("suzuki", "鈴木", body=hibari)
    return lendable(member, PersonKind.STAFF, home=hibari)


@pytest.fixture
def nakamura(prefecture):
    member = new_member("nakamura", "中村", body=prefecture)
    return lendable(member, PersonKind.PREFECTURE_EXPERT, home=prefecture)


@pytest.fixture
def kato(db):
    company = new_body("5990001000011", "みなとシステム", BodyKind.COMPANY)
    return lendable(new_member("kato", "加藤", body=company), PersonKind.SIDE_WORKER, employer=company)
