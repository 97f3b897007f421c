"""Worksheets as pages and paper show them: words in the reader's language, nothing decided here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext
from pydantic import ValidationError

from todoke.core.assurance.deciding import Decision, decide
from todoke.core.assurance.levels import (
    AXIS_WORDS,
    HARM_WORDS,
    RATING_WORDS,
    Axis,
    Harm,
    Levels,
    Rating,
)
from todoke.core.assurance.loading import read_worksheet
from todoke.core.assurance.measures import COVERS, MEASURE_WORDS, MeasureKind
from todoke.core.assurance.methods import Method, MethodTable, PhishingResistant, Use
from todoke.core.assurance.practice import ASKED_WORDS, Asked, Certainty, Excess, excess
from todoke.core.assurance.problems import Problem
from todoke.core.assurance.worksheet import (
    REDESIGN_WORDS,
    VIEWPOINT_WORDS,
    Redesign,
    Viewpoint,
    Worksheet,
)
from todoke.core.refusal import N_
from todoke.office.assurance.queries import chosen_methods
from todoke.office.assurance.words import spoken

EVENT_WORDS: Mapping[str, str] = {
    "assurance.sheet.started": N_("Started"),
    "assurance.sheet.saved": N_("Saved"),
    "assurance.sheet.submitted": N_("Handed in"),
    "assurance.sheet.taken-back": N_("Taken back"),
    "assurance.sheet.approved": N_("Approved"),
    "assurance.sheet.returned": N_("Returned with a remark"),
}
CERTAINTY_WORDS: Mapping[Certainty, str] = {
    Certainty.SEEN: N_("read in a source"),
    Certainty.HIGH: N_("well known"),
    Certainty.MEDIUM: N_("from memory, to be checked"),
    Certainty.LOW: N_("uncertain"),
}
EXCESS_WORDS: Mapping[Excess, str] = {
    Excess.NONE: N_("not more than needed"),
    Excess.SOMETIMES: N_("more than needed in some places or cases"),
    Excess.ALWAYS: N_("more than needed"),
}
USE_WORDS: Mapping[Use, str] = {
    Use.NORMAL: N_("offered"),
    Use.FALLBACK: N_("only as a fallback"),
    Use.AVOID: N_("not offered"),
}
RESISTANT_WORDS: Mapping[PhishingResistant, str] = {
    PhishingResistant.YES: N_("strong"),
    PhishingResistant.NO: N_("weak"),
    PhishingResistant.NOT_APPLICABLE: N_("does not apply"),
}
_SKELETON: Mapping[str, Any] = {
    "worksheet": "skeleton",
    "version": 1,
    "kind": "entitlement",
    "redesign": {"answer": "unchanged", "words": "-"},
    "methods": {"chosen": [], "viewpoints": {one.value: "-" for one in Viewpoint}, "otherwise": "-"},
    "residual": "-",
    "practice": {"asked": ["municipality"], "certainty": "low"},
    "review_after_months": 1,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A complete worksheet with what follows from it."""

    worksheet: Worksheet
    decision: Decision
    reason: tuple[str, ...]
    redesign: str
    harms: tuple[tuple[str, str, str, str], ...]
    methods: tuple[Method, ...]
    viewpoints: tuple[tuple[str, str], ...]
    measures: tuple[tuple[str, str, str], ...]
    asked: tuple[str, ...]
    certainty: str
    excess: Excess
    excess_words: str

    @property
    def levels(self) -> Levels:
        return self.decision.levels


def shown(worksheet: Worksheet, *, table: MethodTable) -> Shown:
    decision = decide(worksheet)
    more = excess(worksheet.practice, decision.levels)
    return Shown(
        worksheet=worksheet,
        decision=decision,
        reason=tuple(spoken(one) for one in decision.reason),
        redesign=gettext(REDESIGN_WORDS[worksheet.redesign.answer]),
        harms=tuple(_harm(worksheet, harm) for harm in Harm),
        methods=chosen_methods(worksheet, decision.levels, table=table),
        viewpoints=tuple(
            (gettext(VIEWPOINT_WORDS[one]), worksheet.methods.viewpoints[one]) for one in Viewpoint
        ),
        measures=tuple(
            (gettext(MEASURE_WORDS[one.measure]), _lowered(one.lowers), one.words)
            for one in worksheet.measures
        ),
        asked=tuple(gettext(ASKED_WORDS[one]) for one in worksheet.practice.asked),
        certainty=gettext(CERTAINTY_WORDS[worksheet.practice.certainty]),
        excess=more,
        excess_words=gettext(EXCESS_WORDS[more]),
    )


def _harm(worksheet: Worksheet, harm: Harm) -> tuple[str, str, str, str]:
    rated = worksheet.harms[harm]
    return (
        gettext(HARM_WORDS[harm]),
        gettext(RATING_WORDS[rated.identity]),
        gettext(RATING_WORDS[rated.authentication]),
        rated.reason,
    )


def _lowered(axes: Iterable[Axis]) -> str:
    words = [gettext(AXIS_WORDS[axis]) + " −1" for axis in Axis if axis in set(axes)]
    return gettext(", ").join(words) or gettext("recorded only")


