"""Conditions as menus say them, as CEL, and as the sentence they mean.

Invariants:
- `read_condition(to_cel(c))` is `c` for every condition the menus can make.
- what the menus cannot say is None here, never a condition that means something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from todoke.core.errors import Refused
from todoke.core.lexicon.eras import both
from todoke.core.procedures.subjects import Shape, Subject
from todoke.core.refusal import N_, Refusal

TODAY = "today"
MOST_CLAUSES = 8


class Join(StrEnum):
    ALL = "all"
    ANY = "any"


class Operator(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    HAS = "has"
    LACKS = "lacks"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE = "more"
    LESS = "less"


_COMPARED = (Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE, Operator.LESS, Operator.IS, Operator.IS_NOT)
OPERATORS: Mapping[Shape, tuple[Operator, ...]] = {
    Shape.YES_NO: (Operator.IS,),
    Shape.ONE: (Operator.IS, Operator.IS_NOT, Operator.ONE_OF, Operator.NONE_OF),
    Shape.SEVERAL: (Operator.HAS, Operator.LACKS),
    Shape.TEXT: (Operator.IS, Operator.IS_NOT),
    Shape.NUMBER: _COMPARED,
    Shape.DATE: _COMPARED,
    Shape.COUNT: _COMPARED,
}
SYMBOLS: Mapping[Operator, str] = {
    Operator.IS: "==",
    Operator.IS_NOT: "!=",
    Operator.AT_LEAST: ">=",
    Operator.AT_MOST: "<=",
    Operator.MORE: ">",
    Operator.LESS: "<",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Clause:
    """One line of the menu; `values` are as the form sends them: yes, own, 3, 2026-04-01, today."""

    subject: str
    operator: Operator
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    clauses: tuple[Clause, ...]
    join: Join = Join.ALL


def to_cel(condition: Condition, subjects: Mapping[str, Subject]) -> str:
    """Refused where a clause names nothing known, or a value that does not fit."""
    if not 1 <= len(condition.clauses) <= MOST_CLAUSES:
        raise Refused(_count(len(condition.clauses)))
    symbol = " && " if condition.join is Join.ALL else " || "
    return symbol.join(_clause(one, subjects) for one in condition.clauses)


def _clause(clause: Clause, subjects: Mapping[str, Subject]) -> str:
    subject = subjects.get(clause.subject)
    if subject is None:
        raise Refused(_unknown(clause.subject))
    if clause.operator not in OPERATORS[subject.shape]:
        raise Refused(_unfit(subject))
    values = [_value(subject, value) for value in clause.values if value]
    if not values:
        raise Refused(_no_value(subject))
    return _written(clause, subject, values=values)


def _written(clause: Clause, subject: Subject, *, values: list[str]) -> str:
    name, operator = subject.name, clause.operator
    if subject.shape is Shape.YES_NO:
        return name if values[0] == "yes" else f"!{name}"
    if operator in {Operator.ONE_OF, Operator.NONE_OF}:
        among = f"{name} in [{', '.join(values)}]"
        return among if operator is Operator.ONE_OF else f"!({among})"
    if operator in {Operator.HAS, Operator.LACKS}:
        inside = f"{values[0]} in {name}"
        return inside if operator is Operator.HAS else f"!({inside})"
    left = f"size({name})" if subject.shape is Shape.COUNT else name
    return f"{left} {SYMBOLS[operator]} {values[0]}"


def _value(subject: Subject, value: str) -> str:
    """As CEL writes it. Refused where it is no value of the subject."""
    if subject.options and value not in subject.options:
        raise Refused(_unfit(subject))
    if subject.shape is Shape.YES_NO:
        return value
    if subject.shape in {Shape.NUMBER, Shape.COUNT}:
        return _number(subject, value)
    if subject.shape is Shape.DATE:
        return TODAY if value == TODAY else f"timestamp('{_day(subject, value).isoformat()}T00:00:00Z')"
    return quoted(value)


def _number(subject: Subject, value: str) -> str:
    """Full-width digits count; anything else than a whole number does not."""
    try:
        return str(int(value.replace(",", "").strip()[:16]))
    except ValueError as error:
        raise Refused(_unfit(subject)) from error


def _day(subject: Subject, value: str) -> date:
    try:
        return date.fromisoformat(value.strip())
    except ValueError as error:
        raise Refused(_unfit(subject)) from error


def quoted(text: str) -> str:
    """A CEL string."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
    return f"'{escaped}'"


