"""What was typed on this room's pages, as the values its rules take."""

from __future__ import annotations

from datetime import datetime

from django.http import QueryDict
from django.utils import timezone

from todoke.core.talent.icalendar import JAPAN
from todoke.core.talent.knowledge import ItemWords
from todoke.core.talent.redaction import Finding, scan
from todoke.hub.talent.network.commands import EventWords
from todoke.hub.talent.network.models import Gathering, KnowledgeItem
from todoke.hub.talent.network.queries import Wanted, names
from todoke.hub.talent.roles import typed


def read_wanted(sent: QueryDict) -> Wanted:
    return Wanted(text=typed.text(sent, "text")[:80], theme=sent.get("theme", ""), role=sent.get("role", ""))


def read_item(sent: QueryDict) -> ItemWords:
    return ItemWords(
        title=typed.text(sent, "title"),
        text=typed.text(sent, "text"),
        kind=sent.get("kind", ""),
        roles=typed.several(sent, "roles"),
        themes=typed.several(sent, "themes"),
        licence=sent.get("licence", ""),
    )


def typed_item(row: KnowledgeItem) -> ItemWords:
    return ItemWords(
        title=row.title,
        text=row.text,
        kind=row.kind,
        roles=tuple(row.roles),
        themes=tuple(row.themes),
        licence=row.licence,
    )


def read_event(sent: QueryDict) -> EventWords:
    return EventWords(
        title=typed.text(sent, "title"),
        text=typed.text(sent, "text"),
        place=typed.text(sent, "place"),
        begins=_moment(sent, "begins"),
        ends=_moment(sent, "ends"),
    )


def _moment(sent: QueryDict, name: str) -> datetime | None:
    """On the day of the form, in Japan's time."""
    day = typed.day(sent, "day")
    try:
        time = datetime.strptime(sent.get(name, "").strip(), "%H:%M").time()
    except ValueError:
        return None
    return datetime.combine(day, time, tzinfo=JAPAN) if day else None


def typed_event(row: Gathering) -> dict[str, str]:
    begins, ends = timezone.localtime(row.begins, JAPAN), timezone.localtime(row.ends, JAPAN)
    return {
        "title": row.title,
        "text": row.text,
        "place": row.place,
        "day": begins.date().isoformat(),
        "begins": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
    }


def findings(*texts: str) -> tuple[Finding, ...]:
    """Each kind of words once, for the author to look at."""
    found = scan("\n".join(texts), names=names())
    return tuple({one.key: one for one in found}.values())


def confirmed(sent: QueryDict) -> tuple[str, ...]:
    return typed.several(sent, "confirmed")
