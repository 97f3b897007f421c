"""`todoke procedures`: for authors and for whoever looks after the shipped ones."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from todoke.catalogue import shipped
from todoke.catalogue.assurance import shipped_worksheets
from todoke.core.assurance.lint import lint_worksheet
from todoke.core.assurance.loading import load_worksheet
from todoke.core.assurance.worksheet import Worksheet
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.lint import SCHOOL_GRADE, Finding, Weight, lint
from todoke.core.procedures.load import DefinitionErrors, load_definition
from todoke.core.procedures.revisions import content_hash
from todoke.core.procedures.schema import answers_schema, definition_schema


@click.group(name="procedures")
def command() -> None:
    """Check and list procedures."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Checked:
    """One file: what is wrong with it, what could be better, how many examples ran."""

    file: str
    errors: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    examples: int = 0
    procedure: str | None = None

    @property
    def usable(self) -> bool:
        return not self.errors and not any(one.weight is Weight.BLOCKS for one in self.findings)

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "procedure": self.procedure,
            "usable": self.usable,
            "examples": self.examples,
            "errors": list(self.errors),
            "findings": [
                {
                    "weight": one.weight.value,
                    "code": one.code,
                    "place": one.place,
                    "sentence": one.sentence,
                    "why": one.reason,
                }
                for one in self.findings
            ],
        }


@command.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--grade", type=click.IntRange(1, 6), default=SCHOOL_GRADE, show_default=True)
@click.option("--advice", is_flag=True, help="Every piece of advice; one file alone always shows it.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def check(paths: tuple[Path, ...], *, grade: int, advice: bool, as_json: bool) -> None:
    """Check definitions and run their examples: files, folders of *.yaml, or all that ship with Todoke.

    Exit code 1 if one cannot be published. --grade: plain Japanese may use kanji up to this school grade.
    """
    texts = _texts(paths) if paths else {f"{id}.yaml": text for id, text in shipped().items()}
    if not texts:
        raise click.ClickException(
            "There is no definition here. Name a .yaml file or a folder that holds some."
        )
    checked = [_check(file, text, grade=grade) for file, text in texts.items()]
    failed = sum(not one.usable for one in checked)
    if as_json:
        rows = [one.as_json() for one in checked]
        summary = {"checked": len(checked), "usable": len(checked) - failed, "files": rows}
        click.echo(json.dumps(summary, ensure_ascii=False, indent=2))
    else:
        for one in checked:
            _print(one, advice=advice or len(checked) == 1)
    if failed:
        raise click.ClickException(f"{failed} of {len(checked)} cannot be used. Mend the places named above.")
    if not as_json:
        examples, pieces = sum(one.examples for one in checked), sum(len(one.findings) for one in checked)
        click.echo(f"{len(checked)} checked, all usable; {examples} examples hold.")
        click.echo(f"{pieces} pieces of advice." + ("" if advice or pieces == 0 else " Read them: --advice"))


@command.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_(as_json: bool) -> None:
    """List the procedures that come with Todoke."""
    rows = [_row(text, id) for id, text in shipped().items()]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row['procedure']}  {row['act']}  {row['title']}")


@command.command()
@click.argument("procedure", required=False)
@click.option(
    "--all",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the schema of definitions and of every procedure's answers into this folder.",
)
def schema(procedure: str | None, folder: Path | None) -> None:
    """Print the JSON Schema of definitions, or that of the answers to PROCEDURE."""
    if folder is not None:
        _write_schemas(folder)
    elif procedure is None:
        click.echo(schema_text(definition_schema()), nl=False)
    elif procedure not in shipped():
        raise click.ClickException(f"“{procedure}” does not come with Todoke. See: todoke procedures list")
    else:
        click.echo(schema_text(answers_schema(_shipped(procedure))), nl=False)


def _write_schemas(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "procedure.schema.json").write_text(schema_text(definition_schema()), encoding="utf-8")
    for id in shipped():
        content = schema_text(answers_schema(_shipped(id)))
        (folder / f"{id}.answers.schema.json").write_text(content, encoding="utf-8")
    click.echo(f"{len(shipped()) + 1} schemas written to {folder}.")


def _shipped(id: str) -> Definition:
    return load_definition(shipped()[id], file=f"{id}.yaml")


def schema_text(content: dict[str, Any]) -> str:
    """As it is published."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _texts(paths: Iterable[Path]) -> dict[str, str | None]:
    """File → its text, None where it is not UTF-8."""
    files = [file for path in paths for file in (sorted(path.glob("*.yaml")) if path.is_dir() else [path])]
    texts: dict[str, str | None] = {}
    for file in files:
        try:
            texts[str(file)] = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            texts[str(file)] = None
    return texts


def _check(file: str, text: str | None, *, grade: int) -> _Checked:
    if text is None:
        return _Checked(file=file, errors=(f"{file} — a file in UTF-8",))
    try:
        definition = load_definition(text, file=file)
        worksheet = _worksheet_of(definition.procedure, beside=Path(file))
    except DefinitionErrors as errors:
        return _Checked(file=file, errors=tuple(str(error) for error in errors.errors))
    return _Checked(
        file=file,
        procedure=definition.procedure,
        findings=(*lint(definition, grade=grade), *lint_worksheet(definition, worksheet)),
        examples=len(definition.examples),
    )


def _worksheet_of(procedure: str, *, beside: Path) -> Worksheet | None:
    """The one in `worksheets/` beside the definition, or else the proposal that ships.

    Raises DefinitionErrors, also where the file is not UTF-8.
    """
    own = beside.parent / "worksheets" / f"{procedure}.yaml"
    if not own.is_file():
        return shipped_worksheets().get(procedure)
    return load_worksheet(own.read_text(encoding="utf-8", errors="surrogateescape"), file=str(own))


def _print(checked: _Checked, *, advice: bool) -> None:
    """What must be mended; advice where it was asked for. What repeats is said once, with its places."""
    for error in checked.errors:
        click.echo(error, err=True)
    places: dict[tuple[Weight, str, str], list[str]] = {}
    for one in checked.findings:
        if one.weight is Weight.ADVICE and not advice:
            continue
        places.setdefault((one.weight, one.code, f"{one.sentence} {one.reason}"), []).append(one.place)
    for (weight, code, sentence), where in places.items():
        named = ", ".join(dict.fromkeys(where))
        click.echo(f"{checked.file}, {named} — {weight} — {sentence} ({code})", err=True)


def _row(text: str, id: str) -> dict[str, object]:
    definition = _shipped(id)
    return {
        "procedure": definition.procedure,
        "title": definition.title.ja,
        "title_en": definition.title.say("en"),
        "act": definition.act.value,
        "steps": len(definition.steps),
        "fields": len(definition.fields),
        "minutes": definition.estimated_minutes(),
        "sha256": content_hash(text),
        "id": definition.procedure,
        "law": list(definition.law),
        **_kind(definition),
    }


def _kind(definition: Definition) -> dict[str, str | None]:
    return {
        "group": definition.group.value if definition.group else None,
        "addressee": definition.addressee.value if definition.addressee else None,
        "my_number": definition.my_number.value,
        "status": definition.status.value,
    }
