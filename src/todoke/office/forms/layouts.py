"""Which typst layout a procedure's form is printed with.

A layout of its own is a file `typst/procedures/<form.template>.typ`; putting it there registers it.
Everything else is printed with the generic `typst/application_form.typ`, from the same data.
Invariant: a layout that names a field the definition does not have is not used: a box that stays empty
because of a typing mistake looks like an answer nobody gave.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from todoke.core.procedures.definition import Definition

TYPST = Path(__file__).parent / "typst"
GENERIC = TYPST / "application_form.typ"
# How a layout asks for an answer: `data.answer("claimant_name")` is written answer(data, "claimant_name").
_NAMED = re.compile(r'\banswer\(data, "([a-z][a-z0-9_]*)"')


@cache
def layouts() -> Mapping[str, Path]:
    """Template id → file."""
    return {file.stem: file for file in sorted((TYPST / "procedures").glob("*.typ"))}


@cache
def fields_named(template: str) -> tuple[str, ...]:
    """The ids of the answers a layout has boxes for; KeyError for an unknown layout."""
    found = _NAMED.findall(layouts()[template].read_text())
    return tuple(dict.fromkeys(found))


def missing_fields(definition: Definition) -> tuple[str, ...]:
    """What its layout names and the definition does not have; nothing for the generic layout."""
    if definition.form.template not in layouts():
        return ()
    known = {field.id for field in definition.fields}
    return tuple(name for name in fields_named(definition.form.template) if name not in known)


def layout_of(definition: Definition | None) -> Path:
    if definition is None or missing_fields(definition):
        return GENERIC
    return layouts().get(definition.form.template, GENERIC)


def placed_fields(definition: Definition | None) -> tuple[str, ...]:
    """Answers the layout has boxes for; the rest follows in the generic manner, so that none is lost."""
    file = layout_of(definition)
    return () if file == GENERIC else fields_named(file.stem)
