"""Bodies of any size and manner meet a page that answers; half a body is never taken for a whole one.

A browser reads the answer only after it has sent everything: a server that answers and hangs up in the
middle of a body shows the person "connection reset" instead of a sentence. And the server hands on the
part of a body that came before a connection broke as if it were all. So, around each site's pages:
- a body over the limit is read away first (within a cap), then answered with the sentence;
- a body that ends before its declared length is an error, so that no half form overwrites answers;
- a body without a declared length (chunked) cannot be checked so, and is refused with a sentence;
- whatever a page left unread is read away before its answer goes out.
The caps keep somebody who sends without end from holding a thread for long.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from enum import Enum
from io import BufferedIOBase, BytesIO
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from todoke.web import error_pages

MIB = 1024 * 1024
LARGEST_BODY = 200 * MIB  # twelve photos of 15 MB in one form, and the form
DRAIN_LARGEST = 512 * MIB
DRAIN_SECONDS = 60.0
BLOCK = 64 * 1024
REFUSED = "todoke.body_refused"

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class BodyRefusal(Enum):
    TOO_LARGE = "too_large"
    NO_LENGTH = "no_length"


class WholeBody(BufferedIOBase):
    """A body of a declared length. Raises ConnectionError when the sender was cut off before its end."""

    def __init__(self, body: Any, length: int) -> None:
        super().__init__()
        self._body = body
        self._left = length

    def read(self, size: int | None = -1) -> bytes:
        size = self._left if size is None or size < 0 else min(size, self._left)
        content = bytearray()
        while missing := size - len(content):
            block = self._body.read(missing)
            if not block:
                raise ConnectionError("the body ended before its declared length")
            content += block
        self._left -= size
        return bytes(content)


def with_whole_bodies(application: Application) -> Application:
    """The same pages; nobody's body is left half-read, and no half body is read as a whole."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body, length = environ["wsgi.input"], _declared_length(environ)
        if length == 0:
            return application(environ, start_response)
        if length is None:
            _refuse_without_length(environ)
        else:
            body = environ["wsgi.input"] = WholeBody(body, length)
            if length > LARGEST_BODY:
                drain(body)
                _refuse(environ, BodyRefusal.TOO_LARGE)
        response = application(environ, start_response)
        drain(body)
        return response

    return answer


def _declared_length(environ: dict[str, Any]) -> int | None:
    """None: the body ends when it ends."""
    if "HTTP_TRANSFER_ENCODING" not in environ:
        declared = environ.get("CONTENT_LENGTH") or ""
        if declared.isascii() and declared.isdigit():
            return int(declared)
        if environ["REQUEST_METHOD"] in {"GET", "HEAD"}:
            return 0
    return None


def _refuse_without_length(environ: dict[str, Any]) -> None:
    size = drain(environ["wsgi.input"])
    if size:
        _refuse(environ, BodyRefusal.TOO_LARGE if size > LARGEST_BODY else BodyRefusal.NO_LENGTH)


def _refuse(environ: dict[str, Any], refusal: BodyRefusal) -> None:
    """The pages see a request without a body, and the mark that asks for the sentence."""
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ.update({"wsgi.input": BytesIO(), "CONTENT_LENGTH": "0", REFUSED: refusal})


def drain(body: Any) -> int:
    """Read away what is left, at most `DRAIN_LARGEST` bytes and about `DRAIN_SECONDS`; how much it was."""
    until, size = time.monotonic() + DRAIN_SECONDS, 0
    while size < DRAIN_LARGEST and time.monotonic() < until:
        try:
            block = body.read(BLOCK)
        except OSError:  # the sender is gone; there is nobody to answer
            break
        if not block:
            break
        size += len(block)
    return size


class RefusedBodies:
    """Middleware behind `Display`: the sentence, in the person's language; also for a view's bare 405."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refusal = request.META.get(REFUSED)
        if refusal is BodyRefusal.TOO_LARGE:
            return error_pages.too_large(request)
        if refusal is BodyRefusal.NO_LENGTH:
            return error_pages.no_length(request)
        if "%00" in request.META.get("QUERY_STRING", ""):  # PostgreSQL cannot be asked for a NUL
            return error_pages.unreadable(request)
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            response = with_a_sentence(request, response)
        return response


def with_a_sentence(request: HttpRequest, refused: HttpResponseNotAllowed) -> HttpResponse:
    page = error_pages.wrong_method(request)
    page.headers["Allow"] = refused.headers["Allow"]
    return page
