"""Advice on who is asked who they are, and what that fills.

Invariant: a finding never stops loading; a `verified` that cannot work is a DefinitionError of the compiler.
"""

from __future__ import annotations

from collections.abc import Iterator

from todoke.core.procedures.definition import Definition, RepresentativeKind, Step
from todoke.core.procedures.fields.base import Field
from todoke.core.procedures.findings import Finding
from todoke.core.refusal import N_

ASKS_WHO = 2
"""The identity level from which a sign-in hands facts over."""


def identity(definition: Definition) -> Iterator[Finding]:
    """Nothing to fill, something to fill that nobody proves, or filled for the wrong person."""
    verified = [(step, field) for step in definition.steps for field in step.fields if field.verified]
    if definition.assurance.identity < ASKS_WHO:
        yield from (_unproved(field) for _, field in verified)
    elif not verified:
        yield Finding(
            code="assurance.nothing-verified",
            place="assurance",
            message=N_("Mark with “verified” the questions about the person who signs in."),
            why=N_("What a sign-in proves is not typed again (once only), and only this is compared."),
        )
    elif _others_may_send(definition) and not any(_depends(step, field) for step, field in verified):
        yield Finding(
            code="assurance.verified-for-whom",
            place=f"field {verified[0][1].id}",
            message=N_("Say with “verified_when” that the person sends it themselves."),
            why=N_("Others may send it too, and their sign-in would fill in their own name."),
        )


def _unproved(field: Field) -> Finding:
    return Finding(
        code="assurance.verified-in-vain",
        place=f"field {field.id}",
        message=N_("Take “verified” out, or ask for identity 2 or more."),
        why=N_("No sign-in proves it, and facts that are not needed must not be asked for."),
    )


def _others_may_send(definition: Definition) -> bool:
    return set(definition.who) != {RepresentativeKind.SELF}


def _depends(step: Step, field: Field) -> bool:
    return bool(step.when or field.when or field.verified_when)
