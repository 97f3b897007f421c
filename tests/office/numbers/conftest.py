"""A claim with three sealed numbers, and the people who may and may not come near them."""

from __future__ import annotations

import pytest
from tests.office.claims import CHILDCARE, file_case

from todoke.core.cases.facts import Role
from todoke.office.staff.commands import add_staff


@pytest.fixture
def clerk(office):
    """鈴木, caseworker and 事務取扱担当者 of the section in charge."""
    memberships = [(CHILDCARE, Role.CASEWORKER), (CHILDCARE, Role.NUMBER_CLERK)]
    return add_staff("clerk", "correct horse", name="鈴木", memberships=memberships)


@pytest.fixture
def claim(office):
    """Of the claimant, the spouse and the second child."""
    return file_case("child_allowance_claim", example=1)


@pytest.fixture
def page(client, clerk, claim):
    client.force_login(clerk)
    client.cookies["todoke_language"] = "ja"
    return f"/cases/{claim.pk}/numbers/"
