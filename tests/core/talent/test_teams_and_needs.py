"""Rules of a team picture, of posting a need and of pairs; no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from todoke.catalogue.talent import shipped_legal_forms, shipped_roles, shipped_skills, shipped_tracks
from todoke.core.talent.needs import Criterion, NeedState, Priority, Source, weighed
from todoke.core.talent.pairs import PairFacts, refuse_pair
from todoke.core.talent.posting import (
    CHECKS,
    STEP_WORDS,
    Known,
    NeedAnswers,
    Step,
    months_between,
    problems_on,
    refuse_change,
    refuse_post,
    refuse_withdraw,
    unfinished,
)
from todoke.core.talent.role_editing import refuse_save
from todoke.core.talent.team import (
    PlacementFacts,
    Reach,
    Way,
    placement_problems,
    reach,
    refuse_figures,
    role_line,
    share,
)

TODAY = date(2026, 11, 23)
BUILDER = shipped_roles().by_id["builder"]
ABLE = {one.skill: one.level for one in BUILDER.skills}
NEAR = ABLE | {"no_code_building": 2}
FAR = ABLE | {"no_code_building": 1}
KNOWN = Known(
    roles=shipped_roles(),
    skills=shipped_skills(),
    tracks=shipped_tracks(),
    forms=shipped_legal_forms(),
    zones=("center", "north"),
    today=TODAY,
)


def placed(**changed: object) -> PlacementFacts:
    whole = PlacementFacts(
        role="builder",
        who="中村",
        source=Source.PREFECTURE,
        since=date(2026, 11, 1),
        until=date(2027, 3, 31),
        successor="鈴木",
        plan="いっしょに直す。",
    )
    return replace(whole, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [(ABLE, Reach.FILLS), (NEAR, Reach.NEAR), (FAR, Reach.FAR), ({}, Reach.FAR)],
    ids=["every essential skill", "a level away", "two levels away", "nothing"],
)
def test_reach_counts_essential_skills(levels: dict[str, int], expected: Reach) -> None:
    assert reach(BUILDER, levels) is expected


@pytest.mark.parametrize(
    ("wanted", "people", "staff", "expected"),
    [
        (1, [placed(source=Source.OWN_STAFF)], [], Way.NO_GAP),
        (0, [], [], Way.NO_GAP),
        (1, [], [ABLE, FAR], Way.APPOINT),
        (1, [placed()], [NEAR], Way.GROW),
        (1, [placed()], [FAR], Way.BORROW),
        (2, [placed(source=Source.OWN_STAFF)], [ABLE], Way.BORROW),
    ],
    ids=[
        "own staff",
        "not wanted",
        "somebody can",
        "somebody is near",
        "nobody is near",
        "the one who can is in",
    ],
)
def test_a_gap_is_closed_by_the_nearest_way(
    wanted: int, people: list[PlacementFacts], staff: list[dict[str, int]], expected: Way
) -> None:
    line = role_line(BUILDER, wanted=wanted, placements=people, staff=staff, on=TODAY)
    assert line.way is expected


def test_the_borrowed_bridge_a_gap_and_do_not_close_it() -> None:
    people = [placed(), placed(who="加藤", source=Source.PRIVATE, until=date(2027, 1, 31))]
    line = role_line(BUILDER, wanted=2, placements=people, staff=[], on=TODAY)
    assert (line.gap, line.open_now, line.ends) == (2, 0, date(2027, 1, 31))


def test_who_has_left_or_not_begun_is_not_there() -> None:
    people = [placed(until=date(2026, 11, 22)), placed(since=date(2026, 12, 1))]
    assert role_line(BUILDER, wanted=1, placements=people, staff=[], on=TODAY).borrowed == 0


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        (placed(), set()),
        (placed(until=None), {"until"}),
        (placed(successor=" "), {"successor"}),
        (placed(plan=""), {"handover_plan"}),
        (placed(until=None, successor="", plan=""), {"until", "successor", "handover_plan"}),
        (placed(successor="中村"), {"successor"}),
        (placed(role="wizard", who=""), {"role", "who"}),
        (placed(until=date(2026, 11, 22)), {"until"}),
        (placed(since=date(2027, 4, 1)), {"until"}),
        (placed(source=Source.OWN_STAFF, until=None, successor="", plan=""), set()),
    ],
)
def test_a_placement_says_every_field_that_is_wrong(given: PlacementFacts, fields: set[str]) -> None:
    assert set(placement_problems(given, roles=KNOWN.roles.by_id, today=TODAY)) == fields


@pytest.mark.parametrize(
    ("own", "total", "fits"), [(0, 0, True), (9, 31, True), (5, 4, False), (None, 4, False), (-1, 4, False)]
)
def test_own_procedures_are_part_of_all(own: int | None, total: int | None, *, fits: bool) -> None:
    assert (refuse_figures(own=own, total=total) is None) is fits


def test_a_share_of_nothing_is_no_share() -> None:
    assert share(0, 0) is None
    assert share(9, 31) == 29


def test_every_page_has_its_heading_and_its_rule() -> None:
    assert set(STEP_WORDS) == set(CHECKS) == set(Step)


def test_an_empty_need_lacks_every_page_but_those_that_may_be_empty() -> None:
    assert set(unfinished(NeedAnswers(), known=KNOWN)) == set(Step) - {Step.RUBRIC, Step.SOURCES}


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        (date(2026, 12, 1), date(2026, 12, 31), 1),
        (date(2026, 12, 31), date(2027, 1, 1), 2),
        (date(2026, 4, 1), date(2027, 3, 31), 12),
    ],
)
def test_a_period_counts_every_month_it_touches(since: date, until: date, months: int) -> None:
    assert months_between(since, until) == months


def test_a_need_of_five_years_is_the_longest() -> None:
    given = NeedAnswers(
        days_month=1, since=date(2027, 1, 1), until=date(2031, 12, 31), zone="center", onsite_days=0
    )
    assert not problems_on(Step.WORK, given, known=KNOWN)
    longer = replace(given, until=date(2032, 1, 1))
    assert set(problems_on(Step.WORK, longer, known=KNOWN)) == {"until"}


@pytest.mark.parametrize("state", list(NeedState))
def test_each_state_says_what_the_town_may_still_do(state: NeedState) -> None:
    changes = refuse_change(state, leads=True, edit=2, base=2) is None
    posts = refuse_post(state, leads=True) is None
    withdraws = refuse_withdraw(state, leads=True, reason="予算がない") is None
    expected = {
        NeedState.DRAFT: (True, True, True),
        NeedState.OPEN: (True, False, True),
        NeedState.PROPOSED: (False, False, True),
    }
    assert (changes, posts, withdraws) == expected.get(state, (False, False, False))


def test_nobody_but_the_towns_lead_does_any_of_it() -> None:
    refusals = (
        refuse_change(NeedState.OPEN, leads=False, edit=1, base=1),
        refuse_post(NeedState.DRAFT, leads=False),
        refuse_withdraw(NeedState.OPEN, leads=False, reason="予算がない"),
    )
    assert {one.code for one in refusals if one} == {"talent.need.not-yours"}
    assert all(refusals)


def test_a_page_drawn_before_somebody_else_saved_is_refused() -> None:
    assert refuse_change(NeedState.DRAFT, leads=True, edit=3, base=2) is not None
    assert refuse_save(may=True, base=1, newest=2) is not None
    assert refuse_save(may=True, base=2, newest=2) is None


def test_a_pair_is_two_needs_of_one_town_that_share_a_month() -> None:
    one = PairFacts(
        id="1", host="h", state=NeedState.OPEN, paired=False, since=date(2027, 1, 1), until=date(2027, 3, 10)
    )
    other = replace(one, id="2", since=date(2027, 3, 20), until=date(2027, 6, 30))
    assert refuse_pair(one, other, leads=True) is None
    for wrong in (
        replace(other, since=date(2027, 4, 1)),
        replace(other, since=None),
        replace(other, host="k"),
        replace(other, paired=True),
        replace(other, state=NeedState.PROPOSED),
        one,
    ):
        assert refuse_pair(one, wrong, leads=True) is not None
    assert refuse_pair(one, other, leads=False) is not None


EVERYTHING = frozenset(Criterion)
NEARLY = EVERYTHING - {Criterion.WITHIN_YEAR}
LITTLE = frozenset({Criterion.OTHERS_GAIN})
URGENT, LATER, LEAST = Priority.URGENT, Priority.IMPORTANT, Priority.USEFUL


@pytest.mark.parametrize(
    ("town", "expected"),
    [
        ([], ()),
        ([EVERYTHING], (URGENT,)),
        ([EVERYTHING] * 6, (URGENT, URGENT, LATER, LATER, LATER, LATER)),
        ([NEARLY, EVERYTHING, NEARLY], (LATER, URGENT, LATER)),
        ([NEARLY, NEARLY, LITTLE, LITTLE], (URGENT, URGENT, LEAST, LEAST)),
        ([LITTLE, LITTLE], (LEAST, LEAST)),
    ],
    ids=[
        "none",
        "a single need",
        "everything urgent",
        "most points first",
        "within a third",
        "nothing urgent",
    ],
)
def test_a_town_that_marks_everything_urgent_gets_a_third_of_it(
    town: list[frozenset[Criterion]], expected: tuple[Priority, ...]
) -> None:
    assert weighed(town) == expected
