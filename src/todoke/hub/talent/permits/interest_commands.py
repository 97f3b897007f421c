"""Declares interests, takes them over from published results, confirms them; and towns' own rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.conflicts import Effect, InterestKind
from todoke.core.talent.interests import (
    NO_EFFECT,
    NO_PLACE,
    NO_SUPPLIER,
    NO_TIE,
    NOTHING_TICKED,
    Tie,
    refuse_number,
    refuse_period,
    standing_ties,
)
from todoke.core.talent.permissions import NO_CAP_SOURCE
from todoke.hub.members.events import record
from todoke.hub.members.models import Body, Member, PostKind
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.permits.facts import declared_of
from todoke.hub.talent.permits.models import Interest, InterestDeclaration, Restriction, TownRule
from todoke.hub.talent.permits.speaking import require, spoken_for
from todoke.web.database import write

MOST_LINES, MOST_NAME = 30, 120
NOT_COORDINATOR = Refusal(
    code="talent.interest.not-coordinator", message=N_("Only a coordinator can do this.")
)
NOT_THEIRS = Refusal(
    code="talent.interest.not-theirs", message=N_("Only the person can declare or confirm their interests.")
)
NOT_TOWN = Refusal(
    code="talent.interest.not-town", message=N_("Only the DX lead of the town enters or ends its own rule.")
)
LONG_NAME = Refusal(
    code="talent.interest.long-name", message=N_("Shorten the name to 120 characters at the most.")
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One tie as typed. `host` None: wherever the supplier sells; `category` "*": whatever it sells."""

    supplier: str
    code: str
    host: Body | None
    category: str
    kind: InterestKind | None

    @property
    def empty(self) -> bool:
        return not (self.supplier or self.code or self.kind)


@dataclass(frozen=True, kw_only=True, slots=True)
class Declaration:
    """`none`: the person says there are no ties."""

    since: date | None
    until: date | None
    none: bool
    lines: Sequence[Line]


@dataclass(frozen=True, kw_only=True, slots=True)
class NewTownRule:
    host: Body
    category: str
    interest: InterestKind | None
    effect: Effect | None
    source: str


def declaration_problems(given: Declaration) -> Mapping[str, Refusal]:
    """By the name of the field; those of line 2 end in `.2`."""
    found: dict[str, Refusal | None] = {"until": refuse_period(given.since, given.until)}
    filled = [(place, line) for place, line in enumerate(given.lines) if not line.empty]
    for place, line in filled:
        found[f"supplier.{place}"] = _name_problem(line.supplier)
        found[f"code.{place}"] = refuse_number(line.code)
        found[f"kind.{place}"] = NO_TIE if line.kind is None else None
    if bool(filled) == given.none:
        found["none"] = NOTHING_TICKED
    return {name: refusal for name, refusal in found.items() if refusal is not None}


def _name_problem(name: str) -> Refusal | None:
    if not name:
        return NO_SUPPLIER
    return LONG_NAME if len(name) > MOST_NAME else None


def declare(person: Person, given: Declaration, *, by: Member) -> InterestDeclaration:
    """A new one beside the old ones: what those say holds until their last day."""
    with write():
        require(None if person.member_id == by.pk else NOT_THEIRS)
        problems = declaration_problems(given)
        if problems:
            raise Refused(*problems.values())
        row = _declared(person, given, confirmed=True)
        apply_town_rules(person)
        record("interest.declared", f"declaration:{row.pk}", by=by, person=person.pk)
    return row


def take_over(person: Person, given: Declaration, *, by: Member) -> InterestDeclaration:
    """From published bid results. It counts at once; the person confirms it or declares anew."""
    with write():
        require(None if by.holds(PostKind.COORDINATOR) and person.member_id != by.pk else NOT_COORDINATOR)
        problems = declaration_problems(given)
        if problems:
            raise Refused(*problems.values())
        row = _declared(person, given, confirmed=False)
        apply_town_rules(person)
        record("interest.taken-over", f"declaration:{row.pk}", by=by, person=person.pk)
    return row


