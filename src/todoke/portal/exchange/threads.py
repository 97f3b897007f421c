"""Database work of the asynchronous door: done in a few threads of its own, never in the event loop.

Django ties a connection to a thread. A thread of this pool gives its PostgreSQL connection back
after each piece of work, so a waiting poll holds none; a SQLite connection stays open, it is a file.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from asgiref.sync import sync_to_async
from django.db import connection

Result = TypeVar("Result")

POOL = ThreadPoolExecutor(max_workers=4, thread_name_prefix="door-database")
OWN_THREADS = True
"""False only in tests, whose transaction lives in the thread of the test."""


async def in_database(work: Callable[[], Result]) -> Result:
    if OWN_THREADS:
        return await sync_to_async(partial(then_let_go, work), thread_sensitive=False, executor=POOL)()
    return await sync_to_async(work, thread_sensitive=True)()


def then_let_go(work: Callable[[], Result]) -> Result:
    try:
        return work()
    finally:
        if connection.vendor == "postgresql":
            connection.close()
