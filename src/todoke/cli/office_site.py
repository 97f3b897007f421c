"""`todoke office prepare | migrate`: a real office, without the demo's staff."""

from __future__ import annotations

import click

from todoke.cli.serve import config_option
from todoke.cli.sites import database_errors, make_secret, migrate_database, open_site, read_config
from todoke.core.errors import OperatorError
from todoke.core.lexicon.municipality import is_municipality_code


@click.command("prepare")
@config_option
def prepare(config: str | None) -> None:
    """Make the secret, the database and the keys where they are missing; say the key's fingerprint."""
    code = str(read_config(config)["town.code"])
    if not is_municipality_code(code):
        raise OperatorError(
            f"The setting 'town.code' is '{code}', which is no 全国地方公共団体コード.",
            todo="Write the town's six digits into todoke.toml.",
        )
    make_secret(config)
    open_site("office", config)
    migrate_database()
    from todoke.office.exchange import keyring
    from todoke.office.exchange.commands import publish_keys

    if keyring.make_office_keys():
        publish_keys()
        click.echo("Made the office's keys. Carry the recovery key away now and delete it here:")
        click.echo(f"  {keyring.recovery_file()}")
    key = keyring.signing_key().verify_key
    click.echo(f"verify_key     {key.hex}")
    click.echo(f"fingerprint    {key.fingerprint()}")
    click.echo(
        "Next: todoke keys pin (the portal's key), todoke office section add, todoke office staff add."
    )


@click.command("migrate")
@config_option
def migrate(config: str | None) -> None:
    """Bring the database to this version; a SQLite file is copied aside first."""
    open_site("office", config)
    migrate_database()
    from todoke.office.studio.overlays import overlays_to_rebase

    with database_errors():
        moved = overlays_to_rebase()
    if moved:
        click.echo("Shared procedures moved on below what this office has published:")
        for name, revision in moved.items():
            click.echo(f"  {name}, revision {revision.revision}")
        click.echo("Next: begin the next revision in the studio and bring the changes in.")