def _declared(person: Person, given: Declaration, *, confirmed: bool) -> InterestDeclaration:
    now = timezone.now()
    row = InterestDeclaration.objects.create(
        person=person,
        since=given.since,
        until=given.until,
        declared_at=now,
        confirmed_at=now if confirmed else None,
    )
    Interest.objects.bulk_create(
        Interest(
            declaration=row,
            supplier=line.supplier,
            supplier_code=line.code,
            host=line.host,
            category=line.category or "*",
            kind=line.kind.value,
        )
        for line in given.lines
        if not line.empty
    )
    return row


def confirm(key: UUID, *, by: Member) -> None:
    with write():
        row = InterestDeclaration.objects.filter(pk=key, person__member=by).first()
        require(NOT_THEIRS if row is None else None)
        if row.confirmed_at is None:
            row.confirmed_at = timezone.now()
            row.save(update_fields=["confirmed_at"])
            record("interest.confirmed", f"declaration:{row.pk}", by=by, person=row.person_id)


def town_rule_problems(given: NewTownRule) -> Mapping[str, Refusal]:
    found = {
        "category": None if given.category else NO_PLACE,
        "interest": None if given.interest else NO_TIE,
        "effect": None if given.effect else NO_EFFECT,
        "source": None if given.source else NO_CAP_SOURCE,
    }
    return {name: refusal for name, refusal in found.items() if refusal is not None}


def enter_town_rule(given: NewTownRule, *, by: Member) -> TownRule:
    """Applied at once to everybody whose declared ties it names."""
    with write():
        require(None if given.host.pk in spoken_for(by, PostKind.DX_LEAD) else NOT_TOWN)
        problems = town_rule_problems(given)
        if problems:
            raise Refused(*problems.values())
        row = TownRule.objects.create(
            host=given.host,
            category=given.category,
            interest=given.interest.value,
            effect=given.effect.value,
            source=given.source,
            by=by,
            at=timezone.now(),
        )
        today = timezone.localdate()
        declared = Person.objects.filter(declarations__since__lte=today, declarations__until__gte=today)
        for person in declared.distinct():
            apply_town_rules(person)
        record("town-rule.entered", f"body:{given.host.pk}", by=by, body={"effect": row.effect})
    return row


def end_town_rule(key: UUID, *, by: Member) -> None:
    """Nobody new falls under it; who does already stays so until two people lift it."""
    with write():
        row = TownRule.objects.filter(pk=key, ended_at=None).first()
        require(None if row and row.host_id in spoken_for(by, PostKind.DX_LEAD) else NOT_TOWN)
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        record("town-rule.ended", f"body:{row.host_id}", by=by)


def apply_town_rules(person: Person) -> None:
    """A restriction for each rule that one of the person's standing ties falls under, once."""
    today = timezone.localdate()
    rows = InterestDeclaration.objects.filter(person=person).prefetch_related("interests")
    ties = standing_ties(declared_of(rows), on=today)
    for rule in TownRule.objects.filter(ended_at=None).select_related("by", "host"):
        for category in sorted({_common(tie, rule) for tie in ties} - {""}):
            _restrict(person, rule, category=category, on=today)


def _common(tie: Tie, rule: TownRule) -> str:
    """The category in which tie and rule meet; "" where they do not."""
    if tie.kind.value != rule.interest or tie.host not in {"*", str(rule.host_id)}:
        return ""
    if "*" in (tie.category, rule.category):
        return rule.category if tie.category == "*" else tie.category
    return tie.category if tie.category == rule.category else ""


def _restrict(person: Person, rule: TownRule, *, category: str, on: date) -> None:
    place = Restriction.objects.filter(person=person, host=rule.host, effect=rule.effect, by_town=True)
    there = place.filter(Q(until=None) | Q(until__gte=on), category__in=[category, "*"])
    if there.exists():
        return
    row = Restriction.objects.create(
        person=person,
        host=rule.host,
        category=category,
        effect=rule.effect,
        since=on,
        by_town=True,
        decided_by=rule.by,
        decided_at=timezone.now(),
        reason=rule.source,
    )
    record("restriction.by-town-rule", f"restriction:{row.pk}", by=rule.by, person=person.pk)
