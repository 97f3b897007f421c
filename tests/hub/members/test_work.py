"""The hub's worker: every registered job in turn, and what pages hold in memory."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading

import pytest
from django.db import OperationalError

from todoke.hub.members import jobs, work


@pytest.fixture
def registered(monkeypatch):
    monkeypatch.setattr(jobs, "_jobs", [])
    return jobs.register


@pytest.fixture
def stop(monkeypatch):
    monkeypatch.setattr(work, "LOOK_SECONDS", 0.001)
    return threading.Event()


def test_a_job_is_called_until_there_is_nothing_left_and_then_again(registered, stop):
    left = [1, 2, 3]
    looked = []

    def job() -> bool:
        looked.append(len(left))
        if len(looked) > 5:
            stop.set()
        return bool(left and left.pop())

    registered(job)
    work.run(stop)
    assert looked == [3, 2, 1, 0, 0, 0]


def test_a_job_registered_twice_runs_once(registered, stop):
    calls = []

    def job() -> bool:
        calls.append(1)
        return False

    registered(job)
    registered(job)
    work.turn(stop)
    assert calls == [1]


def test_a_database_that_does_not_answer_is_waited_for(registered, stop, caplog):
    answers = iter([OperationalError("locked"), None])

    def job() -> bool:
        problem = next(answers)
        if problem:
            raise problem
        stop.set()
        return True

    registered(job)
    with caplog.at_level(logging.WARNING):
        work.run(stop)
    assert "OperationalError" in caplog.text
    assert "locked" not in caplog.text, "a database's words may hold somebody's data"


def test_a_mistake_of_ours_is_not_swallowed(registered, stop):
    def job() -> bool:
        raise KeyError("a mistake")

    registered(job)
    with pytest.raises(KeyError):
        work.run(stop)


@pytest.mark.parametrize("module", ["ortools", "numpy", "scipy", "pandas", "cel_expr_python", "babel"])
def test_neither_pages_nor_worker_load_what_they_do_not_need(module):
    """The solver takes more memory than the whole hub; the process that solves a round loads it alone."""
    code = (
        "import sys, django; django.setup();"
        "from django.urls import get_resolver; get_resolver().url_patterns;"
        "import todoke.hub.members.work;"
        f"sys.exit({module!r} in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        env={"DJANGO_SETTINGS_MODULE": "todoke.hub.settings", "PATH": "/usr/bin"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
