"""One process of one site: `todoke portal serve`, `todoke portal door`, `todoke office serve|work`.

Which site's data a process uses is said by its todoke.toml (`--config` or $TODOKE_CONFIG).
"""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from pathlib import Path

import click

from todoke.cli.rooms import Rooms
from todoke.core.errors import OperatorError
from todoke.web.config import site_config

PAGE_THREADS = 32
PORT_PATIENCE_SECONDS = 3.0  # a process of ours that is just ending still has it
PORTAL_KEYS = ("portal-signing.key", "portal-storage.key")


def use_site(settings: str, config: str | None) -> None:
    """Point Django at one site before anything of it is imported."""
    if config:
        if not Path(config).is_file():
            raise OperatorError(
                f"There is no configuration file {config}.", todo="Name an existing todoke.toml."
            )
        os.environ["TODOKE_CONFIG"] = config
    os.environ["DJANGO_SETTINGS_MODULE"] = settings


def require_portal_keys() -> None:
    """Before anything is served: pages and door would otherwise each make a key of their own."""
    keys = site_config("portal").data / "keys"
    for name in PORTAL_KEYS:
        if not (keys / name).exists():
            raise OperatorError(
                f"The portal's key {keys / name} is missing.",
                todo="Run: todoke portal prepare (or restore the key from your backup).",
            )


def require_free_port(host: str, port: int) -> None:
    """The server shares a port with whoever has it: two of them would answer in turns, and nobody be told."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    until = time.monotonic() + PORT_PATIENCE_SECONDS
    while True:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if time.monotonic() > until:
                    raise OperatorError(
                        f"Port {port} on {host} can't be used ({error.strerror}).",
                        todo="End the program that has it, or choose another one with --port.",
                    ) from error
            else:
                return
        time.sleep(0.1)


def serve_with_granian(
    target: str, *, interface: str, host: str, port: int, threads: int = PAGE_THREADS
) -> None:
    """Run one granian worker until it is told to stop."""
    require_free_port(host, port)
    from granian import Granian
    from granian.constants import Interfaces

    options: dict[str, object] = {"blocking_threads": threads} if interface == "wsgi" else {}
    Granian(
        target,
        address=host,
        port=port,
        interface=Interfaces(interface),
        workers=1,
        log_access=False,
        respawn_failed_workers=True,
        **options,  # type: ignore[arg-type]
    ).serve()


config_option = click.option("--config", type=str, default=None, help="The site's todoke.toml.")
host_option = click.option("--host", default="127.0.0.1", show_default=True)


def port_option(default: int):
    return click.option("--port", type=click.IntRange(1, 65535), default=default, show_default=True)


@click.group(
    cls=Rooms,
    rooms={
        "prepare": "todoke.cli.portal_site:prepare",
        "migrate": "todoke.cli.portal_site:migrate",
        "town": "todoke.cli.portal_towns",
        "id-services": "todoke.cli.portal_id_services",
        "end-sessions": "todoke.cli.portal_sessions",
    },
)
def portal() -> None:
    """The residents' site and its exchange door."""


@portal.command("serve")
@config_option
@host_option
@port_option(8000)
def portal_serve(config: str | None, host: str, port: int) -> None:
    """Serve the residents' pages."""
    use_site("todoke.portal.settings", config)
    require_portal_keys()
    serve_with_granian("todoke.portal.wsgi:application", interface="wsgi", host=host, port=port)


@portal.command("door")
@config_option
@host_option
@port_option(8010)
def portal_door(config: str | None, host: str, port: int) -> None:
    """Serve the door that offices call. Never public."""
    use_site("todoke.portal.door_settings", config)
    require_portal_keys()
    serve_with_granian("todoke.portal.door_asgi:application", interface="asginl", host=host, port=port)


@click.group(
    cls=Rooms,
    rooms={
        "prepare": "todoke.cli.office_site:prepare",
        "migrate": "todoke.cli.office_site:migrate",
        "section": "todoke.cli.office_staff:section",
        "staff": "todoke.cli.office_staff:staff",
        "publish": "todoke.cli.office_publish",
    },
)
def office() -> None:
    """A municipality's office."""


@office.command("serve")
@config_option
@host_option
@port_option(8001)
def office_serve(config: str | None, host: str, port: int) -> None:
    """Serve the staff's pages."""
    use_site("todoke.office.settings", config)
    serve_with_granian("todoke.office.wsgi:application", interface="wsgi", host=host, port=port)


@office.command("work")
@config_option
def office_work(config: str | None) -> None:
    """Pull applications, file them, push answers: the office's only connection outward.

    What no patience mends (a key, the door's address) is said at once; a door that does not answer is
    called again and again.
    """
    from todoke.cli.sites import open_site

    open_site("office", config)
    from todoke.office.exchange import worker

    worker.require_setup()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    worker.run(stop)
