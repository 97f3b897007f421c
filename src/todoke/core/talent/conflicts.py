"""Conflicts of interest, scoped by host × procurement category × time, and who may open which document.

Invariants:
- a restriction follows from a decision with a reason; a declaration alone hides nothing and bans nobody.
- where a town's own rule is stricter, it wins.
- a document of a procurement is neither opened nor found by who is restricted there, whatever else they may.
- without an agreement in force for the document's class, nothing of it is shown, its title included.

Sources: domain.md §9.4 (Digital Agency rule of 2021; practice to model, our own design).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from todoke.core.refusal import N_, Refusal


class InterestKind(StrEnum):
    """How a person or their employer is tied to a supplier."""

    EMPLOYER = "employer"
    GROUP = "group"
    HOLDING = "holding"
    CLIENT = "client"
    BIDS = "bids"
    HOLDS_CONTRACT = "holds_contract"


INTEREST_WORDS: Mapping[InterestKind, str] = MappingProxyType(
    {
        InterestKind.EMPLOYER: N_("Works for it"),
        InterestKind.GROUP: N_("Works for a company of the same group"),
        InterestKind.HOLDING: N_("Holds shares or capital of it"),
        InterestKind.CLIENT: N_("It is a client, now or in the last three years"),
        InterestKind.BIDS: N_("Own employer bids in this category"),
        InterestKind.HOLDS_CONTRACT: N_("Own employer holds a contract in this category"),
    }
)


class Effect(StrEnum):
    """From mild to strict; the strictest one that applies counts."""

    READ_ONLY = "read_only"
    RECUSE = "recuse"
    COOLING_OFF = "cooling_off"
    EXCLUDE = "exclude"


EFFECT_WORDS: Mapping[Effect, str] = MappingProxyType(
    {
        Effect.READ_ONLY: N_("Reads along, says and writes nothing"),
        Effect.RECUSE: N_("Stays out of this procurement altogether"),
        Effect.COOLING_OFF: N_("Stays out until the waiting period is over"),
        Effect.EXCLUDE: N_("Is not lent to this town for this category"),
    }
)
STRICTNESS = tuple(Effect)


@dataclass(frozen=True, kw_only=True, slots=True)
class RestrictionFacts:
    """`category` "*": every procurement of the host. `until` None: until it is lifted."""

    host: str
    category: str
    effect: Effect
    since: date
    until: date | None

    def applies(self, host: str, category: str, *, on: date) -> bool:
        in_time = self.since <= on and (self.until is None or on <= self.until)
        return in_time and self.host == host and self.category in {"*", category}

    def touches(self, host: str, categories: Iterable[str], *, period: tuple[date, date]) -> bool:
        """Whether it applies on any day of the period, to any of the categories."""
        since, until = period
        overlaps = self.since <= until and (self.until is None or since <= self.until)
        named = self.category == "*" or self.category in set(categories)
        return overlaps and self.host == host and named


def strictest(
    restrictions: Iterable[RestrictionFacts], *, host: str, category: str, on: date
) -> Effect | None:
    found = [one.effect for one in restrictions if one.applies(host, category, on=on)]
    return max(found, key=STRICTNESS.index, default=None)


def stricter(own: Effect | None, town: Effect | None) -> Effect | None:
    """The hub's decision and the town's own rule: the stricter of the two."""
    found = [one for one in (own, town) if one is not None]
    return max(found, key=STRICTNESS.index, default=None)


class InformationClass(StrEnum):
    """Whose 営業秘密 or confidence a document holds."""

    OPEN = "open"
    TOWN = "town"
    VENDOR = "vendor"
    EMPLOYER = "employer"
    TENDER = "tender"


CLASS_WORDS: Mapping[InformationClass, str] = MappingProxyType(
    {
        InformationClass.OPEN: N_("Open to all members"),
        InformationClass.TOWN: N_("The town’s confidence"),
        InformationClass.VENDOR: N_("A vendor’s trade secret (営業秘密)"),
        InformationClass.EMPLOYER: N_("An employer’s trade secret (営業秘密)"),
        InformationClass.TENDER: N_("Tender document before the award"),
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementFacts:
    """A confidentiality agreement (秘密保持). `host` "*": prefecture-wide."""

    host: str
    classes: frozenset[InformationClass]
    since: date
    until: date
    revoked_on: date | None = None

    def in_force(self, host: str, kind: InformationClass, *, on: date) -> bool:
        ended = self.revoked_on is not None and self.revoked_on <= on
        in_time = self.since <= on <= self.until and not ended
        return in_time and kind in self.classes and self.host in {"*", host}


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentFacts:
    """`category` "" where it belongs to no procurement."""

    host: str
    kind: InformationClass
    category: str = ""


NO_DOCUMENT = Refusal(
    code="talent.document.none",
    message=N_("There is no such document, or it is not open to you."),
)


def refuse_read(
    document: DocumentFacts,
    *,
    agreements: Iterable[AgreementFacts],
    restrictions: Iterable[RestrictionFacts],
    on: date,
) -> Refusal | None:
    """One sentence for everything: a title or a reason would tell a competitor what is being bought.

    A restriction on the host's procurement in this category closes it, READ_ONLY apart.
    """
    effect = (
        strictest(restrictions, host=document.host, category=document.category, on=on)
        if document.category
        else None
    )
    if effect not in (None, Effect.READ_ONLY):
        return NO_DOCUMENT
    if document.kind is InformationClass.OPEN:
        return None
    signed = any(one.in_force(document.host, document.kind, on=on) for one in agreements)
    return None if signed else NO_DOCUMENT


NO_REASON = Refusal(
    code="talent.restriction.no-reason",
    message=N_("Write why this restriction is needed; the person and the town can read it."),
)
OWN_CASE = Refusal(
    code="talent.restriction.own",
    message=N_("Nobody decides on their own interests. Ask another coordinator."),
)


def refuse_restrict(*, person: str, decider: str, reason: str) -> Refusal | None:
    if person == decider:
        return OWN_CASE
    return None if reason.strip() else NO_REASON
