"""Databases: SQLite to start, PostgreSQL by one setting; and the one way to write.

Invariant: every command writes inside `write()`. On SQLite one lock per process stands in front,
so that threads queue here and not in SQLite's busy loop.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlparse

from django.db import connection, transaction

from todoke.web.config import SiteConfig

SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON; "
    "PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY;"
)
_write_lock = threading.RLock()


def database_of(config: SiteConfig) -> dict[str, Any]:
    """Django's DATABASES entry."""
    if config.database:
        return postgres(config.database)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(config.data / "db" / f"{config.site}.sqlite3"),
        "CONN_MAX_AGE": None,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_START},
    }


def postgres(url: str) -> dict[str, Any]:
    """Pooled; not under tests, which drop their database while a pool would still hold it."""
    parts = urlparse(url)
    under_tests = os.environ.get("TODOKE_TEST_DATABASE") == "postgres"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {} if under_tests else {"pool": {"min_size": 1, "max_size": 16}},
    }


@contextmanager
def write() -> Iterator[None]:
    """One transaction; everything in it happens or nothing does."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with _write_lock, transaction.atomic():
            yield
    else:
        with transaction.atomic():
            yield
