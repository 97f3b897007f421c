"""Every page says that it is a demo, in both languages; what people type wrong is told, and nothing lost."""

from __future__ import annotations

import pytest
from django.test import Client as Browser
from tests.demo_id.asking_site import AUTH

BANNER = ("見本", "本物の認証サービスではありません", "DEMO", "Not a real ID service")
PAGES = {
    "the first page": "/",
    "no such page": "/nowhere",
    "how pages are shown": "/display",
    "an unknown site": AUTH,
    "a form without its token": None,
}


@pytest.mark.parametrize("language", ["ja", "ja-x-plain", "en"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_every_page_says_large_that_it_is_a_demo(portal, path, language):
    browser = Browser(enforce_csrf_checks=True)
    browser.cookies["todoke_language"] = language
    answer = browser.get(path) if path else browser.post(portal.address(), {"act": "sign_in"})
    page = answer.content.decode()
    assert [words for words in BANNER if words not in page] == []
    assert page.index("見本") < page.index("<h1>")


def test_the_three_pages_of_a_sign_in_say_it_too(portal):
    address = portal.address()
    pages = [
        portal.browser.get(address),
        portal.browser.post(address, {"act": "sign_in"}),
        portal.sign_in(address),
    ]
    for page in pages:
        assert [words for words in BANNER if words not in page.content.decode()] == []


def test_every_mistake_is_told_at_its_place_and_what_was_chosen_stays(portal):
    answer = portal.browser.post(
        portal.address(), {"act": "sign_in", "person": "lan", "acr": "aal2", "pin": "1111"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#pin"' in page
    assert 'value="lan" aria-describedby="about-lan" checked' in page
    assert 'value="aal2" checked' in page
    nothing = portal.browser.post(portal.address(), {"act": "sign_in"}).content.decode()
    assert [place for place in ("#people", "#ways", "#pin") if f'href="{place}"' not in nothing] == []


@pytest.mark.parametrize("person", ["", "tanaka", "hanako\x00"])
def test_only_the_four_can_sign_in(portal, person):
    answer = portal.browser.post(
        portal.address(), {"act": "sign_in", "person": person, "acr": "aal3", "pin": "1234"}
    )
    assert answer.status_code == 422


def test_the_level_that_was_asked_for_is_chosen_already(portal):
    assert 'value="aal2" checked' in portal.browser.get(portal.address(acr_values="aal2")).content.decode()
    assert 'value="aal3" checked' in portal.browser.get(portal.address(acr_values="x")).content.decode()


def test_another_language_keeps_the_request(portal):
    address = portal.address()
    answer = portal.browser.post("/display", {"language": "ja", "back": address})
    assert answer["Location"] == address
    page = portal.browser.get(address).content.decode()
    assert "だれとしてログインしますか" in page


def test_a_form_may_end_at_the_site_and_nowhere_else(portal):
    """Browsers hold the redirects of a form to `form-action` as well."""
    policy = portal.browser.get(portal.address())["Content-Security-Policy"]
    assert "form-action 'self' http://portal.localhost:9500;" in policy
    assert "form-action 'self';" in portal.browser.get("/")["Content-Security-Policy"]


def test_no_page_of_a_sign_in_is_kept_or_framed(portal):
    answer = portal.browser.get(portal.address())
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Frame-Options"] == "DENY"


def test_what_a_site_calls_itself_is_text(portal, tmp_path):
    file = tmp_path / "clients.toml"
    file.write_text(file.read_text().replace("ひばり市 オンライン申請", "<b>x</b>"))
    assert "<b>x</b>" not in portal.browser.get(portal.address()).content.decode()
