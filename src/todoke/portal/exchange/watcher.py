"""One watcher per process and event loop: it wakes the polls of the offices something is there for.

Invariants:
- it runs only while a poll waits, and no poll holds a database connection while it waits.
- a poll subscribes before its first look, so nothing committed after that look is missed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from typing import Protocol
from weakref import WeakKeyDictionary

import psycopg
from django.db import connection

from todoke.portal.exchange.commands import NOTIFY_CHANNEL

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 0.05
RECONNECT_SECONDS = 1.0


class Changes(Protocol):
    """Where news comes from. `next` returns the towns it is for; None stands for "maybe all"."""

    async def next(self) -> frozenset[str] | None: ...

    async def close(self) -> None: ...


class SqliteChanges:
    """`PRAGMA data_version` changes when any other connection, of any process, has committed."""

    def __init__(self, database: str) -> None:
        self._connection = sqlite3.connect(database, uri=database.startswith("file:"), isolation_level=None)
        self._version = self._read("PRAGMA data_version")
        self._last = self._read("SELECT coalesce(max(seq), 0) FROM portal_exchange_foroffice")

    async def next(self) -> frozenset[str]:
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            version = self._read("PRAGMA data_version")
            if version != self._version:
                self._version = version
                towns = self._towns_since_last()
                if towns:
                    return towns

    def _towns_since_last(self) -> frozenset[str]:
        rows = self._connection.execute(
            "SELECT town_code, max(seq) FROM portal_exchange_foroffice WHERE seq > ? GROUP BY town_code",
            [self._last],
        ).fetchall()
        self._last = max([self._last, *(seq for _, seq in rows)])
        return frozenset(town for town, _ in rows)

    def _read(self, statement: str) -> int:
        return int(self._connection.execute(statement).fetchone()[0])

    async def close(self) -> None:
        self._connection.close()


class PostgresChanges:
    """LISTEN on a connection of its own; after a lost connection everybody looks once."""

    def __init__(self, parameters: dict[str, object]) -> None:
        self._parameters = parameters
        self._connection: psycopg.AsyncConnection | None = None

    async def next(self) -> frozenset[str] | None:
        try:
            if self._connection is None:
                self._connection = await psycopg.AsyncConnection.connect(**self._parameters, autocommit=True)
                await self._connection.execute(f"LISTEN {NOTIFY_CHANNEL}")
                return None
            return frozenset([notice.payload async for notice in self._connection.notifies(stop_after=1)])
        except psycopg.OperationalError as error:
            log.warning("watcher lost its connection: %s", type(error).__name__)
            await self.close()
            await asyncio.sleep(RECONNECT_SECONDS)
        return None

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection = None


class Watcher:
    """Hands each waiting poll a bell; rings the bells of the towns that have news."""

    def __init__(self, changes: Callable[[], Changes]) -> None:
        self._changes = changes
        self._bells: dict[asyncio.Event, str] = {}
        self._task: asyncio.Task[None] | None = None

    @contextlib.asynccontextmanager
    async def bell(self, town_code: str) -> AsyncIterator[asyncio.Event]:
        """An event that is set whenever something new may wait for this town."""
        bell = asyncio.Event()
        self._bells[bell] = town_code
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._watch(self._changes()))
        try:
            yield bell
        finally:
            del self._bells[bell]
            if not self._bells and self._task is not None:
                self._task.cancel()
                self._task = None

    async def _watch(self, changes: Changes) -> None:
        try:
            while True:
                towns = await changes.next()
                for bell, town_code in self._bells.items():
                    if towns is None or town_code in towns:
                        bell.set()
        finally:
            await changes.close()


def _changes() -> Changes:
    parameters = connection.get_connection_params()
    if connection.vendor == "sqlite":
        return SqliteChanges(str(parameters["database"]))
    known = ("host", "port", "user", "password", "dbname", "sslmode", "options")
    return PostgresChanges({key: parameters[key] for key in known if parameters.get(key)})


_watchers: WeakKeyDictionary[asyncio.AbstractEventLoop, Watcher] = WeakKeyDictionary()


def watcher() -> Watcher:
    """The watcher of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _watchers:
        _watchers[loop] = Watcher(_changes)
    return _watchers[loop]


async def rings(bell: asyncio.Event, seconds: float) -> bool:
    """Wait for the bell at most this long; true if it rang."""
    try:
        await asyncio.wait_for(bell.wait(), timeout=seconds)
    except TimeoutError:
        return False
    bell.clear()
    return True
