"""What the door does besides answering: alarms, orphan files, mail, in one background thread.

Each task is short, runs in its own transactions, and a failure of one never stops the others.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

from django.db import DatabaseError
from django.utils import timezone
from django.utils.module_loading import module_has_submodule

from todoke.core.errors import TodokeError
from todoke.portal.exchange import blobs
from todoke.portal.exchange.commands import raise_alarm
from todoke.portal.exchange.models import Alarm, ForOffice
from todoke.portal.exchange.threads import then_let_go
from todoke.web.database import write

log = logging.getLogger(__name__)

UNOPENED = (
    (timedelta(days=3), Alarm.Kind.UNOPENED_3_DAYS),
    (timedelta(days=1), Alarm.Kind.UNOPENED_1_DAY),
    (timedelta(hours=1), Alarm.Kind.UNOPENED_1_HOUR),
)
ORPHAN_SECONDS = 3600.0
CHUNK = 200


def raise_unopened_alarms(now: datetime | None = None) -> int:
    """One alarm per unopened envelope and age. Nothing else happens to it: time deletes nothing."""
    now = now or timezone.now()
    new = 0
    for age, kind in UNOPENED:
        known = Alarm.objects.filter(kind=kind).values("subject")
        late = ForOffice.objects.filter(created_at__lte=now - age).exclude(state=ForOffice.State.OPENED)
        rows = list(late.exclude(envelope_id__in=known).values_list("envelope_id", "town_code")[:CHUNK])
        if rows:
            with write():
                new += sum(
                    raise_alarm(kind, envelope_id, town_code=town_code, now=now)
                    for envelope_id, town_code in rows
                )
    return new


def sweep_orphans(older_than_seconds: float = ORPHAN_SECONDS) -> int:
    """Remove sealed files that no row waits for: left by a crash before or after their transaction."""
    swept, chunk = 0, []
    for found in blobs.older_than(older_than_seconds):
        chunk.append(found)
        if len(chunk) == CHUNK:
            swept += _sweep(chunk)
            chunk = []
    return swept + _sweep(chunk)


def _sweep(chunk: Sequence[tuple[str, Path]]) -> int:
    needed = set(
        ForOffice.objects.filter(envelope_id__in=[envelope_id for envelope_id, _ in chunk])
        .exclude(state=ForOffice.State.OPENED)
        .values_list("envelope_id", flat=True)
    )
    swept = 0
    for envelope_id, path in chunk:
        if envelope_id not in needed or path.name.endswith(blobs.PARTIAL):
            path.unlink(missing_ok=True)
            swept += 1
    return swept


@dataclass(kw_only=True, slots=True)
class Task:
    """Something done again and again. `due` is a moment of `time.monotonic`."""

    name: str
    every: float
    run: Callable[[], object]
    due: float = field(default=0.0)


# Rooms that keep house: a function without arguments in their `housekeeping` module, and how often.
NEIGHBOURS = (
    ("todoke.portal.mailbox", "send_due_mail", 1.0),
    ("todoke.portal.apply", "keep_house", 600.0),
    ("todoke.portal.identity", "keep_house", 600.0),
)


def tasks() -> list[Task]:
    found = [
        Task(name="unopened alarms", every=60.0, run=raise_unopened_alarms),
        Task(name="orphan files", every=900.0, run=sweep_orphans),
    ]
    for room, name, every in NEIGHBOURS:
        if module_has_submodule(import_module(room), "housekeeping"):
            run = getattr(import_module(f"{room}.housekeeping"), name, None)
            if run is not None:
                found.append(Task(name=f"{room}.{name}", every=every, run=run))
    return found


def run_due(every: Sequence[Task], *, now: float) -> None:
    for task in every:
        if task.due > now:
            continue
        task.due = now + task.every
        try:
            then_let_go(task.run)
        except (TodokeError, DatabaseError, OSError) as error:
            log.error("housekeeping failed: task=%s error=%s", task.name, type(error).__name__)


def run(stop: threading.Event) -> None:
    """Keep house until told to stop."""
    stop.wait(1.0)  # the process is still starting
    every = tasks()
    while not stop.is_set():
        run_due(every, now=time.monotonic())
        stop.wait(0.5)


def start() -> threading.Event:
    """Start the one thread of this process; set the event it returns to end it."""
    stop = threading.Event()
    threading.Thread(target=run, args=[stop], name="door-housekeeping", daemon=True).start()
    return stop
