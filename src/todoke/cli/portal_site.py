"""`todoke portal prepare | migrate`: a real portal, without the demo's invented towns."""

from __future__ import annotations

import click

from todoke.cli.serve import config_option
from todoke.cli.sites import make_secret, migrate_database, open_site


@click.command("prepare")
@config_option
def prepare(config: str | None) -> None:
    """Make the secret, the database and the keys where they are missing; say the key's fingerprint."""
    make_secret(config)
    open_site("portal", config)
    migrate_database()
    from todoke.portal.exchange.keys import make_portal_signing_key
    from todoke.portal.mailbox import storage_key

    key = make_portal_signing_key().verify_key
    storage_key.make()
    click.echo(f"verify_key     {key.hex}")
    click.echo(f"fingerprint    {key.fingerprint()}")
    click.echo("Next: todoke portal town add, then give key and fingerprint to each office by two ways.")


@click.command("migrate")
@config_option
def migrate(config: str | None) -> None:
    """Bring the database to this version; a SQLite file is copied aside first."""
    open_site("portal", config)
    migrate_database()
