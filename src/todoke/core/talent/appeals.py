"""苦情・異議: anybody a round speaks of may object; somebody else looks at it, until a day.

Invariants:
- who decides on an appeal neither wrote it nor began the round.
- an appeal has a last day and gets a decision with its reasons; it costs nothing and changes no later round.
"""

from __future__ import annotations

from datetime import date

from todoke.core.refusal import N_, Refusal

NO_TEXT = Refusal(code="talent.appeal.no-text", message=N_("Write what should be looked at again."))
NOT_CONCERNED = Refusal(
    code="talent.appeal.not-concerned",
    message=N_("Only people and towns of this round can ask for a review of it."),
)
APPEAL_LATE = Refusal(
    code="talent.appeal.late",
    message=N_("The last day for a review was %(day)s. The coordinators still answer questions."),
)
OWN_APPEAL = Refusal(
    code="talent.appeal.own",
    message=N_("Nobody decides on their own appeal, or on a round they began. Ask another reviewer."),
)
DECIDED = Refusal(code="talent.appeal.decided", message=N_("This appeal is decided already."))
NO_DECISION = Refusal(
    code="talent.appeal.no-decision", message=N_("Write what you found and what follows from it.")
)


def refuse_appeal(text: str, *, concerned: bool, until: date | None, today: date) -> Refusal | None:
    """`until`: the last day, set when the round was published; None: it is not published."""
    if not concerned or until is None:
        return NOT_CONCERNED
    if today > until:
        return Refusal(code=APPEAL_LATE.code, message=APPEAL_LATE.message, params={"day": until})
    return None if text.strip() else NO_TEXT


def refuse_decision(text: str, *, reviewer: str, own: tuple[str, ...], decided: bool) -> Refusal | None:
    """`own`: ids of who appealed and of who began the round."""
    if reviewer in own:
        return OWN_APPEAL
    if decided:
        return DECIDED
    return None if text.strip() else NO_DECISION
