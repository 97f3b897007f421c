"""What is wrong and what could be better, each beside the thing it concerns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from todoke.core.assurance.lint import lint_worksheet
from todoke.core.errors import DefinitionError
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.editing import Plain
from todoke.core.procedures.findings import Finding, Weight
from todoke.core.procedures.lint import lint
from todoke.core.procedures.load import DefinitionErrors, load_definition
from todoke.core.procedures.yaml_tree import YamlFault, read_tree
from todoke.core.refusal import Refusal
from todoke.office.assurance.queries import worksheet_of
from todoke.office.studio.desk.entries import items_at
from todoke.office.studio.desk.mistakes import mistake_of
from todoke.office.studio.desk.sheets import ROOT_SHEETS
from todoke.web.postcodes import lookup


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """`key` is the thing it stands beside; `line` counts from 1, in the YAML view."""

    key: str
    what: Refusal
    why: str = ""
    stops: bool = False
    line: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """A text as far as it can be read: `tree` None: no YAML; `definition` None: something is wrong."""

    tree: Plain = None
    definition: Definition | None = None
    notes: tuple[Note, ...] = ()

    def beside(self, key: str) -> tuple[Note, ...]:
        return tuple(one for one in self.notes if one.key == key)

    @property
    def counts(self) -> Mapping[str, tuple[int, int]]:
        """Thing → how many mistakes, how much advice."""
        found: dict[str, tuple[int, int]] = {}
        for one in self.notes:
            stops, advice = found.get(one.key, (0, 0))
            found[one.key] = (stops + one.stops, advice + (not one.stops))
        return found


@lru_cache(maxsize=64)
def look(text: str) -> Looked:
    """Everything the editor says about a text; one text is looked at once."""
    try:
        tree = read_tree(text).value
    except YamlFault as fault:
        what = mistake_of(fault.requirement, fault.arrived)
        return Looked(notes=(Note(key="yaml", what=what, stops=True, line=fault.line),))
    if not isinstance(tree, dict):
        what = mistake_of("a mapping with procedure, title, steps …", "")
        return Looked(notes=(Note(key="yaml", what=what, stops=True, line=1),))
    try:
        definition = load_definition(text, file="studio")
    except DefinitionErrors as errors:
        places = _Places(tree=tree)
        return Looked(tree=tree, notes=tuple(_broken(one, places) for one in errors.errors))
    return Looked(tree=tree, definition=definition, notes=tuple(_notes(definition, _Places(tree=tree))))


@lru_cache(maxsize=64)
def load_only(text: str) -> Definition | None:
    """For the preview: no advice, no examples."""
    try:
        return load_definition(text, file="studio")
    except DefinitionErrors:
        return None


def beside_worksheet(looked: Looked) -> Looked:
    """With the advice that hangs on the worksheet in force, which may change while the text does not."""
    if looked.definition is None:
        return looked
    worksheet = worksheet_of(looked.definition.procedure)
    found = _told(lint_worksheet(looked.definition, worksheet), _Places(tree=looked.tree))
    return replace(looked, notes=(*looked.notes, *found))


def _notes(definition: Definition, places: _Places) -> Iterator[Note]:
    return _told(lint(definition, postcodes=lookup()), places)


def _told(findings: Iterable[Finding], places: _Places) -> Iterator[Note]:
    for finding in findings:
        yield Note(
            key=places.of_finding(finding),
            what=Refusal(code=finding.code, message=finding.message, params=finding.params),
            why=finding.why,
            stops=finding.weight is Weight.BLOCKS,
        )


def _broken(error: DefinitionError, places: _Places) -> Note:
    return Note(
        key=places.of_ids(error.place.step, error.place.field),
        what=mistake_of(error.requirement, error.arrived),
        stops=True,
        line=error.place.line,
    )


_SHEETS: Mapping[str, str] = {
    str(entry.at[0]): key for key, (_, entries) in ROOT_SHEETS.items() for entry in entries
}
_PLACE = re.compile(r"(step|field|computed|example|outcome) (.+?)(?:, option .*)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Places:
    """From names in messages to the keys of things."""

    tree: Plain
    ids: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, page in enumerate(items_at(self.tree, ("steps",))):
            if isinstance(page, dict):
                self.ids.setdefault(f"step {page.get('step')}", f"steps.{number}")
                self._fields(page, f"steps.{number}", names="")
        for number, one in enumerate(items_at(self.tree, ("computed",))):
            if isinstance(one, dict):
                self.ids.setdefault(f"computed {one.get('computed')}", f"computed.{number}")

    def _fields(self, above: Mapping[str, Plain], key: str, *, names: str) -> None:
        for number, one in enumerate(items_at(above, ("fields",))):
            if isinstance(one, dict):
                own = f"{names}{one.get('field')}"
                self.ids.setdefault(f"field {own}", f"{key}.fields.{number}")
                self._fields(one, f"{key}.fields.{number}", names=f"{own}.")

    def of_finding(self, finding: Finding) -> str:
        match = _PLACE.fullmatch(finding.place)
        if match is None:
            return _SHEETS.get(finding.place, "examples" if finding.place == "examples" else "about")
        if match[1] in {"example", "outcome"}:
            return "examples" if match[1] == "example" else "outcomes"
        return self.ids.get(f"{match[1]} {match[2]}", "about")

    def of_ids(self, step: str | None, field_id: str | None) -> str:
        """A field inside a group is found by its own name alone."""
        if field_id is not None:
            wanted = f"field {field_id}"
            inner = (key for name, key in self.ids.items() if name.endswith(f".{field_id}"))
            return self.ids.get(wanted) or next(inner, "yaml")
        if step is not None:
            return self.ids.get(f"step {step}", "yaml")
        return "yaml"
