"""The `todoke` command. Each room brings its own command in a module of this folder.

Errors are one sentence and what to do next; the exit code is then 1.
"""

from __future__ import annotations

import sys

import click

from todoke.cli.rooms import Rooms
from todoke.core.errors import OperatorError, Refused

ROOMS = {
    "up": "todoke.cli.up",
    "portal": "todoke.cli.serve:portal",
    "office": "todoke.cli.serve:office",
    "hub": "todoke.cli.hub_site",
    "id": "todoke.cli.id_service",
    "procedures": "todoke.cli.procedures",
    "envelope": "todoke.cli.envelope",
    "exchange": "todoke.cli.exchange",
    "keys": "todoke.cli.keys",
    "bench": "todoke.cli.bench",
}


@click.group(cls=Rooms, rooms=ROOMS)
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
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing == "todoke":
            raise  # our own mistake, told whole
        click.echo(f"The Python package '{missing}' is missing. Run: make setup", err=True)
        sys.exit(1)
    except Refused as error:
        click.echo(" ".join(refusal.in_english() for refusal in error.refusals), err=True)
        sys.exit(1)
