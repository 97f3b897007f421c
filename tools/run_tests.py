"""`make test`: every room with its own settings, one pytest run each, the totals at the end.

With TODOKE_TEST_DATABASE=postgres the sites run on a private PostgreSQL cluster (tools/private_postgres.py).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {
    "core": ["tests/core"],
    "web": ["tests/web", "--ds=todoke.portal.settings"],
    "portal": ["tests/portal", "--ds=todoke.portal.settings"],
    "office": ["tests/office", "--ds=todoke.office.settings"],
    "journeys": ["tests/journeys"],
}
NO_TESTS = 5
COUNTS = re.compile(r"(\d+) (passed|failed|skipped|errors?)\b")


def run_room(name: str, arguments: list[str]) -> tuple[int, dict[str, int]]:
    """Exit code and counts of one room; its output is shown as it was."""
    command = [sys.executable, "-m", "pytest", "-rs", *arguments]
    if "--ds" not in " ".join(arguments):
        command += ["-p", "no:django"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    print(f"== {name}\n{done.stdout}{done.stderr}", flush=True)
    last = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""
    return done.returncode, {
        word.rstrip("s") if word.startswith("error") else word: int(number)
        for number, word in COUNTS.findall(last)
    }


def main() -> int:
    totals = {"passed": 0, "failed": 0, "skipped": 0}
    red = []
    for name, arguments in ROOMS.items():
        if not any((ROOT / arguments[0]).rglob("test_*.py")):
            print(f"== {name}: NO TESTS", flush=True)
            red.append(name)
            continue
        code, counts = run_room(name, arguments)
        totals["passed"] += counts.get("passed", 0)
        totals["failed"] += counts.get("failed", 0) + counts.get("error", 0)
        totals["skipped"] += counts.get("skipped", 0)
        if code:
            red.append(name)
    if red:
        print(f"Not green: {', '.join(red)}")
    if totals["skipped"]:
        print(f"NOT RUN: {totals['skipped']} tests; the reasons stand above.")
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**totals))
    return 1 if red else 0


if __name__ == "__main__":
    sys.exit(main())
