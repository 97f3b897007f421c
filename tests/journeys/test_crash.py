"""kill -9 at random while people apply: every receipt shown is exactly one case, with identical content.

Power loss is not claimed: the machine keeps running, only processes die.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.journeys.crash_run import kill_at_random, refuse_loss

from todoke.cli.layout import Layout
from todoke.cli.supervisor import Supervisor
from todoke.cli.up import start_all

KILLS = 60


@pytest.fixture
def town(tmp_path: Path, free_port_base: Callable[[], int]) -> Iterator[tuple[Layout, Supervisor]]:
    layout = Layout(data=tmp_path, port_base=free_port_base())
    supervisor = start_all(layout)
    yield layout, supervisor
    supervisor.stop()


@pytest.mark.crash
def test_every_receipt_shown_is_exactly_one_case_after_60_kills(town: tuple[Layout, Supervisor]) -> None:
    layout, supervisor = town
    refuse_loss(layout, kill_at_random(layout, supervisor, kills=KILLS))
