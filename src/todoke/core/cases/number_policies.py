"""Who may do what with the My Numbers (個人番号) of a case, each rule once: a Refusal or None.

Invariants:
- only who is both a caseworker and a 事務取扱担当者 of the section in charge comes near a number
  (番号法 9条: only the named affair; 12条: safety measures).
- a number is never written into a reason, a note or a record of how it was confirmed.
- deleting cannot be taken back, so two separate confirmations are demanded.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from todoke.core.cases.facts import Actor, CaseFacts, Role
from todoke.core.lexicon.my_number import find_my_numbers
from todoke.core.lexicon.text import refuse_characters
from todoke.core.refusal import N_, Refusal

LONGEST = 500


class GivenBy(StrEnum):
    """Who gave the number: the person, or an agent whose power is confirmed too (番号法 16条)."""

    SELF = "self"
    AGENT = "agent"


class Parting(StrEnum):
    """Why the number leaves the case: 引渡し to the core system, or it is needed no longer."""

    HANDED_OVER = "handed_over"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberCheck:
    """番号確認 and 身元確認 in the caseworker's words; of an agent also `authority` (代理権)."""

    given_by: str
    number: str
    person: str
    authority: str = ""

    def said(self) -> tuple[str, ...]:
        return (self.number, self.person, self.authority)


def refuse_numbers(case: CaseFacts, actor: Actor) -> Refusal | None:
    """Whether this person may handle My Numbers of this case at all."""
    if not actor.sections or case.section not in actor.sections:
        return Refusal(
            code="case.number.other-section",
            message=N_("This case belongs to another section. Only that section handles its My Numbers."),
        )
    if not actor.holds(Role.CASEWORKER, case.section):
        return Refusal(
            code="case.number.not-caseworker",
            message=N_("Only a caseworker of this section handles My Numbers. Ask a caseworker."),
        )
    if not actor.holds(Role.NUMBER_CLERK, case.section):
        return Refusal(
            code="case.number.not-clerk",
            message=N_(
                "You are not named as a person who handles My Numbers (事務取扱担当者) in this section."
            ),
        )
    return None


def refuse_show(case: CaseFacts, actor: Actor, *, held: bool, reason: str) -> Refusal | None:
    """`held`: the case still has the number. The reason is recorded with the name and the time."""
    return (
        refuse_numbers(case, actor)
        or _refuse_absent(held)
        or _refuse_words(reason, missing=N_("Write why you need to see the number. It is recorded."))
    )


def refuse_check(case: CaseFacts, actor: Actor, *, held: bool, check: NumberCheck) -> Refusal | None:
    """番号法 16条: the number confirmed and the person identified; of an agent also the power to act."""
    if refusal := refuse_numbers(case, actor) or _refuse_absent(held):
        return refusal
    if check.given_by not in set(GivenBy):
        return Refusal(code="case.number.check.by", message=N_("Choose who gave the number."))
    return (
        _refuse_words(check.number, missing=N_("Write how the number was confirmed (番号確認)."))
        or _refuse_words(check.person, missing=N_("Write how the person was identified (身元確認)."))
        or _refuse_authority(check)
    )


def refuse_part(case: CaseFacts, actor: Actor, *, held: bool, why: str, confirmations: int) -> Refusal | None:
    """Deleting the number from the case, for good. `confirmations` are those given so far."""
    if refusal := refuse_numbers(case, actor) or _refuse_absent(held):
        return refusal
    if why not in set(Parting):
        return Refusal(code="case.number.part.why", message=N_("Choose why the number is deleted here."))
    if confirmations < 2:
        return Refusal(
            code="case.number.part.unconfirmed",
            message=N_("Confirm twice that the number is to be deleted. It cannot be brought back."),
        )
    return None


def _refuse_absent(held: bool) -> Refusal | None:
    if held:
        return None
    return Refusal(
        code="case.number.absent",
        message=N_("The case holds no such My Number (any more). Open the page again."),
    )


def _refuse_authority(check: NumberCheck) -> Refusal | None:
    if check.given_by != GivenBy.AGENT and not check.authority.strip():
        return None
    return _refuse_words(
        check.authority, missing=N_("Write how the agent’s power to act was confirmed (代理権).")
    )


def _refuse_words(text: str, *, missing: str) -> Refusal | None:
    if not text.strip():
        return Refusal(code="case.number.words-missing", message=missing)
    if found := refuse_characters(text, besides="\r\n"):
        return found
    if find_my_numbers(text):
        return Refusal(
            code="case.number.in-words",
            message=N_("Leave the My Number itself out of what you write here. This text is kept."),
        )
    if len(text) > LONGEST:
        return Refusal(
            code="case.number.words-too-long",
            message=N_("Use %(most)d characters or fewer."),
            params={"most": LONGEST},
        )
    return None
