"""Style and script files, served from the checkout without a build step."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from whitenoise import WhiteNoise

from todoke.web.middleware import HEADERS

FOLDER = Path(__file__).resolve().parent / "static"


def with_static_files(application: Any) -> WhiteNoise:
    return WhiteNoise(
        application, root=str(FOLDER), prefix="static/", max_age=300, add_headers_function=add_headers
    )


def add_headers(headers: Headers, path: str, url: str) -> None:
    """No middleware sees these answers, so they get the pages' headers here."""
    for name, value in HEADERS.items():
        headers[name] = value
