"""Starts the processes of one machine, watches them, and ends every one of them.

Invariant: whatever happens, no child outlives the supervisor's `stop`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from todoke.core.errors import OperatorError

START_SECONDS = 40.0
STOP_SECONDS = 8.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcessPlan:
    """One process: its name for people, its arguments after `todoke`, and where it answers when ready."""

    name: str
    arguments: tuple[str, ...]
    log: Path
    ready_url: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


class Supervisor:
    """Children in their own process groups, so that their workers end with them."""

    def __init__(self) -> None:
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.logs: list[IO[bytes]] = []
        self.plans: dict[str, ProcessPlan] = {}

    def start(self, plan: ProcessPlan) -> None:
        log = plan.log.open("ab")
        self.logs.append(log)
        self.plans[plan.name] = plan
        self.children[plan.name] = subprocess.Popen(
            [sys.executable, "-m", "todoke.cli", *plan.arguments],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            # A process of 32 threads otherwise keeps a heap for each of them.
            env={"MALLOC_ARENA_MAX": "2", **os.environ, **plan.environment},
        )

    def wait_ready(self) -> None:
        """Until every process with a `ready_url` answers; a process that ended is said with its log."""
        deadline = time.monotonic() + START_SECONDS
        for name, plan in self.plans.items():
            while plan.ready_url and not answers(plan.ready_url):
                self.refuse_ended()
                if time.monotonic() > deadline:
                    raise OperatorError(f"{name} did not start in time.", todo=f"Look into {plan.log}.")
                time.sleep(0.05)
        self.refuse_ended()

    def refuse_ended(self) -> None:
        for name, child in self.children.items():
            if child.poll() is not None:
                raise OperatorError(
                    f"{name} ended by itself (exit code {child.returncode}).",
                    todo=f"Look into {self.plans[name].log}.",
                )

    def watch(self) -> None:
        """Stay until a child ends by itself or the caller is interrupted."""
        while True:
            self.refuse_ended()
            time.sleep(0.5)

    def kill(self, name: str) -> None:
        """kill -9, with all its workers: for the crash test."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.children[name].pid, signal.SIGKILL)
        self.children[name].wait()

    def stop(self) -> None:
        for child in self.children.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        for log in self.logs:
            log.close()


def answers(url: str) -> bool:
    """Whether something speaks HTTP there; which status does not matter."""
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - only our own http addresses
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
