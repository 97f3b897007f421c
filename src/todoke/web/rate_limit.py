"""Rate limits in the database, so that they count across processes and restarts.

Invariant: a key (an address, an account, a lookup id) is stored only as a keyed hash.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.db import connection, models
from django.utils import timezone

from todoke.core.refusal import N_, Refusal
from todoke.web.database import write


class RateWindow(models.Model):
    """How often a key was used in the window that began at `began_at`. Each site makes its own table."""

    key = models.CharField(max_length=64, primary_key=True)
    began_at = models.DateTimeField()
    hits = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


_COUNT = """
INSERT INTO {table} AS held (key, began_at, hits) VALUES (%s, %s, 1)
ON CONFLICT (key) DO UPDATE SET
    hits = CASE WHEN held.began_at <= %s THEN 1 ELSE held.hits + 1 END,
    began_at = CASE WHEN held.began_at <= %s THEN %s ELSE held.began_at END
WHERE held.began_at <= %s OR held.hits < %s
RETURNING hits
"""
TOO_OFTEN = N_("This was tried too often. Please try again in %(minutes)s minutes.")


def hit(model: type[RateWindow], key: str, *, limit: int, window: timedelta) -> Refusal | None:
    """Count one use; a Refusal when the window already holds `limit` of them."""
    now = timezone.now()
    hashed = hashed_key(key)
    if _counted(model, hashed, limit=limit, over=now - window, now=now):
        return None
    began = model._default_manager.filter(key=hashed).values_list("began_at", flat=True).first() or now
    minutes = max(1, math.ceil((began + window - now).total_seconds() / 60))
    return Refusal(code="rate.too-often", message=TOO_OFTEN, params={"minutes": minutes})


def _counted(model: type[RateWindow], hashed: str, *, limit: int, over: datetime, now: datetime) -> bool:
    """One statement, so that it needs no transaction and counts right whoever comes at the same moment."""
    table = connection.ops.quote_name(model._meta.db_table)
    at, begun = (connection.ops.adapt_datetimefield_value(moment) for moment in (now, over))
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(table=table), [hashed, at, begun, begun, at, begun, limit])
        return cursor.fetchone() is not None


def take_back(model: type[RateWindow], key: str) -> None:
    """Uncount one use that turned out to be rightful: many colleagues may share one address."""
    with write():
        model._default_manager.filter(key=hashed_key(key), hits__gt=0).update(hits=models.F("hits") - 1)


def network_of(address: str) -> str:
    """Whom an address stands for. One household or one phone has 2^64 addresses of IPv6, one of IPv4."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(ip_network((found, 64), strict=False))
    return str(found)


def hashed_key(key: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), key.encode(), hashlib.sha256).hexdigest()
