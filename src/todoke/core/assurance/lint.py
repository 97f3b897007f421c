"""Whether a definition asks for exactly what its worksheet comes to."""

from __future__ import annotations

from todoke.core.assurance.deciding import decide
from todoke.core.assurance.worksheet import Worksheet
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.findings import Finding, Weight
from todoke.core.refusal import N_

CODE = "assurance.worksheet"
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
    needed, asked = decide(worksheet).levels, definition.assurance
    if (asked.identity, asked.authentication) == (needed.identity, needed.authentication):
        return ()
    return (
        Finding(
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
        ),
    )
