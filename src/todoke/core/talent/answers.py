"""Four yeses: nobody is lent before the person, the home body, the employer and the host have agreed.

Invariants:
- a decline needs a reason code, is shown to no other host, costs nothing and lowers nothing.
- there is no code for "no reason"; OTHER needs words and is counted.
- a yes can be taken back until the last of the four is there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType

from todoke.core.refusal import N_, Refusal


class Party(StrEnum):
    PERSON = "person"
    HOME_BODY = "home_body"
    EMPLOYER = "employer"
    HOST = "host"


class Answer(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    ASK = "ask"


class DeclineReason(StrEnum):
    """What may be said; nothing about age, sex, nationality, health or family is ever asked."""

    NO_TIME = "no_time"
    OTHER_WISH = "other_wish"
    OWN_WORK_FIRST = "own_work_first"
    INTEREST = "interest"
    TOO_FAR = "too_far"
    SKILLS_DIFFER = "skills_differ"
    NEED_CHANGED = "need_changed"
    NO_MONEY = "no_money"
    OTHER = "other"


DECLINE_WORDS: Mapping[DeclineReason, str] = MappingProxyType(
    {
        DeclineReason.NO_TIME: N_("No time in this period"),
        DeclineReason.OTHER_WISH: N_("Would rather do other work"),
        DeclineReason.OWN_WORK_FIRST: N_("Own work has to come first"),
        DeclineReason.INTEREST: N_("A conflict of interest that was not known"),
        DeclineReason.TOO_FAR: N_("Too far"),
        DeclineReason.SKILLS_DIFFER: N_("The skills asked for are others"),
        DeclineReason.NEED_CHANGED: N_("The need has changed"),
        DeclineReason.NO_MONEY: N_("No budget"),
        DeclineReason.OTHER: N_("Something else (say it in words)"),
    }
)

NO_REASON = Refusal(
    code="talent.answer.no-reason",
    message=N_("Choose why. Only the coordinators see it, and it costs nothing."),
)
NO_WORDS = Refusal(code="talent.answer.no-words", message=N_("Write in a few words what the reason is."))


def parties_of(*, has_home_body: bool, has_employer: bool) -> frozenset[Party]:
    """Whose yes is needed: a side worker has no home body, a member of staff no other employer."""
    found = {Party.PERSON, Party.HOST}
    found |= {Party.HOME_BODY} if has_home_body else set()
    return frozenset(found | ({Party.EMPLOYER} if has_employer else set()))


def refuse_answer(answer: Answer, reason: DeclineReason | None, *, words: str) -> Refusal | None:
    if answer is not Answer.DECLINE:
        return None
    if reason is None:
        return NO_REASON
    return NO_WORDS if reason is DeclineReason.OTHER and not words.strip() else None


def is_agreed(needed: Collection[Party], answers: Mapping[Party, Answer]) -> bool:
    return all(answers.get(party) is Answer.ACCEPT for party in needed)


PARTY_WORDS: Mapping[Party, str] = MappingProxyType(
    {
        Party.PERSON: N_("The person"),
        Party.HOME_BODY: N_("The home body"),
        Party.EMPLOYER: N_("The employer"),
        Party.HOST: N_("The town"),
    }
)
ANSWER_WORDS: Mapping[Answer, str] = MappingProxyType(
    {
        Answer.ACCEPT: N_("Yes"),
        Answer.DECLINE: N_("Not this time"),
        Answer.ASK: N_("A question first"),
    }
)
NOT_YOUR_ANSWER = Refusal(
    code="talent.answer.not-yours",
    message=N_("This answer belongs to somebody else. Each of the four sides answers for itself."),
)
CLOSED = Refusal(
    code="talent.answer.closed",
    message=N_("This proposal is closed. What was answered can no longer be changed."),
)
TOO_LATE = Refusal(
    code="talent.answer.too-late",
    message=N_("The day for answers has passed. Ask the coordinator if it is still possible."),
)
PERSON_FIRST = Refusal(
    code="talent.answer.person-first",
    message=N_("The person answers first; until then nobody else learns the name."),
)
NO_QUESTION = Refusal(code="talent.answer.no-question", message=N_("Write what you would like to know."))


def refuse_turn(
    party: Party, *, parties: Collection[Party], closed: bool, late: bool, person_agreed: bool
) -> Refusal | None:
    """Whether this side may answer now. `parties`: those the member speaks for.

    The home body and the employer know who is meant, so they are asked after the person agreed.
    """
    if party not in parties:
        return NOT_YOUR_ANSWER
    if closed:
        return CLOSED
    if late:
        return TOO_LATE
    waits = party in {Party.HOME_BODY, Party.EMPLOYER} and not person_agreed
    return PERSON_FIRST if waits else None


def refuse_question(answer: Answer, *, words: str) -> Refusal | None:
    return NO_QUESTION if answer is Answer.ASK and not words.strip() else None
