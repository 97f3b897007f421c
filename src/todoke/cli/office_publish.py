"""`todoke office publish`: let the portal take applications, for operators without the studio.

Invariants:
- what the studio would refuse is refused here too, with its place.
- of several procedures all are published or none.
"""

from __future__ import annotations

from pathlib import Path

import click

from todoke.catalogue import shipped
from todoke.cli.serve import config_option
from todoke.cli.sites import database_errors, open_site
from todoke.core.errors import OperatorError, Refused
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.editing import Source, put
from todoke.core.procedures.readiness import readiness


@click.command("publish")
@click.argument("procedures", nargs=-1, required=True)
@click.option(
    "--section", default="", help="The section in charge (担当課), where the definition names none."
)
@click.option(
    "--standard-days",
    type=click.IntRange(1, 1000),
    help="The standard processing days (標準処理期間) of your municipality, where the definition is open.",
)
@click.option(
    "--notes-checked", is_flag=True, help="You have checked the notes of the shared definition (verify)."
)
@config_option
def command(
    procedures: tuple[str, ...],
    section: str,
    *,
    standard_days: int | None,
    notes_checked: bool,
    config: str | None,
) -> None:
    """Sign PROCEDURES (ones that come with Todoke, or .yaml files) and send them to the portal."""
    texts = {name: local_text(name, section=section, days=standard_days) for name in procedures}
    open_site("office", config)
    from todoke.cli.office_staff import refuse_unknown_sections
    from todoke.office.studio.commands import publish
    from todoke.office.studio.queries import definitions_of
    from todoke.web.database import write

    with database_errors():
        for name, text in texts.items():
            earlier = definitions_of(_id_of(text))
            definition = refuse_unready(text, file=name, earlier=earlier, notes_checked=notes_checked)
            refuse_unknown_sections([definition.section])
        with write():
            revisions = [
                publish(text, file=name, base_text=shipped().get(name, "")) for name, text in texts.items()
            ]
    for one in revisions:
        click.echo(f"{one.procedure}, revision {one.revision}: the portal hears of it when the office calls.")


def local_text(name: str, *, section: str, days: int | None) -> str:
    """The definition with this municipality's section and period, where it leaves them open."""
    text = _text_of(name)
    try:
        tree = Source.of(text).value
        said = tree if isinstance(tree, dict) else {}
        if section:
            _refuse_set(name, said.get("section"), option="--section")
            text = put(text, ("section",), section)
        if days is not None:
            period = said.get("standard_days")
            _refuse_set(
                name, period.get("value") if isinstance(period, dict) else None, option="--standard-days"
            )
            text = put(text, ("standard_days", "value"), days)
    except Refused as error:
        raise OperatorError(
            f"{name}: {error.refusals[0].in_english()}", todo="Nothing was published."
        ) from error
    return text


def _refuse_set(name: str, value: object, *, option: str) -> None:
    """The file's own word is not overruled by an option."""
    if value:
        raise OperatorError(f"{name} says “{value}” itself.", todo=f"Leave {option} out, or change the file.")


def _text_of(name: str) -> str:
    if name in shipped():
        return shipped()[name]
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(
            f"'{name}' is neither a shipped procedure nor a readable .yaml file.",
            todo="See: todoke procedures list",
        ) from error


def _id_of(text: str) -> str:
    tree = Source.of(text).value
    return str(tree.get("procedure", "")) if isinstance(tree, dict) else ""


def refuse_unready(
    text: str, *, file: str, earlier: tuple[Definition, ...], notes_checked: bool
) -> Definition:
    found = readiness(text, file=file, earlier=earlier)
    if found.definition is None or found.in_the_way:
        lines = [f"{file}, {one.params['place']} — {one.in_english()}" for one in found.in_the_way]
        hint = "Say them: --section 税務課 --standard-days 10." if found.definition else ""
        raise OperatorError("\n".join(lines), todo=f"Nothing was published. {hint}".strip())
    if found.notes and not notes_checked:
        notes = "\n".join(f"- {note}" for note in found.notes)
        raise OperatorError(
            f"{file} has notes to check before publishing:\n{notes}",
            todo="Nothing was published. Check each, then add --notes-checked.",
        )
    return found.definition
