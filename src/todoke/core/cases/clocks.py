"""The times of a case: when it arrived in law, how many days are left, where its minutes went.

Invariants:
- times come in as aware datetimes; legal days are days in Japan.
- no clock is read here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

from todoke.core.cases.states import State

JAPAN_TIME = timezone(timedelta(hours=9), "JST")


class ArrivalRule(StrEnum):
    """Which time counts as 到達 (デジタル手続法 6条3項): stored at the portal or filed at the office."""

    STORED = "stored"
    FILED = "filed"


def arrival(stored_at: datetime, filed_at: datetime, *, rule: ArrivalRule) -> datetime:
    """The time that counts, by the town's rule."""
    return stored_at if rule is ArrivalRule.STORED else filed_at


def legal_day(at: datetime) -> date:
    """The day in Japan at this moment. `at` must be aware."""
    if at.tzinfo is None:
        raise ValueError("legal_day — needs an aware datetime — a naive one")
    return at.astimezone(JAPAN_TIME).date()


def days_left(arrived: date, standard_days: int | None, *, today: date) -> int | None:
    """Days until the standard period ends, negative when overdue, None where there is no period.

    The day of arrival is not counted (民法 140条).
    """
    if standard_days is None:
        return None
    return (arrived + timedelta(days=standard_days) - today).days


class Stage(StrEnum):
    """Whom or what a case waits for; minutes are kept by stage."""

    INTAKE = "intake"
    REVIEW = "review"
    CORRECTION = "correction"
    CONSULTATION = "consultation"
    DELIVERY = "delivery"
    OVER = "over"


_STAGES: Mapping[State, Stage] = {
    State.SUBMITTED: Stage.INTAKE,
    State.ARRIVED: Stage.INTAKE,
    State.ACCEPTED: Stage.INTAKE,
    State.REVIEWING: Stage.REVIEW,
    State.CORRECTED: Stage.REVIEW,
    State.CORRECTION_REQUESTED: Stage.CORRECTION,
    State.WAITING_EXTERNAL: Stage.CONSULTATION,
    State.DECIDED: Stage.DELIVERY,
    State.NOTIFIED: Stage.DELIVERY,
    State.PAID: Stage.DELIVERY,
    State.ISSUED: Stage.DELIVERY,
}


def stage_of(state: State) -> Stage:
    """The stage of a state; everything before sending and after the end is OVER."""
    return _STAGES.get(state, Stage.OVER)


@dataclass(frozen=True, kw_only=True, slots=True)
class StageChange:
    """A case entered `state` at `at`."""

    state: State
    at: datetime


def minutes_by_stage(changes: Sequence[StageChange], until: datetime) -> Mapping[Stage, int]:
    """Whole minutes a case spent in each stage, from its changes in order of time, up to `until`."""
    spent: dict[Stage, timedelta] = {}
    ends = [*(change.at for change in changes[1:]), until]
    for change, end in zip(changes, ends, strict=False):
        stage = stage_of(change.state)
        # Two machines' clocks may differ by minutes: a step back counts as no time.
        spent[stage] = spent.get(stage, timedelta()) + max(end - change.at, timedelta())
    return {
        stage: int(time.total_seconds() // 60) for stage, time in spent.items() if stage is not Stage.OVER
    }
