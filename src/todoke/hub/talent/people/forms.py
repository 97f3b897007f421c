"""What was typed on this room's pages, as the values its rules take."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal, InvalidOperation
from unicodedata import normalize

from django.http import QueryDict

from todoke.core.talent.profiles import AssessmentFacts, ClaimFacts, MonthFacts, ProfileFacts
from todoke.hub.talent.roles import typed


def read_profile(sent: QueryDict) -> ProfileFacts:
    return ProfileFacts(
        introduction=typed.text(sent, "introduction"),
        wishes=typed.several(sent, "wishes"),
        most_hosts=typed.whole(sent, "most_hosts"),
    )


def read_claim(sent: QueryDict, *, skill: str = "") -> ClaimFacts:
    """`skill`: the one the page is about, where it is about one."""
    return ClaimFacts(
        skill=skill or sent.get("skill", ""),
        level=typed.whole(sent, "level"),
        evidence=typed.text(sent, "evidence"),
        link=typed.text(sent, "link"),
    )


def read_days(sent: QueryDict, *, months: Collection[date]) -> tuple[MonthFacts, ...]:
    """From the boxes `days.2026-12`, `zones.2026-12` and `remote.2026-12`; an empty number is no day."""
    found = []
    for month in months:
        key = f"{month:%Y-%m}"
        said = typed.text(sent, f"days.{key}")
        found.append(
            MonthFacts(
                month=month,
                days=number(said) if said else Decimal(0),
                zones=typed.several(sent, f"zones.{key}"),
                remote=sent.get(f"remote.{key}") == "yes",
                typed=said,
            )
        )
    return tuple(found)


def number(said: str) -> Decimal | None:
    """In any digits (２．５ as well as 2.5); None where it is none."""
    plain = normalize("NFKC", said)
    if len(plain) > 6:
        return None
    try:
        found = Decimal(plain)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def read_assessment(sent: QueryDict) -> AssessmentFacts:
    return AssessmentFacts(
        level=typed.whole(sent, "level"),
        method=sent.get("method", ""),
        reason=typed.text(sent, "reason"),
        valid_until=typed.day(sent, "valid_until"),
    )
