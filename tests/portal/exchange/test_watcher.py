"""The watcher wakes exactly the polls something came for."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest

from todoke.portal.exchange.watcher import SqliteChanges, Watcher, rings


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
