"""Courses: who says what was completed, until when it counts, and two who learn together.

Invariants:
- a completion counts when a trainer of the course's organiser verified it, never the person's own word.
- nobody verifies their own course; what is handed back has a reason.
- a pair begins when both have said yes; until then neither knows the other's name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from todoke.core.refusal import N_, Refusal
from todoke.core.talent.bodies import BodyKind

LONGEST_TITLE, LONGEST_TEXT = 120, 4000
MOST_UNITS, MOST_MINUTES, MOST_MONTHS = 40, 6000, 120
SOON_DAYS = 60
"""How long before its end an expiring course is shown: our own choice."""

NOT_TRAINER = Refusal(
    code="talent.learning.not-trainer",
    message=N_("Only a trainer of the body that organises this course can do this."),
)
NOT_ORGANISER = Refusal(
    code="talent.learning.company",
    message=N_("A company does not organise courses that open a dispatch. Ask the prefecture to hold it."),
)
OWN_COMPLETION = Refusal(
    code="talent.learning.own",
    message=N_("Nobody verifies their own course. Ask another trainer of the organiser."),
)
NO_REASON = Refusal(
    code="talent.learning.reason", message=N_("Write what is still missing, so that the person can go on.")
)
ASKED_ALREADY = Refusal(
    code="talent.learning.asked",
    message=N_("You have asked for this course already. The organiser looks at it."),
)
UNITS_LEFT = Refusal(
    code="talent.learning.units-left",
    message=N_("Some units are not ticked yet. Tick them when you have gone through them."),
)
RETIRED = Refusal(
    code="talent.learning.retired",
    message=N_("This version is no longer taught. Open the newest version of the course."),
)
DECIDED = Refusal(
    code="talent.learning.decided", message=N_("Somebody decided on this already. Open the list again.")
)
FUTURE = Refusal(
    code="talent.learning.future",
    message=N_("Write the day the course was completed: today or before, not older than it counts."),
)
TITLE = Refusal(
    code="talent.learning.title", message=N_("Write the title of the course in up to 120 characters.")
)
SYLLABUS = Refusal(
    code="talent.learning.syllabus", message=N_("Write in up to 4,000 characters what the course teaches.")
)
UNITS = Refusal(
    code="talent.learning.units",
    message=N_(
        "Write one unit per line: title, a bar (｜), and its minutes from 1 to 6000; 40 units at most."
    ),
)
MONTHS = Refusal(
    code="talent.learning.months",
    message=N_("Write for how many months the course counts, from 1 to 120, or leave it empty for ever."),
)
SKILLS = Refusal(code="talent.learning.skills", message=N_("Choose skills from the list."))
NO_CHANGE_REASON = Refusal(
    code="talent.learning.change-reason", message=N_("Write in one sentence what is new in this version.")
)
STALE = Refusal(
    code="talent.learning.stale",
    message=N_("Somebody else made a new version meanwhile. Open it and write your change there."),
)
WITH_ONESELF = Refusal(code="talent.pair.self", message=N_("Two different people make a pair."))
PAIRED_ALREADY = Refusal(
    code="talent.pair.there",
    message=N_("These two are a pair already, or have been asked. Wait for the answer."),
)
NOT_IN_PAIR = Refusal(
    code="talent.pair.not-yours",
    message=N_("Only the two people of a pair answer for it, each for themselves."),
)
PAIR_OVER = Refusal(code="talent.pair.over", message=N_("This pair is over. Ask anew if you wish."))
PAIR_WORDS = Refusal(
    code="talent.pair.words", message=N_("Write in up to 4,000 characters what you would like to learn.")
)
NO_ROLE = Refusal(code="talent.plan.role", message=N_("Choose the role you want to grow into."))
NO_TRACKS = Refusal(code="talent.plan.tracks", message=N_("Choose courses from the list."))
PLAN_DAY = Refusal(
    code="talent.plan.day", message=N_("Choose a day after today by which you want to be there.")
)


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitWords:
    title: str
    minutes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TrackWords:
    """What an organiser wrote. `units` None or `months` 0: could not be read; `months` None: for ever."""

    title: str
    syllabus: str
    units: tuple[UnitWords, ...] | None
    months: int | None
    opens: tuple[str, ...]
    gate: bool
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A verified completion. `until` None: for ever."""

    track: str
    version: int
    since: date
    until: date | None

    def counts(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)

    def ends_soon(self, on: date) -> bool:
        return self.until is not None and self.counts(on) and (self.until - on).days <= SOON_DAYS


