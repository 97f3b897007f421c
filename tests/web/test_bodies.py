"""What lies between the server and the pages: lengths, limits, and nothing left unread."""

from __future__ import annotations

from io import BytesIO

import pytest

from todoke.web import bodies


class Body:
    """A body that remembers how much of it was read."""

    def __init__(self, size: int) -> None:
        self.left = size
        self.read_so_far = 0

    def read(self, size: int = -1) -> bytes:
        given = self.left if size < 0 else min(size, self.left)
        self.left -= given
        self.read_so_far += given
        return b"x" * given


@pytest.fixture(autouse=True)
def small_limits(monkeypatch):
    monkeypatch.setattr(bodies, "LARGEST_BODY", 1000)
    monkeypatch.setattr(bodies, "DRAIN_LARGEST", 300_000)


def answer(body, **environ) -> dict:
    """What the pages were given."""
    given = {}

    def pages(environ, start_response):
        given.update(environ, content=None)
        if environ.get("read", True):
            given["content"] = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        return [b"page"]

    environ = {"REQUEST_METHOD": "POST", "wsgi.input": body, **environ}
    assert bodies.with_whole_bodies(pages)(environ, lambda *_: None) == [b"page"]
    return given


def test_a_body_within_the_limit_reaches_the_pages_untouched() -> None:
    given = answer(Body(1000), CONTENT_LENGTH="1000")
    assert len(given["content"]) == 1000
    assert bodies.REFUSED not in given


@pytest.mark.parametrize(
    ("case", "environ"),
    [
        ("declared", {"CONTENT_LENGTH": "1001"}),
        ("chunked", {"HTTP_TRANSFER_ENCODING": "chunked"}),
        ("neither, as in HTTP/2", {}),
        ("both, to smuggle", {"CONTENT_LENGTH": "3", "HTTP_TRANSFER_ENCODING": "chunked"}),
    ],
)
def test_a_body_over_the_limit_is_read_away_and_marked(case: str, environ: dict) -> None:
    body = Body(1001)
    given = answer(body, **environ)
    assert given[bodies.REFUSED] is bodies.BodyRefusal.TOO_LARGE
    assert (given["content"], body.left) == (b"", 0)


def test_a_body_without_a_length_could_be_half_a_body_and_is_refused() -> None:
    given = answer(Body(777), HTTP_TRANSFER_ENCODING="chunked")
    assert given[bodies.REFUSED] is bodies.BodyRefusal.NO_LENGTH
    assert (given["content"], given["CONTENT_LENGTH"]) == (b"", "0")


def test_a_post_without_any_body_is_no_fault() -> None:
    assert bodies.REFUSED not in answer(Body(0))


def test_a_body_that_ends_early_is_never_taken_for_a_whole_one() -> None:
    whole = bodies.WholeBody(Body(500), 1000)
    assert len(whole.read(400)) == 400
    with pytest.raises(ConnectionError):
        whole.read()


def test_a_body_that_comes_in_pieces_is_read_as_a_whole() -> None:
    class InPieces(Body):
        def read(self, size: int = -1) -> bytes:
            return super().read(min(size, 3))

    assert len(bodies.WholeBody(InPieces(1000), 1000).read(1000)) == 1000


def test_a_whole_body_ends_quietly() -> None:
    whole = bodies.WholeBody(Body(1000), 1000)
    assert (len(whole.read()), whole.read(), whole.read(5)) == (1000, b"", b"")


def test_what_a_page_leaves_unread_is_read_away_before_its_answer_goes_out() -> None:
    body = Body(1000)
    answer(body, CONTENT_LENGTH="1000", read=False)
    assert body.left == 0


def test_a_body_without_end_is_read_away_only_up_to_the_cap() -> None:
    body = Body(10**12)
    answer(body, CONTENT_LENGTH=str(10**12))
    assert body.read_so_far <= 2 * 300_000 + bodies.BLOCK * 2


def test_draining_ends_after_its_time_however_slowly_the_bytes_come(monkeypatch) -> None:
    clock = iter(range(0, 10_000, 25))
    monkeypatch.setattr(bodies.time, "monotonic", lambda: next(clock))
    body = Body(10**12)
    bodies.drain(body)
    assert body.read_so_far <= 3 * bodies.BLOCK


def test_nothing_behind_the_declared_length_is_touched() -> None:
    body = Body(5000)  # the next request on the same connection
    answer(body, CONTENT_LENGTH="1000", read=False)
    assert body.left == 4000


def test_a_page_view_without_a_body_reads_nothing() -> None:
    body = Body(5)
    answer(body, REQUEST_METHOD="GET", read=False)
    assert body.read_so_far == 0


def test_a_sender_who_is_gone_is_no_error() -> None:
    class Gone(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionResetError

    bodies.drain(Gone())
