"""`make test`: every room with its own settings, one pytest run each, the totals at the end.

The journeys, which mostly wait for servers, run beside the rooms; each run's output is shown when it ends.

The sites' rooms run a second time on a private PostgreSQL cluster (tools/private_postgres.py), and the main
journey runs there with portal and office on it. Where PostgreSQL isn't there, that is said;
TODOKE_TEST_DATABASE=postgres makes it a failure.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from private_postgres import NoPostgres, private_cluster

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {
    "core": ["tests/core"],
    "web": ["tests/web", "--ds=todoke.portal.settings"],
    "portal": ["tests/portal", "--ds=todoke.portal.settings"],
    "office": ["tests/office", "--ds=todoke.office.settings"],
    "hub": ["tests/hub", "--ds=todoke.hub.settings"],
    "demo_id": ["tests/demo_id", "--ds=todoke.demo_id.settings"],
}
ENVIRONMENTS = {"demo_id": {"TODOKE_DEMO": "1"}}  # its settings can't be loaded outside a demo
JOURNEY_ON_POSTGRES = "tests/journeys/test_on_postgres.py"
JOURNEYS = {"journeys": ["tests/journeys", f"--ignore={JOURNEY_ON_POSTGRES}"]}
# Drawing the shipped questions asks no database, so once is enough.
ON_POSTGRES = {
    "web": [*ROOMS["web"], "--ignore=tests/web/test_shipped_questions.py"],
    "portal": ROOMS["portal"],
    "office": ROOMS["office"],
    "hub": ROOMS["hub"],
    "journeys": [JOURNEY_ON_POSTGRES],
}
COUNTS = re.compile(r"(\d+) (passed|failed|skipped|errors?)\b")


class Tally:
    """What the rooms gave so far. Two threads add to it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.totals = {"passed": 0, "failed": 0, "skipped": 0}
        self.red: list[str] = []
        self.not_run: list[str] = []

    def add(self, name: str, *, code: int, counts: dict[str, int]) -> None:
        with self.lock:
            self.totals["passed"] += counts.get("passed", 0)
            self.totals["failed"] += counts.get("failed", 0) + counts.get("error", 0)
            self.totals["skipped"] += counts.get("skipped", 0)
            if code:
                self.red.append(name)

    def say(self) -> None:
        for reason in self.not_run:
            print(f"NOT RUN: {reason}")
        if self.totals["skipped"]:
            print(f"NOT RUN: {self.totals['skipped']} tests; the reasons stand above.")
        if self.red:
            print(f"Not green: {', '.join(self.red)}")
        print("{passed} passed, {failed} failed, {skipped} skipped".format(**self.totals))


def run_room(name: str, arguments: list[str], *, environment: dict[str, str]) -> tuple[int, dict[str, int]]:
    """Exit code and counts of one room; its output is shown as it was."""
    command = [sys.executable, "-m", "pytest", "-rs", *arguments]
    if "--ds" not in " ".join(arguments):
        command += ["-p", "no:django"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)
    print(f"== {name}\n{done.stdout}{done.stderr}", flush=True)
    last = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""
    return done.returncode, {
        word.rstrip("s") if word.startswith("error") else word: int(number)
        for number, word in COUNTS.findall(last)
    }


def run_rooms(tally: Tally, environment: dict[str, str], *, rooms: dict[str, list[str]]) -> None:
    for name, arguments in rooms.items():
        if not any((ROOT / arguments[0]).rglob("test_*.py")):
            print(f"== {name}: NO TESTS", flush=True)
            tally.red.append(name)
            continue
        own = environment | ENVIRONMENTS.get(name, {})
        code, counts = run_room(name, arguments, environment=own)
        tally.add(name, code=code, counts=counts)


def run_rooms_on_postgres(tally: Tally, environment: dict[str, str], *, demanded: bool) -> None:
    try:
        with private_cluster() as dsn:
            given = environment | {"TODOKE_TEST_DATABASE": "postgres", "TODOKE_TEST_DSN": dsn}
            for room, arguments in ON_POSTGRES.items():
                name = f"{room} on PostgreSQL"
                code, counts = run_room(name, arguments, environment=given)
                tally.add(name, code=code, counts=counts)
    except NoPostgres as reason:
        rooms = ", ".join(ON_POSTGRES)
        print(f"== {rooms} on PostgreSQL: NOT RUN. {reason}", flush=True)
        tally.not_run.append(f"{rooms} on PostgreSQL. {reason}")
        if demanded:
            tally.red.append("PostgreSQL, which was demanded")


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the cluster is stopped then, too
    chosen = ("TODOKE_TEST_DATABASE", "TODOKE_TEST_DSN")
    environment = {name: value for name, value in os.environ.items() if name not in chosen}
    tally = Tally()
    demanded = os.environ.get("TODOKE_TEST_DATABASE") == "postgres"
    with ThreadPoolExecutor(1) as beside:
        journeys = beside.submit(run_rooms, tally, environment, rooms=JOURNEYS)
        run_rooms(tally, environment, rooms=ROOMS)
        run_rooms_on_postgres(tally, environment, demanded=demanded)
        journeys.result()
    tally.say()
    return 1 if tally.red else 0


if __name__ == "__main__":
    sys.exit(main())
