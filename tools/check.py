"""`make check`: every check, all of them run, one exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
PORTAL = "todoke.portal.settings"
OFFICE = "todoke.office.settings"
HUB = "todoke.hub.settings"
DEMO_ID = "todoke.demo_id.settings"

CHECKS: dict[str, list[str]] = {
    "ruff": [str(BIN / "ruff"), "check", "--no-cache", "src", "tests", "tools"],
    "ruff format": [str(BIN / "ruff"), "format", "--no-cache", "--check", "--quiet", "src", "tests", "tools"],
    "mypy --strict on core": [str(BIN / "mypy")],
    "import contracts": [str(BIN / "lint-imports"), "--no-cache"],
    "house rules": [sys.executable, "tools/house_rules.py"],
    "generated docs": [sys.executable, "tools/generated_docs.py", "--check"],
    "migrations of the portal": [
        sys.executable,
        "-m",
        "django",
        "makemigrations",
        "--check",
        "--dry-run",
        f"--settings={PORTAL}",
    ],
    "migrations of the office": [
        sys.executable,
        "-m",
        "django",
        "makemigrations",
        "--check",
        "--dry-run",
        f"--settings={OFFICE}",
    ],
    "migrations of the hub": [
        sys.executable,
        "-m",
        "django",
        "makemigrations",
        "--check",
        "--dry-run",
        f"--settings={HUB}",
    ],
    "migrations of the demo ID service": [
        sys.executable,
        "-m",
        "django",
        "makemigrations",
        "--check",
        "--dry-run",
        f"--settings={DEMO_ID}",
    ],
}
ENVIRONMENT = {**os.environ, "TODOKE_DEMO": "1"}  # outside a demo, settings of its ID service can't be loaded


def main() -> int:
    failed = []
    for name, command in CHECKS.items():
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT)
        print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name}", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout + done.stderr, flush=True)
    if failed:
        print(f"make check: {len(failed)} of {len(CHECKS)} failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
