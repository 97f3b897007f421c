"""Ties to suppliers: what is declared, what contradicts what, and who confirms what follows from it.

Invariants:
- a company that was merged into another is the same supplier, whoever names it by which number.
- what an earlier declaration said holds until its last day; a later one does not make it disappear.
- a restriction holds from its first day; a second person confirms it, and two people lift it.
- the town's own rule is applied where it is stricter, and nobody but the town softens it.

Source: domain.md §9.4 (practice to model, our own design).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from todoke.core.refusal import N_, Refusal
from todoke.core.talent.conflicts import STRICTNESS, Effect, InterestKind

YEAR = timedelta(days=366)
"""The longest a declaration stands before the next is due."""
REMIND = timedelta(days=30)

PROPOSED: Mapping[InterestKind, Effect] = MappingProxyType(
    {
        InterestKind.EMPLOYER: Effect.RECUSE,
        InterestKind.GROUP: Effect.RECUSE,
        InterestKind.HOLDING: Effect.RECUSE,
        InterestKind.CLIENT: Effect.READ_ONLY,
        InterestKind.BIDS: Effect.RECUSE,
        InterestKind.HOLDS_CONTRACT: Effect.RECUSE,
    }
)
"""What the page proposes to whoever decides: our own choice, never applied by itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tie:
    """`code` and `name` of the supplier; `host` "*": wherever it sells; `category` "*": whatever it sells."""

    kind: InterestKind
    name: str
    code: str = ""
    host: str = "*"
    category: str = "*"


@dataclass(frozen=True, kw_only=True, slots=True)
class Declared:
    """One declaration and its ties. `confirmed` False: taken over from elsewhere, not yet confirmed."""

    since: date
    until: date
    confirmed: bool
    ties: tuple[Tie, ...]

    def stands(self, on: date) -> bool:
        return self.since <= on <= self.until


def successor(code: str, merged: Mapping[str, str]) -> str:
    """The company that stands for this number today. `merged`: number → number it was merged into."""
    seen = {code}
    while (code := merged.get(code, code)) not in seen:
        seen.add(code)
    return code


def supplier_key(tie: Tie, merged: Mapping[str, str]) -> str:
    """What makes two names one supplier: the number where there is one, else the name without spaces."""
    if tie.code:
        return successor(tie.code, merged)
    name = unicodedata.normalize("NFKC", tie.name).casefold()
    return "".join(one for one in name if not one.isspace())


class Contradiction(StrEnum):
    EMPLOYER_MISSING = "employer_missing"
    NO_LONGER_SAID = "no_longer_said"
    NOT_CONFIRMED = "not_confirmed"


