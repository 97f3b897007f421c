"""The portal as it is served, noting how long each request took. `/__times` gives the notes and forgets them.

Served on loopback for one measurement; never part of a site.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "todoke.portal.settings")

from todoke.portal.wsgi import application as portal

times: list[tuple[str, float]] = []


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/__times":
        start_response("200 OK", [("Content-Type", "application/json")])
        noted = times[:]
        times.clear()
        return [json.dumps(noted).encode()]
    began = time.perf_counter()
    try:
        return portal(environ, start_response)
    finally:
        page = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO'].rsplit('/', 1)[-1]}"
        times.append((page, (time.perf_counter() - began) * 1000))
