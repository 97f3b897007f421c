"""Whether a text may be published: everything that stands in the way, each with its place.

Invariants:
- what cannot be loaded, an example that fails, a missing period or section: none of them is published.
- an id keeps its type over all revisions.
- every refusal's params hold `place`: where in the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from todoke.core.errors import DefinitionError
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.findings import Finding, Weight
from todoke.core.procedures.lint import lint
from todoke.core.procedures.load import DefinitionErrors, load_definition
from todoke.core.procedures.revisions import refuse_types
from todoke.core.refusal import N_, Refusal

MANDATORY = frozenset({"standard-days.open", "section.open"})
"""Advice in a shared definition, but needed before a municipality takes applications."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Readiness:
    """`definition` is None where the text cannot be loaded; `in_the_way` empty means publishable.

    `advice` is what the author may weigh; it refuses nothing.
    """

    definition: Definition | None
    in_the_way: tuple[Refusal, ...] = ()
    advice: tuple[Refusal, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What somebody has to check and tick before publishing."""
        return self.definition.verify if self.definition else ()


def readiness(text: str, *, file: str, earlier: Iterable[Definition] = ()) -> Readiness:
    """`earlier` are the revisions published before, whose ids keep their types."""
    try:
        definition = load_definition(text, file=file)
    except DefinitionErrors as errors:
        return Readiness(definition=None, in_the_way=tuple(_broken(one) for one in errors.errors))
    findings = lint(definition)
    return Readiness(
        definition=definition,
        in_the_way=(
            *(placed(one) for one in findings if _blocks(one)),
            *_with_place(refuse_types(earlier, definition)),
        ),
        advice=tuple(placed(one) for one in findings if not _blocks(one) and one.code != "verify.open"),
    )


def _blocks(finding: Finding) -> bool:
    return finding.weight is Weight.BLOCKS or finding.code in MANDATORY


def placed(finding: Finding) -> Refusal:
    """A finding as an author reads it in a list."""
    params = {**finding.params, "place": finding.place}
    return Refusal(code=finding.code, message=finding.message, params=params)


def _with_place(refusals: Iterable[Refusal]) -> Iterable[Refusal]:
    for one in refusals:
        params = {**one.params, "place": f"field {one.params['id']}"}
        yield Refusal(code=one.code, message=one.message, params=params)


def _broken(error: DefinitionError) -> Refusal:
    params = {"place": str(error.place), "requirement": error.requirement, "arrived": error.arrived}
    if error.arrived:
        return Refusal(
            code="studio.text.broken",
            message=N_("Expected here: %(requirement)s. Found: %(arrived)s."),
            params=params,
        )
    return Refusal(code="studio.text.broken", message=N_("Expected here: %(requirement)s."), params=params)
