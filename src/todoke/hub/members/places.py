"""What stands in the hub's navigation, for whom. A room adds its line here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from todoke.core.refusal import N_
from todoke.hub.members.models import Member, PostKind

EVERYBODY = frozenset(PostKind)
AT_WORK = EVERYBODY - {PostKind.ADMINISTRATOR}  # who keeps accounts sees nothing of people


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """`posts`: who sees it; `for_people`: also who can be lent."""

    url: str
    words: str
    posts: frozenset[PostKind] = EVERYBODY
    for_people: bool = False


PLACES = (
    Place(url="members:home", words=N_("What waits for you"), for_people=True),
    Place(url="people:mine", words=N_("My profile"), posts=frozenset(), for_people=True),
    Place(url="roles:team", words=N_("Team picture")),
    Place(url="needs:list", words=N_("Needs")),
    Place(
        url="people:list",
        words=N_("People"),
        posts=frozenset({PostKind.COORDINATOR, PostKind.APPROVER, PostKind.TRAINER, PostKind.AUDITOR}),
    ),
    Place(url="permits:list", words=N_("Permissions and agreements"), posts=AT_WORK, for_people=True),
    Place(url="permits:documents", words=N_("Documents"), posts=AT_WORK, for_people=True),
    Place(url="rounds:list", words=N_("Rounds"), posts=AT_WORK),
    Place(url="rounds:proposals", words=N_("Proposals"), posts=AT_WORK, for_people=True),
    Place(url="engagements:list", words=N_("Engagements"), posts=AT_WORK, for_people=True),
    Place(url="learning:tracks", words=N_("Courses"), for_people=True),
    Place(url="network:index", words=N_("Questions and playbooks"), for_people=True),
    Place(url="roles:models", words=N_("Role models"), for_people=True),
    Place(url="members:bodies", words=N_("Bodies"), for_people=True),
    Place(url="members:members", words=N_("Accounts and posts"), posts=frozenset({PostKind.ADMINISTRATOR})),
    Place(
        url="members:events",
        words=N_("What happened"),
        posts=frozenset({PostKind.AUDITOR, PostKind.ADMINISTRATOR}),
    ),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    href: str
    words: str


def lines_for(member: Member) -> tuple[Line, ...]:
    """Places this member may use; a room without pages has none."""
    held = {PostKind(kind) for kind in member.posts.values_list("kind", flat=True)}
    is_person = hasattr(member, "person")
    found = []
    for place in PLACES:
        if (place.posts & held or (place.for_people and is_person)) and (href := _address(place.url)):
            found.append(Line(href=href, words=place.words))
    return tuple(found)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
