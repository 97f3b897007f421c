"""`todoke office publish`: let the portal take applications for a procedure, in this town's words."""

from __future__ import annotations

from pathlib import Path

import click

from todoke.catalogue import shipped
from todoke.cli.serve import config_option
from todoke.cli.sites import database_errors, open_site
from todoke.core.errors import OperatorError
from todoke.core.procedures.lint import Weight, lint
from todoke.core.procedures.load import DefinitionErrors, load_definition

NO_SECTION = 'section: ""'


@click.command("publish")
@click.argument("procedure")
@click.option(
    "--section", default="", help="The section in charge (担当課), where the definition names none."
)
@config_option
def command(procedure: str, section: str, config: str | None) -> None:
    """Sign PROCEDURE (one that comes with Todoke, or a .yaml file) and send it to the portal."""
    text = text_of(procedure)
    if section:
        if text.count(NO_SECTION) != 1:
            raise OperatorError(
                f"{procedure} names its section itself.", todo="Leave --section out, or change the file."
            )
        text = text.replace(NO_SECTION, f'section: "{section}"')
    refuse_unusable(text, file=procedure)
    open_site("office", config)
    from todoke.cli.office_staff import refuse_unknown_sections
    from todoke.office.studio.commands import publish

    with database_errors():
        refuse_unknown_sections([load_definition(text, file=procedure).section])
        revision = publish(text, file=procedure)
    click.echo(
        f"{revision.procedure}, revision {revision.revision}: the portal hears of it when the office calls."
    )


def text_of(procedure: str) -> str:
    if procedure in shipped():
        return shipped()[procedure]
    try:
        return Path(procedure).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(
            f"'{procedure}' is neither a shipped procedure nor a readable .yaml file.",
            todo="See: todoke procedures list",
        ) from error


def refuse_unusable(text: str, *, file: str) -> None:
    try:
        definition = load_definition(text, file=file)
    except DefinitionErrors as error:
        raise OperatorError(f"{error}", todo="Nothing was published.") from error
    if not definition.section:
        raise OperatorError(f"{file} names no section in charge.", todo="Say it: --section 税務課")
    blocking = [one for one in lint(definition) if one.weight is Weight.BLOCKS]
    if blocking:
        lines = "\n".join(f"{file}, {one.place} — {one.sentence}" for one in blocking)
        raise OperatorError(lines, todo="Nothing was published.")
