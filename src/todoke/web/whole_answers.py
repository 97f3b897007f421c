"""A page leaves in one piece.

granian sends a list of bytes at once, and anything else piece by piece from another thread, which costs
0.3 ms per page. Django's answers are iterators even when they hold all their bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpResponse

Application = Callable[[dict[str, Any], Callable[..., object]], Iterable[bytes]]


def with_whole_answers(application: Application) -> Application:
    def whole(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        answer = application(environ, start_response)
        if not isinstance(answer, HttpResponse):
            return answer
        try:
            return [answer.content]
        finally:
            answer.close()

    return whole
