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
