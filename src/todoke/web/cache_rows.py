"""Django's cache as rows of the site's own table, for what libraries count there (allauth's tries).

Invariants:
- it counts across processes and restarts, like todoke.web.rate_limit.
- a key (it may hold an address or an account) is stored only as a keyed hash.
- values are JSON: whoever writes into the database runs no code through it.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection, models
from django.utils import timezone

from todoke.web.database import write
from todoke.web.rate_limit import hashed_key

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)

_ADD = """
INSERT INTO {table} AS held (key, value, expires_at) VALUES (%s, %s, %s)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
WHERE held.expires_at <= %s
RETURNING key
"""


class CacheRowBase(models.Model):
    """One remembered value. Each site makes its own table and names it in CACHES' LOCATION."""

    key = models.CharField(max_length=64, primary_key=True)
    value = models.TextField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        abstract = True


class CacheRows(BaseCache):
    """A cache backend; LOCATION is `app_label.Model` of a CacheRowBase."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._location = location

    @property
    def _model(self) -> type[CacheRowBase]:
        return apps.get_model(self._location)  # type: ignore[return-value]

    def add(self, key: Any, value: Any, *when: Any, **named: Any) -> bool:
        """True for the one who came first: one statement, so two at the same moment never both win."""
        held = _Place(self, key, *when, **named)
        table = connection.ops.quote_name(self._model._meta.db_table)
        end, now = (connection.ops.adapt_datetimefield_value(one) for one in (held.until, timezone.now()))
        with write(), connection.cursor() as cursor:
            cursor.execute(_ADD.format(table=table), [held.row, json.dumps(value), end, now])
            return cursor.fetchone() is not None

    def get(self, key: Any, default: Any = None, **named: Any) -> Any:
        rows = self._living(_Place(self, key, **named))
        held = rows.values_list("value", flat=True).first()
        return default if held is None else json.loads(held)

    def set(self, key: Any, value: Any, *when: Any, **named: Any) -> None:
        held = _Place(self, key, *when, **named)
        columns = {"value": json.dumps(value), "expires_at": held.until}
        with write():
            self._model._default_manager.update_or_create(key=held.row, defaults=columns)

    def touch(self, key: Any, *when: Any, **named: Any) -> bool:
        held = _Place(self, key, *when, **named)
        with write():
            return bool(self._living(held).update(expires_at=held.until))

    def delete(self, key: Any, version: int | None = None) -> bool:
        held = _Place(self, key, version=version)
        with write():
            return bool(self._model._default_manager.filter(key=held.row).delete()[0])

    def clear(self) -> None:
        with write():
            self._model._default_manager.all().delete()

    def forget_over(self) -> int:
        """What nobody will be given any more."""
        with write():
            over = self._model._default_manager.filter(expires_at__lte=timezone.now())
            return over.delete()[0]

    def _living(self, held: _Place) -> models.QuerySet[CacheRowBase]:
        return self._model._default_manager.filter(key=held.row, expires_at__gt=timezone.now())


class _Place:
    """The row of a key and until when it counts; the arguments are those Django's caches take."""

    def __init__(self, cache: CacheRows, key: Any, *when: Any, **named: Any) -> None:
        timeout, version = _when(*when, **named)
        self.row = hashed_key(cache.make_and_validate_key(key, version=version))
        end = cache.get_backend_timeout(timeout)
        self.until = FOREVER if end is None else datetime.fromtimestamp(end, tz=UTC)


def _when(timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> tuple[Any, int | None]:
    return timeout, version
