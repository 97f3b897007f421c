"""A request that fails before our middleware still gets a sentence."""

from __future__ import annotations

from django.test import RequestFactory

from todoke.web import error_pages


def test_the_error_page_needs_nothing_that_middleware_sets():
    request = RequestFactory().get("/", headers={"accept-language": "en"})
    answer = error_pages.bad_request(request, ValueError())
    assert answer.status_code == 400
    assert b"try again" in answer.content or "もう一度".encode() in answer.content
