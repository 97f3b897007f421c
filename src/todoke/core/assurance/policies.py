"""Who may do what with worksheets and the method table; each rule once: a Refusal, or None.

Invariants:
- four eyes: nobody approves a worksheet they wrote or changed last. The DX lead decides.
- an approved worksheet never changes; the next one is a new version.
- a worksheet is approved together with the day on which it is looked at again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from todoke.core.cases.facts import Role
from todoke.core.refusal import N_, Refusal

WRITERS = frozenset({Role.AUTHOR, Role.DX_LEAD})
SOON = timedelta(days=60)


class SheetState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"


class ReviewAlarm(StrEnum):
    """NEVER: nobody has approved a worksheet yet. OVER: the day has passed."""

    NEVER = "never"
    OVER = "over"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetFacts:
    """`edit` counts every save; `author` and `last_editor` are ids of staff."""

    state: SheetState
    edit: int
    author: str
    last_editor: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetActor:
    """Who acts; worksheets belong to no section, so the roles held anywhere count."""

    id: str
    roles: frozenset[Role]


NOT_WRITER = Refusal(
    code="assurance.sheet.not-writer",
    message=N_("Only authors of procedures and the DX lead write worksheets. Ask the administrator."),
)
NOT_DX_LEAD = Refusal(
    code="assurance.not-dx-lead",
    message=N_("Only the DX lead decides this. Ask them to look at it."),
)
CHANGED_MEANWHILE = Refusal(
    code="assurance.changed-meanwhile",
    message=N_(
        "Somebody else saved this in the meantime. Your text is shown below; compare it and save again."
    ),
)
SUBMITTED = Refusal(
    code="assurance.sheet.submitted",
    message=N_("This worksheet waits for its decision. Take it back before you change it."),
)
OVER = Refusal(
    code="assurance.sheet.over",
    message=N_("This version is decided and does not change any more. Start a new version."),
)
NOT_SUBMITTED = Refusal(
    code="assurance.sheet.not-submitted",
    message=N_("Only a worksheet that was handed in can be decided."),
)
OWN = Refusal(
    code="assurance.sheet.own",
    message=N_("You wrote this worksheet, so another DX lead has to decide on it."),
)
NO_REMARK = Refusal(
    code="assurance.sheet.no-remark",
    message=N_("Write what has to change before you return it."),
)
NO_REVIEW_DAY = Refusal(
    code="assurance.sheet.no-review-day",
    message=N_("Give the day on which this worksheet is looked at again, such as 2027-11-23."),
)
REVIEW_DAY_PAST = Refusal(
    code="assurance.sheet.review-day-past",
    message=N_("The day of the next review must be after today."),
)
NO_REASON = Refusal(
    code="assurance.methods.no-reason",
    message=N_("Write why the method table changes; the reason is kept with the version."),
)


def refuse_write(actor: SheetActor) -> Refusal | None:
    return None if actor.roles & WRITERS else NOT_WRITER


def refuse_lead(actor: SheetActor) -> Refusal | None:
    return None if Role.DX_LEAD in actor.roles else NOT_DX_LEAD


def refuse_edit(sheet: SheetFacts, actor: SheetActor) -> Refusal | None:
    if refusal := refuse_write(actor):
        return refusal
    if sheet.state is SheetState.SUBMITTED:
        return SUBMITTED
    return OVER if sheet.state is not SheetState.DRAFT else None


def refuse_save(sheet: SheetFacts, actor: SheetActor, *, edit: int) -> Refusal | None:
    """`edit` is the one the person started from."""
    return refuse_edit(sheet, actor) or (CHANGED_MEANWHILE if edit != sheet.edit else None)


def refuse_take_back(sheet: SheetFacts, actor: SheetActor) -> Refusal | None:
    if refusal := refuse_write(actor):
        return refusal
    return NOT_SUBMITTED if sheet.state is not SheetState.SUBMITTED else None


def refuse_decide(sheet: SheetFacts, actor: SheetActor) -> Refusal | None:
    if refusal := refuse_lead(actor):
        return refusal
    if sheet.state is not SheetState.SUBMITTED:
        return NOT_SUBMITTED
    return OWN if actor.id in {sheet.author, sheet.last_editor} else None


def refuse_approve(
    sheet: SheetFacts, actor: SheetActor, *, review_on: date | None, today: date
) -> Refusal | None:
    if refusal := refuse_decide(sheet, actor):
        return refusal
    if review_on is None:
        return NO_REVIEW_DAY
    return REVIEW_DAY_PAST if review_on <= today else None


def refuse_return(sheet: SheetFacts, actor: SheetActor, *, remark: str) -> Refusal | None:
    return refuse_decide(sheet, actor) or (None if remark.strip() else NO_REMARK)


def refuse_change_methods(actor: SheetActor, *, edit: int, newest: int, reason: str) -> Refusal | None:
    """`edit` is the version the person started from, `newest` the one in force."""
    if refusal := refuse_lead(actor):
        return refusal
    if edit != newest:
        return CHANGED_MEANWHILE
    return None if reason.strip() else NO_REASON


def review_alarm(review_on: date | None, *, today: date) -> ReviewAlarm:
    if review_on is None:
        return ReviewAlarm.NEVER
    if review_on < today:
        return ReviewAlarm.OVER
    return ReviewAlarm.SOON if review_on - today <= SOON else ReviewAlarm.LATER
