"""Towns of the fictional prefecture and who speaks for them."""

from __future__ import annotations

from todoke.core.talent.bodies import BodyKind
from todoke.hub.members import commands
from todoke.hub.members.models import Body, Member, PostKind


def body(code: str, name: str, *, kind: BodyKind = BodyKind.MUNICIPALITY, zone: str = "center") -> Body:
    return Body.objects.create(
        code=code, name=name, kind=kind.value, inhabitants=42_000, zone=zone, dx_seat="planning"
    )


def member(login: str, name: str, *, at: Body, posts: tuple[PostKind, ...]) -> Member:
    found = Member.objects.create_user(login, "correct horse", name=name, body=at)
    for kind in posts:
        commands.give_post(found, kind, body=at, by=None)
    return found
