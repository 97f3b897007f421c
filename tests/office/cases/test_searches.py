"""What is searched for never stands in an address; it stays in the session, each search under its own id."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from todoke.office.cases import inbox, searches

FORGOTTEN = "この検索は、もう残っていません。"
ONLY_NUMBERS = "URL）で探せるのは受付番号だけです"


def names_in(page):
    return [re.sub(r"<[^>]+>", "", one) for one in re.findall(r'<td role="cell"><b>(.*?)</b>', page)]


def search(client, words, **more):
    """The form of the inbox; the address one is led to."""
    answer = client.post("/", {"query": words, **more})
    assert answer.status_code == 302
    return answer.url


@pytest.fixture
def two(hanako_case, file_card, as_sato):
    file_card("髙橋 恵", kana="タカハシ メグミ")
    return as_sato


def test_the_words_go_into_the_session_and_an_id_into_the_address(two):
    address = search(two, "山田 花子")
    assert set(parse_qs(urlsplit(address).query)) == {"search"}
    page = two.get(address).content.decode()
    assert names_in(page) == ["山田 花子"] and 'value="山田 花子"' in page


def test_no_address_on_the_page_holds_a_word_or_a_name(two, monkeypatch):
    monkeypatch.setattr(inbox, "PAGE", 1)
    page = two.get(search(two, "山田", state="all", sort="name")).content.decode()
    page += two.get("/", {"state": "all", "sort": "name"}).content.decode()
    links = [unquote(html.unescape(one)) for one in re.findall(r'(?:href|action|src)="([^"]*)"', page)]
    assert any("after=" in one for one in links), "there is a next page"
    for one in links:
        assert not re.search(r"山|髙|ひばり|花子|恵", one), one
        cursor = parse_qs(urlsplit(one).query).get("after", ["0"])[0]
        assert cursor.isdigit(), "a cursor is a place in the order of arrival, not a name in another code"


def test_a_cursor_of_another_section_says_nothing_about_its_names(two, hanako_case, suzuki, client):
    client.force_login(suzuki)
    page = client.get("/", {"sort": "name", "after": str(hanako_case.place)})
    assert (
        page.status_code == 200
        and inbox._read_cursor(str(hanako_case.place), "sort_name", staff=suzuki) is None
    )


def test_the_filters_and_the_order_go_along(two):
    address = search(two, "山田", state="all", procedure="ltc_card", sort="newest")
    assert parse_qs(urlsplit(address).query).keys() == {"search", "state", "procedure", "sort"}
    assert names_in(two.get(address).content.decode()) == []


def test_two_tabs_keep_two_searches(two):
    one, other = search(two, "山田"), search(two, "恵")
    assert one != other
    assert names_in(two.get(one).content.decode()) == ["山田 花子"]
    assert names_in(two.get(other).content.decode()) == ["髙橋 恵（タカハシ メグミ）"]
    assert search(two, "山田") == one, "the same words need no second place"


def test_only_the_newest_searches_are_kept_and_a_lost_one_is_said(two):
    first = search(two, "山田")
    for number in range(searches.MOST_KEPT):
        search(two, f"人{number}")
    page = two.get(first)
    assert page.status_code == 200 and FORGOTTEN in page.content.decode()


def test_another_person_cannot_open_a_search(two, hanako_case, client, tanaka):
    address = search(two, "山田")
    client.force_login(tanaka)
    assert FORGOTTEN in client.get(address).content.decode()


def test_an_empty_search_shows_everything_without_an_id(two):
    assert search(two, " 　") == "/?"


@pytest.mark.parametrize("way", ["/", "/cases/export", "/cases/export.csv"])
@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param({"query": "山田"}, ONLY_NUMBERS, id="a name"),
        pytest.param({"query": "1234 5678 9018"}, ONLY_NUMBERS, id="digits with spaces"),
        pytest.param({"query": "１２３４"}, ONLY_NUMBERS, id="wide digits"),
        pytest.param({"query": "1" * 21}, ONLY_NUMBERS, id="more digits than a receipt number"),
        pytest.param({"search": "nowhere"}, FORGOTTEN, id="an unknown search"),
    ],
)
def test_what_an_address_may_not_ask_is_said_in_the_inbox(two, way, given, told):
    answer = two.get(way, given, follow=True)
    assert answer["Content-Type"].startswith("text/html"), "no file with more than was asked for"
    assert told in answer.content.decode()
    assert [unquote(address) for address, _ in answer.redirect_chain] == ([] if way == "/" else ["/?"])


@pytest.mark.parametrize("cut", [14, 6], ids=["whole", "its beginning"])
def test_a_receipt_number_may_stand_in_an_address(two, hanako_case, cut):
    digits = hanako_case.receipt[:cut]
    for written in (digits, f"{digits[:4]}-{digits[4:]}"):
        assert names_in(two.get("/", {"query": written}).content.decode()) == ["山田 花子"]


def test_a_typed_nul_asks_the_database_nothing_it_cannot_answer(two):
    address = search(two, "山\0田", procedure="\0", state="all")
    assert "procedure" not in address and names_in(two.get(address).content.decode()) == []


def test_the_file_holds_what_was_searched_for(two):
    address = search(two, "山田")
    page = two.get("/cases/export" + address.removeprefix("/")).content.decode()
    id = parse_qs(urlsplit(address).query)["search"][0]
    assert f'name="search" value="{id}"' in page and "山田" not in page.split("<main")[1]
    content = two.get("/cases/export.csv", {"search": id}).content.decode("utf-8-sig")
    assert "山田 花子" in content and "髙橋" not in content
