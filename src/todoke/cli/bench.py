"""`todoke bench`: how fast it is on this machine, with the budgets beside the figures.

The measurements are modules in `tests/bench` of a checkout, each with `run() -> dict`. None of them is a
test: a slow machine fails nothing.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from todoke.cli.layout import Layout
from todoke.cli.pages import Form, Page, Walker
from todoke.cli.supervisor import Supervisor
from todoke.cli.up import interrupted, start_all
from todoke.core.errors import OperatorError

NAMES = ("journey", "exchange", "seal", "notice", "procedures", "inbox", "identity", "allocation")
FOLDER = Path(__file__).resolve().parents[3] / "tests" / "bench"
PORTS = range(31000, 39000, 40)


@click.command("bench")
@click.argument("name", type=click.Choice(NAMES))
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(name: str, as_json: bool) -> None:
    """Measure one part of Todoke on this machine."""
    signal.signal(signal.SIGTERM, interrupted)  # the servers it started end with it
    result: dict[str, object] = load(name).run()
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False, indent=1))
        return
    limits = result.pop("limits", {})
    for key, value in result.items():
        limit = limits.get(key) if isinstance(limits, dict) else None
        click.echo(f"{key:<32} {value}" + (f"  ({limit})" if limit else ""))


def load(name: str, *, folder: Path = FOLDER) -> ModuleType:
    """The module that measures; it comes with the source code, not with an installed package."""
    file = folder / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"todoke_bench_{name}", file)
    if not file.is_file() or spec is None or spec.loader is None:
        raise OperatorError(
            f"There is no measurement {file}.", todo="Run todoke bench in a checkout of the source code."
        )
    if str(folder) not in sys.path:
        sys.path.append(str(folder))  # measurements share what they need: a form, a way to serve
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextlib.contextmanager
def running_servers() -> Iterator[tuple[Layout, Supervisor]]:
    """Every server of the demo in a folder of its own; all stopped and removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="todoke-bench-") as folder:
        layout = Layout(data=Path(folder), port_base=free_port_base())
        supervisor = start_all(layout)
        try:
            yield layout, supervisor
        finally:
            supervisor.stop()


class NoPhoto(Walker):
    """Walks as the trial does, but adds no photo: photos are measured apart."""

    def send(self, page: Page, form: Form, **given: Any) -> Page:
        return super().send(page, form, **given | {"files": None})


def applicant(layout: Layout) -> NoPhoto:
    port = layout.portal_port
    return NoPhoto(f"http://127.0.0.1:{port}", host=f"portal.localhost:{port}")


def free_port_base() -> int:
    for base in PORTS:
        if all(_is_free(port) for port in (base, base + 1, base + 10)):
            return base
    raise OperatorError("No port from 31000 to 39000 is free.", todo="End other programs and try again.")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
