"""Rehearsed faults: slow, or down. Switched by `todoke id fault` only, so that no visitor can."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FILE = "faults.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    slow_seconds: float = 0.0
    down: bool = False


class Faults:
    """In front of everything but the word for the load balancer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        fault = present(settings.TODOKE.data) if request.path != "/healthz" else Fault()
        if fault.slow_seconds:
            time.sleep(fault.slow_seconds)
        if fault.down:
            words = "見本の認証サービスは止まっています。 / The demo ID service is down (rehearsed)."
            return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


def present(data: Path) -> Fault:
    try:
        return Fault(**json.loads((data / FILE).read_text()))
    except FileNotFoundError:
        return Fault()


def switch(data: Path, fault: Fault) -> None:
    """Written aside and moved, so that no request reads half of it."""
    file = data / FILE
    half = file.with_suffix(".new")
    half.write_text(json.dumps(asdict(fault)))
    half.replace(file)
