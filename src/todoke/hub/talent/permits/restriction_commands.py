"""Restricts, confirms with a second pair of eyes, lifts by two, and notes when somebody stayed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.conflicts import Effect, RestrictionFacts, refuse_restrict, strictest
from todoke.core.talent.interests import (
    LIFTED,
    NO_EFFECT,
    NO_PLACE,
    TOWN_ONLY,
    WRONG_ORDER,
    refuse_effect,
    refuse_second,
)
from todoke.hub.members.events import record
from todoke.hub.members.models import Body, Member, PostKind
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.permits.models import Confidentiality, Recusal, Restriction
from todoke.hub.talent.permits.speaking import require, spoken_for
from todoke.web.database import write

NOT_DECIDER = Refusal(
    code="talent.restriction.not-decider",
    message=N_("Only a coordinator, or the DX lead of this town, can do this."),
)
NO_WHAT = Refusal(
    code="talent.recusal.no-what", message=N_("Write what the person stayed out of, and on which day.")
)
NOT_YET = Refusal(
    code="talent.recusal.day", message=N_("This day lies ahead, or before the restriction. Check it.")
)
NOT_ASKED_TO_LIFT = Refusal(
    code="talent.restriction.not-asked", message=N_("Nobody has asked to lift this restriction.")
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """`until` None: until it is lifted."""

    host: Body | None
    category: str
    effect: Effect | None
    since: date
    until: date | None
    reason: str


def leads_town(member: Member, host: Body) -> bool:
    return host.pk in spoken_for(member, PostKind.DX_LEAD)


def known_to(host: Body, person: Person) -> bool:
    """A town knows by name who signed an agreement with it."""
    return Confidentiality.objects.filter(host=host, person=person, signed_at__isnull=False).exists()


def may_act(member: Member, host: Body) -> bool:
    return member.holds(PostKind.COORDINATOR) or leads_town(member, host)


def decision_problems(person: Person, given: Decision, *, by: Member) -> dict[str, Refusal]:
    found: dict[str, Refusal | None] = {
        "host": None if given.host and given.category else NO_PLACE,
        "reason": refuse_restrict(person=str(person.member_id), decider=str(by.pk), reason=given.reason),
        "until": WRONG_ORDER if given.until and given.until < given.since else None,
    }
    if given.effect is None:
        found["effect"] = NO_EFFECT
    elif given.host and given.category:
        town, source = _town_effect(person, given.host, category=given.category, on=given.since)
        found["effect"] = refuse_effect(given.effect, town=town, source=source, until=given.until)
    return {name: refusal for name, refusal in found.items() if refusal is not None}


def _town_effect(person: Person, host: Body, *, category: str, on: date) -> tuple[Effect | None, str]:
    rows = Restriction.objects.filter(
        Q(until=None) | Q(until__gte=on), person=person, host=host, by_town=True
    )
    facts = [
        RestrictionFacts(
            host="", category=one.category, effect=Effect(one.effect), since=one.since, until=one.until
        )
        for one in rows
    ]
    effect = strictest(facts, host="", category=category, on=on)
    return effect, next((one.reason for one in rows if effect and one.effect == effect.value), "")


def restrict(person: Person, given: Decision, *, by: Member) -> Restriction:
    """It holds from its first day, before anybody has confirmed it: a leak cannot be taken back."""
    with write():
        problems = decision_problems(person, given, by=by)
        if problems:
            raise Refused(*problems.values())
        coordinates = by.holds(PostKind.COORDINATOR)
        own = leads_town(by, given.host) and known_to(given.host, person)
        require(None if coordinates or own else NOT_DECIDER)
        row = Restriction.objects.create(
            person=person,
            host=given.host,
            category=given.category,
            effect=given.effect.value,
            since=given.since,
            until=given.until,
            by_town=own and not coordinates,
            decided_by=by,
            decided_at=timezone.now(),
            reason=given.reason,
        )
        record("restriction.decided", f"restriction:{row.pk}", by=by, person=person.pk)
    return row


def _locked(row: Restriction) -> Restriction:
    found = Restriction.objects.select_for_update(of=("self",)).select_related("person", "host")
    return found.get(pk=row.pk)


def over(row: Restriction) -> bool:
    return row.lifted_at is not None or (row.until is not None and row.until < timezone.localdate())


def refuse_confirm(row: Restriction, *, by: Member) -> Refusal | None:
    if not may_act(by, row.host):
        return NOT_DECIDER
    if over(row) or row.confirmed_at is not None:
        return LIFTED
    return refuse_second(first=str(row.decided_by_id), second=str(by.pk), person=str(row.person.member_id))


def confirm(row: Restriction, *, by: Member) -> Restriction:
    with write():
        row = _locked(row)
        require(refuse_confirm(row, by=by))
        row.confirmed_by, row.confirmed_at = by, timezone.now()
        row.save(update_fields=["confirmed_by", "confirmed_at"])
        record("restriction.confirmed", f"restriction:{row.pk}", by=by, person=row.person_id)
    return row


def refuse_ask_lift(row: Restriction, *, by: Member, reason: str) -> Refusal | None:
    if not may_act(by, row.host):
        return NOT_DECIDER
    if row.by_town and not leads_town(by, row.host):
        return TOWN_ONLY
    if over(row):
        return LIFTED
    return refuse_restrict(person=str(row.person.member_id), decider=str(by.pk), reason=reason)


def ask_lift(row: Restriction, *, reason: str, by: Member) -> Restriction:
    with write():
        row = _locked(row)
        require(refuse_ask_lift(row, by=by, reason=reason))
        row.lift_asked_by, row.lift_reason = by, reason
        row.save(update_fields=["lift_asked_by", "lift_reason"])
        record("restriction.lift-asked", f"restriction:{row.pk}", by=by, person=row.person_id)
    return row


def refuse_lift(row: Restriction, *, by: Member) -> Refusal | None:
    if not may_act(by, row.host):
        return NOT_DECIDER
    if over(row):
        return LIFTED
    if row.lift_asked_by_id is None:
        return NOT_ASKED_TO_LIFT
    return refuse_second(first=str(row.lift_asked_by_id), second=str(by.pk), person=str(row.person.member_id))


def lift(row: Restriction, *, by: Member) -> Restriction:
    """Yesterday was its last day."""
    with write():
        row = _locked(row)
        require(refuse_lift(row, by=by))
        row.until = timezone.localdate() - timedelta(days=1)
        row.lifted_by, row.lifted_at = by, timezone.now()
        row.save(update_fields=["until", "lifted_by", "lifted_at"])
        record("restriction.lifted", f"restriction:{row.pk}", by=by, person=row.person_id)
    return row


def note_recusal(row: Restriction, *, on: date | None, what: str, by: Member) -> Recusal:
    """By a coordinator, the town, or the person themselves."""
    with write():
        row = _locked(row)
        mine = row.person.member_id == by.pk
        require(None if mine or may_act(by, row.host) else NOT_DECIDER)
        require(NO_WHAT if on is None or not what else None)
        require(NOT_YET if on > timezone.localdate() or on < row.since else None)
        noted = Recusal.objects.create(restriction=row, on=on, what=what, noted_by=by)
        record("recusal.noted", f"restriction:{row.pk}", by=by, person=row.person_id)
    return noted
