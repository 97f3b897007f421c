"""How fast an office files what waits for it, and how soon a single application is a case.

`envelopes_per_s`: applications sent while the office's worker is stopped, then filed in one go; counted
from the first to the last that was filed, so the start of the process is not in it.
`filed_p95_ms`: one application at a time, from the portal's `stored_at` until the case can be read.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime

import three_steps

from todoke.cli.bench import running_servers
from todoke.cli.layout import OFFICES, Layout
from todoke.cli.supervisor import Supervisor
from todoke.cli.trial import receipt_on

LIMITS = {"envelopes_per_s": ">= 150", "filed_p95_ms": "<= 300"}
WAITING = 200
SINGLE = 40


def run() -> dict[str, object]:
    with running_servers() as (layout, supervisor):
        three_steps.publish(layout)
        _stop_worker(supervisor)
        for _ in range(WAITING):
            three_steps.journey(three_steps.person(layout))
        supervisor.start(supervisor.plans["worker"])
        rate = _drain(layout)
        single = sorted(_single(layout) for _ in range(SINGLE))
    return {
        "envelopes_per_s": round(rate, 1),
        "envelopes": WAITING,
        "filed_p95_ms": round(single[int(SINGLE * 0.95)], 1),
        "filed_median_ms": round(single[SINGLE // 2], 1),
        "limits": LIMITS,
    }


def _stop_worker(supervisor: Supervisor) -> None:
    worker = supervisor.children["worker"]
    os.killpg(worker.pid, signal.SIGTERM)
    worker.wait(timeout=15)


def _drain(layout: Layout) -> float:
    """Envelopes per second between the first and the last case this process could see."""
    began, seen, deadline = 0.0, 0, time.monotonic() + 120
    with closing(_database(layout, "office")) as office:
        while time.monotonic() < deadline:
            count = office.execute("select count(*) from office_cases_case").fetchone()[0]
            if count and not began:
                began, seen = time.perf_counter(), count
            if count >= WAITING:
                return (count - seen) / (time.perf_counter() - began)
            time.sleep(0.005)
    raise TimeoutError(f"{WAITING} applications were not filed within 120 s")


def _single(layout: Layout) -> float:
    page = three_steps.journey(three_steps.person(layout))
    receipt, deadline = receipt_on(page), time.monotonic() + 30
    with closing(_database(layout, "office")) as office:
        while not office.execute("select 1 from office_cases_case where receipt = ?", (receipt,)).fetchone():
            if time.monotonic() > deadline:
                raise TimeoutError("an application was not filed within 30 s")
            time.sleep(0.002)
    seen = datetime.now(UTC)
    with closing(_database(layout, "portal")) as portal:
        (stored,) = portal.execute(
            "select stored_at from portal_apply_submission where receipt = ?", (receipt,)
        ).fetchone()
    return (seen - datetime.fromisoformat(stored).replace(tzinfo=UTC)).total_seconds() * 1000


def _database(layout: Layout, site: str) -> sqlite3.Connection:
    config = layout.portal_config if site == "portal" else layout.office_config(OFFICES[0])
    return sqlite3.connect(f"file:{config.parent / 'db' / f'{site}.sqlite3'}?mode=ro", uri=True)