def counting(held: Iterable[Held], *, on: date) -> frozenset[str]:
    """The courses that count on a day, by code, whichever version was taken."""
    return frozenset(one.track for one in held if one.counts(on))


def missing_gates(gates: Collection[str], held: Iterable[Held], *, until: date) -> tuple[str, ...]:
    """What must be completed first by somebody who is lent until that day."""
    there = counting(held, on=until)
    return tuple(sorted(set(gates) - there))


def expires(on: date, months: int | None) -> date | None:
    """The last day a completion counts: the day before the same day `months` later."""
    if months is None:
        return None
    years, month = divmod(on.month - 1 + months, 12)
    first = date(on.year + years, month + 1, 1)
    following = date(on.year + years + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date.fromordinal(min(first.toordinal() + on.day - 2, following.toordinal() - 1))


def track_problems(given: TrackWords, *, skills: Collection[str]) -> dict[str, Refusal]:
    """By field."""
    found = {
        "title": None if 0 < len(given.title) <= LONGEST_TITLE else TITLE,
        "syllabus": None if 0 < len(given.syllabus) <= LONGEST_TEXT else SYLLABUS,
        "units": UNITS if given.units is None or _bad_units(given.units) else None,
        "months": None if given.months is None or 1 <= given.months <= MOST_MONTHS else MONTHS,
        "opens": SKILLS if set(given.opens) - set(skills) else None,
        "reason": None if given.reason and len(given.reason) <= LONGEST_TEXT else NO_CHANGE_REASON,
    }
    return {name: one for name, one in found.items() if one is not None}


def _bad_units(units: tuple[UnitWords, ...]) -> bool:
    wrong = any(
        not 0 < len(one.title) <= LONGEST_TITLE or not 1 <= one.minutes <= MOST_MINUTES for one in units
    )
    return wrong or len(units) > MOST_UNITS


def refuse_organise(*, trains: bool, kind: BodyKind) -> Refusal | None:
    if not trains:
        return NOT_TRAINER
    return NOT_ORGANISER if kind is BodyKind.COMPANY else None


def refuse_ask(*, retired: bool, open_ask: bool, units: int, done: int) -> Refusal | None:
    """The person says: I went through it."""
    if retired:
        return RETIRED
    if open_ask:
        return ASKED_ALREADY
    return UNITS_LEFT if done < units else None


def refuse_decide(*, trains: bool, own: bool, decided: bool) -> Refusal | None:
    """A trainer verifies, or hands back."""
    if not trains:
        return NOT_TRAINER
    if own:
        return OWN_COMPLETION
    return DECIDED if decided else None


def refuse_day(day: date | None, *, today: date, months: int | None) -> Refusal | None:
    if day is None or day > today:
        return FUTURE
    until = expires(day, months)
    return FUTURE if until is not None and until < today else None


def refuse_pair(*, same: bool, there: bool, words: str) -> Refusal | None:
    if same:
        return WITH_ONESELF
    if there:
        return PAIRED_ALREADY
    return None if 0 < len(words) <= LONGEST_TEXT else PAIR_WORDS


def plan_problems(
    role: str,
    tracks: Collection[str],
    *,
    by: date | None,
    known: tuple[Collection[str], Collection[str]],
    today: date,
) -> dict[str, Refusal]:
    """`known`: roles and courses there are. `by` None: no day named."""
    roles, courses = known
    found: dict[str, Refusal] = {}
    if role not in roles:
        found["role"] = NO_ROLE
    if set(tracks) - set(courses):
        found["tracks"] = NO_TRACKS
    if by is not None and by <= today:
        found["by"] = PLAN_DAY
    return found
