"""How a value is worked out, as a form asks: an age, days, a sum, a count, a year, a fee, an expression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from todoke.core.errors import Refused
from todoke.core.procedures.amounts import Amount, amount_cel, amount_sentence, read_amount
from todoke.core.procedures.subjects import Subject
from todoke.core.refusal import N_, Refusal
from todoke.office.studio.desk import condition_form
from todoke.office.studio.desk.rows import Raw, one

WAYS: Mapping[str, str] = {
    "fee": N_("A fee"),
    "count": N_("How many were entered"),
    "sum": N_("The sum of amounts"),
    "age": N_("An age"),
    "days": N_("Days between two days"),
    "fiscal_year": N_("A fiscal year"),
    "value": N_("An expression"),
}
RESULTS = {
    "integer": N_("A whole number"),
    "boolean": N_("Yes or no"),
    "string": N_("Words"),
    "date": N_("A day"),
}
PARTS: Mapping[str, tuple[str, ...]] = {
    "age": ("of", "on"),
    "days": ("from", "to"),
    "sum": ("of",),
    "count": ("of",),
    "fiscal_year": ("of", "starts", "offset"),
}
_NUMBERS = {"starts", "offset"}
_OPTIONAL = {"on", "to", "starts", "offset"}
Subjects = Mapping[str, Subject]


def inputs_of(thing: Mapping[str, Any], subjects: Subjects) -> Raw:
    """What the form shows for a stored value."""
    way = next((one for one in PARTS if isinstance(thing.get(one), dict)), None)
    raw: Raw = {"way": [way or "fee"], "value": [""], "result": [str(thing.get("result") or "integer")]}
    if way:
        raw |= {f"{way}.{part}": [str(value)] for part, value in thing[way].items()}
    return raw | _expression_inputs(str(thing.get("value") or ""), subjects, is_way=way is not None)


def _expression_inputs(source: str, subjects: Subjects, *, is_way: bool) -> Raw:
    amount = read_amount(source, subjects) if source else Amount()
    raw: Raw = {} if is_way or amount is not None else {"way": ["value"]}
    shown = amount or Amount()
    case = source.partition(" ? ")[0] if shown.case else None
    raw |= {"value": [source], "fee.fixed": [str(shown.fixed)], "fee.each": [str(shown.each)]}
    raw |= {"fee.of": [shown.of], "fee.instead": [str(shown.instead)]}
    return raw | condition_form.inputs_of(case, "fee.case", subjects=subjects)


def read_way(
    raw: Mapping[str, Sequence[str]], thing: Mapping[str, Any], *, subjects: Subjects
) -> dict[str, Any]:
    """The keys that say how, all others of the seven left out. Refused where something is missing."""
    way = one(raw, "way")
    if way in PARTS:
        return {
            way: {part: value for part in PARTS[way] if (value := _part(raw, f"{way}.{part}")) is not None}
        }
    if way == "fee":
        old = str(thing.get("value") or "")
        amount = _amount(raw, subjects)
        written = amount_cel(amount, subjects)
        same = bool(old) and read_amount(old, subjects) == amount
        return {"result": "integer", "value": old if same else written}
    source = one(raw, "value")
    if not source:
        raise Refused(_missing())
    result = one(raw, "result")
    return {"result": result if result in RESULTS else "integer", "value": source}


def _part(raw: Mapping[str, Sequence[str]], name: str) -> str | int | None:
    part, word = name.partition(".")[2], one(raw, name)
    if not word:
        if part in _OPTIONAL:
            return None
        raise Refused(_missing())
    return whole(word) if part in _NUMBERS else word


def _amount(raw: Mapping[str, Sequence[str]], subjects: Subjects) -> Amount:
    of = one(raw, "fee.of")
    case = None
    if one(raw, "fee.case.mode") == condition_form.Mode.MENU:
        case = condition_form.read_menu(raw, "fee.case", subjects=subjects)
    return Amount(
        fixed=whole(one(raw, "fee.fixed") or "0"),
        each=whole(one(raw, "fee.each") or "0") if of else 0,
        of=of,
        case=case,
        instead=whole(one(raw, "fee.instead") or "0") if case else 0,
    )


def whole(word: str) -> int:
    """A whole number, as people type them: 3,000 or ３０００. Refused otherwise."""
    try:
        return int(word.replace(",", "").replace("，", "").replace("円", "").strip()[:16])
    except ValueError as error:
        raise Refused(
            Refusal(code="studio.form.no-number", message=N_("Enter a whole number using digits only."))
        ) from error


def fee_said(raw: Mapping[str, Sequence[str]], subjects: Subjects) -> dict[str, str]:
    """The fee as a sentence by language; empty while something is missing."""
    try:
        amount = _amount(raw, subjects)
        amount_cel(amount, subjects)
    except Refused:
        return {}
    return {language: amount_sentence(amount, subjects, language=language) for language in ("ja", "en")}


def _missing() -> Refusal:
    return Refusal(code="studio.form.way-incomplete", message=N_("Choose what the value is worked out from."))
