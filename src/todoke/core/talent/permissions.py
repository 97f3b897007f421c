"""Permissions as dated, capped objects that somebody signed: 38条, 35条, employer, agreement of heads.

Invariants:
- a permission counts only while it is granted, on its days, for its hosts and within its hours.
- hours are caps of the appointing authority, each with its source; none is written into the program.
- nobody grants more hours than the published rule of the appointing authority allows.
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


WARNED_DAYS = 30
"""How long before its last day a permission that ends is told about: our own choice."""
RULE_NEEDED = frozenset({PermissionKind.SIDE_JOB_38})
"""Criteria should be fixed and published: 総行公第72号 (2025-06-11), domain.md §9.3."""
OF_THE_HOME_BODY = frozenset(
    {PermissionKind.SIDE_JOB_38, PermissionKind.DUTY_35, PermissionKind.AGREEMENT_OF_HEADS}
)
MOST_HOURS = 744.0
MOST_BASIS = 200
NO_KIND = Refusal(code="talent.permission.kind", message=N_("Choose which permission you need."))
NO_AUTHORITY = Refusal(
    code="talent.permission.no-authority",
    message=N_("Your profile names nobody who decides this. Ask the coordinator to complete it."),
)
NO_HOST = Refusal(
    code="talent.permission.no-host",
    message=N_("An agreement of heads is made with a named body. Choose at least one."),
)
NO_BASIS = Refusal(
    code="talent.permission.no-basis",
    message=N_("Write on which rule the permission rests, such as the article or the work rules."),
)
LONG_BASIS = Refusal(
    code="talent.permission.long-basis", message=N_("Shorten the rule to 200 characters at the most.")
)
NO_WORK = Refusal(
    code="talent.permission.no-work", message=N_("Write what you would do, so that it can be decided.")
)
NO_DAYS = Refusal(code="talent.permission.no-days", message=N_("Give the first and the last day."))
PAST = Refusal(
    code="talent.permission.past", message=N_("The last day is over already. Choose a day to come.")
)
ASKED_TWICE = Refusal(
    code="talent.permission.twice",
    message=N_("You have asked for the same already, and it is not decided yet. Take it back to change it."),
)
WRONG_HOURS = Refusal(
    code="talent.permission.hours",
    message=N_("Write hours as a number above 0, such as 8 or 7.5. Leave it empty if you do not know."),
)
NO_RULE = Refusal(
    code="talent.permission.no-rule",
    message=N_(
        "Your body has not published its hours for side jobs here. Enter its rule first, then decide."
    ),
)
NOT_GRANTED = Refusal(
    code="talent.permission.not-granted", message=N_("This permission is not in force. Nothing was changed.")
)
NOT_APPROVER = Refusal(
    code="talent.permission.not-approver",
    message=N_("Only an approver of the body that decides can do this."),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What somebody asks for. `hours` per week and month: None where not said, negative where unreadable."""

    kind: PermissionKind | None
    has_authority: bool
    named_hosts: bool
    since: date | None
    until: date | None
    basis: str
    work: str
    hours: tuple[float | None, float | None] = (None, None)


def ask_problems(asked: Asked, *, today: date) -> Mapping[str, Refusal]:
    """By the name of the field; nothing where it can be asked."""
    found = {
        "kind": _kind_problem(asked),
        "hosts": NO_HOST
        if asked.kind is PermissionKind.AGREEMENT_OF_HEADS and not asked.named_hosts
        else None,
        "until": _days_problem(asked.since, asked.until, today=today),
        "basis": _basis_problem(asked.basis),
        "work": None if asked.work.strip() else NO_WORK,
        "per_week": refuse_hours(asked.hours[0]),
        "per_month": refuse_hours(asked.hours[1]),
    }
    return {name: refusal for name, refusal in found.items() if refusal is not None}


def _kind_problem(asked: Asked) -> Refusal | None:
    if asked.kind is None:
        return NO_KIND
    return None if asked.has_authority else NO_AUTHORITY


def _basis_problem(basis: str) -> Refusal | None:
    if not basis.strip():
        return NO_BASIS
    return LONG_BASIS if len(basis) > MOST_BASIS else None


def _days_problem(since: date | None, until: date | None, *, today: date) -> Refusal | None:
    if since is None or until is None:
        return NO_DAYS
    return refuse_period(since, until) or (PAST if until < today else None)


def refuse_hours(hours: float | None) -> Refusal | None:
    return None if hours is None or 0 < hours <= MOST_HOURS else WRONG_HOURS


def refuse_over_rule(kind: PermissionKind, granted: HourCaps, *, rule: HourCaps | None) -> Refusal | None:
    """`rule`: what the authority has published and is in force; None where it has published nothing."""
    if rule is None:
        return NO_RULE if kind in RULE_NEEDED else None
    for hours, most, message in (
        (
            granted.per_week,
            rule.per_week,
            N_("%(hours)g hours a week are more than the rule allows (%(most)g: %(source)s)."),
        ),
        (
            granted.per_month,
            rule.per_month,
            N_("%(hours)g hours a month are more than the rule allows (%(most)g: %(source)s)."),
        ),
    ):
        if hours is not None and most is not None and hours > most:
            params = {"hours": hours, "most": most, "source": rule.source}
            return Refusal(code="talent.permission.over-rule", message=message, params=params)
    return None


def within_rule(granted: HourCaps, rule: HourCaps | None) -> HourCaps:
    """Where the decision names no hours, those of the rule hold."""
    if rule is None:
        return granted
    return HourCaps(
        per_week=rule.per_week if granted.per_week is None else granted.per_week,
        per_month=rule.per_month if granted.per_month is None else granted.per_month,
        source=rule.source,
    )


def rule_problems(
    caps: tuple[float | None, float | None], source: str, *, since: date | None
) -> Mapping[str, Refusal]:
    """Of a rule that an authority enters; both hours may be empty: then it sets none."""
    found = {
        "per_week": refuse_hours(caps[0]),
        "per_month": refuse_hours(caps[1]),
        "source": None if source.strip() else NO_CAP_SOURCE,
        "since": NO_DAYS if since is None else None,
    }
    return {name: refusal for name, refusal in found.items() if refusal is not None}


def refuse_revoke(state: PermissionState, *, may: bool, ground: str) -> Refusal | None:
    if not may:
        return NOT_APPROVER
    if state is not PermissionState.GRANTED:
        return NOT_GRANTED
    return None if ground.strip() else NO_GROUND
