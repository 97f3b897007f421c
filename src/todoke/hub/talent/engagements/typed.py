"""What was typed, as values; None where it says nothing. Full-width digits count."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from django.http import QueryDict
from django.utils import timezone

from todoke.core.refusal import N_, Refusal
from todoke.core.talent.leaving import Leaving
from todoke.core.talent.procurement import Category
from todoke.core.talent.working import Day, Orderer, WorkPlace
from todoke.hub.talent.engagements.commands import Terms

LONGEST_TEXT = 4000
NO_DAY = Refusal(code="talent.log.no-day", message=N_("Choose the day of the work."))
NO_HOURS = Refusal(code="talent.log.no-hours", message=N_("Write the hours as a number, such as 3 or 7.5."))
NO_PLACE = Refusal(code="talent.log.no-place", message=N_("Choose where the work was done."))
NO_ORDERER = Refusal(code="talent.log.no-orderer", message=N_("Choose who asked for the work."))
NO_CATEGORY = Refusal(
    code="talent.log.no-category",
    message=N_("Choose the procurement it touched, or that it touched none."),
)
NONE_TOUCHED = "none"


def text(sent: QueryDict, name: str) -> str:
    return sent.get(name, "").strip()[:LONGEST_TEXT]


def number(sent: QueryDict, name: str) -> Decimal | None:
    """Up to two places; finite."""
    written = unicodedata.normalize("NFKC", sent.get(name, "")).replace(",", "").strip()
    try:
        found = Decimal(written)
    except InvalidOperation:
        return None
    fits = found.is_finite() and abs(found) < 10**9 and found == round(found, 2)
    return found if fits else None


def whole(sent: QueryDict, name: str) -> int | None:
    found = number(sent, name)
    return int(found) if found is not None and found == int(found) else None


def day(sent: QueryDict, name: str) -> date | None:
    try:
        return date.fromisoformat(sent.get(name, ""))
    except ValueError:
        return None


def month(written: str, *, among: Collection[date], otherwise: date) -> date:
    """2026-12 as its first day; one of `among`, else `otherwise`."""
    try:
        found = date.fromisoformat(f"{written}-01")
    except ValueError:
        return otherwise
    return found if found in among else otherwise


def terms(sent: QueryDict, payers: Collection[str]) -> Terms:
    """A share left empty is nothing; one that is no number is wrong, and −1 says so."""
    shares = {code: _share(sent, f"share-{code}") for code in payers}
    return Terms(
        day_rate=whole(sent, "day_rate"),
        hours_day=number(sent, "hours_day"),
        shares={code: share for code, share in shares.items() if share},
        successor=text(sent, "successor")[:80],
        handover_plan=text(sent, "handover_plan"),
    )


def _share(sent: QueryDict, name: str) -> int:
    if not sent.get(name, "").strip():
        return 0
    found = whole(sent, name)
    return -1 if found is None else found


def day_problems(sent: QueryDict) -> Mapping[str, Refusal]:
    """By field, what keeps the words from being a day of work."""
    hours = number(sent, "hours")
    checks = {
        "on": NO_DAY if day(sent, "on") is None else None,
        "hours": NO_HOURS if hours is None or hours != round(hours, 1) or abs(hours) >= 1000 else None,
        "place": None if sent.get("place") in set(WorkPlace) else NO_PLACE,
        "orderer": None if sent.get("orderer") in set(Orderer) else NO_ORDERER,
        "category": None if sent.get("category") in {NONE_TOUCHED, *Category} else NO_CATEGORY,
    }
    return {name: refusal for name, refusal in checks.items() if refusal is not None}


def day_of_work(sent: QueryDict) -> Day:
    """Once `day_problems` found none."""
    touched = sent["category"]
    return Day(
        on=date.fromisoformat(sent["on"]),
        hours=number(sent, "hours") or Decimal(0),
        category="" if touched == NONE_TOUCHED else touched,
        orderer=Orderer(sent["orderer"]),
        task=text(sent, "task"),
    )


def leaving(sent: QueryDict) -> Leaving:
    done = {"yes": True, "no": False}.get(sent.get("handover_done", ""))
    return Leaving(
        on=day(sent, "on") or timezone.localdate(),
        handover_done=done,
        words=text(sent, "words"),
        successor=text(sent, "successor")[:80],
        successor_told=sent.get("told") == "yes",
        reason=text(sent, "reason"),
    )
