"""A condition as a form holds it: always, menus, or an expression.

Inputs below `name`: mode (always | menu | cel), join, cel, and rows of subject, operator, value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from todoke.core.procedures.condition_reading import read_condition
from todoke.core.procedures.conditions import OPERATORS, Clause, Condition, Join, Operator, to_cel
from todoke.core.procedures.subjects import Shape, Subject
from todoke.office.studio.desk.rows import Raw, one, rows_of, with_rows

Subjects = Mapping[str, Subject]
SEVERAL = {Operator.ONE_OF: Operator.IS, Operator.NONE_OF: Operator.IS_NOT}
_PLURAL = {single: several for several, single in SEVERAL.items()}


class Mode(StrEnum):
    ALWAYS = "always"
    MENU = "menu"
    CEL = "cel"


def inputs_of(source: str | None, name: str, *, subjects: Subjects) -> Raw:
    """What the form shows for a stored condition; a fresh one has one empty line ready."""
    raw: Raw = {f"{name}.mode": [Mode.ALWAYS], f"{name}.join": [Join.ALL], f"{name}.cel": [source or ""]}
    if not source:
        return with_rows(raw, name, rows=[{"subject": [""]}])
    condition = read_condition(source, subjects)
    if condition is None:
        return raw | {f"{name}.mode": [Mode.CEL]}
    rows = [
        {"subject": [clause.subject], "operator": [shown_operator(clause)], "value": list(clause.values)}
        for clause in condition.clauses
    ]
    raw |= {f"{name}.mode": [Mode.MENU], f"{name}.join": [condition.join]}
    return with_rows(raw, name, rows=rows)


def shown_operator(clause: Clause) -> str:
    """One of several is the same menu line as one: the ticks say how many."""
    return SEVERAL.get(clause.operator, clause.operator).value


def operators_for(subject: Subject) -> tuple[Operator, ...]:
    return tuple(one for one in OPERATORS[subject.shape] if one not in SEVERAL)


def read_source(
    raw: Mapping[str, Sequence[str]], name: str, *, subjects: Subjects, old: str | None
) -> str | None:
    """The expression the form means, None for always. What means the same as before stays as written.

    Refused where the menus do not say anything complete.
    """
    mode = one(raw, f"{name}.mode")
    if mode == Mode.CEL:
        return one(raw, f"{name}.cel") or None
    if mode != Mode.MENU:
        return None
    condition = read_menu(raw, name, subjects=subjects)
    written = to_cel(condition, subjects)
    return old if old and read_condition(old, subjects) == condition else written


def read_menu(raw: Mapping[str, Sequence[str]], name: str, *, subjects: Subjects) -> Condition:
    """Lines without a question are not there."""
    clauses = tuple(
        _clause(row, subjects) for row in rows_of(raw, name) if (row.get("subject") or [""])[-1].strip()
    )
    join = Join.ANY if one(raw, f"{name}.join") == Join.ANY and len(clauses) > 1 else Join.ALL
    return Condition(clauses=clauses, join=join)


def _clause(row: Mapping[str, Sequence[str]], subjects: Subjects) -> Clause:
    name = (row.get("subject") or [""])[-1]
    subject = subjects.get(name)
    values = tuple(value.strip() for value in row.get("value", ()) if value.strip())
    if subject is None:
        return Clause(subject=name, operator=Operator.IS, values=values)
    operator = _operator((row.get("operator") or [""])[-1], subject)
    if len(values) > 1 and subject.shape is Shape.ONE:
        operator = _PLURAL.get(operator, operator)
    return Clause(subject=name, operator=operator, values=values[: None if subject.shape is Shape.ONE else 1])


def _operator(word: str, subject: Subject) -> Operator:
    """What is not offered for this question (it was another one before) becomes the first that is."""
    offered = operators_for(subject)
    return next((one for one in offered if one.value == word), offered[0])