CONTRADICTION_WORDS: Mapping[Contradiction, str] = MappingProxyType(
    {
        Contradiction.EMPLOYER_MISSING: N_("The profile names this employer, the declaration does not."),
        Contradiction.NO_LONGER_SAID: N_(
            "An earlier declaration, still in its period, names it; the newest does not."
        ),
        Contradiction.NOT_CONFIRMED: N_(
            "Taken over from published results; the person has not confirmed it."
        ),
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    what: Contradiction
    supplier: str


def contradictions(
    declared: Iterable[Declared], *, employer: Tie | None, merged: Mapping[str, str], on: date
) -> tuple[Doubt, ...]:
    """What does not fit together today. Until it is cleared, every tie that somebody named counts."""
    standing = sorted((one for one in declared if one.stands(on)), key=lambda one: one.since)
    own = [one for one in standing if one.confirmed]
    newest = {_key(tie, merged) for tie in own[-1].ties} if own else set()
    found: dict[tuple[Contradiction, str], Doubt] = {}
    if employer is not None and own:
        named = {supplier_key(tie, merged) for tie in own[-1].ties if tie.kind is InterestKind.EMPLOYER}
        if supplier_key(employer, merged) not in named:
            _note(found, employer, what=Contradiction.EMPLOYER_MISSING)
    for one in own[:-1]:
        for tie in one.ties:
            if _key(tie, merged) not in newest:
                _note(found, tie, what=Contradiction.NO_LONGER_SAID)
    for one in standing:
        for tie in () if one.confirmed else one.ties:
            _note(found, tie, what=Contradiction.NOT_CONFIRMED)
    return tuple(found.values())


def _key(tie: Tie, merged: Mapping[str, str]) -> tuple[str, InterestKind]:
    return supplier_key(tie, merged), tie.kind


def _note(found: dict[tuple[Contradiction, str], Doubt], tie: Tie, *, what: Contradiction) -> None:
    found.setdefault((what, tie.name), Doubt(what=what, supplier=tie.name))


def standing_ties(declared: Iterable[Declared], *, on: date) -> tuple[Tie, ...]:
    """All that any declaration in its period says, the unconfirmed included."""
    return tuple(dict.fromkeys(tie for one in declared if one.stands(on) for tie in one.ties))


NO_DECLARATION_DAYS = Refusal(
    code="talent.interest.days", message=N_("Give the first and the last day of the declaration.")
)
TOO_LONG = Refusal(
    code="talent.interest.too-long",
    message=N_("A declaration stands for one year at the most. Choose an earlier last day."),
)
WRONG_ORDER = Refusal(
    code="talent.interest.order", message=N_("The last day lies before the first. Check both days.")
)
NO_SUPPLIER = Refusal(
    code="talent.interest.no-supplier", message=N_("Write the name of the supplier, or empty the whole line.")
)
NO_TIE = Refusal(
    code="talent.interest.no-tie",
    message=N_("Choose how you are tied to this supplier."),
)
WRONG_NUMBER = Refusal(
    code="talent.interest.number",
    message=N_("A corporate number (法人番号) has 13 digits. Check it, or leave it empty."),
)
NOTHING_TICKED = Refusal(
    code="talent.interest.nothing",
    message=N_("Name your ties, or tick that you have none. Nothing said is not the same as none."),
)


def refuse_period(since: date | None, until: date | None) -> Refusal | None:
    if since is None or until is None:
        return NO_DECLARATION_DAYS
    if until < since:
        return WRONG_ORDER
    return TOO_LONG if until - since > YEAR else None


def refuse_number(code: str) -> Refusal | None:
    """Empty is allowed: not every supplier is a corporation."""
    right = code.isascii() and code.isdigit() and len(code) == 13
    return None if not code or right else WRONG_NUMBER


NOT_TWICE = Refusal(
    code="talent.restriction.second",
    message=N_("A second person has to do this: somebody other than whoever decided or asked."),
)
NO_EFFECT = Refusal(code="talent.restriction.effect", message=N_("Choose what the restriction does."))
NO_PLACE = Refusal(
    code="talent.restriction.place", message=N_("Choose the town and what is being bought there.")
)
SOFTER = Refusal(
    code="talent.restriction.softer",
    message=N_("The town’s own rule is stricter (%(source)s). Choose its effect or a stricter one."),
)
TOWN_ONLY = Refusal(
    code="talent.restriction.town-only",
    message=N_("This follows from the town’s own rule. Only the town can lift it."),
)
LIFTED = Refusal(code="talent.restriction.over", message=N_("This restriction is over already."))
NO_COOLING_END = Refusal(
    code="talent.restriction.no-end", message=N_("A waiting period needs its last day. Give it.")
)


def refuse_second(*, first: str, second: str, person: str) -> Refusal | None:
    """Four eyes: `second` is neither the first nor the person it is about."""
    return NOT_TWICE if second in {first, person} else None


def refuse_effect(effect: Effect, *, town: Effect | None, source: str, until: date | None) -> Refusal | None:
    """`town`: what the town's own rule asks here, if it has one."""
    if town is not None and STRICTNESS.index(effect) < STRICTNESS.index(town):
        return Refusal(code=SOFTER.code, message=SOFTER.message, params={"source": source})
    return NO_COOLING_END if effect is Effect.COOLING_OFF and until is None else None
