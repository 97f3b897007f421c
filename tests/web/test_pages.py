"""The pages every site has: headers, languages, display settings, errors."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from todoke.web import error_pages
from todoke.web.middleware import Display
from todoke.web.views import safe_path


def test_every_answer_forbids_inline_script_and_framing(client):
    response = client.get("/display")

    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("cookie", "browser", "language", "words"),
    [
        pytest.param("", "", "ja", "この表示にする", id="Japanese where nothing is said"),
        pytest.param("", "en-GB", "en", "Show pages like this", id="the browser's English"),
        pytest.param("ja", "en-GB", "ja", "この表示にする", id="the cookie before the browser"),
        pytest.param("ja-x-plain", "", "ja-x-plain", "これで 見る", id="plain Japanese"),
        pytest.param("xx", "", "ja", "この表示にする", id="nonsense is Japanese"),
    ],
)
def test_the_page_speaks_the_persons_language(client, cookie, browser, language, words):
    client.cookies["todoke_language"] = cookie

    response = client.get("/display", headers={"accept-language": browser})

    assert response.headers["Content-Language"] == language
    assert f'lang="{language}"' in response.text
    assert words in response.text


def test_chosen_colours_and_size_are_kept_in_cookies(client):
    response = client.post("/display", {"theme": "dark", "size": "largest", "back": "/display"})

    assert response.status_code == 302
    assert response.cookies["todoke_theme"].value == "dark"
    again = client.get("/display").text
    assert 'data-theme="dark" data-size="largest"' in again


def test_a_display_form_of_another_site_is_refused_in_a_sentence():
    response = Client(enforce_csrf_checks=True).post("/display", {"theme": "dark"})

    assert response.status_code == 403
    assert "Cookie" in response.text


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:1"]
)
def test_nobody_is_sent_to_another_site(path):
    assert safe_path(RequestFactory().get("/"), path) == "/"


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (lambda request: error_pages.bad_request(request, ValueError()), 400),
        (lambda request: error_pages.forbidden(request, ValueError()), 403),
        (lambda request: error_pages.not_found(request, ValueError()), 404),
        (error_pages.too_large, 413),
        (lambda request: error_pages.too_often(request, "5分後にもう一度試してください。"), 429),
        (error_pages.server_error, 500),
    ],
)
def test_an_error_page_says_what_to_do_and_never_a_code_alone(answer, status):
    response = Display(answer)(RequestFactory().get("/"))

    assert response.status_code == status
    assert "ください" in response.text
