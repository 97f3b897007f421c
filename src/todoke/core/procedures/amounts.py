"""A fee as a form asks for it: so much, plus so much for each, and another amount in one case.

Invariants:
- `read_amount(amount_cel(a))` is `a`; an expression the form cannot ask for is None.
- amounts are whole yen and never negative.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from todoke.core.errors import Refused
from todoke.core.procedures.condition_reading import read_condition
from todoke.core.procedures.conditions import Condition, sentence, to_cel
from todoke.core.procedures.subjects import Shape, Subject
from todoke.core.refusal import N_, Refusal

LARGEST = 10**9
COUNTABLE = frozenset({Shape.NUMBER, Shape.COUNT})
_CASE = re.compile(r"(?P<case>.+?) \? (?P<instead>\d{1,10}) : (?P<rest>.+)", re.DOTALL)
_SUM = re.compile(
    r"(?:(?P<fixed>\d{1,10}) \+ )?(?P<each>\d{1,10}) \* (?:size\((?P<rows>[\w.]+)\)|(?P<number>[\w.]+))",
    re.ASCII,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Amount:
    """`fixed` + `each` × `of`; where `case` holds `instead` alone."""

    fixed: int = 0
    each: int = 0
    of: str = ""
    case: Condition | None = None
    instead: int = 0


def amount_cel(amount: Amount, subjects: Mapping[str, Subject]) -> str:
    """Refused where an amount is none, or what is counted cannot be counted."""
    for number in (amount.fixed, amount.each, amount.instead):
        if not 0 <= number <= LARGEST:
            raise Refused(_no_amount())
    rest = str(amount.fixed)
    if amount.of:
        times = f"{amount.each} * {_counted(amount.of, subjects)}"
        rest = f"{amount.fixed} + {times}" if amount.fixed else times
    if amount.case is None:
        return rest
    return f"{to_cel(amount.case, subjects)} ? {amount.instead} : {rest}"


def _counted(name: str, subjects: Mapping[str, Subject]) -> str:
    subject = subjects.get(name)
    if subject is None or subject.shape not in COUNTABLE:
        raise Refused(
            Refusal(
                code="studio.amount.uncountable",
                message=N_("Choose what is counted: a number, or something people may enter several times."),
            )
        )
    return f"size({name})" if subject.shape is Shape.COUNT else name


def read_amount(source: str, subjects: Mapping[str, Subject]) -> Amount | None:
    """The amount an expression works out, None where the form cannot ask for it."""
    source, case, instead = source.strip(), None, 0
    if match := _CASE.fullmatch(source):
        case, instead, source = read_condition(match["case"], subjects), int(match["instead"]), match["rest"]
        if case is None:
            return None
    if re.fullmatch(r"\d{1,10}", source, re.ASCII):
        return Amount(fixed=int(source), case=case, instead=instead)
    match = _SUM.fullmatch(source)
    if match is None:
        return None
    name = match["rows"] or match["number"]
    wanted = Shape.COUNT if match["rows"] else Shape.NUMBER
    if name not in subjects or subjects[name].shape is not wanted:
        return None
    return Amount(
        fixed=int(match["fixed"] or 0), each=int(match["each"]), of=name, case=case, instead=instead
    )


def amount_sentence(amount: Amount, subjects: Mapping[str, Subject], *, language: str) -> str:
    """3,000円 × 「犬」の数。「減免」が「はい」のときは 0円。"""
    english = language == "en"
    parts = [_yen(amount.fixed, english)] if amount.fixed or not amount.of else []
    if amount.of:
        subject = subjects.get(amount.of)
        label = subject.label.say(language) if subject else amount.of
        rows = subject is not None and subject.shape is Shape.COUNT
        parts.append(_times(_yen(amount.each, english), label, rows=rows, english=english))
    said = " + ".join(parts) if english else "＋".join(parts)
    if amount.case is None:
        return said
    case = sentence(amount.case, subjects, language=language)
    instead = _yen(amount.instead, english)
    return f"{said}; {case} it is {instead}" if english else f"{said}（{case}は{instead}）"


def _times(each: str, label: str, *, rows: bool, english: bool) -> str:
    if english:
        return f"{each} × {'number of ' if rows else ''}“{label}”"
    return f"{each}×「{label}」{'の数' if rows else ''}"


def _yen(amount: int, english: bool) -> str:
    return f"{amount:,} yen" if english else f"{amount:,}円"


def _no_amount() -> Refusal:
    return Refusal(
        code="studio.amount.none",
        message=N_("Enter amounts in whole yen from 0 to %(most)d."),
        params={"most": LARGEST},
    )
