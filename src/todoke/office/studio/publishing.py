"""What makes a text the town's procedure: publish, open and close, withdraw, open again.

Invariants:
- the revision, the state of its work and the signed envelope are one transaction: nothing is half published.
- the text is checked once more at this moment, whatever was true when it was reviewed.
- a revision's text never changes; opening, closing, cap and withdrawal are told again for the same one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from todoke.core.cases.facts import Role
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.payloads import ProcedurePayload
from todoke.core.errors import Refused
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.studio_policies import (
    Schedule,
    WorkState,
    refuse_change_published,
    refuse_publish,
    refuse_reopen,
    refuse_schedule,
    refuse_unticked,
    refuse_withdraw,
)
from todoke.core.refusal import N_, Refusal
from todoke.office.exchange.commands import queue_public
from todoke.office.staff.models import Section, Staff
from todoke.office.studio.editing import hold
from todoke.office.studio.facts import actor_for, facts_of, section_name
from todoke.office.studio.models import Revision, Work
from todoke.office.studio.queries import definition_of, is_current, newest_of
from todoke.office.studio.texts import ready_definition, refuse_moved
from todoke.web.database import write

UNCHANGED = Refusal(
    code="studio.publish.unchanged",
    message=N_("This text is published already, word for word. There is nothing to publish."),
)
OTHER_SECTION = N_("This procedure belongs to %(section)s. A publisher of both sections has to publish it.")


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishWish:
    """What the publisher saw and decided: the version, the notes they ticked, when it is open."""

    version: int
    ticked: frozenset[str] = frozenset()
    schedule: Schedule = field(default_factory=Schedule)


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Where a revision comes from; an operator's has neither signer nor work."""

    signed_by: Staff | None = None
    work: Work | None = None
    base_text: str = ""


def publish_work(work: Work, *, by: Staff, wish: PublishWish) -> Revision:
    """The approved version becomes the next revision, signed and in the outbox. Raises Refused."""
    with write():
        held = hold(work.pk)
        # Two publishers at once: the second waits here, and then reads what the first has published.
        list(Section.objects.select_for_update().filter(pk=held.section_id))
        definition = _refuse_publish(held, by, wish=wish)
        origin = Origin(signed_by=by, work=held, base_text=held.base_text if held.overlay else "")
        revision = add_revision(definition.procedure, held.text, origin=origin, schedule=wish.schedule)
        held.state, held.updated_at = WorkState.PUBLISHED.value, revision.published_at
        held.save(update_fields=["state", "updated_at"])
    return revision


def _refuse_publish(held: Work, by: Staff, *, wish: PublishWish) -> Definition:
    actor = actor_for(by, section_name(held))
    if refusal := refuse_publish(facts_of(held), actor, version=wish.version):
        raise Refused(refusal)
    definition = ready_definition(held)
    newest = newest_of(definition.procedure)
    if newest is not None and newest.text == held.text:
        raise Refused(UNCHANGED)
    refusal = (
        refuse_moved(held, newest)
        or _refuse_other_section(definition, by)
        or refuse_unticked(definition.verify, wish.ticked)
        or refuse_schedule(wish.schedule, now=timezone.now())
    )
    if refusal is not None:
        raise Refused(refusal)
    return definition


def _refuse_other_section(definition: Definition, by: Staff) -> Refusal | None:
    """Nobody takes a procedure from another section by writing its id."""
    newest = newest_of(definition.procedure)
    before = definition_of(newest.procedure, newest.revision) if newest else None
    if before is None or before.section in {"", definition.section}:
        return None
    if actor_for(by, before.section).holds(Role.PUBLISHER, before.section):
        return None
    return Refusal(
        code="studio.publish.other-section", message=OTHER_SECTION, params={"section": before.section}
    )


def add_revision(
    procedure: str, text: str, *, origin: Origin | None = None, schedule: Schedule | None = None
) -> Revision:
    """The next number for this text, told to the portal; inside the caller's transaction."""
    newest, origin, schedule = newest_of(procedure), origin or Origin(), schedule or Schedule()
    revision = Revision.objects.create(
        procedure=procedure,
        revision=newest.revision + 1 if newest else 1,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        published_at=timezone.now(),
        opens_at=schedule.opens_at,
        closes_at=schedule.closes_at,
        cap=schedule.cap,
        signed_by=origin.signed_by,
        work=origin.work,
        base_text=origin.base_text,
    )
    _tell_portal(revision)
    return revision


def change_schedule(revision: Revision, schedule: Schedule, *, by: Staff) -> Revision:
    with write():
        held = _hold_published(revision, by)
        if refusal := refuse_schedule(schedule, now=timezone.now()):
            raise Refused(refusal)
        held.opens_at, held.closes_at, held.cap = schedule.opens_at, schedule.closes_at, schedule.cap
        return _told(held, "opens_at", "closes_at", "cap")


def withdraw(revision: Revision, message: Mapping[str, str], *, by: Staff) -> Revision:
    """No new application begins or is sent from now on; residents read `message` (by language)."""
    message = {language: words.strip() for language, words in message.items() if words.strip()}
    with write():
        held = _hold_published(revision, by)
        if refusal := refuse_withdraw(withdrawn=held.withdrawn_at is not None, message=message):
            raise Refused(refusal)
        held.withdrawn_at, held.withdrawn_message = timezone.now(), message
        return _told(held, "withdrawn_at", "withdrawn_message")


def reopen(revision: Revision, *, by: Staff) -> Revision:
    """It takes applications again, within its opening and closing times."""
    with write():
        held = _hold_published(revision, by)
        if refusal := refuse_reopen(withdrawn=held.withdrawn_at is not None):
            raise Refused(refusal)
        held.withdrawn_at, held.withdrawn_message = None, {}
        return _told(held, "withdrawn_at", "withdrawn_message")


def refuse_change(revision: Revision, by: Staff) -> Refusal | None:
    definition = definition_of(revision.procedure, revision.revision)
    section = definition.section if definition else ""
    return refuse_change_published(
        section, actor_for(by, section), current=is_current(revision, now=timezone.now())
    )


def _hold_published(revision: Revision, by: Staff) -> Revision:
    held = Revision.objects.select_for_update().get(pk=revision.pk)
    if refusal := refuse_change(held, by):
        raise Refused(refusal)
    return held


def _told(held: Revision, *changed: str) -> Revision:
    held.save(update_fields=changed)
    _tell_portal(held)
    return held


def _tell_portal(revision: Revision) -> None:
    outgoing = queue_public(
        Kind.PROCEDURE,
        ProcedurePayload(
            procedure=revision.procedure,
            revision=revision.revision,
            text=revision.text,
            sha256=revision.sha256,
            opens_at=revision.opens_at,
            closes_at=revision.closes_at,
            cap=revision.cap,
            withdrawn=revision.withdrawn_message if revision.withdrawn_at else None,
        ),
    )
    revision.envelope_id = outgoing.envelope_id
    revision.save(update_fields=["envelope_id"])
