"""Whether the methods a worksheet chose fit the levels it comes to."""

from __future__ import annotations

from collections.abc import Iterator

from todoke.core.assurance.deciding import decide
from todoke.core.assurance.levels import SELF_DECLARED, Levels
from todoke.core.assurance.methods import Method, MethodTable, Use
from todoke.core.assurance.worksheet import Worksheet
from todoke.core.refusal import N_, Refusal


def refusals_of_choice(worksheet: Worksheet, table: MethodTable) -> tuple[Refusal, ...]:
    """Everything wrong with the choice, in the order of the worksheet."""
    required = decide(worksheet).levels
    if required.authentication == 0 and required.identity <= SELF_DECLARED:
        return ()
    if not worksheet.methods.chosen:
        return (NOBODY_CAN,)
    return tuple(_each(worksheet, table, required=required))


NOBODY_CAN = Refusal(
    code="assurance.methods.none",
    message=N_("Choose at least one method: this level cannot be reached without one."),
)


def _each(worksheet: Worksheet, table: MethodTable, *, required: Levels) -> Iterator[Refusal]:
    for id in worksheet.methods.chosen:
        method = table.method(id)
        if method is None:
            yield Refusal(
                code="assurance.methods.unknown",
                message=N_("The method “%(method)s” is not in the method table. Choose one that is."),
                params={"method": id},
            )
        elif refusal := _refuse(method, required):
            yield refusal


def _refuse(method: Method, required: Levels) -> Refusal | None:
    if method.use is Use.AVOID:
        return Refusal(
            code="assurance.methods.avoid",
            message=N_("“%(method)s” is marked as to be avoided in the method table. Choose another method."),
            params={"method": method.name},
        )
    if method.reaches(required, bound_identity=required.identity):
        return None
    return Refusal(
        code="assurance.methods.too-low",
        message=N_(
            "“%(method)s” does not reach this level. "
            "Choose another method, or add a measure that makes up for it."
        ),
        params={"method": method.name},
    )
