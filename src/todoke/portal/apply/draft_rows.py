"""The statements every page of the form needs: find a draft, save a draft.

Written by hand because Django's ORM takes 0.2 ms to compose each of them and the database a tenth of
that to answer; a journey needs them fourteen times. Everything else in this room uses the ORM.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from todoke.portal.apply.models import Draft

_FIND = (
    'SELECT "procedure", revision, box, version, expires_at FROM portal_apply_draft'
    " WHERE id = %s AND town_code = %s AND lookup_id = %s"
)
_SAVE = (
    "UPDATE portal_apply_draft SET box = %s, version = version + 1, expires_at = %s"
    " WHERE id = %s AND version = %s"
)

_MOVE = (
    "UPDATE portal_apply_draft SET box = %s, version = version + 1, expires_at = %s, revision = %s"
    " WHERE id = %s AND version = %s"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftRow:
    """A draft as stored: `box` is closed."""

    id: UUID
    town_code: str
    procedure: str
    revision: int
    box: bytes
    version: int
    expires_at: datetime


def find(id: UUID, *, town_code: str, lookup_id: bytes) -> DraftRow | None:
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [_stored("id", id), town_code, _stored("lookup_id", lookup_id)])
        found = cursor.fetchone()
    if found is None:
        return None
    procedure, revision, box, version, expires_at = found
    return DraftRow(
        id=id,
        town_code=town_code,
        procedure=procedure,
        revision=revision,
        box=bytes(box),
        version=version,
        expires_at=_moment(expires_at),
    )


def save(id: UUID, *, box: bytes, version: int, expires_at: datetime) -> bool:
    """Whether the draft still was at `version`; it is one further now."""
    with connection.cursor() as cursor:
        cursor.execute(_SAVE, [box, _stored("expires_at", expires_at), _stored("id", id), version])
        return cursor.rowcount == 1


def move(id: UUID, *, box: bytes, version: int, revision: int, expires_at: datetime) -> bool:
    """`save`, and from now on under another revision."""
    with connection.cursor() as cursor:
        expires = _stored("expires_at", expires_at)
        cursor.execute(_MOVE, [box, expires, revision, _stored("id", id), version])
        return cursor.rowcount == 1


def _stored(column: str, value: object) -> Any:
    """The value as this database keeps it."""
    return Draft._meta.get_field(column).get_db_prep_value(value, connection)


def _moment(value: datetime) -> datetime:
    """SQLite keeps UTC without saying so."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)
