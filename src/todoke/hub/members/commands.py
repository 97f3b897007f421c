"""Changes of accounts, posts and bodies. Each is one transaction and one event."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db import IntegrityError

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.bodies import BodyKind, DxSeat
from todoke.core.talent.posts import (
    PostKind,
    refuse_account_change,
    refuse_describe,
    refuse_give,
    refuse_take,
)
from todoke.hub.members import queries
from todoke.hub.members.events import record
from todoke.hub.members.models import Body, Member, Post
from todoke.web.database import write
from todoke.web.sign_in.sessions import end_sessions

LOGIN_TAKEN = Refusal(
    code="talent.member.login-taken",
    message=N_("There is an account with this name already. Choose another one."),
)
CODE_TAKEN = Refusal(code="talent.body.code-taken", message=N_("There is a body with this code already."))


@dataclass(frozen=True, kw_only=True, slots=True)
class NewBody:
    code: str
    name: str
    kind: BodyKind
    inhabitants: int = 0
    zone: str = ""


def _require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


def add_member(login: str, name: str, *, body: Body, by: Member | None) -> tuple[Member, str]:
    """The account and its first password, which is shown once. `by` None: the command line."""
    if by is not None:
        _require(refuse_account_change(administers=queries.administers(by, body), to_oneself=False))
    password = secrets.token_urlsafe(12)
    try:
        with write():
            member = Member.objects.create_user(login, password, name=name, body=body, given=True)
            record("member.added", f"member:{member.pk}", by=by, body={"login": login, "body": body.code})
    except IntegrityError as error:
        raise Refused(LOGIN_TAKEN) from error
    return member, password


def give_post(member: Member, kind: PostKind, *, body: Body, by: Member | None) -> None:
    """`by` None: the command line, which makes the first administrator."""
    with write():
        Member.objects.select_for_update().get(pk=member.pk)
        held = {PostKind(one) for one in member.posts.values_list("kind", flat=True)}
        _require(
            refuse_give(
                kind,
                held=held,
                there=member.holds(kind, body),
                administers=by is None or queries.administers(by, body),
                to_oneself=by == member,
            )
        )
        Post.objects.create(member=member, body=body, kind=kind.value)
        record("post.given", f"member:{member.pk}", by=by, body={"post": kind.value, "body": body.code})


def take_post(member: Member, kind: PostKind, *, body: Body, by: Member) -> None:
    with write():
        list(Post.objects.select_for_update().filter(kind=PostKind.ADMINISTRATOR.value))
        _require(
            refuse_take(
                kind,
                there=member.holds(kind, body),
                others=queries.other_administrators(member),
                administers=queries.administers(by, body),
                to_oneself=by == member,
            )
        )
        member.posts.filter(kind=kind.value, body=body).delete()
        record("post.taken", f"member:{member.pk}", by=by, body={"post": kind.value, "body": body.code})


def switch_account(member: Member, *, active: bool, by: Member) -> None:
    """Sessions of an account that is switched off end at once; what was done with it stays."""
    with write():
        _require(_refuse_change(member, by))
        member.is_active = active
        member.save(update_fields=["is_active"])
        end_sessions(member)
        record("member.switched_on" if active else "member.switched_off", f"member:{member.pk}", by=by)


def new_password(member: Member, *, by: Member) -> str:
    """Shown once; the second step stays. Sessions end."""
    password = secrets.token_urlsafe(12)
    with write():
        _require(_refuse_change(member, by))
        member.take_password(password, given=True)
        end_sessions(member)
        record("member.new_password", f"member:{member.pk}", by=by)
    return password


def reset_factors(member: Member) -> int:
    """As when the phone is lost: the next sign-in sets the second step up anew. How many there were.

    Of the command line alone: whoever gave a new password and this could sign in as somebody else.
    """
    with write():
        factors, _ = Authenticator.objects.filter(user=member).delete()
        end_sessions(member)
        record("member.factors_reset", f"member:{member.pk}", by=None)
    return factors


def _refuse_change(member: Member, by: Member) -> Refusal | None:
    return refuse_account_change(administers=queries.administers(by, member.body), to_oneself=by == member)


def add_body(new: NewBody, *, by: Member | None) -> Body:
    if by is not None:
        may = queries.administered_by(by).filter(kind=BodyKind.PREFECTURE.value).exists()
        _require(refuse_account_change(administers=may, to_oneself=False))
    try:
        with write():
            body = Body.objects.create(
                code=new.code,
                name=new.name,
                kind=new.kind.value,
                inhabitants=new.inhabitants,
                zone=new.zone,
            )
            record("body.added", f"body:{body.pk}", by=by, body={"code": new.code})
    except IntegrityError as error:
        raise Refused(CODE_TAKEN) from error
    return body


def describe_seat(body: Body, seat: DxSeat, *, powers: str, reports_to: str, by: Member) -> None:
    """Where the digital function sits, what it may decide, and to whom it reports."""
    with write():
        _require(refuse_describe(seat, reports_to, may=queries.may_describe(by, body)))
        body.dx_seat, body.dx_powers, body.dx_reports_to = seat.value, powers.strip(), reports_to.strip()
        body.save(update_fields=["dx_seat", "dx_powers", "dx_reports_to"])
        record("body.described", f"body:{body.pk}", by=by, body={"seat": seat.value})
