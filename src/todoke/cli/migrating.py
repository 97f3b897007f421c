"""Bring one site's database to this version, with a copy of a SQLite file aside first."""

from __future__ import annotations

import contextlib
import io
import sqlite3
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate() -> int:
    """Back up, then migrate; nothing happens where nothing is due. How many steps were applied."""
    executor = MigrationExecutor(connection)
    due = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not due:
        return 0
    back_up()
    with contextlib.redirect_stdout(io.StringIO()):
        call_command("migrate", interactive=False, verbosity=0)
    return len(due)


def back_up() -> None:
    if connection.vendor != "sqlite":
        return
    file = Path(settings.DATABASES["default"]["NAME"])
    if not file.exists() or not connection.introspection.table_names():
        return
    source = sqlite3.connect(file)
    target = sqlite3.connect(file.with_suffix(".before-migration"))
    with contextlib.closing(source), contextlib.closing(target):
        source.backup(target)
