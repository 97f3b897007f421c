"""A hub with two towns, a company and the people of look.md, made through commands."""

from __future__ import annotations

import pytest
from tests.office.browsing import StaffBrowser

from todoke.core.talent.bodies import BodyKind
from todoke.core.talent.posts import PostKind
from todoke.hub.members import commands
from todoke.hub.members.models import Body, Member


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Half a second for each account would be most of these tests' time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def client():
    """`force_login` signs in with both steps."""
    return StaffBrowser()


@pytest.fixture
def prefecture(db) -> Body:
    return new_body("990001", "霧原県", BodyKind.PREFECTURE)


@pytest.fixture
def hibari(db) -> Body:
    return new_body("992011", "ひばり市", BodyKind.MUNICIPALITY, inhabitants=42_000)


@pytest.fixture
def morino(db) -> Body:
    return new_body("993417", "森野町", BodyKind.MUNICIPALITY, inhabitants=6_300)


@pytest.fixture
def watanabe(hibari) -> Member:
    """DX lead of ひばり市."""
    return new_member("watanabe", "渡邉", PostKind.DX_LEAD, body=hibari)


@pytest.fixture
def ishikawa(morino) -> Member:
    """Approver of 森野町."""
    return new_member("ishikawa", "石川", PostKind.APPROVER, body=morino)


@pytest.fixture
def miura(prefecture) -> Member:
    """Coordinator of 霧原県."""
    return new_member("miura", "三浦", PostKind.COORDINATOR, body=prefecture)


@pytest.fixture
def kanri(prefecture) -> Member:
    """Administrator of 霧原県."""
    return new_member("kanri", "管理者", PostKind.ADMINISTRATOR, body=prefecture)


@pytest.fixture
def kansa(prefecture) -> Member:
    return new_member("kansa", "監査", PostKind.AUDITOR, body=prefecture)


def new_body(code: str, name: str, kind: BodyKind, *, inhabitants: int = 0) -> Body:
    made = commands.NewBody(code=code, name=name, kind=kind, inhabitants=inhabitants)
    return commands.add_body(made, by=None)


def new_member(login: str, name: str, *posts: PostKind, body: Body) -> Member:
    """Somebody who has chosen a password already."""
    member, password = commands.add_member(login, name, body=body, by=None)
    member.take_password(password, given=False)
    for post in posts:
        commands.give_post(member, post, body=body, by=None)
    return member
