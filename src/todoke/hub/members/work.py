"""The hub's loop: every room's job in turn, for as long as the hub runs.

Invariants:
- a database that does not answer is waited for, longer each time; nothing else is swallowed.
- between two jobs there is a pause, so that pages can write (SQLite has one writer).
"""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, connection

from todoke.core.errors import OperatorError
from todoke.hub.members.jobs import all_jobs

log = logging.getLogger(__name__)

YIELD_SECONDS = 0.005
LOOK_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0


def run(stop: threading.Event) -> None:
    """Until told to stop."""
    pause = LOOK_SECONDS
    while not stop.is_set():
        try:
            worked = turn(stop)
            pause = YIELD_SECONDS if worked else LOOK_SECONDS
        except (DatabaseError, OperatorError) as error:
            pause = min(max(pause, LOOK_SECONDS) * 2, LONGEST_PAUSE_SECONDS)
            log.warning("the hub's work waits %.0f s: %s", pause, type(error).__name__)
            connection.close()
        stop.wait(pause)


def turn(stop: threading.Event) -> bool:
    """Each job once; whether any of them had something to do."""
    worked = False
    for job in all_jobs():
        if stop.is_set():
            break
        worked = job() or worked
        stop.wait(YIELD_SECONDS)
    return worked
