"""What was typed on this room's pages, as the values its rules take."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django.http import QueryDict

from todoke.core.talent.bodies import BodyKind
from todoke.core.talent.conflicts import InformationClass
from todoke.core.talent.permissions import PermissionKind
from todoke.core.talent.procurement import Category
from todoke.hub.members.models import Body
from todoke.hub.talent.permits.commands import Request, Rule
from todoke.hub.talent.roles import typed

Choice = TypeVar("Choice", bound=StrEnum)
UNREADABLE = -1.0
HOSTS = (BodyKind.MUNICIPALITY.value, BodyKind.PREFECTURE.value, BodyKind.UNION.value)


def choice(kind: type[Choice], given: str) -> Choice | None:
    return kind(given) if given in set(kind) else None


def hours(sent: QueryDict, name: str) -> float | None:
    """None where empty; below zero where it is no number with at most one decimal."""
    given = unicodedata.normalize("NFKC", sent.get(name, "")).strip()
    if not given:
        return None
    return float(given) if re.fullmatch(r"[0-9]{1,3}(\.[0-9])?", given) else UNREADABLE


def keys(given: list[str]) -> list[UUID]:
    found = []
    for one in given:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found


def hosts() -> list[Body]:
    return list(Body.objects.filter(kind__in=HOSTS, merged_into=None).order_by("code"))


def host(given: str) -> Body | None:
    found = keys([given])
    return Body.objects.filter(pk__in=found, kind__in=HOSTS, merged_into=None).first() if found else None


def category(given: str, *, whole: bool = False) -> str:
    """ "*" stands for every procurement where the form offers that."""
    if whole and given == "*":
        return given
    found = choice(Category, given)
    return found.value if found else ""


def read_request(sent: QueryDict) -> Request:
    chosen = keys(sent.getlist("hosts"))
    return Request(
        kind=choice(PermissionKind, sent.get("kind", "")),
        hosts=[one for one in hosts() if one.pk in chosen],
        since=typed.day(sent, "since"),
        until=typed.day(sent, "until"),
        basis=typed.text(sent, "basis"),
        work=typed.text(sent, "work"),
        hours=(hours(sent, "per_week"), hours(sent, "per_month")),
    )


def read_hours(sent: QueryDict) -> tuple[float | None, float | None]:
    return hours(sent, "per_week"), hours(sent, "per_month")


def read_rule(sent: QueryDict) -> Rule:
    link = typed.text(sent, "link")
    return Rule(
        kind=choice(PermissionKind, sent.get("kind", "")) or PermissionKind.SIDE_JOB_38,
        hours=read_hours(sent),
        source=typed.text(sent, "source"),
        link=link if link.startswith(("https://", "http://")) and len(link) <= 200 else "",
        since=typed.day(sent, "since"),
    )


def read_class(sent: QueryDict) -> InformationClass | None:
    return choice(InformationClass, sent.get("kind", ""))


def read_classes(sent: QueryDict) -> list[InformationClass]:
    found = [choice(InformationClass, one) for one in typed.several(sent, "classes")]
    return [one for one in found if one is not None]
