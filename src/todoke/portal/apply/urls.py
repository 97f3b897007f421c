"""`/<town>/<procedure>/start`, `/<town>/open`, `/<town>/a/<id>/…`."""

from __future__ import annotations

urlpatterns: list = []
