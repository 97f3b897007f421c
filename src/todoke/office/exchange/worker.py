"""The office's loop: pull, file, receipt; push. It opens every connection and recovers by itself.

Two threads: one waits in the long poll and files what comes, one empties the outbox. SQLite
asks every loop for a pause between commits (design §2), so that staff pages can write too.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import DatabaseError, connection

from todoke.core.errors import OperatorError
from todoke.office.exchange import keyring, posting, site
from todoke.office.exchange.alarms import end_alarms, raise_alarm
from todoke.office.exchange.backoff import Backoff
from todoke.office.exchange.client import Door, DoorClosed, DoorLocked, DoorRefused, Listed
from todoke.office.exchange.models import Alarm, Outgoing
from todoke.office.exchange.receiving import Arrival, Fate, receive

log = logging.getLogger(__name__)

YIELD_SECONDS = 0.002
PUSH_LOOK_SECONDS = 0.1
WAITS = (DoorClosed, DatabaseError, OperatorError)
ALARM_AFTER_FAILURES = 12  # about five minutes of growing pauses
DOOR_ALARMS = (Alarm.Kind.CLOCKS_APART, Alarm.Kind.KEY_UNKNOWN, Alarm.Kind.DOOR_UNREACHED)
Step = Callable[[Door], None]


class Puller:
    """Keeps the cursor. It goes back to the start whenever receipts were taken or the line is empty:
    the line holds exactly what is not receipted, so nothing committed late is ever passed over."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._cursor = 0

    def step(self, door: Door) -> None:
        posting.post_receipts(door)  # left over from a crash or a lost connection
        listed = door.waiting(after=self._cursor)
        for row in listed:
            if self._stop.is_set():
                return
            self._take(door, row)
            self._stop.wait(YIELD_SECONDS)
        taken = posting.post_receipts(door)
        self._cursor = listed[-1].seq if listed and not taken else 0

    def _take(self, door: Door, row: Listed) -> None:
        try:
            raw = row.raw if row.raw is not None else door.fetch(row.id)
        except DoorRefused as error:
            log.warning("envelope not served: envelope=%s status=%s", row.id, error.status)
            return
        fate = receive(Arrival.of(row.id, row.kind, raw))
        if fate is not Fate.FILED:
            log.info("envelope %s: envelope=%s", fate.value, row.id)


class Pusher:
    """Empties the outbox and looks again a moment later."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop

    def step(self, door: Door) -> None:
        if not posting.post_envelopes(door):
            self._stop.wait(PUSH_LOOK_SECONDS)


def open_door() -> Door:
    return Door(site.door_url(), key=keyring.signing_key(), town_code=site.town_code(), tls=site.tls())


def require_setup() -> None:
    """What cannot work however long one waits. Raises OperatorError.

    A database that does not answer just now is waited for like the door.
    """
    site.require_door_url()
    keyring.require_keys()
    try:
        tables = connection.introspection.table_names()
    except DatabaseError:
        return
    if Outgoing._meta.db_table not in tables:
        raise OperatorError("This office's database was never prepared.", todo="Run: todoke office prepare")
    open_door().close()  # the certificates, too


def keep_doing(step: Step, *, stop: threading.Event, open_one: Callable[[], Door] = open_door) -> None:
    """Repeat a step until told to stop; after a failure wait, longer each time, and go on."""
    backoff, well = Backoff(), False
    while not stop.is_set():
        try:
            with open_one() as door:
                while not stop.is_set():
                    step(door)
                    backoff.reset()
                    if not well:
                        end_alarms(*DOOR_ALARMS)
                        well = True
        except (*WAITS, DoorRefused) as error:
            well = False
            pause = backoff.next()
            tell_of(error, pause=pause, failures=backoff.failures)
            stop.wait(pause)
        finally:
            connection.close()


def tell_of(error: Exception, *, pause: float, failures: int) -> None:
    """A line in the log each time; an alarm when it will not mend itself."""
    said = error if isinstance(error, DoorClosed | OperatorError) else type(error).__name__
    log.warning("exchange waits %.1f s: %s", pause, said)
    try:
        if isinstance(error, DoorLocked):
            apart = error.clocks_apart
            raise_alarm(Alarm.Kind.CLOCKS_APART if apart else Alarm.Kind.KEY_UNKNOWN, site.town_code())
        elif isinstance(error, DoorClosed) and failures >= ALARM_AFTER_FAILURES:
            raise_alarm(Alarm.Kind.DOOR_UNREACHED, site.town_code())
    except DatabaseError as second:  # the disk may be what failed; the line above stands
        log.warning("alarm not kept: %s", type(second).__name__)


def run(stop: threading.Event) -> None:
    """Run both loops until `stop` is set. Called by `todoke office work`."""
    logging.getLogger("httpx").setLevel(logging.WARNING)  # a line per long poll tells nobody anything
    pusher = threading.Thread(
        target=keep_doing, args=[Pusher(stop).step], kwargs={"stop": stop}, name="pusher", daemon=True
    )
    puller = threading.Thread(
        target=keep_doing, args=[Puller(stop).step], kwargs={"stop": stop}, name="puller", daemon=True
    )
    pusher.start()
    puller.start()
    while not stop.wait(0.5):
        pass
    # A long poll may still wait at the door; nothing of it is half-filed, so the process may end.
    pusher.join(2.0)
    puller.join(0.5)
