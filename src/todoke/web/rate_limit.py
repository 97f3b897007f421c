"""Rate limits in the database, so that they count across processes and restarts.

Invariant: a key (an address, an account, a lookup id) is stored only as a keyed hash.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from datetime import timedelta

from django.conf import settings
from django.db import models
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


TOO_OFTEN = N_("This was tried too often. Please try again in %(minutes)s minutes.")


def hit(model: type[RateWindow], key: str, *, limit: int, window: timedelta) -> Refusal | None:
    """Count one use; a Refusal when the window already holds `limit` of them."""
    now = timezone.now()
    hashed = hashed_key(key)
    with write():
        row = model._default_manager.select_for_update().filter(key=hashed).first()
        if row is None or row.began_at + window <= now:
            model._default_manager.update_or_create(key=hashed, defaults={"began_at": now, "hits": 1})
            return None
        if row.hits >= limit:
            minutes = math.ceil((row.began_at + window - now).total_seconds() / 60)
            return Refusal(code="rate.too-often", message=TOO_OFTEN, params={"minutes": minutes})
        model._default_manager.filter(key=hashed).update(hits=row.hits + 1)
    return None


def take_back(model: type[RateWindow], key: str) -> None:
    """Uncount one use that turned out to be rightful: many colleagues may share one address."""
    with write():
        model._default_manager.filter(key=hashed_key(key), hits__gt=0).update(hits=models.F("hits") - 1)


def hashed_key(key: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), key.encode(), hashlib.sha256).hexdigest()
