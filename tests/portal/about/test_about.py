"""The pages the footer promises: they are there, true to the code, and know the town one came from."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from todoke.catalogue import shipped

SURER = ("authentication: 1", "authentication: 2")
LANGUAGES = {"ja": "ja", "やさしい日本語": "ja-x-plain", "English": "en"}
PAGES = ("/accessibility", "/privacy")

pytestmark = pytest.mark.django_db(transaction=True)


def shown(path: str, language: str = "en") -> str:
    client = Client()
    client.cookies["todoke_language"] = language
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_each_page_is_there_in_each_language(town_hibari, page, language):
    assert f'lang="{language}"' in shown(page, language)


def test_every_page_leads_to_them_and_keeps_the_town(town_hibari):
    footer = shown("/hibari/disaster_certificate/").partition("<footer")[2]
    account, *links = re.findall(r'href="([^"]+)"', footer)
    assert account == "/account/"
    assert links == ["/accessibility?town=hibari", "/privacy?town=hibari", "/privacy?town=hibari#who"]
    for link in links:
        assert "0000-00-0000" in shown(link)


@pytest.mark.parametrize("town", ["", "?town=", "?town=nowhere", "?town=<b>"])
def test_without_a_known_town_the_pages_say_where_the_contact_is(town_hibari, town):
    for page in PAGES:
        text = shown(page + town)
        assert "Open this page from your town" in text
        assert "0000-00-0000" not in text


def test_no_degree_of_conformance_with_the_jis_is_claimed(town_hibari):
    text = shown("/accessibility", "ja")
    assert "試験は、まだ行っていません" in text
    assert "対応度は表明しません" in text


def test_the_cookies_named_are_the_cookies_set(town_hibari, all_methods):
    browser = Client()
    browser.get("/hibari/disaster_certificate/start")
    browser.post("/display", {"language": "en", "theme": "dark", "size": "large"})
    browser.post("/hibari/disaster_certificate/start", {"postcode": "000-0101"})
    town_hibari.publish("ltc_card", text=shipped()["ltc_card"].replace(*SURER))
    key_page = browser.post("/hibari/ltc_card/start")["Location"]
    way = browser.post(f"{key_page.removesuffix('key')}identify", {"method": "passkey"})["Location"]
    browser.get(way)
    set_here = set(browser.cookies) - {""}
    assert len(set_here) == 8
    named = {
        name for part in re.findall(r"<code>([^<]+)</code>", shown("/privacy")) for name in part.split(", ")
    }
    assert named == set_here


@pytest.mark.parametrize(("path", "status"), [("/nowhere/at/all", 404), ("/display?back=/hibari/", 200)])
def test_pages_of_no_town_have_the_sites_frame(town_hibari, path, status):
    answer = Client().get(path)
    assert answer.status_code == status
    for part in ('class="site-header"', 'class="reading-bar"', 'class="help"', 'href="/accessibility"'):
        assert part in answer.content.decode()
