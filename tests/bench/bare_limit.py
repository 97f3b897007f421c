"""The least a submit can cost: read the form, seal it to two recipients, insert one row. A WSGI application.

Served exactly as the portal is (granian, the same threads), on SQLite as the portal uses it.
The file of the database comes from $TODOKE_BARE_LIMIT.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from todoke.core.envelope.keys import SealingKey, SigningKey
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.sealing import seal
from todoke.web.database import SQLITE_START

TOWN = "992011"
SENDER, OFFICE, RECOVERY = SigningKey.generate(), SealingKey.generate().public, SealingKey.generate().public

_own = threading.local()


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    form = environ["wsgi.input"].read()
    if form:
        now = datetime.now(UTC)
        sealed = seal(
            Kind.APPLICATION,
            [form],
            sender=SENDER,
            municipality=TOWN,
            recipients=[OFFICE, RECOVERY],
            issued=now,
        )
        _database().execute("insert into line values (?, ?)", (sealed.id, sealed.raw))
    start_response("204 No Content", [])
    return []


def _database() -> sqlite3.Connection:
    if not hasattr(_own, "database"):
        _own.database = sqlite3.connect(os.environ["TODOKE_BARE_LIMIT"], isolation_level=None)
        _own.database.executescript(SQLITE_START)
        _own.database.execute("create table if not exists line (id text primary key, raw blob)")
    database: sqlite3.Connection = _own.database
    return database
