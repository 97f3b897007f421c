"""`todoke envelope`: look at an envelope from outside."""

from __future__ import annotations

import json
from pathlib import Path

import click

from todoke.core.envelope.inspect import describe
from todoke.core.envelope.reasons import SENTENCES, Reason
from todoke.core.errors import OperatorError, UntrustedEnvelope


@click.group()
def command() -> None:
    """Look at sealed envelopes."""


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def inspect(file: Path, *, as_json: bool) -> None:
    """Show what an envelope claims about itself. Needs no key; checks no signature."""
    try:
        facts = describe(file.read_bytes())
    except UntrustedEnvelope as refused:
        raise OperatorError(
            f"{file.name} cannot be read as an envelope. {SENTENCES[Reason(refused.reason)]}",
            todo="Fetch it again from the other side.",
        ) from refused
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    for line in _lines(facts):
        click.echo(line)


def _lines(facts: dict[str, object]) -> list[str]:
    lines = []
    for name, value in facts.items():
        if not isinstance(value, list):
            lines.append(f"{name:<18}{value}")
            continue
        lines.append(name)
        lines += [f"  {_row(row)}" for row in value]
    return [*lines, "", "Nothing above is proven: the signature was not checked."]


def _row(row: object) -> str:
    if isinstance(row, dict):
        return "  ".join(f"{name} {value}" for name, value in row.items())
    return str(row)