def complete(content: Mapping[str, Any]) -> Worksheet | None:
    """None while something is missing."""
    try:
        return read_worksheet(content)
    except ValidationError:
        return None


def proposed_review(worksheet: Worksheet, *, today: date) -> date:
    """The first of the month in which the proposed time is over: it always exists."""
    months = today.month + worksheet.review_after_months
    return date(today.year + (months - 1) // 12, (months - 1) % 12 + 1, 1)


def level_so_far(content: Mapping[str, Any]) -> tuple[Levels | None, Levels | None]:
    """What the harms alone ask for, and what remains after the measures; None while that is open."""
    harms = {**_SKELETON, "harms": content.get("harms", {})}
    done = [one for one in content.get("measures", []) if one.get("used", True)]
    measures = [{"measure": one["measure"], "lowers": one["lowers"], "words": "-"} for one in done]
    return _levels(harms), _levels({**harms, "measures": measures})


def _levels(content: Mapping[str, Any]) -> Levels | None:
    harms = {id: {**one, "reason": one.get("reason") or "-"} for id, one in content["harms"].items()}
    found = complete({**content, "harms": harms})
    return decide(found).levels if found else None


def form_words() -> dict[str, Any]:
    """The choices of the form, by what they are called in the content."""
    return {
        "axes": AXIS_WORDS,
        "harms": HARM_WORDS,
        "ratings": RATING_WORDS,
        "redesign": REDESIGN_WORDS,
        "viewpoints": VIEWPOINT_WORDS,
        "asked": ASKED_WORDS,
        "certainty": CERTAINTY_WORDS,
        "answers": list(Redesign),
        "every_asked": list(Asked),
        "rating_options": [(one.value, gettext(RATING_WORDS[one])) for one in Rating],
        "certainty_options": [(one.value, gettext(CERTAINTY_WORDS[one])) for one in Certainty],
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class MethodLine:
    """A method in the choice: ticked or not, and whether it reaches the level so far."""

    method: Method
    ticked: bool
    reaches: bool | None


def method_lines(content: Mapping[str, Any], *, table: MethodTable) -> list[MethodLine]:
    chosen = set((content.get("methods") or {}).get("chosen", ()))
    before, after = level_so_far(content)
    levels = after or before
    return [
        MethodLine(
            method=one,
            ticked=one.method in chosen,
            reaches=one.reaches(levels, bound_identity=levels.identity) if levels else None,
        )
        for one in table.methods
        if not one.counter and (one.use is not Use.AVOID or one.method in chosen)
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureLine:
    kind: MeasureKind
    label: str
    can: tuple[Axis, ...]
    ticked: bool
    lowers: frozenset[str]
    words: str


def measure_lines(content: Mapping[str, Any]) -> list[MeasureLine]:
    written = {one["measure"]: one for one in content.get("measures", [])}
    return [
        MeasureLine(
            kind=kind,
            label=MEASURE_WORDS[kind],
            can=tuple(axis for axis in Axis if axis in COVERS[kind]),
            ticked=written.get(kind.value, {"used": False}).get("used", True),
            lowers=frozenset(written.get(kind.value, {}).get("lowers", ())),
            words=written.get(kind.value, {}).get("words", ""),
        )
        for kind in MeasureKind
    ]


def problem_lines(found: Iterable[Problem]) -> list[tuple[str, str]]:
    """(step, sentence), each sentence once."""
    return list(dict.fromkeys((one.step.value, spoken(one.said)) for one in found))


def method_words() -> dict[str, Any]:
    return {"use": USE_WORDS, "resistant": RESISTANT_WORDS, "certainty": CERTAINTY_WORDS}


def table_lines(table: MethodTable, post: QueryDict | None) -> list[dict[str, Any]]:
    """The lines of the form; after a refusal as they were typed."""
    return [{"method": one, **_line(one.method, post, before=_before(one))} for one in table.methods]


def _before(one: Method) -> dict[str, Any]:
    return {
        "name": "",
        "identity": str(one.identity),
        "authentication": str(one.authentication),
        "binds": one.binds,
        "phishing_resistant": one.phishing_resistant.value,
        "use": one.use.value,
        "note": one.note,
        "verify": one.verify,
        "checked": one.certainty in {Certainty.SEEN, Certainty.HIGH},
    }


def _line(at: str, post: QueryDict | None, *, before: dict[str, Any]) -> dict[str, Any]:
    if post is None:
        return before
    return {
        key: bool(post.get(f"{at}.{key}")) if isinstance(value, bool) else post.get(f"{at}.{key}", value)
        for key, value in before.items()
    }


def new_line(post: QueryDict | None) -> dict[str, Any]:
    before = {
        "name": "",
        "identity": "0",
        "authentication": "1",
        "binds": False,
        "phishing_resistant": PhishingResistant.NO.value,
        "use": Use.NORMAL.value,
        "note": "",
        "verify": "",
        "checked": False,
    }
    return _line("new", post, before=before)


def filled(message: str, **values: object) -> str:
    return gettext(message) % values
