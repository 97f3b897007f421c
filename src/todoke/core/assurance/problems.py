"""What a half-filled worksheet still lacks, step by step, in words for the person who fills it in.

Invariant: no problem means that the worksheet is complete; there is no second set of rules for forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from todoke.core.assurance.choosing import refusals_of_choice
from todoke.core.assurance.deciding import Named, Sentence
from todoke.core.assurance.levels import AXIS_WORDS, HARM_WORDS
from todoke.core.assurance.loading import read_worksheet
from todoke.core.assurance.measures import MEASURE_WORDS
from todoke.core.assurance.methods import MethodTable
from todoke.core.assurance.worksheet import RULES, VIEWPOINT_WORDS
from todoke.core.refusal import N_, Refusal


class Step(StrEnum):
    """The pages of the form, in the order of DS-511."""

    REDESIGN = "redesign"
    HARMS = "harms"
    METHODS = "methods"
    MEASURES = "measures"
    RESIDUAL = "residual"


STEP_WORDS: Mapping[Step, str] = MappingProxyType(
    {
        Step.REDESIGN: N_("Could less be needed?"),
        Step.HARMS: N_("The six harms"),
        Step.METHODS: N_("Choice of methods"),
        Step.MEASURES: N_("Measures that make up for it"),
        Step.RESIDUAL: N_("What remains, and the review"),
    }
)
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        str(key.value): words
        for table in (HARM_WORDS, VIEWPOINT_WORDS, MEASURE_WORDS, AXIS_WORDS)
        for key, words in table.items()
    }
)
_STEP_OF = {
    "redesign": Step.REDESIGN,
    "harms": Step.HARMS,
    "methods": Step.METHODS,
    "measures": Step.MEASURES,
}
_LACKING: Mapping[Step, str] = MappingProxyType(
    {
        Step.REDESIGN: N_("Say whether the procedure could need less, and what you looked at."),
        Step.HARMS: N_("Rate “%(what)s” on both axes and give the reason."),
        Step.METHODS: N_("Weigh the methods from every viewpoint, and say what people do who can use none."),
        Step.MEASURES: N_("Say how each ticked measure works in this procedure."),
        Step.RESIDUAL: N_(
            "Write what remains, what practice asks today, and after how many months it is looked at again."
        ),
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """`said` is a Sentence with words to be translated, or a Refusal of the choice of methods."""

    step: Step
    said: Sentence | Refusal


def problems(content: Mapping[str, Any], table: MethodTable) -> tuple[Problem, ...]:
    """In the order of the steps; each thing once."""
    try:
        worksheet = read_worksheet(content)
    except ValidationError as error:
        found = {(one.step, repr(one.said)): one for one in _from(error)}
        return tuple(sorted(found.values(), key=lambda one: list(Step).index(one.step)))
    return tuple(Problem(step=Step.METHODS, said=one) for one in refusals_of_choice(worksheet, table))


def _from(error: ValidationError) -> Iterator[Problem]:
    for one in error.errors(include_url=False):
        loc = [str(part) for part in one["loc"]]
        code = str(one["type"])
        step = _step(loc, code)
        if code in RULES:
            yield Problem(step=step, said=_rule(code, one.get("ctx", {})))
        else:
            params = {"what": _named(loc[1])} if step is Step.HARMS and len(loc) > 1 else {}
            message = _LACKING[step] if params or step is not Step.HARMS else N_("Rate every harm.")
            yield Problem(
                step=step, said=Sentence(code=f"assurance.{step}.lacking", message=message, params=params)
            )


def _step(loc: list[str], code: str) -> Step:
    if code.startswith("assurance.measures"):
        return Step.MEASURES
    if code.startswith("assurance.nobody"):
        return Step.REDESIGN
    if code.startswith("assurance.harms"):
        return Step.HARMS
    return _STEP_OF.get(loc[0], Step.RESIDUAL) if loc else Step.RESIDUAL


def _rule(code: str, params: Mapping[str, Any]) -> Sentence:
    shown = {key: _named(*str(value).split(", ")) for key, value in params.items()}
    return Sentence(code=code, message=RULES[code], params=shown)


def _named(*ids: str) -> Named:
    return Named(words=tuple(_WORDS.get(one, one) for one in ids))
