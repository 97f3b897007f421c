"""Real servers for the journeys: started once, stopped whatever happens."""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from todoke.cli.layout import Layout
from todoke.cli.supervisor import Supervisor
from todoke.cli.up import start_all

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


def find_port_base() -> int:
    """A base whose five ports nobody uses now."""
    for base in random.sample(range(21000, 29000, 40), 200):  # so that two test runs rarely want the same
        try:
            for port in (base, base + 1, base + 2, base + 3, base + 10):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return base
    raise RuntimeError("no free ports between 21000 and 29000")


@pytest.fixture(scope="session")
def free_port_base() -> Callable[[], int]:
    return find_port_base


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Layout, Supervisor]]:
    layout = Layout(data=Path(tmp_path_factory.mktemp("var")), port_base=find_port_base())
    supervisor = start_all(layout)
    try:
        yield layout, supervisor
    finally:
        supervisor.stop()


@pytest.fixture(scope="session")
def layout(running: tuple[Layout, Supervisor]) -> Layout:
    return running[0]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not os.access(CHROMIUM, os.X_OK):
        pytest.skip("NOT RUN: there is no Chromium; apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()
