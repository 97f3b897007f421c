"""What one application costs: 花子's whole way through a form of 3 steps and 20 questions, without a photo.

- `server_cpu_ms`, `filed_cpu_ms`: CPU of the running servers' process trees, idle polling included.
- `pages_…`: server time per page under load, on one core and on two; the visitors run on the same
  machine, so two cores are shared with them.
- `submit_ratio_to_limit`: the bare limit's request beside the sending request, one after the other, the
  same client, the same server (`bare_limit.py`).
- `sql_per_journey` and `page_largest_kb`: the same site called in this process.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil
import three_steps

from todoke.cli.bench import free_port_base, running_servers
from todoke.cli.layout import OFFICES, Layout
from todoke.cli.pages import Page, Walker
from todoke.cli.supervisor import Supervisor

LIMITS = {
    "server_cpu_ms": "<= 20",
    "filed_cpu_ms": "<= 40",
    "sql_per_journey": "<= 25",
    "journeys_per_s_per_core": ">= 45",
    "page_p95_ms": "<= 20",
    "submit_ratio_to_limit": ">= 0.4",
    "page_largest_kb": "<= 60",
}
WARM_UP = 40
ROUNDS = 120
VISITORS = 1
FORM = os.urandom(4096)
SITES = ("portal", "door", "worker")
HERE = Path(__file__).resolve().parent


def run() -> dict[str, object]:
    with running_servers() as (layout, supervisor):
        three_steps.publish(layout)
        figures = _cost(layout, supervisor) | _submit(layout)
        pages = {cores: _pages(layout, cores=cores) for cores in (1, 2)}
        supervisor.stop()
        figures |= _in_process(layout)
    return {
        **figures,
        "page_p95_ms": max(page["p95"] for page in pages[2]["pages"].values()),
        "one_core": pages[1],
        "two_cores": pages[2],
        "limits": LIMITS,
    }


def _cost(layout: Layout, supervisor: Supervisor) -> dict[str, float]:
    filed = _filed(layout)
    for _ in range(WARM_UP):
        three_steps.journey(three_steps.person(layout))
    _wait_filed(layout, filed + WARM_UP)
    before = {name: _cpu(supervisor.children[name].pid) for name in SITES}
    for _ in range(ROUNDS):
        three_steps.journey(three_steps.person(layout))
    _wait_filed(layout, filed + WARM_UP + ROUNDS)
    used = {name: (_cpu(supervisor.children[name].pid) - before[name]) / ROUNDS * 1000 for name in SITES}
    return {
        "server_cpu_ms": round(used["portal"], 1),
        "filed_cpu_ms": round(sum(used.values()), 1),
        "door_cpu_ms": round(used["door"], 1),
        "worker_cpu_ms": round(used["worker"], 1),
        "journeys_per_s_per_core": round(1000 / used["portal"], 1),
    }


def _cpu(pid: int) -> float:
    root = psutil.Process(pid)
    times = [process.cpu_times() for process in (root, *root.children(recursive=True))]
    return sum(one.user + one.system for one in times)


def _filed(layout: Layout) -> int:
    file = layout.office_config(OFFICES[0]).parent / "db" / "office.sqlite3"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        count: int = database.execute("select count(*) from office_cases_case").fetchone()[0]
    return count


def _wait_filed(layout: Layout, count: int) -> None:
    deadline = time.monotonic() + 60
    while _filed(layout) < count:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{count} applications were not filed within 60 s")
        time.sleep(0.02)


class SendingTimed:
    """What the sending request took, its answer only: the receipt page is another request."""

    def __init__(self, client: httpx.Client) -> None:
        self.times: list[float] = []
        client.event_hooks = {"request": [self._began], "response": [self._ended]}

    def _began(self, request: httpx.Request) -> None:
        request.extensions["began"] = time.perf_counter()

    def _ended(self, response: httpx.Response) -> None:
        if response.request.url.path.endswith("/send"):
            self.times.append((time.perf_counter() - response.request.extensions["began"]) * 1000)


def _submit(layout: Layout) -> dict[str, float]:
    """Taken by turns, so that both see the machine in the same moods."""
    database = layout.portal_config.parent / "db" / "limit.sqlite3"
    sends: list[float] = []
    limits: list[float] = []
    with (
        _serving("bare_limit:application", {"TODOKE_BARE_LIMIT": str(database)}) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as bare,
    ):
        for _ in range(WARM_UP + ROUNDS):
            walker = three_steps.person(layout)
            timed = SendingTimed(walker.client)
            three_steps.journey(walker)
            sends += timed.times
            began = time.perf_counter()
            bare.post("/", content=FORM)
            limits.append((time.perf_counter() - began) * 1000)
    send, limit = statistics.median(sends[WARM_UP:]), statistics.median(limits[WARM_UP:])
    return {
        "submit_ms": round(send, 2),
        "limit_ms": round(limit, 2),
        "submit_ratio_to_limit": round(limit / send, 2),
    }


@contextlib.contextmanager
def _serving(target: str, environment: Mapping[str, str], *, cores: int = 2) -> Iterator[int]:
    port = free_port_base()
    server = subprocess.Popen(
        [sys.executable, str(HERE / "granian_app.py"), target, str(port)],
        env={**os.environ, **environment, "PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: os.sched_setaffinity(0, range(cores)),
    )
    try:
        _wait_serving(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=15)


def _wait_serving(port: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            httpx.get(f"http://127.0.0.1:{port}/__times", trust_env=False)
        except httpx.HTTPError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def _pages(layout: Layout, *, cores: int) -> dict:
    """Server time per page while `VISITORS` people per core apply at once."""
    environment = {"TODOKE_CONFIG": str(layout.portal_config)}
    with _serving("timed_portal:application", environment, cores=cores) as port:
        _apply_at_once(layout, port, visitors=VISITORS * cores, rounds=WARM_UP)
        httpx.get(f"http://127.0.0.1:{port}/__times", trust_env=False)
        began = time.perf_counter()
        _apply_at_once(layout, port, visitors=VISITORS * cores, rounds=ROUNDS)
        took = time.perf_counter() - began
        noted = httpx.get(f"http://127.0.0.1:{port}/__times", trust_env=False).json()
    by_page: dict[str, list[float]] = defaultdict(list)
    for page, milliseconds in noted:
        by_page[page].append(milliseconds)
    return {
        "journeys_per_s": round(ROUNDS / took, 1),
        "visitors": VISITORS * cores,
        "pages": {page: _percentiles(times) for page, times in by_page.items()},
    }


def _apply_at_once(layout: Layout, port: int, *, visitors: int, rounds: int) -> None:
    def one(_: int) -> Page:
        return three_steps.journey(three_steps.person(layout, port=port))

    with ThreadPoolExecutor(visitors) as pool:
        list(pool.map(one, range(rounds)))


def _percentiles(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {f"p{part}": round(ordered[int(len(ordered) * part / 100)], 2) for part in (50, 95, 99)}


class InProcess(httpx.BaseTransport):
    """Asks the site through Django's test client; counts requests, statements and bytes."""

    def __init__(self) -> None:
        from django.test import Client

        self.client = Client(enforce_csrf_checks=True)
        self.requests = 0
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
            answer = self.client.generic(request.method, target, body, kind, **headers)
        self.requests += 1
        self.largest = max(self.largest, len(answer.content))
        cookies = [("set-cookie", morsel.OutputString()) for morsel in answer.cookies.values()]
        return httpx.Response(
            answer.status_code, headers=[*answer.items(), *cookies], content=answer.content, request=request
        )

    def _count(self, execute: Callable, sql: str, params: object, many: bool, context: dict) -> object:
        self.sql += 1
        return execute(sql, params, many, context)


def _in_process(layout: Layout) -> dict[str, float | int]:
    os.environ["TODOKE_CONFIG"] = str(layout.portal_config)
    os.environ["DJANGO_SETTINGS_MODULE"] = "todoke.portal.settings"
    import django

    django.setup()
    _walk_in_process(layout)
    walk = _walk_in_process(layout)
    return {
        "sql_per_journey": walk.sql,
        "requests_per_journey": walk.requests,
        "page_largest_kb": round(walk.largest / 1000, 1),
    }


def _walk_in_process(layout: Layout) -> InProcess:
    walker, walk = three_steps.person(layout), InProcess()
    _use(walker, walk)
    three_steps.journey(walker)
    return walk


def _use(walker: Walker, transport: httpx.BaseTransport) -> None:
    headers = walker.client.headers
    walker.client.close()
    walker.client = httpx.Client(base_url=walker.base, headers=headers, transport=transport)
