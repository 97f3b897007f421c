"""Roles are given and taken away one by one."""

from __future__ import annotations

import pytest

from todoke.core.cases.facts import Role
from todoke.office.staff.commands import grant, revoke
from todoke.office.staff.models import Section, Staff

pytestmark = pytest.mark.django_db
CHILD = "子育て支援課"


def roles(staff):
    return set(staff.memberships.values_list("section__name", "role"))


def test_a_role_is_granted_once_and_revoked_once(suzuki):
    assert grant("suzuki", CHILD, role=Role.NUMBER_CLERK)
    assert not grant("suzuki", CHILD, role=Role.NUMBER_CLERK)
    assert roles(suzuki) == {(CHILD, "caseworker"), (CHILD, "number_clerk")}
    assert revoke("suzuki", CHILD, role=Role.NUMBER_CLERK)
    assert not revoke("suzuki", CHILD, role=Role.NUMBER_CLERK)
    assert roles(suzuki) == {(CHILD, "caseworker")}


def test_an_unknown_account_or_section_gets_no_role(suzuki):
    with pytest.raises(Staff.DoesNotExist):
        grant("nobody", CHILD, role=Role.CASEWORKER)
    with pytest.raises(Section.DoesNotExist):
        grant("suzuki", "宇宙課", role=Role.CASEWORKER)
    with pytest.raises(Staff.DoesNotExist):
        revoke("nobody", CHILD, role=Role.CASEWORKER)
