"""`todoke procedures`: check definitions, list those that come with Todoke."""

from __future__ import annotations

import json
from pathlib import Path

import click

from todoke.catalogue import shipped
from todoke.core.procedures.lint import Finding, Weight, lint
from todoke.core.procedures.load import DefinitionErrors, load_definition
from todoke.core.procedures.revisions import content_hash


@click.group(name="procedures")
def command() -> None:
    """Check and list procedures."""


@command.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def check(paths: tuple[Path, ...]) -> None:
    """Check definitions (files, or folders of *.yaml). Exit code 1 if one cannot be published."""
    files = [file for path in paths for file in (sorted(path.glob("*.yaml")) if path.is_dir() else [path])]
    if not files:
        raise click.ClickException(
            "There is no definition here. Name a .yaml file or a folder that holds some."
        )
    failed = sum(not _check(file) for file in files)
    if failed:
        raise click.ClickException(f"{failed} of {len(files)} cannot be used. Mend the places named above.")
    click.echo(f"{len(files)} checked, all usable.")


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


def _check(file: Path) -> bool:
    try:
        definition = load_definition(file.read_text(encoding="utf-8"), file=str(file))
    except UnicodeDecodeError:
        click.echo(f"{file} — a file in UTF-8", err=True)
        return False
    except DefinitionErrors as errors:
        click.echo(str(errors), err=True)
        return False
    findings = lint(definition)
    for finding in findings:
        click.echo(_line(file, finding), err=True)
    return not any(finding.weight is Weight.BLOCKS for finding in findings)


def _line(file: Path, finding: Finding) -> str:
    return f"{file}, {finding.place} — {finding.weight} — {finding.sentence} ({finding.code})"


def _row(text: str, id: str) -> dict[str, object]:
    definition = load_definition(text, file=f"{id}.yaml")
    return {
        "procedure": definition.procedure,
        "title": definition.title.ja,
        "title_en": definition.title.say("en"),
        "act": definition.act.value,
        "steps": len(definition.steps),
        "fields": len(definition.fields),
        "minutes": definition.estimated_minutes(),
        "sha256": content_hash(text),
    }
