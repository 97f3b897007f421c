"""What was typed on this room's pages, as the values its rules take."""

from __future__ import annotations

from django.http import QueryDict

from todoke.core.talent.growing import TrackWords, UnitWords
from todoke.hub.talent.learning.models import Track
from todoke.hub.talent.learning.together import PlanWords
from todoke.hub.talent.roles import typed

BAR = "｜"


def read_track(sent: QueryDict) -> TrackWords:
    return TrackWords(
        title=typed.text(sent, "title"),
        syllabus=typed.text(sent, "syllabus"),
        units=_units(typed.lines(sent, "units")),
        months=_months(sent),
        opens=typed.several(sent, "opens"),
        gate=sent.get("gate") == "yes",
        reason=typed.text(sent, "reason"),
    )


def _months(sent: QueryDict) -> int | None:
    """0: something was typed that is no number."""
    return (typed.whole(sent, "months") or 0) if sent.get("months", "").strip() else None


def _units(lines: tuple[str, ...]) -> tuple[UnitWords, ...] | None:
    found = []
    for line in lines:
        title, _, minutes = line.replace("|", BAR).rpartition(BAR)
        digits = minutes.strip().removesuffix("分").strip()
        if not digits.isdecimal() or len(digits) > 5:
            return None
        found.append(UnitWords(title=title.strip(), minutes=int(digits)))
    return tuple(found)


def typed_track(track: Track) -> dict[str, object]:
    """The other way round, for the boxes."""
    return {
        "title": track.title,
        "syllabus": track.syllabus,
        "units": "\n".join(f"{one.title}{BAR}{one.minutes}" for one in track.units.order_by("order")),
        "months": track.valid_months or "",
        "opens": track.opens,
        "gate": "yes" if track.gate else "",
        "reason": "",
    }


def shown_again(sent: QueryDict) -> dict[str, object]:
    """What was typed, as it was typed."""
    return sent.dict() | {"opens": list(typed.several(sent, "opens"))}


def read_plan(sent: QueryDict) -> PlanWords:
    return PlanWords(
        role=sent.get("role", ""),
        tracks=typed.several(sent, "tracks"),
        by_day=typed.day(sent, "by"),
        words=typed.text(sent, "words"),
    )
