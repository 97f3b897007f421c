"""The whole way under /account/: from a form's step-up to the ID service, and back to that form."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from tests.portal.oidc.conftest import HANAKO, come_back
from tests.portal.oidc.id_service import as_json

from todoke.core.assurance.identity import Claim
from todoke.core.assurance.levels import Levels
from todoke.core.assurance.stepping_up import Demand
from todoke.core.envelope.applicant_key import ApplicantKey
from todoke.portal.step_up import commands
from todoke.portal.step_up.models import Purpose
from todoke.portal.step_up.queries import COOKIE
from todoke.web.ids import uuid7

DEMAND = Demand(levels=Levels(identity=2, authentication=3), max_age=timedelta(minutes=30))


@pytest.fixture
def begun(hanako, service):
    """花子 has left her form for the ID service."""
    key = ApplicantKey.new(os.urandom)
    origin = commands.Origin(draft=uuid7(), town_code="992011", town_slug="hibari", key=key)
    wanted = commands.Wanted(
        purpose=Purpose.IDENTIFY,
        method="digital_id",
        demand=DEMAND,
        claims=frozenset({Claim.NAME, Claim.ADDRESS}),
        to="applicant",
    )
    found = commands.begin(origin, wanted)
    hanako.cookies[COOKIE] = found.cookie
    return found.row, key


def leave(browser, row) -> str:
    """The page that says where it leads, and on."""
    page = browser.get(f"/account/step-up/{row.pk}/")
    href = "/account/oidc/digital_id/login/"
    assert f'href="{href}"' in page.content.decode()
    return browser.get(href)["Location"]


@pytest.fixture(autouse=True)
def town(monkeypatch):
    """The page before the ID service names the town; no town is opened here."""
    monkeypatch.setattr("todoke.portal.step_up.account_views.catalogue.town_or_404", lambda slug: None)


def test_what_was_proved_waits_sealed_for_the_form(service, hanako, begun):
    row, key = begun
    location = leave(hanako, row)
    assert "max_age=1800" in location
    back = come_back(hanako, service.authorize(location))
    assert back == f"/account/step-up/{row.pk}/done"
    assert hanako.get(back)["Location"] == f"/hibari/a/{row.draft_id}/identified/{row.pk}"
    row.refresh_from_db()
    assert HANAKO["name"].encode() not in bytes(row.box)
    assert HANAKO["name"] in commands.look_into(row, key).decode()


FAULTS = {
    "the service fails": lambda service: service.instead.update({"/token": lambda: (500, {}, b"")}),
    "its level is too low": lambda service: setattr(service, "acr", "aal2"),
    "it sends rubbish": lambda service: service.instead.update({"/userinfo": lambda: as_json([])}),
}


@pytest.mark.parametrize("spoil", FAULTS.values(), ids=FAULTS.keys())
def test_where_it_fails_the_form_gets_the_reason_and_offers_its_ways_again(service, hanako, begun, spoil):
    row, _ = begun
    location = leave(hanako, row)
    spoil(service)
    back = come_back(hanako, service.authorize(location))
    assert back == f"/account/step-up/{row.pk}/failed"
    after = hanako.get(back)["Location"]
    assert after == f"/hibari/a/{row.draft_id}/identify?to=applicant&after={row.pk}"
    row.refresh_from_db()
    assert row.box is None
    assert row.failure["code"].startswith("identity.oidc.")


def test_another_browser_gets_nothing_of_it(service, hanako, lan, begun):
    """Attack: ラン sends 花子 the address of a step-up for her draft; 花子's browser has no cookie of it."""
    row, _ = begun
    assert lan.get(f"/account/step-up/{row.pk}/").status_code == 404
    row.refresh_from_db()
    assert row.box is None
