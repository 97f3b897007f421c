"""Shares, routes, texts, lapses and calendar files: the rules of an engagement without a database."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.catalogue.talent import shipped_legal_forms
from todoke.catalogue.talent.agreements import common_clauses, template_of
from todoke.core.assurance.loading import load_strictly
from todoke.core.procedures.load import DefinitionErrors
from todoke.core.talent.agreement_text import FILLED, AgreementTemplate, text_of
from todoke.core.talent.answers import Party
from todoke.core.talent.lapses import AlertKind, lapses
from todoke.core.talent.permissions import PermissionFacts, PermissionKind, PermissionState
from todoke.core.talent.sharing import amount_of, days_of, parted, refuse_settle
from todoke.core.talent.signing import Decision, StepFacts, next_step, refuse_sign, route_of

TODAY = date(2026, 11, 23)
SHARES = st.lists(st.integers(0, 100), min_size=1, max_size=4).map(
    lambda cuts: {
        f"body{n}": high - low
        for n, (low, high) in enumerate(zip([0, *sorted(cuts)], [*sorted(cuts), 100], strict=True))
    }
)


@given(amount=st.integers(0, 10**9), shares=SHARES)
def test_parts_of_an_amount_sum_to_it_and_stay_near_their_share(amount, shares):
    parts = parted(amount, shares)
    assert sum(parts.values()) == amount
    assert all(one >= 0 for one in parts.values())
    assert all(abs(parts[body] - amount * share / 100) < len(shares) for body, share in shares.items())


REMAINDERS = {
    "to the largest share": (100, {"b": 33, "a": 67}, {"b": 33, "a": 67}),
    "what rounding leaves": (101, {"b": 33, "a": 67}, {"b": 33, "a": 68}),
    "of equal shares to the smaller code": (101, {"b": 50, "a": 50}, {"b": 50, "a": 51}),
}


@pytest.mark.parametrize(("amount", "shares", "parts"), REMAINDERS.values(), ids=REMAINDERS)
def test_what_is_left_over_goes_to_one_body_by_rule(amount, shares, parts):
    assert parted(amount, shares) == parts


def test_shares_that_do_not_sum_to_100_part_nothing():
    with pytest.raises(ValueError, match="100 together"):
        parted(100, {"a": 99})


def test_an_amount_drops_what_is_below_one_yen():
    day = Decimal("7.75")
    assert amount_of(Decimal("7.5"), day=day, day_rate=31_000) == 30_000
    assert amount_of(Decimal("0.1"), day=day, day_rate=100) == 1
    assert days_of(Decimal("7.5"), day=day) == Decimal("0.97")


def test_the_last_month_is_settled_once_the_engagement_is_over():
    period = (date(2026, 9, 1), date(2026, 11, 20))
    month = date(2026, 11, 1)
    assert refuse_settle(month, period=period, today=TODAY, settled=False) is None
    still = refuse_settle(month, period=(period[0], TODAY), today=TODAY, settled=False)
    assert still is not None
    assert still.code == "talent.settlement.not-over"


def test_who_signs_where_a_party_is_missing():
    signs = (Party.EMPLOYER, Party.PERSON, Party.HOST)
    everybody = frozenset(Party)
    assert route_of(signs, present=everybody) == signs
    assert route_of(signs, present=everybody - {Party.EMPLOYER}) == (Party.PERSON, Party.HOST)


def test_a_returned_text_waits_for_nobody():
    first = StepFacts(order=1, party=Party.HOME_BODY, decision=Decision.RETURNED)
    second = StepFacts(order=2, party=Party.HOST)
    assert next_step([second, first]) is None
    refusal = refuse_sign(second, [first, second], speaks=True, own=False, reason="よい")
    assert refusal is not None
    assert refusal.code == "talent.signing.returned"


@pytest.mark.parametrize("form", [one.form for one in shipped_legal_forms().forms])
def test_every_legal_form_has_a_draft_that_says_so(form):
    template = template_of(form)
    text = text_of(template, common_clauses(), values=dict.fromkeys(FILLED, "霧原県"))
    assert template.form == form
    assert text.startswith("【案】")
    assert "（案）" in template.title
    assert "{" not in text
    assert template.signs[-1] is Party.HOST


@pytest.mark.parametrize("form", ["outsourcing", "agency_work"])
def test_where_nobody_is_chosen_by_name_the_text_names_nobody(form):
    template = template_of(form)
    clauses = (*common_clauses().before, *template.clauses, *common_clauses().after)
    assert not template.names_person
    assert not any("{person}" in clause.text for clause in clauses)


def test_a_template_with_an_unknown_name_is_refused_with_its_line():
    text = (
        "form: dispatch_252_17\nversion: 1\ntitle: 協定\nsigns: [home_body, host]\nnames_person: true\n"
        "clauses:\n- heading: 目的\n  text: '{salary}を払う'\n"
    )
    with pytest.raises(DefinitionErrors, match="salary"):
        load_strictly(AgreementTemplate, text, file="x.yaml")


def test_what_people_typed_is_never_read_as_a_template():
    values = dict.fromkeys(FILLED, "霧原県") | {"work": "{person}と書いた"}
    assert "{person}と書いた" in text_of(template_of("side_duty"), common_clauses(), values=values)


def granted(until_in: int, *, since_in: int = -30, hosts: frozenset[str] = frozenset()) -> PermissionFacts:
    return PermissionFacts(
        kind=PermissionKind.SIDE_JOB_38,
        state=PermissionState.GRANTED,
        since=TODAY + timedelta(days=since_in),
        until=TODAY + timedelta(days=until_in),
        hosts=hosts,
    )


LOSSES = {
    "covered to the last day": ([granted(60)], None),
    "ends in a month": ([granted(30)], (AlertKind.LAPSES, 31)),
    "ends later than a month from now": ([granted(31)], None),
    "another follows on": ([granted(3), granted(60, since_in=4)], None),
    "another follows after a gap": ([granted(3), granted(60, since_in=5)], (AlertKind.LAPSES, 4)),
    "ended yesterday": ([granted(-1)], (AlertKind.LAPSED, 0)),
    "another town's": ([granted(60, hosts=frozenset({"森野町"}))], (AlertKind.LAPSED, 0)),
    "none": ([], (AlertKind.LAPSED, 0)),
}


@pytest.mark.parametrize(("held", "loss"), LOSSES.values(), ids=LOSSES)
def test_a_loss_is_told_with_its_first_day(held, loss):
    found = lapses(
        {PermissionKind.SIDE_JOB_38}, held, host="ひばり市", until=TODAY + timedelta(days=60), today=TODAY
    )
    told = [(one.kind, (one.on - TODAY).days) for one in found]
    assert told == ([loss] if loss else [])
