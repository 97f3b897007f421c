"""Files leave the workspace only as inert downloads."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse


def inert_download(content: bytes, *, name: str, media_type: str) -> HttpResponse:
    """No browser runs it and none keeps it: what is closed tomorrow is not read from a cache."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return response
