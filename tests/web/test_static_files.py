"""Style and script files are answered before Django is asked; they carry the pages' headers all the same."""

from __future__ import annotations

from wsgiref.util import setup_testing_defaults

import pytest

from todoke.web.middleware import HEADERS
from todoke.web.static_files import FOLDER, with_static_files


def nobody(environ, start_response):
    start_response("404 Not Found", [])
    return [b""]


@pytest.fixture
def ask():
    application = with_static_files(nobody)

    def answer(address: str, *, method: str = "GET"):
        told = {}
        environ = {"PATH_INFO": address, "REQUEST_METHOD": method}
        setup_testing_defaults(environ)
        body = application(environ, lambda status, headers: told.update(status=status, headers=dict(headers)))
        getattr(body, "close", lambda: None)()
        return told

    return answer


A_FILE = "/static/" + sorted(p.relative_to(FOLDER).as_posix() for p in FOLDER.rglob("*.css"))[0]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_static_file_carries_the_headers_of_a_page(ask, method):
    answer = ask(A_FILE, method=method)
    assert answer["status"].startswith("200")
    assert {name: answer["headers"].get(name) for name in HEADERS} == HEADERS
    assert answer["headers"]["Cache-Control"] == "max-age=300, public"


def test_what_is_no_static_file_is_left_to_the_pages(ask):
    assert ask("/static/../web/config.py")["status"].startswith("404")
