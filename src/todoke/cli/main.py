"""The `todoke` command. Each room brings its own command in a module of this folder.

Errors are one sentence and what to do next; the exit code is then 1.
"""

from __future__ import annotations

import importlib
import sys

import click

from todoke.core.errors import OperatorError, Refused

ROOMS = {
    "up": "todoke.cli.up",
    "portal": "todoke.cli.serve:portal",
    "office": "todoke.cli.serve:office",
    "procedures": "todoke.cli.procedures",
    "envelope": "todoke.cli.envelope",
    "exchange": "todoke.cli.exchange",
    "keys": "todoke.cli.keys",
    "bench": "todoke.cli.bench",
}


class Rooms(click.Group):
    """Commands are imported when asked for, so that `todoke --help` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(ROOMS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        target = ROOMS.get(cmd_name)
        if target is None:
            return None
        module, _, name = target.partition(":")
        command: click.Command = getattr(importlib.import_module(module), name or "command")
        return command


@click.group(cls=Rooms)
def cli() -> None:
    """Todoke（届）: residents' applications, taken online and handled inside the protected network."""


def main() -> None:
    """Entry point: turns expected errors into one sentence on stderr."""
    try:
        cli(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except OperatorError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except Refused as error:
        click.echo(" ".join(refusal.in_english() for refusal in error.refusals), err=True)
        sys.exit(1)
