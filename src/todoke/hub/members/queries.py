"""What the pages of members and bodies show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse

from todoke.core.refusal import N_
from todoke.core.talent.bodies import BodyKind
from todoke.hub.members.models import Body, HubEvent, Member, Post, PostKind
from todoke.hub.members.waiting import Waiting

PAGE = 50
PUBLIC_KINDS = (BodyKind.PREFECTURE, BodyKind.MUNICIPALITY, BodyKind.UNION)


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """Events of one page; `older`: where the next one begins, 0 where there is none."""

    events: tuple[HubEvent, ...]
    older: int


def posts_of(member: Member) -> list[Post]:
    return list(member.posts.select_related("body").order_by("body__code", "kind"))


def own_events(member: Member) -> list[HubEvent]:
    """What was changed about the account; the newest ten."""
    found = HubEvent.objects.filter(subject=f"member:{member.pk}")
    return list(found.order_by("-at", "-pk")[:10])


def public_bodies() -> list[Body]:
    """The prefecture, then its towns: the largest first."""
    found = Body.objects.filter(kind__in=[kind.value for kind in PUBLIC_KINDS], merged_into=None)
    return sorted(found, key=lambda one: (one.kind != BodyKind.PREFECTURE, -one.inhabitants, one.code))


def companies() -> list[Body]:
    return list(Body.objects.filter(kind=BodyKind.COMPANY.value, merged_into=None).order_by("name"))


def get_body_or_404(code: str) -> Body:
    found = Body.objects.filter(code=code).first() if code.isascii() and code.isdigit() else None
    if found is None:
        raise Http404
    return found


def speakers_of(body: Body) -> list[Post]:
    """Who answers for the body; those whose account is switched off do not."""
    found = body.posts.filter(member__is_active=True).select_related("member")
    return list(found.order_by("kind", "member__name"))


def administered_by(member: Member) -> QuerySet[Body]:
    """An administrator of the prefecture keeps every body, others their own."""
    own = Body.objects.filter(posts__member=member, posts__kind=PostKind.ADMINISTRATOR.value).distinct()
    if any(body.kind == BodyKind.PREFECTURE for body in own):
        return Body.objects.all()
    return own


def administers(member: Member, body: Body) -> bool:
    return administered_by(member).filter(pk=body.pk).exists()


def may_describe(member: Member, body: Body) -> bool:
    return member.holds(PostKind.DX_LEAD, body) or administers(member, body)


def other_administrators(member: Member) -> int:
    """Who else, able to sign in, administers the prefecture."""
    posts = Post.objects.filter(
        kind=PostKind.ADMINISTRATOR.value, body__kind=BodyKind.PREFECTURE.value, member__is_active=True
    )
    return posts.exclude(member=member).count()


def accounts_of(member: Member, *, text: str = "") -> QuerySet[Member]:
    """Accounts of the bodies that `member` administers: names and posts, nothing of anybody's record."""
    found = Member.objects.filter(body__in=administered_by(member))
    if text:
        found = found.filter(
            Q(name__icontains=text) | Q(login__icontains=text) | Q(body__name__icontains=text)
        )
    return found.select_related("body").prefetch_related("posts__body").order_by("body__code", "login")


def get_account_or_404(member: Member, account: UUID) -> Member:
    found = accounts_of(member).filter(pk=account).first()
    if found is None:
        raise Http404
    return found


def events_for(member: Member, *, before: int = 0) -> Looked:
    """An auditor sees all; an administrator changes of accounts and bodies, and no person's record."""
    found = HubEvent.objects.all()
    if not member.holds(PostKind.AUDITOR):
        about = Q(subject__startswith="member:") | Q(subject__startswith="body:")
        found = found.filter(about, person=None)
    if before:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk")[: PAGE + 1])
    shown = tuple(rows[:PAGE])
    return Looked(events=shown, older=shown[-1].pk if len(rows) > PAGE else 0)


def done_by_themselves(events: tuple[HubEvent, ...]) -> set[int]:
    """Events whose actor is the person they are about: told without a name, as the record is."""
    people = {one.person for one in events if one.person}
    accounts = dict(Member.objects.filter(person__in=people).values_list("person", "pk"))
    return {one.pk for one in events if one.person and one.actor == f"member:{accounts.get(one.person)}"}


def seats_compared(bodies: list[Body]) -> Mapping[str, int]:
    """How many bodies have their digital function where."""
    counted: dict[str, int] = {}
    for body in bodies:
        counted[body.dx_seat] = counted.get(body.dx_seat, 0) + 1
    return counted


def choices(member: Member) -> dict[str, Any]:
    return {"bodies": administered_by(member).filter(merged_into=None).order_by("code")}


def bodies_to_describe(member: Member) -> list[Waiting]:
    """For a DX lead whose body has not said where its digital function sits."""
    leads = Body.objects.filter(posts__member=member, posts__kind=PostKind.DX_LEAD.value, dx_reports_to="")
    return [
        Waiting(
            words=N_("Say where the digital function of %(body)s sits"),
            params={"body": body.name},
            href=reverse("members:describe", args=[body.code]),
        )
        for body in leads.distinct().order_by("code")
    ]
