"""Permissions as dated, capped objects that somebody signed: 38条, 35条, employer, agreement of heads.

Invariants:
- a permission counts only while it is granted, on its days, for its hosts and within its hours.
- hours are caps of the appointing authority, each with its source; none is written into the program.
- one that lapses while work goes on is an alarm, never a silent gap.

Sources: 地方公務員法38条 (side jobs), 35条 with each body's 条例 (undivided service); hours guide 8 a week
and 30 a month: 総行公第72号 (2025-06-11), a technical advice, not binding (domain.md §9.3).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from todoke.core.refusal import N_, Refusal


class PermissionKind(StrEnum):
    SIDE_JOB_38 = "side_job_38"
    DUTY_35 = "duty_35"
    EMPLOYER_CONSENT = "employer_consent"
    AGREEMENT_OF_HEADS = "agreement_of_heads"


KIND_WORDS: Mapping[PermissionKind, str] = MappingProxyType(
    {
        PermissionKind.SIDE_JOB_38: N_("Permission for a side job (地方公務員法38条)"),
        PermissionKind.DUTY_35: N_("Exemption from undivided service (地方公務員法35条・条例)"),
        PermissionKind.EMPLOYER_CONSENT: N_("Consent of the employer"),
        PermissionKind.AGREEMENT_OF_HEADS: N_("Agreement of the two heads (地方自治法252条の17)"),
    }
)


class PermissionState(StrEnum):
    """LAPSED is never stored: it follows from the day."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    REVOKED = "revoked"


@dataclass(frozen=True, kw_only=True, slots=True)
class HourCaps:
    """None: the authority sets no such cap. `source` says where the cap is written."""

    per_week: float | None = None
    per_month: float | None = None
    source: str = ""

    def __post_init__(self) -> None:
        if (self.per_week is not None or self.per_month is not None) and not self.source.strip():
            raise ValueError("source — where the cap is written — nothing")


@dataclass(frozen=True, kw_only=True, slots=True)
class PermissionFacts:
    """`hosts` empty: every host. Days are included."""

    kind: PermissionKind
    state: PermissionState
    since: date
    until: date
    hosts: frozenset[str] = frozenset()
    caps: HourCaps = HourCaps()

    def covers(self, host: str, *, since: date, until: date) -> bool:
        """Granted, for this host, over the whole period."""
        named = not self.hosts or host in self.hosts
        return self.state is PermissionState.GRANTED and named and self.since <= since and until <= self.until

    def lapses_within(self, days: int, *, today: date) -> bool:
        """Granted, and its last day is today or at most `days` away."""
        left = self.until - today
        return self.state is PermissionState.GRANTED and timedelta() <= left <= timedelta(days=days)


def kinds_lacking(
    needed: Collection[PermissionKind],
    held: Iterable[PermissionFacts],
    *,
    host: str,
    period: tuple[date, date],
) -> frozenset[PermissionKind]:
    """Those of `needed` that nothing held covers for this host over the whole period."""
    since, until = period
    there = {one.kind for one in held if one.covers(host, since=since, until=until)}
    return frozenset(needed) - there


UNTIL_BEFORE_SINCE = Refusal(
    code="talent.permission.period", message=N_("The last day lies before the first. Check both days.")
)
OWN_PERMISSION = Refusal(
    code="talent.permission.own",
    message=N_("Nobody decides on their own permission. Ask the appointing authority."),
)
NOT_ASKED = Refusal(
    code="talent.permission.not-asked",
    message=N_("This permission is decided already. Ask for a new one to change it."),
)
NO_GROUND = Refusal(
    code="talent.permission.no-ground",
    message=N_("Write why it is refused, so that the person can mend it or appeal."),
)
NO_CAP_SOURCE = Refusal(
    code="talent.permission.no-cap-source",
    message=N_("Write where the hours are laid down, such as the rule of your body and its article."),
)


def refuse_period(since: date, until: date) -> Refusal | None:
    return UNTIL_BEFORE_SINCE if until < since else None


def refuse_decide(
    state: PermissionState, *, person: str, decider: str, grant: bool, ground: str
) -> Refusal | None:
    """`person` and `decider` are members' ids."""
    if person == decider:
        return OWN_PERMISSION
    if state is not PermissionState.ASKED:
        return NOT_ASKED
    return None if grant or ground.strip() else NO_GROUND
