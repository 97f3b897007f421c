"""From CEL back to the menus, as far as the menus reach.

Invariant: None for whatever is not exactly what a menu can say; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from todoke.core.procedures.conditions import SYMBOLS, TODAY, Clause, Condition, Join, Operator
from todoke.core.procedures.expressions import LONGEST_SOURCE
from todoke.core.procedures.subjects import Shape, Subject

_TOKEN = re.compile(
    r"\s*(?:(?P<string>'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\")"
    r"|(?P<number>-?\d{1,16}(?![\w.]))"
    r"|(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)"
    r"|(?P<sign>&&|\|\||==|!=|>=|<=|[()\[\],!<>]))",
    re.ASCII,
)
_ESCAPES = {"\\": "\\", "'": "'", '"': '"', "n": "\n", "r": "\r"}
_OPERATORS = {symbol: operator for operator, symbol in SYMBOLS.items()}
_TURNED = {">=": "<=", "<=": ">=", ">": "<", "<": ">", "==": "==", "!=": "!="}
_JOINS = {"&&": Join.ALL, "||": Join.ANY}


class _BeyondMenus(Exception):
    """Not something a menu says."""


def read_condition(source: str, subjects: Mapping[str, Subject]) -> Condition | None:
    """The condition an expression says, None where the menus cannot say it."""
    try:
        return _Reader(source, subjects).condition()
    except _BeyondMenus:
        return None


class _Reader:
    """A cursor over the tokens."""

    def __init__(self, source: str, subjects: Mapping[str, Subject]) -> None:
        self.subjects, self.tokens, self.place = subjects, _tokens(source), 0

    def condition(self) -> Condition:
        clauses, join = [self.clause()], None
        while self.place < len(self.tokens):
            sign = _JOINS.get(self.next())
            if sign is None or join not in (None, sign):
                raise _BeyondMenus
            join = sign
            clauses.append(self.clause())
        return Condition(clauses=tuple(clauses), join=join or Join.ALL)

    def clause(self) -> Clause:
        if self.peek() == "!":
            self.next()
            return self.negated()
        if self.peek() == "(":
            return self.bracketed()
        if self.peek()[:1] in "'\"":
            return self.having()
        return self.compared()

    def bracketed(self) -> Clause:
        """One pair of brackets around one line; more of them is nothing we write."""
        self.demand("(")
        if self.peek() == "(":
            raise _BeyondMenus
        found = self.clause()
        self.demand(")")
        return found

    def negated(self) -> Clause:
        if self.peek() != "(":
            return self.yes_no("no")
        self.demand("(")
        found = self.having() if self.peek()[:1] in "'\"" else self.compared()
        self.demand(")")
        turned = {Operator.HAS: Operator.LACKS, Operator.ONE_OF: Operator.NONE_OF}
        if found.operator in turned:
            return Clause(subject=found.subject, operator=turned[found.operator], values=found.values)
        if found.values == ("yes",) and self.subjects[found.subject].shape is Shape.YES_NO:
            return Clause(subject=found.subject, operator=Operator.IS, values=("no",))
        raise _BeyondMenus

    def yes_no(self, value: str) -> Clause:
        name = self.subject(Shape.YES_NO).name
        return Clause(subject=name, operator=Operator.IS, values=(value,))

    def having(self) -> Clause:
        value = _unquoted(self.next())
        self.demand("in")
        subject = self.subject(Shape.SEVERAL)
        if value not in subject.options:
            raise _BeyondMenus
        return Clause(subject=subject.name, operator=Operator.HAS, values=(value,))

    def compared(self) -> Clause:
        if self.peek() == "size":
            return self.counted()
        subject = self.subject(None)
        sign = self.peek()
        if subject.shape is Shape.YES_NO:
            return self.yes_no_compared(subject, sign)
        self.next()
        if sign == "in" and subject.shape is Shape.ONE:
            return Clause(subject=subject.name, operator=Operator.ONE_OF, values=self.listed(subject))
        if sign not in _OPERATORS:
            raise _BeyondMenus
        return self.against(subject, _OPERATORS[sign])

    def yes_no_compared(self, subject: Subject, sign: str) -> Clause:
        value = "yes"
        if sign in {"==", "!="}:
            self.next()
            said = self.next()
            if said not in {"true", "false"}:
                raise _BeyondMenus
            value = "yes" if (said == "true") == (sign == "==") else "no"
        return Clause(subject=subject.name, operator=Operator.IS, values=(value,))

    def counted(self) -> Clause:
        self.next()
        self.demand("(")
        subject = self.subject(Shape.COUNT)
        self.demand(")")
        sign = self.next()
        if sign not in _OPERATORS:
            raise _BeyondMenus
        return self.against(subject, _OPERATORS[sign])

    def against(self, subject: Subject, operator: Operator) -> Clause:
        if subject.shape in {Shape.ONE, Shape.TEXT, Shape.SEVERAL} and operator not in {
            Operator.IS,
            Operator.IS_NOT,
        }:
            raise _BeyondMenus
        return Clause(subject=subject.name, operator=operator, values=(self.value(subject),))

    def value(self, subject: Subject) -> str:
        token = self.next()
        if subject.shape in {Shape.NUMBER, Shape.COUNT}:
            if not re.fullmatch(r"-?\d+", token, re.ASCII):
                raise _BeyondMenus
            return str(int(token))
        if subject.shape is Shape.DATE:
            return TODAY if token == TODAY else self.day(token)
        value = _unquoted(token)
        if subject.shape is Shape.SEVERAL or (subject.options and value not in subject.options) or not value:
            raise _BeyondMenus
        return value

    def day(self, made: str) -> str:
        if made != "timestamp":
            raise _BeyondMenus
        self.demand("(")
        text = _unquoted(self.next())
        self.demand(")")
        try:
            day = date.fromisoformat(text.removesuffix("T00:00:00Z"))
        except ValueError as error:
            raise _BeyondMenus from error
        if text != f"{day.isoformat()}T00:00:00Z":
            raise _BeyondMenus
        return day.isoformat()

    def listed(self, subject: Subject) -> tuple[str, ...]:
        self.demand("[")
        values = [self.value(subject)]
        while self.peek() == ",":
            self.next()
            values.append(self.value(subject))
        self.demand("]")
        return tuple(values)

    def subject(self, shape: Shape | None) -> Subject:
        found = self.subjects.get(self.next())
        if found is None or (shape is not None and found.shape is not shape):
            raise _BeyondMenus
        return found

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def next(self) -> str:
        token = self.peek()
        self.place += 1
        if not token:
            raise _BeyondMenus
        return token

    def demand(self, token: str) -> None:
        if self.next() != token:
            raise _BeyondMenus


def _tokens(source: str) -> list[str]:
    found: list[str] = []
    place, text = 0, source.strip()
    if len(text) > LONGEST_SOURCE:
        raise _BeyondMenus
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise _BeyondMenus
        found.append(match[0].strip())
        place = match.end()
    return found


def _unquoted(token: str) -> str:
    """The words of a string; escapes we do not write ourselves are beyond the menus."""
    if token[:1] not in {"'", '"'}:
        raise _BeyondMenus
    found, characters = "", iter(token[1:-1])
    for character in characters:
        if character == "\\":
            escaped = next(characters, "")
            if escaped not in _ESCAPES:
                raise _BeyondMenus
            character = _ESCAPES[escaped]
        found += character
    return found
