"""Whether a definition asks for exactly what its worksheet comes to: levels, and how fresh a sign-in is."""

from __future__ import annotations

from collections.abc import Iterator

from todoke.core.assurance.deciding import decide
from todoke.core.assurance.worksheet import Worksheet
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.findings import Finding, Weight
from todoke.core.refusal import N_

CODE, AGE = "assurance.worksheet", "assurance.worksheet.age"
WHY = N_("The level asked of the person must follow from the harm of a mistake, in writing.")


def lint_worksheet(definition: Definition, worksheet: Worksheet | None) -> tuple[Finding, ...]:
    """`worksheet` is the one that counts for this procedure; None where there is none."""
    if worksheet is None:
        return (
            Finding(
                code=CODE,
                place="assurance",
                message=N_("Fill in the assurance worksheet of this procedure; it has none."),
                why=WHY,
            ),
        )
    return (*_levels(definition, worksheet), *_age(definition, worksheet))


def _levels(definition: Definition, worksheet: Worksheet) -> Iterator[Finding]:
    needed, asked = decide(worksheet).levels, definition.assurance
    if (asked.identity, asked.authentication) == (needed.identity, needed.authentication):
        return
    yield Finding(
        code=CODE,
        weight=Weight.ADVICE,
        place="assurance",
        message=N_(
            "Ask for what the worksheet comes to, identity %(identity)d and authentication "
            "%(authentication)d, or change the worksheet. The definition asks for %(asked_identity)d "
            "and %(asked_authentication)d."
        ),
        why=WHY,
        params={
            "identity": needed.identity,
            "authentication": needed.authentication,
            "asked_identity": asked.identity,
            "asked_authentication": asked.authentication,
        },
    )


def _age(definition: Definition, worksheet: Worksheet) -> Iterator[Finding]:
    """The session counts where no age is named."""
    needed, asked = worksheet.max_age_minutes, definition.assurance.max_age_minutes
    if needed == asked:
        return
    if needed is None:
        message = N_("Take max_age_minutes out, or write into the worksheet how long a sign-in counts.")
    else:
        message = N_("Set max_age_minutes to %(minutes)d as the worksheet says, or change the worksheet.")
    yield Finding(
        code=AGE,
        weight=Weight.ADVICE,
        place="assurance",
        message=message,
        why=WHY,
        params={} if needed is None else {"minutes": needed},
    )
