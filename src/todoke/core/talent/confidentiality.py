"""Confidentiality agreements (秘密保持): made from a template, signed by whoever is bound, revoked today.

Invariants:
- what is signed is the text that was shown; it is kept with the agreement and never written again.
- nobody signs for somebody else; an employer is bound by its own approver.
- a revoked agreement opens nothing from that moment on, and is not brought back: a new one is made.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from todoke.core.refusal import N_, Refusal
from todoke.core.talent.conflicts import InformationClass

LONGEST = timedelta(days=3 * 366)
"""Our own choice: an agreement is looked at again after three years at the latest."""


class Paper(StrEnum):
    """Templates that come with Todoke, all drafts (案) for counsel to check."""

    PLEDGE = "pledge"
    COMPANY = "company"
    CONFLICT_RULES = "conflict_rules"


PAPER_WORDS: Mapping[Paper, str] = MappingProxyType(
    {
        Paper.PLEDGE: N_("Pledge of confidentiality by a person (秘密保持誓約書, draft)"),
        Paper.COMPANY: N_("Confidentiality agreement with an employer (秘密保持契約書, draft)"),
        Paper.CONFLICT_RULES: N_("Rules on conflicts of interest (利益相反管理要綱, draft)"),
    }
)


class AgreementState(StrEnum):
    """Follows from the days; never stored."""

    TO_SIGN = "to_sign"
    IN_FORCE = "in_force"
    TO_COME = "to_come"
    ENDED = "ended"
    REVOKED = "revoked"


STATE_WORDS: Mapping[AgreementState, str] = MappingProxyType(
    {
        AgreementState.TO_SIGN: N_("not signed yet"),
        AgreementState.IN_FORCE: N_("in force"),
        AgreementState.TO_COME: N_("begins later"),
        AgreementState.ENDED: N_("ended"),
        AgreementState.REVOKED: N_("revoked"),
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementDays:
    since: date
    until: date
    signed: bool
    revoked: bool

    def state(self, on: date) -> AgreementState:
        if self.revoked:
            return AgreementState.REVOKED
        if on > self.until:
            return AgreementState.ENDED
        if not self.signed:
            return AgreementState.TO_SIGN
        return AgreementState.TO_COME if on < self.since else AgreementState.IN_FORCE


NOT_MAKER = Refusal(
    code="talent.agreement.not-maker",
    message=N_("Only a coordinator, or the DX lead of the town, can do this."),
)
NOBODY = Refusal(code="talent.agreement.nobody", message=N_("Choose who is to sign it."))
NO_CLASSES = Refusal(
    code="talent.agreement.no-classes",
    message=N_("Choose what the agreement opens. Without that it opens nothing."),
)
NO_PERIOD = Refusal(
    code="talent.agreement.days", message=N_("Give the first and the last day of the agreement.")
)
ORDER = Refusal(
    code="talent.agreement.order", message=N_("The agreement would end before it begins. Check both days.")
)
LONG = Refusal(
    code="talent.agreement.long",
    message=N_("An agreement runs three years at the most. Choose an earlier last day."),
)
NOT_SIGNER = Refusal(
    code="talent.agreement.not-signer", message=N_("Only whoever is bound by this agreement can sign it.")
)
NOT_TO_SIGN = Refusal(
    code="talent.agreement.not-to-sign",
    message=N_("This agreement can no longer be signed. Ask for a new one."),
)
NOT_READ = Refusal(
    code="talent.agreement.not-read", message=N_("Tick that you have read it and will keep to it.")
)
OVER = Refusal(code="talent.agreement.over", message=N_("This agreement is over already."))
NO_WHY = Refusal(
    code="talent.agreement.no-why", message=N_("Write why it is revoked; whoever signed it can read that.")
)


def agreement_problems(
    *, named: bool, classes: Collection[InformationClass], since: date | None, until: date | None
) -> Mapping[str, Refusal]:
    useful = [one for one in classes if one is not InformationClass.OPEN]
    found = {
        "signer": None if named else NOBODY,
        "classes": None if useful else NO_CLASSES,
        "until": _days_problem(since, until),
    }
    return {name: refusal for name, refusal in found.items() if refusal is not None}


def _days_problem(since: date | None, until: date | None) -> Refusal | None:
    if since is None or until is None:
        return NO_PERIOD
    if until < since:
        return ORDER
    return LONG if until - since > LONGEST else None


def refuse_sign(state: AgreementState, *, bound: bool, read: bool) -> Refusal | None:
    if not bound:
        return NOT_SIGNER
    if state is not AgreementState.TO_SIGN:
        return NOT_TO_SIGN
    return None if read else NOT_READ


def refuse_revoke(state: AgreementState, *, may: bool, why: str) -> Refusal | None:
    if not may:
        return NOT_MAKER
    if state in (AgreementState.REVOKED, AgreementState.ENDED):
        return OVER
    return None if why.strip() else NO_WHY
