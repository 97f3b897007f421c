"""The people who decide levels: 佐藤 writes, 渡邉 leads DX and decides, 森 leads too, 鈴木 only reads."""

from __future__ import annotations

import pytest
from tests.office.browsing import StaffBrowser

from todoke.catalogue.assurance import shipped_worksheets
from todoke.core.cases.facts import Role
from todoke.office.staff.commands import add_staff


def member(login, name, *roles):
    return add_staff(login, "correct horse", name=name, memberships=[("介護保険課", role) for role in roles])


@pytest.fixture
def writer(office):
    return member("sato", "佐藤", Role.AUTHOR)


@pytest.fixture
def lead(office):
    return member("watanabe", "渡邉", Role.DX_LEAD)


@pytest.fixture
def other_lead(office):
    return member("mori", "森", Role.DX_LEAD)


@pytest.fixture
def reader(office):
    return member("suzuki", "鈴木", Role.CASEWORKER)


def browser_of(staff):
    client = StaffBrowser()
    client.force_login(staff)
    return client


def harm_boxes(content, **typed):
    boxes = {}
    for harm, rated in content["harms"].items():
        boxes |= {f"{harm}.{key}": value for key, value in rated.items()}
    return boxes | typed


def proposal(procedure):
    return shipped_worksheets()[procedure].model_dump(mode="json")
