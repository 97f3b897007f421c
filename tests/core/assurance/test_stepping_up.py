"""What a form asks for, from what was proved and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from todoke.catalogue.assurance import shipped_methods
from todoke.core.assurance.levels import NOTHING, Levels
from todoke.core.assurance.stepping_up import (
    Demand,
    Missing,
    Proof,
    levels_now,
    missing,
    refuse_returned,
    refuse_step,
)

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def demand(identity, authentication, max_age=None):
    return Demand(levels=Levels(identity=identity, authentication=authentication), max_age=max_age)


def proof(identity, authentication, age=timedelta(minutes=10)):
    return Proof(levels=Levels(identity=identity, authentication=authentication), authenticated_at=NOW - age)


STEPS = {
    "nothing asked, nobody signed in": (demand(0, 0), None, set(), None),
    "self-declared, nobody signed in": (demand(1, 0), None, set(), None),
    "asked, nobody signed in": (demand(1, 1), None, {Missing.SIGN_IN}, "assurance.step.sign-in"),
    "a code reaches self-declared": (demand(1, 1), proof(0, 1), set(), None),
    "exactly enough": (demand(2, 2), proof(2, 2), set(), None),
    "more than enough": (demand(2, 2), proof(3, 3), set(), None),
    "identity too low": (demand(3, 2), proof(2, 3), {Missing.IDENTITY}, "assurance.step.identity"),
    "authentication too low": (
        demand(2, 2),
        proof(3, 1),
        {Missing.AUTHENTICATION},
        "assurance.step.authentication",
    ),
    "both too low": (
        demand(2, 2),
        proof(0, 1),
        {Missing.IDENTITY, Missing.AUTHENTICATION},
        "assurance.step.identity",
    ),
    "to the minute": (demand(2, 2, HOUR), proof(2, 2, HOUR), set(), None),
    "a second too old": (
        demand(2, 2, HOUR),
        proof(2, 2, HOUR + timedelta(seconds=1)),
        {Missing.FRESHNESS},
        "assurance.step.too-old",
    ),
    "too old and too low": (
        demand(3, 2, HOUR),
        proof(2, 2, 2 * HOUR),
        {Missing.FRESHNESS, Missing.IDENTITY},
        "assurance.step.identity",
    ),
    "old without a limit": (demand(2, 2), proof(2, 2, timedelta(days=9)), set(), None),
    "clocks a little apart": (demand(2, 2, HOUR), proof(2, 2, timedelta(minutes=-4)), set(), None),
    "signed in tomorrow": (
        demand(2, 2),
        proof(2, 2, timedelta(days=-1)),
        {Missing.FRESHNESS},
        "assurance.step.too-old",
    ),
}


@pytest.mark.parametrize(("asked", "held", "lacking", "code"), STEPS.values(), ids=STEPS.keys())
def test_a_step_says_what_is_missing_or_lets_pass(asked, held, lacking, code):
    refusal = refuse_step(asked, held, now=NOW)
    assert missing(asked, held, now=NOW) == lacking
    assert (refusal.code if refusal else None) == code


def test_every_refusal_of_a_step_says_that_what_was_written_is_kept():
    refusals = [refuse_step(asked, held, now=NOW) for asked, held, _, code in STEPS.values() if code]
    assert all("What you have written is kept." in one.message for one in refusals)


AGES = {
    "fresh": (proof(2, 2), HOUR, Levels(identity=2, authentication=2)),
    "too old counts for nothing on both axes": (proof(3, 3, 2 * HOUR), HOUR, NOTHING),
    "no limit": (proof(2, 2, timedelta(days=3)), None, Levels(identity=2, authentication=2)),
    "nobody": (None, HOUR, NOTHING),
}


@pytest.mark.parametrize(("held", "max_age", "expected"), AGES.values(), ids=AGES.keys())
def test_levels_expire_by_age(held, max_age, expected):
    assert levels_now(held, max_age=max_age, now=NOW) == expected


RETURNED = {
    "as asked": ("aal3", NOW, None),
    "lower, yet known": ("aal2", NOW, None),
    "no acr": (None, NOW, "assurance.acr.unknown"),
    "an acr nobody knows": ("gold", NOW, "assurance.acr.unknown"),
    "an empty acr": ("", NOW, "assurance.acr.unknown"),
    "no auth_time": ("aal3", None, "assurance.auth-time.missing"),
    "auth_time within the skew": ("aal3", NOW + timedelta(minutes=5), None),
    "auth_time beyond the skew": ("aal3", NOW + timedelta(minutes=6), "assurance.auth-time.future"),
}


@pytest.mark.parametrize(("acr", "auth_time", "code"), RETURNED.values(), ids=RETURNED.keys())
def test_what_an_id_provider_returned_is_a_proof_or_refused(acr, auth_time, code):
    app = shipped_methods().method("digital_id")
    refusal = refuse_returned(app, acr=acr, auth_time=auth_time, now=NOW)
    assert (refusal.code if refusal else None) == code
