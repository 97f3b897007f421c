"""`todoke id …`: the demo ID service, and the faults that can be rehearsed with it."""

from __future__ import annotations

from pathlib import Path

import click

from todoke.cli.serve import config_option, host_option, port_option, serve_with_granian, use_site

ID_THREADS = 4


@click.group()
def command() -> None:
    """The demo ID service. It runs in a demo only."""


@command.command("serve")
@config_option
@host_option
@port_option(8003)
def serve(config: str | None, host: str, port: int) -> None:
    """Serve the pages where the demo's people sign in."""
    data = open_demo(config)
    from todoke.demo_id import signing_keys

    signing_keys.require(data)
    serve_with_granian(
        "todoke.demo_id.wsgi:application", interface="wsgi", host=host, port=port, threads=ID_THREADS
    )


@command.command("fault")
@config_option
@click.option("--slow", type=click.FloatRange(0, 600), default=0.0, help="Seconds each answer takes.")
@click.option("--down", is_flag=True, help="Every answer is 503.")
def fault(config: str | None, slow: float, down: bool) -> None:
    """Make the running service slow or let it be down; without an option all is well again."""
    data = open_demo(config)
    from todoke.demo_id.faults import Fault, switch

    switch(data, Fault(slow_seconds=slow, down=down))
    click.echo("down" if down else f"slow: {slow:g} s" if slow else "all is well")


@command.command("rotate-key")
@config_option
def rotate_key(config: str | None) -> None:
    """From now on another key signs ID tokens; the former stays published."""
    data = open_demo(config)
    from todoke.demo_id import signing_keys

    signing_keys.require(data)
    click.echo(f"kid {signing_keys.rotate()}")


def open_demo(config: str | None) -> Path:
    """Point Django at the site; its data folder. Outside a demo it ends here, with a sentence."""
    use_site("todoke.demo_id.settings", config)
    from todoke.demo_id.demo_only import require_demo
    from todoke.web.config import site_config

    found = site_config("demo_id")
    require_demo(found)
    return found.data
