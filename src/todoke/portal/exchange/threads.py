"""Database work of the asynchronous door: done in a few threads of its own, never in the event loop.

Django ties a connection to a thread. A thread of this pool gives its PostgreSQL connection back
after each piece of work, so a waiting poll holds none; a SQLite connection stays open, it is a file.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from asgiref.sync import sync_to_async
from django.core.cache import close_caches
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, reset_queries

Result = TypeVar("Result")

POOL = ThreadPoolExecutor(max_workers=4, thread_name_prefix="door-database")
OWN_THREADS = True
"""False only in tests, whose transaction lives in the thread of the test."""


def spare_a_thread_per_request() -> None:
    """Django would start one for each request, only to close connections that thread never opened."""
    request_started.disconnect(reset_queries)
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    request_finished.disconnect(close_caches)


async def in_database(work: Callable[[], Result]) -> Result:
    if OWN_THREADS:
        return await asyncio.get_running_loop().run_in_executor(POOL, then_let_go, work)
    return await sync_to_async(work, thread_sensitive=True)()


def then_let_go(work: Callable[[], Result]) -> Result:
    try:
        return work()
    finally:
        if connection.vendor == "postgresql":
            connection.close()
