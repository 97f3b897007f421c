"""What preparing a real site needs on either side: its configuration, its secret, its database.

Invariants:
- preparing again changes nothing that exists.
- a site without a secret or a folder of its own is refused before anything is made.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from todoke.cli.serve import use_site
from todoke.core.errors import OperatorError
from todoke.web import keyfiles
from todoke.web.config import read_values

SECRET = "keys/django-secret.key"  # noqa: S105 - a place, not a secret


def make_secret(config: str | None) -> None:
    """The site's folder and its secret, before Django reads its settings."""
    values = read_config(config)
    data, secret = str(values["data"]), str(values["secret_key_file"])
    if not data:
        raise OperatorError("The setting 'data' is empty.", todo="Name the site's folder in its todoke.toml.")
    if not secret:
        raise OperatorError(
            "The setting 'secret_key_file' is empty.",
            todo=f'Write into todoke.toml: secret_key_file = "{SECRET}"',
        )
    with said_when_unwritable(data):
        keys = Path(data) / "keys"
        keys.mkdir(parents=True, exist_ok=True)
        keys.chmod(0o700)
        if keyfiles.write_once(Path(data) / secret, secrets.token_urlsafe(48).encode()):
            click.echo(f"Made the site's secret: {Path(data) / secret}")


def read_config(config: str | None) -> dict[str, Any]:
    file = config or os.environ.get("TODOKE_CONFIG")
    if not file:
        raise OperatorError(
            "Which site? No todoke.toml is named.", todo="Name it: --config FILE, or TODOKE_CONFIG."
        )
    if not Path(file).is_file():
        raise OperatorError(f"There is no configuration file {file}.", todo="Name an existing todoke.toml.")
    try:
        return read_values(file)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise OperatorError(
            f"{file} can't be read: {error}.", todo="Mend this line and try again."
        ) from error


def open_site(site: str, config: str | None) -> None:
    """Bring up Django for one site; every mistake in its configuration is a sentence."""
    values = read_config(config)
    use_site(f"todoke.{site}.settings", config)
    with said_when_unwritable(str(values["data"])):
        import django

        django.setup()


def migrate_database() -> None:
    from todoke.cli.migrating import migrate

    with database_errors():
        applied = migrate()
    if applied:
        click.echo(f"The database was brought to this version ({applied} steps).")
    else:
        click.echo("The database is up to date.")


@contextlib.contextmanager
def database_errors() -> Iterator[None]:
    """A database that does not answer, or was never prepared, is a sentence."""
    from django.db import OperationalError, ProgrammingError

    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else "no reason given"
        raise OperatorError(
            f"The database can't be used ({reason}).",
            todo="Check 'database' in todoke.toml; if the site is new, prepare it first.",
        ) from error


@contextlib.contextmanager
def said_when_unwritable(folder: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OperatorError(
            f"The folder {folder} can't be written ({error.strerror}).",
            todo="Give it to the user this command runs as, or name another one as 'data'.",
        ) from error
