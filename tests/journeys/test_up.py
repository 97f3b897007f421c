"""What `todoke up` says when it can't start: one sentence and what to do, no traceback."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from todoke.cli import trial
from todoke.cli.layout import Layout
from todoke.cli.supervisor import answers

TOLD = (
    "動いています",
    "Todoke is running",
    "職員のアカウント",
    "staff accounts",
    "試しの申請",
    "The trial application",
)


def up(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "todoke.cli", "up", *arguments],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_a_taken_port_is_said_before_anything_starts(
    tmp_path: Path, free_port_base: Callable[[], int]
) -> None:
    base = free_port_base()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", base + 1))
        taken.listen()
        done = up("--data", str(tmp_path / "var"), "--port-base", str(base))
    assert done.returncode == 1
    assert f"Port {base + 1} is taken" in done.stderr
    assert "--port-base" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "var").exists()


def test_an_unwritable_folder_is_said_in_one_sentence(
    tmp_path: Path, free_port_base: Callable[[], int]
) -> None:
    (tmp_path / "a-file").write_text("not a folder")
    done = up("--data", str(tmp_path / "a-file"), "--port-base", str(free_port_base()))
    assert done.returncode == 1
    assert "can't be written" in done.stderr
    assert "--data FOLDER" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("nothing", ["", "  "], ids=["empty", "spaces"])
def test_a_folder_without_a_name_is_refused_and_nothing_is_made(tmp_path: Path, nothing: str) -> None:
    """As from `--data "$FOLDER"` with nothing in it: it would fill whatever folder one stands in."""
    done = subprocess.run(
        [sys.executable, "-m", "todoke.cli", "up", "--data", nothing],
        capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The folder of all data has no name. Name one: todoke up --data FOLDER\n"
    assert list(tmp_path.iterdir()) == []


def test_a_missing_package_is_said_in_one_sentence(tmp_path: Path) -> None:
    """As after an update that nobody set up."""
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['rich'] = None\n")
    done = subprocess.run(
        [sys.executable, "-m", "todoke.cli", "up", "--data", str(tmp_path / "var")],
        capture_output=True, text=True, check=False, timeout=120,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The Python package 'rich' is missing. Run: make setup\n"


def test_trial_prints_the_agreed_json_and_the_next_start_keeps_the_data(
    tmp_path: Path, free_port_base: Callable[[], int]
) -> None:
    base = str(free_port_base())
    first = up("--trial", "--data", str(tmp_path), "--port-base", base)
    assert first.returncode == 0, first.stderr
    summary = json.loads(first.stdout)
    assert summary["notice_read"] is True
    told = tmp_path / "told"
    with told.open("w") as screen:
        again = subprocess.Popen(
            [sys.executable, "-m", "todoke.cli", "up", "--data", str(tmp_path), "--port-base", base],
            stdout=subprocess.DEVNULL, stderr=screen,
        )  # fmt: skip
    layout = Layout(data=tmp_path, port_base=int(base))
    try:
        deadline = time.monotonic() + 60
        while "The trial application" not in told.read_text() and time.monotonic() < deadline:
            time.sleep(0.1)
        accounts = json.loads((tmp_path / "demo-accounts.json").read_text())
        at_office = {account["login"] for account in accounts if account["site"] == "office"}
        assert at_office == {"tanaka", "sato", "suzuki", "watanabe"}
        assert {"watanabe", "nakamura", "kato"} <= {one["login"] for one in accounts if one["site"] == "hub"}
        words = told.read_text()
        sites = [layout.portal_url, layout.office_url, layout.id_url, layout.hub_url]
        where = [*sites, *(one["password"] for one in accounts)]
        assert [one for one in (*TOLD, *where) if one not in words] == []
        kept = trial.find_case(trial.office_of(layout, "sato"), summary["receipt"])()
        assert kept is not None, "the application of the first start is still there"
    finally:
        again.send_signal(signal.SIGINT)
        again.wait(30)
    assert again.returncode == 0
    assert not answers(f"http://127.0.0.1:{base}/healthz"), "Ctrl-C stops everything"


def test_keys_and_passwords_are_for_their_owner_only(
    tmp_path: Path, free_port_base: Callable[[], int]
) -> None:
    assert up("--trial", "--data", str(tmp_path), "--port-base", str(free_port_base())).returncode == 0
    secret = [*tmp_path.glob("*/keys/*"), tmp_path / "demo-accounts.json"]
    assert len(secret) > 5
    assert [path.name for path in secret if path.stat().st_mode & 0o077] == []
