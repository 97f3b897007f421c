"""The one tree of errors, by who has to read them.

TodokeError
├── Refused              the person: one or more Refusals, shown as sentences
├── DefinitionError      the author of a procedure: file, step, field, line
├── UntrustedEnvelope    the attacker: one opaque sentence; the reason is for the log only
└── OperatorError        the operator: one sentence and what to do next

Invariant: no error's text holds personal data; values a person typed stay in Refusal.params.
"""

from __future__ import annotations

from dataclasses import dataclass

from todoke.core.refusal import Refusal


class TodokeError(Exception):
    """Root of everything Todoke raises on purpose."""


class Refused(TodokeError):
    """A command was refused. `refusals` are what the person is told."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(", ".join(refusal.code for refusal in refusals))
        self.refusals = refusals


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where in a definition something is wrong. `line` counts from 1."""

    file: str
    line: int | None = None
    step: str | None = None
    field: str | None = None

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        parts = [where]
        if self.step:
            parts.append(f"step {self.step}")
        if self.field:
            parts.append(f"field {self.field}")
        return ", ".join(parts)


class DefinitionError(TodokeError):
    """A procedure's definition breaks a rule: *place — requirement — what arrived*."""

    def __init__(self, place: Place, requirement: str, arrived: str = "") -> None:
        super().__init__(f"{place} — {requirement}" + (f" — {arrived}" if arrived else ""))
        self.place = place
        self.requirement = requirement
        self.arrived = arrived


class UntrustedEnvelope(TodokeError):
    """An envelope was refused. The text never says why; `reason` goes to the log."""

    def __init__(self, reason: str) -> None:
        super().__init__("The envelope was refused.")
        self.reason = reason


class OperatorError(TodokeError):
    """Something the operator must mend: what is wrong, and what to do next."""

    def __init__(self, sentence: str, *, todo: str) -> None:
        super().__init__(f"{sentence} {todo}")
        self.sentence = sentence
        self.todo = todo