_JA = {
    Operator.IS: "「{label}」が{value}|の",
    Operator.IS_NOT: "「{label}」が{value}以外|の",
    Operator.ONE_OF: "「{label}」が{value}|の",
    Operator.NONE_OF: "「{label}」が{value}のどれでもない|",
    Operator.HAS: "「{label}」で{value}を選んだ|",
    Operator.LACKS: "「{label}」で{value}を選んでいない|",
    Operator.AT_LEAST: "「{label}」が{value}以上|の",
    Operator.AT_MOST: "「{label}」が{value}以下|の",
    Operator.MORE: "「{label}」が{value}より多い|",
    Operator.LESS: "「{label}」が{value}より少ない|",
}
_JA_DATES = {
    Operator.AT_LEAST: "「{label}」が{value}か、それより後|の",
    Operator.AT_MOST: "「{label}」が{value}か、それより前|の",
    Operator.MORE: "「{label}」が{value}より後|の",
    Operator.LESS: "「{label}」が{value}より前|の",
}
_EN = {
    Operator.IS: "“{label}” is {value}",
    Operator.IS_NOT: "“{label}” is not {value}",
    Operator.ONE_OF: "“{label}” is {value}",
    Operator.NONE_OF: "“{label}” is none of {value}",
    Operator.HAS: "{value} is ticked in “{label}”",
    Operator.LACKS: "{value} is not ticked in “{label}”",
    Operator.AT_LEAST: "“{label}” is {value} or more",
    Operator.AT_MOST: "“{label}” is {value} or less",
    Operator.MORE: "“{label}” is more than {value}",
    Operator.LESS: "“{label}” is less than {value}",
}
_EN_DATES = {
    Operator.AT_LEAST: "“{label}” is {value} or later",
    Operator.AT_MOST: "“{label}” is {value} or earlier",
    Operator.MORE: "“{label}” is after {value}",
    Operator.LESS: "“{label}” is before {value}",
}


def sentence(condition: Condition, subjects: Mapping[str, Subject], *, language: str) -> str:
    """「世帯主ですか」が「いいえ」のとき — “…” is “No”. Names nobody knows stand for themselves."""
    clauses = [_said(one, subjects.get(one.subject), language=language) for one in condition.clauses]
    if language == "en":
        return "when " + (" and " if condition.join is Join.ALL else " or ").join(clauses)
    parts = [one.partition("|") for one in clauses]
    joined = ("、かつ、" if condition.join is Join.ALL else "、または、").join(part[0] for part in parts)
    return f"{joined}{parts[-1][2]}とき"


def _said(clause: Clause, subject: Subject | None, *, language: str) -> str:
    english = language == "en"
    dates = subject is not None and subject.shape is Shape.DATE
    forms = (_EN | (_EN_DATES if dates else {})) if english else (_JA | (_JA_DATES if dates else {}))
    label = subject.label.say(language) if subject else clause.subject
    words = [_shown(subject, value, language=language) for value in clause.values]
    value = (" or " if english else "か").join(words)
    return forms[clause.operator].format(label=_safe(label), value=_safe(value))


def _safe(text: str) -> str:
    """Authors' words are no part of our form."""
    return text.replace("|", "｜")


def _shown(subject: Subject | None, value: str, *, language: str) -> str:
    english = language == "en"
    if subject is None or subject.shape in {Shape.YES_NO, Shape.ONE, Shape.SEVERAL, Shape.TEXT}:
        label = subject.options.get(value) if subject else None
        words = label.say(language) if label else value
        return f"“{words}”" if english else f"「{words}」"
    if subject.shape is Shape.DATE:
        return _day_words(value, english)
    unit = (
        subject.unit.say(language)
        if subject.unit
        else ("" if english or subject.shape is Shape.NUMBER else "件")
    )
    return f"{value}{' ' if english and unit else ''}{unit}"


def _day_words(value: str, english: bool) -> str:
    if value == TODAY:
        return "the day of applying" if english else "申請する日"
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return f"{day.day} {day:%B %Y}" if english else both(day)


def _count(arrived: int) -> Refusal:
    if arrived == 0:
        return Refusal(
            code="studio.condition.empty", message=N_("Choose the question the condition is about.")
        )
    return Refusal(
        code="studio.condition.clauses",
        message=N_("A condition has %(most)d lines or fewer; here are %(arrived)d."),
        params={"most": MOST_CLAUSES, "arrived": arrived},
    )


def _unknown(name: str) -> Refusal:
    return Refusal(
        code="studio.condition.unknown",
        message=N_("“%(name)s” is not asked before this place. Choose a question that comes earlier."),
        params={"name": name},
    )


def _unfit(subject: Subject) -> Refusal:
    return Refusal(
        code="studio.condition.unfit",
        message=N_("Choose what “%(label)s” is compared with; this does not fit the kind of its answer."),
        params={"label": subject.label},
    )


def _no_value(subject: Subject) -> Refusal:
    return Refusal(
        code="studio.condition.no-value",
        message=N_("Choose the answer to “%(label)s” that counts."),
        params={"label": subject.label},
    )
