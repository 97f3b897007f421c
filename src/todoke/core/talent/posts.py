"""Posts: what somebody does for a body on the hub, and who may give one.

Invariants:
- an administrator keeps accounts and bodies and never holds a post that opens people's records.
- nobody gives themselves a post, takes one from themselves or switches themselves off.
- there is always somebody left who administers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType

from todoke.core.refusal import N_, Refusal
from todoke.core.talent.bodies import DxSeat


class PostKind(StrEnum):
    """What somebody does for a body on the hub.

    COORDINATOR runs rounds for the prefecture; DX_LEAD posts needs and answers as host; APPROVER decides on
    permissions and lending as home body or employer; AUDITOR reads everything and changes nothing;
    ADMINISTRATOR keeps members and bodies, and sees no person's record.
    """

    COORDINATOR = "coordinator"
    DX_LEAD = "dx_lead"
    APPROVER = "approver"
    TRAINER = "trainer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


POST_WORDS: Mapping[PostKind, str] = MappingProxyType(
    {
        PostKind.COORDINATOR: N_("Coordinator"),
        PostKind.DX_LEAD: N_("DX lead"),
        PostKind.APPROVER: N_("Approver"),
        PostKind.TRAINER: N_("Trainer"),
        PostKind.AUDITOR: N_("Auditor"),
        PostKind.ADMINISTRATOR: N_("Administrator"),
    }
)
POST_TASKS: Mapping[PostKind, str] = MappingProxyType(
    {
        PostKind.COORDINATOR: N_("Runs rounds and knows the people who can be lent"),
        PostKind.DX_LEAD: N_("Posts needs and answers for the town"),
        PostKind.APPROVER: N_("Decides on permissions and on lending"),
        PostKind.TRAINER: N_("Verifies that courses were completed"),
        PostKind.AUDITOR: N_("Reads everything and changes nothing"),
        PostKind.ADMINISTRATOR: N_("Keeps accounts and bodies, and sees no person’s record"),
    }
)

NOT_ADMINISTRATOR = Refusal(
    code="talent.post.not-administrator",
    message=N_("Only an administrator of this body or of the prefecture can do this."),
)
OWN_ACCOUNT = Refusal(
    code="talent.post.own",
    message=N_("Nobody changes their own posts or account. Ask another administrator."),
)
NOT_TOGETHER = Refusal(
    code="talent.post.not-together",
    message=N_("An administrator sees no person’s record, so this account holds no other post beside it."),
)
HELD_ALREADY = Refusal(code="talent.post.held", message=N_("This person holds this post already."))
NOT_HELD = Refusal(code="talent.post.not-held", message=N_("This person no longer holds this post."))
LAST_ADMINISTRATOR = Refusal(
    code="talent.post.last",
    message=N_("Nobody would administer the hub any more. Give the post to somebody else first."),
)
NOT_YOUR_BODY = Refusal(
    code="talent.body.not-yours",
    message=N_("Only the DX lead of this body or an administrator can change this."),
)
NO_REPORTING_LINE = Refusal(
    code="talent.body.no-reporting-line",
    message=N_("Write to whom the digital function reports, such as the deputy mayor."),
)


def refuse_account_change(*, administers: bool, to_oneself: bool) -> Refusal | None:
    """`administers`: the body that the account belongs to."""
    if not administers:
        return NOT_ADMINISTRATOR
    return OWN_ACCOUNT if to_oneself else None


def refuse_give(
    kind: PostKind, *, held: Collection[PostKind], there: bool, administers: bool, to_oneself: bool
) -> Refusal | None:
    """`held`: posts in any body; `there`: this very post in this body is held already."""
    refusal = refuse_account_change(administers=administers, to_oneself=to_oneself)
    if refusal is not None:
        return refusal
    if there:
        return HELD_ALREADY
    both = {*held, kind}
    return NOT_TOGETHER if PostKind.ADMINISTRATOR in both and len(both) > 1 else None


def refuse_take(
    kind: PostKind, *, there: bool, others: int, administers: bool, to_oneself: bool
) -> Refusal | None:
    """`others`: how many other accounts that can sign in administer the prefecture."""
    refusal = refuse_account_change(administers=administers, to_oneself=to_oneself)
    if refusal is not None:
        return refusal
    if not there:
        return NOT_HELD
    return LAST_ADMINISTRATOR if kind is PostKind.ADMINISTRATOR and others == 0 else None


def refuse_describe(seat: DxSeat, reports_to: str, *, may: bool) -> Refusal | None:
    """Where a body's digital function sits; `may`: its DX lead or an administrator."""
    if not may:
        return NOT_YOUR_BODY
    silent = seat is not DxSeat.NOBODY and not reports_to.strip()
    return NO_REPORTING_LINE if silent else None
