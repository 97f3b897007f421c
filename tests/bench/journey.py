"""What one application costs: 花子's whole way, without a photo.

`server_cpu_ms` and `filed_cpu_ms` come from the running servers (CPU of their process trees, idle
polling included); pages, SQL and the submit come from the same site called in this process.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil

from todoke.cli.bench import applicant, running_servers
from todoke.cli.layout import OFFICES, Layout
from todoke.cli.pages import Walker
from todoke.cli.supervisor import Supervisor
from todoke.cli.trial import apply_online
from todoke.core.envelope.keys import SealingKey, SigningKey
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.sealing import seal

LIMITS = {
    "server_cpu_ms": "<= 20",
    "filed_cpu_ms": "<= 40",
    "sql_per_journey": "<= 25",
    "journeys_per_s_per_core": ">= 45",
    "page_p95_ms": "<= 20",
    "submit_ratio_to_limit": ">= 0.4",
    "page_largest_kb": "<= 60",
}
WARM_UP = 10
ROUNDS = 40
FORM = 4096
SITES = ("portal", "door", "worker")


def run() -> dict[str, object]:
    with running_servers() as (layout, supervisor):
        servers = _servers(layout, supervisor)
        supervisor.stop()
        pages = _in_process(layout)
    return {**servers, **pages, "limits": LIMITS}


def _servers(layout: Layout, supervisor: Supervisor) -> dict[str, float]:
    for _ in range(WARM_UP):
        apply_online(applicant(layout))
    _wait_filed(layout, WARM_UP)
    before = {name: _cpu(supervisor, name) for name in SITES}
    for _ in range(ROUNDS):
        apply_online(applicant(layout))
    _wait_filed(layout, WARM_UP + ROUNDS)
    used = {name: (_cpu(supervisor, name) - before[name]) / ROUNDS * 1000 for name in SITES}
    return {
        "server_cpu_ms": round(used["portal"], 1),
        "filed_cpu_ms": round(sum(used.values()), 1),
        "door_cpu_ms": round(used["door"], 1),
        "worker_cpu_ms": round(used["worker"], 1),
        "journeys_per_s_per_core": round(1000 / used["portal"], 1),
    }


def _cpu(supervisor: Supervisor, name: str) -> float:
    root = psutil.Process(supervisor.children[name].pid)
    times = [process.cpu_times() for process in (root, *root.children(recursive=True))]
    return sum(one.user + one.system for one in times)


def _wait_filed(layout: Layout, count: int) -> None:
    file = layout.office_config(OFFICES[0]).parent / "db" / "office.sqlite3"
    deadline = time.monotonic() + 60
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        while database.execute("select count(*) from office_cases_case").fetchone()[0] < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{count} applications were not filed within 60 s")
            time.sleep(0.02)


class InProcess(httpx.BaseTransport):
    """Asks the site through Django's test client and notes what each request took."""

    def __init__(self) -> None:
        from django.test import Client

        self.client = Client(enforce_csrf_checks=True)
        self.cpu_ms: list[float] = []
        self.wall_ms: dict[str, float] = {}
        self.sql = 0
        self.largest = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        from django.db import connection

        body, url = request.read(), urlsplit(str(request.url))
        headers = {
            "HTTP_" + name.upper().replace("-", "_"): value
            for name, value in request.headers.items()
            if name not in ("content-type", "content-length")
        }
        kind = request.headers.get("content-type", "")
        target = url.path + (f"?{url.query}" if url.query else "")
        with connection.execute_wrapper(self._count):
            wall, cpu = time.perf_counter(), time.process_time()
            answer = self.client.generic(request.method, target, body, kind, **headers)
            content = answer.content
            self.cpu_ms.append((time.process_time() - cpu) * 1000)
        self.wall_ms[target.rsplit("/", 1)[-1]] = (time.perf_counter() - wall) * 1000
        self.largest = max(self.largest, len(content))
        cookies = [("set-cookie", morsel.OutputString()) for morsel in answer.cookies.values()]
        return httpx.Response(
            answer.status_code, headers=[*answer.items(), *cookies], content=content, request=request
        )

    def _count(self, execute: Callable, sql: str, params: object, many: bool, context: dict) -> object:
        self.sql += 1
        return execute(sql, params, many, context)


def _in_process(layout: Layout) -> dict[str, float | int]:
    walks = walk_in_process(layout, WARM_UP + ROUNDS)[WARM_UP:]
    cpu = sorted(ms for walk in walks for ms in walk.cpu_ms)
    submit = statistics.median(walk.wall_ms["send"] for walk in walks)
    limit = _bare_limit(layout.portal_config.parent / "db" / "limit.sqlite3")
    return {
        "sql_per_journey": round(statistics.median(walk.sql for walk in walks)),
        "requests_per_journey": len(walks[0].cpu_ms),
        "page_p95_ms": round(cpu[int(len(cpu) * 0.95)], 2),
        "page_median_ms": round(statistics.median(cpu), 2),
        "page_largest_kb": round(max(walk.largest for walk in walks) / 1000, 1),
        "views_cpu_ms": round(statistics.median(sum(walk.cpu_ms) for walk in walks), 1),
        "submit_ms": round(submit, 2),
        "limit_ms": round(limit, 2),
        "submit_ratio_to_limit": round(limit / submit, 2),
    }


def walk_in_process(layout: Layout, rounds: int) -> list[InProcess]:
    os.environ["TODOKE_CONFIG"] = str(layout.portal_config)
    os.environ["DJANGO_SETTINGS_MODULE"] = "todoke.portal.settings"
    import django

    django.setup()
    walks = []
    for _ in range(rounds):
        walker, walk = applicant(layout), InProcess()
        _use(walker, walk)
        apply_online(walker)
        walks.append(walk)
    return walks


def _use(walker: Walker, transport: httpx.BaseTransport) -> None:
    headers = walker.client.headers
    walker.client.close()
    walker.client = httpx.Client(base_url=walker.base, headers=headers, transport=transport)


def _bare_limit(file: Path) -> float:
    """The same seal to two recipients and one insert under the site's own SQLite settings."""
    from todoke.web.database import SQLITE_START

    sender, office, recovery = SigningKey.generate(), SealingKey.generate(), SealingKey.generate()
    times = []
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.executescript(SQLITE_START)
        database.execute("create table line (id text primary key, raw blob)")
        for _ in range(WARM_UP + ROUNDS):
            form, began = [os.urandom(FORM)], time.perf_counter()
            sealed = seal(
                Kind.APPLICATION,
                form,
                sender=sender,
                municipality=OFFICES[0].code,
                recipients=[office.public, recovery.public],
                issued=datetime.now(UTC),
            )
            database.execute("insert into line values (?, ?)", (sealed.id, sealed.raw))
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[WARM_UP:])
