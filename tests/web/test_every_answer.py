"""Every answer carries the headers, and what fails says so in a sentence and shows no inside."""

from __future__ import annotations

from types import ModuleType

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import include, path
from django.views.decorators.http import require_POST

from todoke.web.middleware import HEADERS

INSIDE = ("Traceback", "Exception", "File &#34;", "site-packages", "hanako-secret")


def stumble(request):
    raise RuntimeError("hanako-secret")


def forbid(request):
    raise PermissionDenied("hanako-secret")


def miss(request):
    raise Http404("hanako-secret")


@require_POST
def only_forms(request):
    return HttpResponse("done")


@pytest.fixture
def failing(settings):
    """A browser at a site whose pages fail."""
    urls = ModuleType("failing_urls")
    urls.urlpatterns = [
        path("", include("todoke.web.urls")),
        path("stumble", stumble),
        path("forbid", forbid),
        path("miss", miss),
        path("only-forms", only_forms),
    ]
    urls.handler400 = "todoke.web.error_pages.bad_request"
    urls.handler403 = "todoke.web.error_pages.forbidden"
    urls.handler404 = "todoke.web.error_pages.not_found"
    urls.handler500 = "todoke.web.error_pages.server_error"
    settings.ROOT_URLCONF = urls
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


ANSWERS = [
    pytest.param("get", "/display", 200, id="a page"),
    pytest.param("get", "/healthz", 200, id="the load balancer's word"),
    pytest.param("head", "/display", 200, id="a page's head alone"),
    pytest.param("head", "/healthz", 200, id="the head of the load balancer's word"),
    pytest.param("trace", "/healthz", 405, id="a wrong method"),
    pytest.param("post", "/display", 403, id="a form of another site"),
    pytest.param("get", "/forbid", 403, id="a forbidden page"),
    pytest.param("get", "/miss", 404, id="a missing thing"),
    pytest.param("get", "/nobody-made-this", 404, id="a missing address"),
    pytest.param("get", "/stumble", 500, id="our mistake"),
]


@pytest.mark.parametrize(("method", "address", "status"), ANSWERS)
def test_the_headers_are_on_every_answer(failing, method, address, status):
    response = getattr(failing, method)(address)

    assert response.status_code == status
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert response.headers["Cache-Control"] == "no-store"


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere():
    policy = HEADERS["Content-Security-Policy"]

    for word in ("unsafe-inline", "unsafe-eval", "http:", "https:", "*"):
        assert word not in policy


@pytest.mark.parametrize(
    ("method", "address", "japanese", "english"),
    [
        pytest.param("get", "/forbid", "このページは開けません", "You can't open this page.", id="forbidden"),
        pytest.param("get", "/miss", "このページは見つかりません", "This page is not here.", id="missing"),
        pytest.param(
            "post", "/display", "Cookie", "This page was open for too long, or cookies are off.", id="csrf"
        ),
        pytest.param(
            "get",
            "/only-forms",
            "ボタンから送るときだけ",
            "This address only takes what a form sends.",
            id="a form's address, typed or reached after signing in",
        ),
        pytest.param(
            "get",
            "/stumble",
            "このサイトの側で問題が起きました",
            "Something went wrong on our side.",
            id="our mistake",
        ),
    ],
)
def test_a_failure_is_a_sentence_in_both_languages(failing, method, address, japanese, english):
    in_japanese = getattr(failing, method)(address, headers={"accept-language": "ja"})
    in_english = getattr(failing, method)(address, headers={"accept-language": "en"})

    assert japanese in in_japanese.text
    assert "ください" in in_japanese.text
    assert english.replace("'", "&#39;") in in_english.text
    assert english not in in_japanese.text


def test_an_address_with_a_nul_in_its_question_is_refused_before_any_page_asks_the_database(failing):
    answer = failing.get("/stumble?query=%00")

    assert answer.status_code == 400
    assert "ください" in answer.text


def test_an_address_that_only_takes_forms_names_its_method(failing):
    answer = failing.get("/only-forms")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "form",
    [
        pytest.param({f"q.{n}.name": "花" for n in range(20_001)}, id="inputs"),
        pytest.param({f"photo{n}": SimpleUploadedFile("a.jpg", b"a") for n in range(101)}, id="files"),
    ],
)
def test_a_form_of_too_many_parts_gets_the_sentence_of_what_is_too_large(client, form):
    answer = client.post("/display", form)

    assert answer.status_code == 413
    assert "大きすぎます" in answer.text


@pytest.mark.parametrize("address", ["/forbid", "/miss", "/nobody-made-this", "/stumble"])
def test_a_failure_shows_no_inside(failing, address):
    page = failing.get(address).text

    assert [word for word in INSIDE if word in page] == []


@pytest.mark.parametrize(
    ("cookie", "theme"),
    [("default", "default"), ("contrast", "contrast"), ("dark", "dark"), ('"><script>', "default")],
)
def test_only_themes_that_exist_are_shown(client, cookie, theme):
    client.cookies["todoke_theme"] = cookie

    assert f'data-theme="{theme}"' in client.get("/display").text


@pytest.mark.parametrize("name", ["language", "theme", "size"])
def test_a_display_cookie_is_kept_a_year_away_from_scripts(client, name):
    cookie = client.post("/display", {name: "nonsense"}).cookies[f"todoke_{name}"]

    assert cookie.value in ("ja", "default", "normal")
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 365 * 24 * 3600)


def test_only_what_was_chosen_becomes_a_cookie(client):
    assert set(client.post("/display", {"size": "large"}).cookies) == {"todoke_size"}


def test_the_display_form_returns_to_where_the_person_was(client):
    assert client.post("/display", {"back": "/hibari/?q=1"}).headers["Location"] == "/hibari/?q=1"


@pytest.mark.parametrize(
    "back",
    ["//evil.example", "https://evil.example", "/\t/evil.example", "///evil.example", "javascript:1", ""],
)
def test_the_display_form_sends_nobody_elsewhere(client, back):
    assert client.post("/display", {"back": back}).headers["Location"] == "/"
    assert "evil" not in client.get("/display", {"back": back}).text.split("<form")[-1]
