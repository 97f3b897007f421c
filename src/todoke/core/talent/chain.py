"""The chain for private people: syllabus → completed (修了) → on the list (名簿) → sent (派遣).

Invariants:
- the person begins it and may leave it at every step; nobody is put on a list without their consent.
- each step names who takes it, and none is left out: no list without completion, no dispatch but from it.
- whoever withdraws the consent is off the list at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from todoke.core.refusal import N_, Refusal
from todoke.core.talent.people import PersonKind

PRIVATE = frozenset({PersonKind.SECONDEE, PersonKind.SIDE_WORKER})


class Stage(StrEnum):
    """Where somebody is in the chain. LEFT is final; who comes back begins anew."""

    LEARNING = "learning"
    COMPLETED = "completed"
    LISTED = "listed"
    SENT = "sent"
    LEFT = "left"


class Actor(StrEnum):
    PERSON = "person"
    TRAINER = "trainer"
    COORDINATOR = "coordinator"


STAGE_WORDS: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.LEARNING: N_("Learning by the syllabus"),
        Stage.COMPLETED: N_("Completed (修了)"),
        Stage.LISTED: N_("On the list (名簿)"),
        Stage.SENT: N_("Sent to a town (派遣)"),
        Stage.LEFT: N_("Left"),
    }
)
STEPS: Mapping[tuple[Stage, Stage], Actor] = MappingProxyType(
    {
        (Stage.LEARNING, Stage.COMPLETED): Actor.TRAINER,
        (Stage.COMPLETED, Stage.LISTED): Actor.COORDINATOR,
        (Stage.LISTED, Stage.SENT): Actor.COORDINATOR,
        (Stage.SENT, Stage.LISTED): Actor.COORDINATOR,
        (Stage.LISTED, Stage.COMPLETED): Actor.PERSON,
        (Stage.LEARNING, Stage.LEFT): Actor.PERSON,
        (Stage.COMPLETED, Stage.LEFT): Actor.PERSON,
        (Stage.LISTED, Stage.LEFT): Actor.PERSON,
        (Stage.SENT, Stage.LEFT): Actor.PERSON,
    }
)
ON_THE_WAY = (Stage.LEARNING, Stage.COMPLETED, Stage.LISTED, Stage.SENT)

NOT_PRIVATE = Refusal(
    code="talent.chain.not-private",
    message=N_(
        "This syllabus is for people from companies. Staff of a public body take the courses one by one."
    ),
)
THERE = Refusal(code="talent.chain.there", message=N_("You are on this syllabus already."))
CLOSED = Refusal(
    code="talent.chain.closed", message=N_("This syllabus takes nobody new. Choose another one.")
)
NO_STEP = Refusal(
    code="talent.chain.step",
    message=N_("This step does not follow from where the person is. Open the page again."),
)
NOT_ACTOR = Refusal(
    code="talent.chain.actor", message=N_("This step belongs to somebody else. The page says who takes it.")
)
TRACKS_LEFT = Refusal(
    code="talent.chain.tracks-left",
    message=N_("Not every course of the syllabus is verified and still counts. They come first."),
)
NO_CONSENT = Refusal(
    code="talent.chain.consent",
    message=N_("The person has not agreed to be looked for work. Nobody goes on the list without that."),
)
NO_TOWN = Refusal(code="talent.chain.town", message=N_("Choose the town the person goes to."))


def refuse_enrol(*, kind: PersonKind, there: bool, is_open: bool) -> Refusal | None:
    if kind not in PRIVATE:
        return NOT_PRIVATE
    if there:
        return THERE
    return None if is_open else CLOSED


def refuse_step(
    before: Stage, after: Stage, *, actor: frozenset[Actor], all_tracks: bool, consents: bool
) -> Refusal | None:
    """`actor`: what the member is to this person. `all_tracks`: every course of the syllabus counts today."""
    needed = STEPS.get((before, after))
    if needed is None:
        return NO_STEP
    if needed not in actor:
        return NOT_ACTOR
    if after in {Stage.COMPLETED, Stage.LISTED, Stage.SENT} and needed is not Actor.PERSON and not all_tracks:
        return TRACKS_LEFT
    if after in {Stage.LISTED, Stage.SENT} and not consents:
        return NO_CONSENT
    return None
