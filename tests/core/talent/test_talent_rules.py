"""Needs, consents, permissions, conflicts, answers and logs of work: each rule and its refusal."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from todoke.core.talent.answers import Answer, DeclineReason, Party, is_agreed, parties_of, refuse_answer
from todoke.core.talent.bodies import SizeClass, size_class
from todoke.core.talent.conflicts import (
    NO_DOCUMENT,
    AgreementFacts,
    DocumentFacts,
    Effect,
    InformationClass,
    RestrictionFacts,
    refuse_read,
    refuse_restrict,
    stricter,
    strictest,
)
from todoke.core.talent.engagements import (
    NEXT,
    EngagementState,
    Logged,
    WorkFacts,
    refuse_borrowed_role,
    refuse_end,
    refuse_log,
    refuse_move,
)
from todoke.core.talent.needs import (
    Criterion,
    Priority,
    Source,
    priority_of,
    refuse_source,
    silent_before,
)
from todoke.core.talent.people import Audience, ConsentFacts, Purpose, consents_to
from todoke.core.talent.permissions import (
    HourCaps,
    PermissionFacts,
    PermissionKind,
    PermissionState,
    kinds_lacking,
    refuse_decide,
    refuse_period,
)
from todoke.core.talent.rounds import (
    RoundState,
    refuse_begin,
    refuse_change,
    refuse_override,
    refuse_publish,
)

TODAY = date(2026, 11, 23)
HIBARI, MORINO = "992011", "993417"
GUIDE = HourCaps(per_week=8, per_month=30, source="総行公第72号（霧原県の基準）")


@pytest.mark.parametrize(
    ("inhabitants", "expected"),
    [
        (6_300, SizeClass.SMALL),
        (10_001, SizeClass.MIDDLE),
        (42_000, SizeClass.MIDDLE),
        (50_001, SizeClass.LARGE),
    ],
)
def test_a_municipality_is_classed_by_its_inhabitants(inhabitants: int, expected: SizeClass) -> None:
    assert size_class(inhabitants) is expected


def test_fewer_than_no_inhabitants_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="inhabitants"):
        size_class(-1)


@pytest.mark.parametrize(
    ("met", "expected"),
    [
        pytest.param((), Priority.USEFUL, id="nothing holds"),
        pytest.param((Criterion.LEGAL_DEADLINE,), Priority.IMPORTANT, id="a date set by law"),
        pytest.param(
            (Criterion.RESIDENTS_WAIT, Criterion.NOBODY_HERE, Criterion.OTHERS_GAIN),
            Priority.URGENT,
            id="residents wait and nobody can",
        ),
        pytest.param((Criterion.NOBODY_HERE,) * 4, Priority.USEFUL, id="said four times counts once"),
    ],
)
def test_urgency_follows_from_the_rubric(met: tuple[Criterion, ...], expected: Priority) -> None:
    assert priority_of(met) is expected


def test_no_place_is_left_out_without_a_reason() -> None:
    tried = {Source.OWN_STAFF: "担当は1人で、窓口と兼ねている", Source.PREFECTURE: "  "}
    assert refuse_source(Source.OWN_STAFF, {}) is None
    assert refuse_source(Source.NEIGHBOURS, tried) is None
    assert refuse_source(Source.PRIVATE, tried) is not None
    assert silent_before(Source.PRIVATE, tried) == (Source.NEIGHBOURS, Source.PREFECTURE)


def test_a_consent_is_for_one_audience_and_ends_when_withdrawn() -> None:
    def held(*, withdrawn: datetime | None = None) -> ConsentFacts:
        return ConsentFacts(
            audience=Audience.MEMBER_TOWNS,
            purpose=Purpose.ALLOCATION,
            since=date(2026, 4, 1),
            until=date(2027, 3, 31),
            withdrawn_at=withdrawn,
        )

    def holds(one: ConsentFacts, audience: Audience, *, on: date = TODAY) -> bool:
        return consents_to([one], audience, purpose=Purpose.ALLOCATION, on=on)

    assert holds(held(), Audience.MEMBER_TOWNS)
    assert not holds(held(), Audience.OTHER_PREFECTURES)
    assert not holds(held(), Audience.MEMBER_TOWNS, on=date(2027, 4, 1))
    assert not holds(held(withdrawn=datetime(2026, 11, 23, tzinfo=UTC)), Audience.MEMBER_TOWNS)
    assert not consents_to([held()], Audience.MEMBER_TOWNS, purpose=Purpose.EVENTS, on=TODAY)


def permission(**changes: object) -> PermissionFacts:
    held: dict[str, object] = {
        "kind": PermissionKind.SIDE_JOB_38,
        "state": PermissionState.GRANTED,
        "since": date(2026, 10, 1),
        "until": date(2027, 3, 31),
        "hosts": frozenset({HIBARI}),
    }
    return PermissionFacts(**(held | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("held", "enough"),
    [
        pytest.param(permission(), True, id="granted for the host and the whole period"),
        pytest.param(permission(hosts=frozenset()), True, id="granted for every host"),
        pytest.param(permission(hosts=frozenset({MORINO})), False, id="for another host"),
        pytest.param(permission(state=PermissionState.ASKED), False, id="only asked for"),
        pytest.param(permission(state=PermissionState.REVOKED), False, id="revoked"),
        pytest.param(permission(until=date(2026, 12, 31)), False, id="lapses in the middle"),
        pytest.param(permission(kind=PermissionKind.DUTY_35), False, id="another kind"),
    ],
)
def test_a_permission_counts_only_whole(held: PermissionFacts, enough: bool) -> None:
    lacking = kinds_lacking(
        {PermissionKind.SIDE_JOB_38}, [held], host=HIBARI, period=(date(2026, 12, 1), date(2027, 2, 28))
    )
    assert (not lacking) is enough


def test_a_permission_that_lapses_soon_is_seen() -> None:
    assert permission(until=date(2026, 12, 20)).lapses_within(30, today=TODAY)
    assert not permission(until=date(2026, 11, 22)).lapses_within(30, today=TODAY)
    assert not permission(until=date(2027, 3, 31)).lapses_within(30, today=TODAY)


def test_a_cap_says_where_it_is_written() -> None:
    with pytest.raises(ValueError, match="source"):
        HourCaps(per_week=8)


def test_nobody_decides_on_their_own_permission() -> None:
    asked, granted = PermissionState.ASKED, PermissionState.GRANTED
    codes = {
        refusal.code if refusal else None
        for refusal in (
            refuse_decide(asked, person="中村", decider="中村", grant=True, ground=""),
            refuse_decide(granted, person="中村", decider="渡邉", grant=True, ground=""),
            refuse_decide(asked, person="中村", decider="渡邉", grant=False, ground=" "),
            refuse_decide(asked, person="中村", decider="渡邉", grant=True, ground=""),
        )
    }
    assert codes == {
        "talent.permission.own",
        "talent.permission.not-asked",
        "talent.permission.no-ground",
        None,
    }
    assert refuse_period(date(2026, 12, 1), date(2026, 11, 30)) is not None
    assert refuse_period(TODAY, TODAY) is None


def restriction(**changes: object) -> RestrictionFacts:
    held: dict[str, object] = {
        "host": HIBARI,
        "category": "core_systems",
        "effect": Effect.RECUSE,
        "since": date(2026, 4, 1),
        "until": None,
    }
    return RestrictionFacts(**(held | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("restrictions", "expected"),
    [
        pytest.param((), None, id="nothing decided"),
        pytest.param((restriction(),), Effect.RECUSE, id="this host and category"),
        pytest.param((restriction(category="cloud"),), None, id="another category"),
        pytest.param((restriction(host=MORINO),), None, id="another host"),
        pytest.param((restriction(category="*"),), Effect.RECUSE, id="every category of the host"),
        pytest.param((restriction(until=date(2026, 11, 22)),), None, id="over since yesterday"),
        pytest.param(
            (restriction(effect=Effect.READ_ONLY), restriction(effect=Effect.EXCLUDE)),
            Effect.EXCLUDE,
            id="conflicting decisions: the stricter",
        ),
    ],
)
def test_the_strictest_restriction_counts(
    restrictions: tuple[RestrictionFacts, ...], expected: Effect | None
) -> None:
    assert strictest(restrictions, host=HIBARI, category="core_systems", on=TODAY) is expected


def test_a_towns_own_rule_wins_where_it_is_stricter() -> None:
    assert stricter(Effect.READ_ONLY, Effect.RECUSE) is Effect.RECUSE
    assert stricter(Effect.EXCLUDE, Effect.READ_ONLY) is Effect.EXCLUDE
    assert stricter(None, None) is None


AGREEMENT = AgreementFacts(
    host=HIBARI,
    classes=frozenset({InformationClass.TOWN, InformationClass.TENDER}),
    since=date(2026, 4, 1),
    until=date(2027, 3, 31),
)
TENDER = DocumentFacts(host=HIBARI, kind=InformationClass.TENDER, category="core_systems")


@pytest.mark.parametrize(
    ("document", "agreements", "restrictions", "opens"),
    [
        pytest.param(TENDER, (AGREEMENT,), (), True, id="agreement in force"),
        pytest.param(TENDER, (), (), False, id="no agreement"),
        pytest.param(TENDER, (AGREEMENT,), (restriction(),), False, id="recused"),
        pytest.param(
            TENDER, (AGREEMENT,), (restriction(effect=Effect.READ_ONLY),), True, id="may read, not speak"
        ),
        pytest.param(
            TENDER,
            (AgreementFacts(host=HIBARI, classes=AGREEMENT.classes, since=AGREEMENT.since,
                            until=AGREEMENT.until, revoked_on=TODAY),),
            (),
            False,
            id="agreement revoked today",
        ),
        pytest.param(
            DocumentFacts(host=MORINO, kind=InformationClass.TOWN), (AGREEMENT,), (), False, id="another host"
        ),
        pytest.param(
            DocumentFacts(host=HIBARI, kind=InformationClass.VENDOR), (AGREEMENT,), (), False, id="class"
        ),
        pytest.param(DocumentFacts(host=HIBARI, kind=InformationClass.OPEN), (), (), True, id="open to all"),
        pytest.param(
            DocumentFacts(host=HIBARI, kind=InformationClass.OPEN, category="core_systems"),
            (AGREEMENT,),
            (restriction(),),
            False,
            id="open to all, but of the procurement",
        ),
    ],
)  # fmt: skip
def test_a_document_opens_with_an_agreement_and_without_a_restriction(
    document: DocumentFacts,
    agreements: tuple[AgreementFacts, ...],
    restrictions: tuple[RestrictionFacts, ...],
    opens: bool,
) -> None:
    refusal = refuse_read(document, agreements=agreements, restrictions=restrictions, on=TODAY)
    assert (refusal is None) is opens
    assert refusal in (None, NO_DOCUMENT), "every reason is told alike"


def test_a_restriction_needs_a_reason_and_another_person() -> None:
    assert refuse_restrict(person="加藤", decider="加藤", reason="兼業先が応札") is not None
    assert refuse_restrict(person="加藤", decider="渡邉", reason=" ") is not None
    assert refuse_restrict(person="加藤", decider="渡邉", reason="兼業先が応札") is None


def test_whose_yes_is_needed_follows_from_whose_member_somebody_is() -> None:
    needed = parties_of(has_home_body=True, has_employer=False)
    assert needed == {Party.PERSON, Party.HOST, Party.HOME_BODY}
    assert not is_agreed(needed, {Party.PERSON: Answer.ACCEPT, Party.HOST: Answer.ACCEPT})
    assert is_agreed(needed, dict.fromkeys(needed, Answer.ACCEPT))
    assert not is_agreed(needed, {**dict.fromkeys(needed, Answer.ACCEPT), Party.HOST: Answer.ASK})


def test_a_decline_needs_a_reason_and_other_needs_words() -> None:
    assert refuse_answer(Answer.ACCEPT, None, words="") is None
    assert refuse_answer(Answer.DECLINE, None, words="忙しい") is not None
    assert refuse_answer(Answer.DECLINE, DeclineReason.OTHER, words=" ") is not None
    assert refuse_answer(Answer.DECLINE, DeclineReason.NO_TIME, words="") is None


def work(**changes: object) -> WorkFacts:
    held: dict[str, object] = {
        "state": EngagementState.ACTIVE,
        "since": date(2026, 10, 1),
        "until": date(2027, 3, 31),
        "caps": (GUIDE,),
        "barred": frozenset({"core_systems"}),
        "host_directs": True,
    }
    return WorkFacts(**(held | changes))  # type: ignore[arg-type]


WEEK = [Logged(on=date(2026, 11, 24), hours=4)]
MONTH = [Logged(on=date(2026, 11, day), hours=7) for day in (2, 9, 16)]


@pytest.mark.parametrize(
    ("facts", "hours", "category", "ordered", "before", "code"),
    [
        pytest.param(work(), 3, "", True, [], None, id="within every cap"),
        pytest.param(work(), 4, "", True, WEEK, None, id="exactly at the week's cap"),
        pytest.param(work(), 5, "", True, WEEK, "talent.log.week", id="over the week's cap"),
        pytest.param(work(), 8, "", True, [*MONTH, Logged(on=date(2026, 11, 30), hours=2)],
                     "talent.log.month", id="over the month's cap"),
        pytest.param(work(caps=()), 12, "", True, [], None, id="no cap is set"),
        pytest.param(work(), 3, "core_systems", True, [], "talent.log.recused", id="recused there"),
        pytest.param(work(host_directs=False), 3, "", True, [], "talent.log.no-orders", id="orders in 委託"),
        pytest.param(work(host_directs=False), 3, "", False, [], None, id="agreed with the contractor"),
        pytest.param(work(state=EngagementState.ENDED), 3, "", True, [], "talent.log.not-then", id="over"),
        pytest.param(work(until=date(2026, 11, 22)), 3, "", True, [], "talent.log.not-then", id="late"),
        pytest.param(work(), 0, "", True, [], "talent.log.hours", id="no hours"),
        pytest.param(work(), float("nan"), "", True, [], "talent.log.hours", id="not a number"),
    ],
)  # fmt: skip
def test_a_days_work_is_checked_at_entry(
    facts: WorkFacts, hours: float, category: str, ordered: bool, before: list[Logged], code: str | None
) -> None:
    refusal = refuse_log(
        facts, Logged(on=TODAY, hours=hours), category=category, ordered_by_host=ordered, before=before
    )
    assert (refusal.code if refusal else None) == code
    if refusal:
        assert refusal.in_english()


def test_every_state_of_an_engagement_is_reached_and_only_the_ends_end() -> None:
    reached = {EngagementState.PROPOSED, *(to for following in NEXT.values() for to in following)}
    assert reached == set(EngagementState) == set(NEXT)
    ends = {state for state, following in NEXT.items() if not following}
    assert ends == {EngagementState.ENDED, EngagementState.TERMINATED, EngagementState.CANCELLED}
    assert refuse_move(EngagementState.PROPOSED, EngagementState.ACTIVE) is not None
    assert refuse_move(EngagementState.APPROVED, EngagementState.ACTIVE) is None


def test_a_borrowed_role_has_an_end_a_successor_and_a_plan() -> None:
    end = date(2027, 3, 31)
    assert refuse_borrowed_role(until=None, successor="鈴木", plan="月1回いっしょに作る") is not None
    assert refuse_borrowed_role(until=end, successor=" ", plan="月1回いっしょに作る") is not None
    assert refuse_borrowed_role(until=end, successor="鈴木", plan="") is not None
    assert refuse_borrowed_role(until=end, successor="鈴木", plan="月1回いっしょに作る") is None
    assert refuse_end(handover_done=None, words="") is not None
    assert refuse_end(handover_done=False, words="後任が決まらなかった") is None


def test_one_round_at_a_time_and_nothing_published_that_the_checker_refused() -> None:
    assert refuse_begin({"1": RoundState.PUBLISHED, "2": RoundState.CANCELLED}) is None
    assert refuse_begin({"1": RoundState.COMPUTED}) is not None
    assert refuse_change(RoundState.PUBLISHED) is not None
    assert refuse_override(RoundState.COMPUTED, reason="") is not None
    assert refuse_override(RoundState.COMPUTED, reason="町長どうしの約束") is None
    assert refuse_publish(RoundState.COMPUTED, broken=()) is None
    refusal = refuse_publish(RoundState.COMPUTED, broken=("capacity",))
    assert refusal is not None
    assert "capacity" in refusal.in_english()
