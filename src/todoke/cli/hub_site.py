"""`todoke hub prepare | migrate | serve | work`: the wide-area site."""

from __future__ import annotations

import signal
import threading

import click

from todoke.cli.rooms import Rooms
from todoke.cli.serve import config_option, host_option, port_option, serve_with_granian, use_site
from todoke.cli.sites import database_errors, make_secret, migrate_database, open_site
from todoke.core.errors import OperatorError

HUB_THREADS = 16


@click.group(
    cls=Rooms,
    rooms={"body": "todoke.cli.hub_members:body", "member": "todoke.cli.hub_members:member"},
)
def command() -> None:
    """The wide-area site of a prefecture and its towns."""


@command.command("prepare")
@config_option
def prepare(config: str | None) -> None:
    """Make the secret and the database where they are missing; nothing that exists changes."""
    make_secret(config)
    open_site("hub", config)
    migrate_database()
    click.echo("Next: todoke hub body add, todoke hub member add.")


@command.command("migrate")
@config_option
def migrate(config: str | None) -> None:
    """Bring the database to this version; a SQLite file is copied aside first."""
    open_site("hub", config)
    migrate_database()


@command.command("serve")
@config_option
@host_option
@port_option(8002)
def serve(config: str | None, host: str, port: int) -> None:
    """Serve the hub's pages."""
    use_site("todoke.hub.settings", config)
    serve_with_granian(
        "todoke.hub.wsgi:application", interface="wsgi", host=host, port=port, threads=HUB_THREADS
    )


@command.command("work")
@config_option
def work(config: str | None) -> None:
    """Do what needs no page: run rounds, watch dates that pass. One process of it a hub."""
    open_site("hub", config)
    refuse_unprepared()
    from todoke.hub.members import work as worker

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    worker.run(stop)


def refuse_unprepared() -> None:
    from django.db import connection

    from todoke.hub.members.models import Member

    with database_errors():
        tables = connection.introspection.table_names()
    if Member._meta.db_table not in tables:
        raise OperatorError("This hub's database was never prepared.", todo="Run: todoke hub prepare")
