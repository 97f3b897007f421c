"""How an application is found by its key: the portal stores HMAC(site secret, look-up id), never the id.

Attack: somebody with a copy of the database tries keys, or compares the look-up ids of two portals. Without
the key file, which no backup of the database holds, nothing can be compared with what is stored.
"""

from __future__ import annotations

import hmac
from typing import Any

from django.db import models

from todoke.portal import storage_secret


class Stored(bytes):
    """As it lies in the database; saving a row again does not turn it twice."""


def stored(lookup_id: bytes) -> Stored:
    return Stored(hmac.digest(storage_secret.derived(b"look-up"), bytes(lookup_id), "sha256"))


class LookupField(models.BinaryField):
    """Takes and is asked for look-up ids; keeps and gives back what is stored.

    Migrations see the plain column it is.
    """

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, Stored):
            value = stored(value)
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Stored | None:
        return None if value is None else Stored(value)
