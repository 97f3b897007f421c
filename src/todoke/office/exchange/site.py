"""What the exchange needs to know of this office's configuration."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def town_code() -> str:
    return str(settings.TODOKE.town.code)


def door_url() -> str:
    return str(settings.TODOKE.door_url).rstrip("/")


def key_folder() -> Path:
    return Path(settings.TODOKE.data) / "keys"
