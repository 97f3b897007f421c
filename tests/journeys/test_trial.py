"""The main job through the real processes. What they may not write down: test_canaries.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psutil

from todoke.cli import trial
from todoke.cli.layout import Layout
from todoke.cli.up import start_all

MEMORY_LIMIT_MB = 700


def test_the_trial_brings_the_certificate_back(layout: Layout) -> None:
    result = trial.run(layout)
    assert result.notice_read
    assert set(result.as_json()) == {"receipt", "notice_read", "submit_ms", "filed_ms", "notice_ms"}


def test_the_town_whose_office_is_closed_still_takes_applications(layout: Layout) -> None:
    answers = trial.ANSWERS | {
        "postcode": "000-0201",
        "house_address.postcode": "000-0201",
        "house_address.city": "山辺郡森野町",
        "house_address.town": "森野",
    }
    page, _ = trial.apply_online(trial.portal_of(layout), town="morino", answers=answers)
    assert len(trial.receipt_on(page)) == 14


def test_the_whole_demo_stays_under_its_memory_limit(
    tmp_path: Path, free_port_base: Callable[[], int]
) -> None:
    """A demo of its own, as a newcomer has it after the first trial."""
    layout = Layout(data=tmp_path, port_base=free_port_base())
    supervisor = start_all(layout)
    try:
        trial.run(layout)
        roots = [psutil.Process(child.pid) for child in supervisor.children.values()]
        everyone = {process for root in roots for process in (root, *root.children(recursive=True))}
        used = sum(process.memory_full_info().pss for process in everyone) / 2**20
    finally:
        supervisor.stop()
    assert used < MEMORY_LIMIT_MB, f"{used:.0f} MB"
