"""The watcher wakes exactly the polls something came for."""

from __future__ import annotations

import asyncio
import sqlite3

import psycopg
import pytest
from django.db import connection

from todoke.portal.exchange.commands import NOTIFY_CHANNEL
from todoke.portal.exchange.watcher import PostgresChanges, SqliteChanges, Watcher, rings, watcher


@pytest.fixture
def line(tmp_path):
    path = str(tmp_path / "portal.sqlite3")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE portal_exchange_foroffice (seq INTEGER PRIMARY KEY, town_code TEXT)")
    connection.close()
    return path


def _enqueue(path: str, town_code: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("INSERT INTO portal_exchange_foroffice (town_code) VALUES (?)", [town_code])
    connection.close()


def test_a_commit_of_another_process_wakes_its_town_within_a_moment_and_no_other(line):
    async def scene():
        watcher = Watcher(lambda: SqliteChanges(line))
        async with watcher.bell("992011") as hibari, watcher.bell("993417") as morino:
            await asyncio.sleep(0)
            _enqueue(line, "992011")
            return await rings(hibari, 1.0), morino.is_set()

    assert asyncio.run(scene()) == (True, False)


def test_a_poll_without_news_ends_after_its_time(line):
    async def scene():
        watcher = Watcher(lambda: SqliteChanges(line))
        async with watcher.bell("992011") as bell:
            return await rings(bell, 0.15)

    assert asyncio.run(scene()) is False


def test_nobody_watches_when_nobody_waits(line):
    async def scene():
        watcher = Watcher(lambda: SqliteChanges(line))
        async with watcher.bell("992011"):
            running = len(asyncio.all_tasks())
        await asyncio.sleep(0.01)
        return running, len(asyncio.all_tasks())

    assert asyncio.run(scene()) == (2, 1)


async def _ring(parameters: dict, *, town_code: str) -> None:
    async with await psycopg.AsyncConnection.connect(**parameters) as other:
        await other.execute("SELECT pg_notify(%s, %s)", [NOTIFY_CHANNEL, town_code])


@pytest.fixture
def postgres(db) -> dict[str, object]:
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")
    names = ("host", "port", "user", "dbname")
    return {name: value for name, value in connection.get_connection_params().items() if name in names}


def test_a_commit_on_postgresql_wakes_its_town_and_no_other(postgres):
    async def scene():
        async with watcher().bell("992011") as hibari, watcher().bell("993417") as morino:
            looked_once = await rings(hibari, 5.0) and await rings(morino, 5.0)
            await _ring(postgres, town_code="992011")
            return looked_once, await rings(hibari, 5.0), morino.is_set()

    assert asyncio.run(scene()) == (True, True, False)


def test_after_a_lost_connection_everybody_looks_once(postgres, monkeypatch):
    monkeypatch.setattr("todoke.portal.exchange.watcher.RECONNECT_SECONDS", 0.0)

    async def scene():
        changes = PostgresChanges(postgres)
        await changes.next()
        await _end_connection(postgres, of=changes)
        news = [await changes.next(), await changes.next()]
        await _ring(postgres, town_code="993417")
        news.append(await changes.next())
        await changes.close()
        return news

    assert asyncio.run(scene()) == [None, None, frozenset({"993417"})]


async def _end_connection(parameters: dict, *, of: PostgresChanges) -> None:
    async with await psycopg.AsyncConnection.connect(**parameters) as other:
        await other.execute("SELECT pg_terminate_backend(%s)", [of._connection.info.backend_pid])
