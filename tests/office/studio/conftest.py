"""The people of the studio: 田中 writes, 鈴木 approves, 渡邉 publishes, 佐藤 is of another section."""

from __future__ import annotations

import pytest

from todoke.catalogue import shipped
from todoke.core.cases.facts import Role
from todoke.office.staff.commands import add_staff
from todoke.office.staff.models import Section
from todoke.office.studio.editing import Beginning, start_work
from todoke.office.studio.models import Base

TAX = "税務課"


def member(login, name, *roles, section=TAX):
    return add_staff(login, "correct horse", name=name, memberships=[(section, role) for role in roles])


@pytest.fixture
def author(office):
    return member("tanaka", "田中", Role.AUTHOR)


@pytest.fixture
def reviewer(office):
    return member("suzuki", "鈴木", Role.APPROVER)


@pytest.fixture
def publisher(office):
    return member("watanabe", "渡邉", Role.PUBLISHER)


@pytest.fixture
def stranger(office):
    return member("sato", "佐藤", Role.AUTHOR, Role.APPROVER, Role.PUBLISHER, section="介護保険課")


def ready_text():
    """A shipped procedure as this town would publish it; the period is the test's."""
    text = shipped()["disaster_certificate"].replace('section: ""', f"section: {TAX}", 1)
    return text.replace("standard_days:\n  value: null", "standard_days:\n  value: 10", 1)


@pytest.fixture
def begin(author):
    def begin(text=None, *, base=Base.CATALOGUE, overlay=False):
        section = Section.objects.get(name=TAX)
        beginning = Beginning(
            procedure="disaster_certificate",
            text=text or ready_text(),
            base=base,
            section=section,
            overlay=overlay,
        )
        return start_work(author, beginning)

    return begin
