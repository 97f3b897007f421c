"""The inbox: which cases, in which order, page by page."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from todoke.core.cases.facts import READERS, Role
from todoke.office.cases import commands, inbox
from todoke.office.cases.inbox import Filters, filtered, inbox_page
from todoke.office.cases.models import Case
from todoke.office.cases.queries import get_own_case_or_404
from todoke.office.cases.search import index_again
from todoke.office.staff.commands import add_staff

FIRST = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def seven(hanako_case, file_card, monkeypatch):
    """Cases of two sections, some of the same hour and the same name."""
    monkeypatch.setattr(inbox, "PAGE", 2)
    names = ["アベ", "アベ", "イトウ", "ウエダ", "アベ", "エンドウ"]
    for i, kana in enumerate(names):
        file_card(f"人{i}", kana=kana, at=FIRST + timedelta(hours=i // 2))


def forward(staff, sort):
    pages, after = [], ""
    while after is not None:
        page = inbox_page(staff, Filters(), sort=sort, after=after)
        pages, after = [*pages, page], page.later
    return pages


@pytest.mark.parametrize("sort", inbox.SORTS)
def test_going_forward_shows_every_case_of_both_sections_once_and_in_order(seven, sato, sort):
    column, direction = inbox.SORTS[sort]
    seen = [case for page in forward(sato, sort) for case in page.cases]
    in_order = Case.objects.order_by(f"{direction}{column}", f"{direction}place")
    assert seen == list(in_order)
    assert len(seen) == 7


@pytest.mark.parametrize("sort", inbox.SORTS)
def test_going_back_shows_the_same_pages_again(seven, sato, sort):
    pages = forward(sato, sort)
    page, back = pages[-1], []
    while page.earlier is not None:
        page = inbox_page(sato, Filters(), sort=sort, before=page.earlier)
        back.append([case.pk for case in page.cases])
    there = [case.pk for one in pages[:-1] for case in one.cases]
    assert [pk for one in reversed(back) for pk in one] == there


def test_only_the_first_page_has_none_before_and_only_the_last_none_after(seven, sato):
    pages = forward(sato, "oldest")
    assert [page.earlier is None for page in pages] == [True, False, False, False]
    assert [page.later is None for page in pages] == [False, False, False, True]


def test_the_page_shows_its_order_and_its_neighbours(seven, as_sato):
    first = as_sato.get("/").content.decode()
    assert 'aria-sort="ascending"' in first and "前のページ</a>" not in first
    link = re.search(r'href="([^"]*)" data-key="next"', first)
    second = as_sato.get("/" + html.unescape(link[1])).content.decode()
    assert "前のページ</a>" in second
    assert not set(re.findall(r"/cases/[0-9a-f-]{36}/", first)) & set(
        re.findall(r"/cases/[0-9a-f-]{36}/", second)
    )


def test_a_page_asks_the_database_equally_often_for_one_case_and_for_fifty(
    hanako_case, file_card, as_sato, django_assert_max_num_queries
):
    as_sato.get("/")
    for i in range(49):
        file_card(f"人{i}")
    with django_assert_max_num_queries(20):
        assert as_sato.get("/").content.decode().count("data-row") == 50


@pytest.fixture
def mixed(hanako_case, file_card, sato):
    """花子: arrived, 税務課. ラン: under review, in 佐藤's charge. 恵: returned. 一郎: arrived long ago."""
    lan, megumi = file_card("NGUYEN THI LAN"), file_card("髙橋 恵", kana="タカハシ メグミ")
    file_card("山田 一郎", kana="ヤマダ イチロウ", at=FIRST)
    for case in (lan, megumi):
        commands.accept(case, staff=sato)
        commands.start_review(case, staff=sato)
    commands.propose(lan, staff=sato, outcome="交付")
    commands.send_back(megumi, staff=sato, reasons="二重の申請です。")


FILTERS = [
    pytest.param(Filters(), "花子 LAN 一郎", id="nothing chosen: open cases"),
    pytest.param(Filters(state="all"), "花子 LAN 恵 一郎", id="all"),
    pytest.param(Filters(state="returned"), "恵", id="one state"),
    pytest.param(Filters(state="no_such_state"), "花子 LAN 一郎", id="an unknown state: open cases"),
    pytest.param(Filters(query="山田"), "花子 一郎", id="a family name"),
    pytest.param(Filters(query="恵"), "恵", id="one character, over too"),
    pytest.param(Filters(query="山田", procedure="ltc_card"), "一郎", id="name and procedure"),
    pytest.param(
        Filters(query="やまだ", procedure="disaster_certificate"), "花子", id="hiragana and procedure"
    ),
    pytest.param(Filters(query="ヤマダ 本町"), "花子", id="two words, name and address"),
    pytest.param(Filters(query="山田 恵"), "", id="two words of two people"),
    pytest.param(Filters(query="　"), "花子 LAN 一郎", id="only a space"),
    pytest.param(Filters(query="100%_'"), "", id="signs that mean something to a database"),
    pytest.param(Filters(who="mine"), "LAN", id="in my charge, open"),
    pytest.param(Filters(who="mine", state="all"), "LAN 恵", id="in my charge, all"),
    pytest.param(Filters(who="nobody"), "花子 一郎", id="in nobody's charge"),
    pytest.param(Filters(who="to_decide"), "LAN", id="waiting for a decision"),
    pytest.param(Filters(state="arrived", procedure="ltc_card"), "一郎", id="state and procedure"),
    pytest.param(Filters(state="arrived", who="mine"), "", id="a state that my cases have left"),
    pytest.param(Filters(age="no number"), "花子 LAN 一郎", id="an age that is none"),
]


@pytest.mark.parametrize(("filters", "expected"), FILTERS)
def test_filters_join(mixed, sato, filters, expected):
    found = {case.applicant.split("（")[0].split()[-1] for case in inbox_page(sato, filters).cases}
    assert found == set(expected.split())
    assert found == {case.applicant.split("（")[0].split()[-1] for case in filtered(sato, filters)}


def test_age_counts_from_the_arrival(file_card, sato):
    for days in (1, 8, 40):
        file_card(f"{days}日前", at=timezone.now() - timedelta(days=days))
    found = [[c.applicant for c in inbox_page(sato, Filters(age=age)).cases] for age in ("7", "14", "30")]
    assert found == [["40日前", "8日前"], ["40日前"], ["40日前"]]


@pytest.mark.parametrize("cut", [4, 9, 14], ids=["the beginning", "two groups", "the whole number"])
def test_a_receipt_number_is_found_by_its_beginning(mixed, sato, cut):
    wanted = Case.objects.get(applicant__contains="LAN")
    shown = f"{wanted.receipt[:4]}-{wanted.receipt[4:9]}-{wanted.receipt[9:]}"
    typed = {4: shown[:4], 9: shown[:10], 14: shown}[cut]
    assert wanted in inbox_page(sato, Filters(query=typed)).cases
    assert len(filtered(sato, Filters(query=shown))) == 1


def test_fifteen_digits_are_no_receipt_number(mixed, sato):
    assert inbox_page(sato, Filters(query="1" * 15)).cases == []


@pytest.mark.parametrize("limit", [0, 3000], ids=["common", "rare"])
@pytest.mark.parametrize("sort", inbox.SORTS)
@pytest.mark.parametrize("query", ["山田", "山田 一郎", "山", "山 一", "やまだ", "山田 恵", "恵"])
def test_common_and_rare_words_find_the_same(mixed, sato, monkeypatch, limit, sort, query):
    """However the search is read — along its rarest word or along the list — it finds the same, once each."""
    for name in ("FEW", "COUNTED_TO"):
        monkeypatch.setattr(f"todoke.office.cases.search.{name}", limit)
    column, direction = inbox.SORTS[sort]
    expected = filtered(sato, Filters(query=query)).order_by(f"{direction}{column}", f"{direction}place")
    assert inbox_page(sato, Filters(query=query), sort=sort).cases == list(expected)


def test_a_corrected_name_is_found_and_the_old_one_no_more(mixed, sato):
    lan = Case.objects.get(applicant__contains="LAN")
    index_again(lan, ["NGUYEN THI MAI"], before=["NGUYEN THI LAN"])
    assert inbox_page(sato, Filters(query="mai")).cases == [lan]
    assert inbox_page(sato, Filters(query="lan")).cases == []
    assert inbox_page(sato, Filters(query="nguyen")).cases == [lan]


def test_cases_of_the_same_moment_keep_the_order_of_filing(file_card, sato):
    filed = [file_card(f"人{i}") for i in range(4)]
    assert inbox_page(sato, Filters()).cases == filed
    assert len({case.place for case in filed}) == 4


def test_another_section_finds_nothing(mixed, suzuki):
    for filters in (Filters(state="all"), Filters(query="山田"), Filters(who="to_decide")):
        assert inbox_page(suzuki, filters).cases == []


def test_the_counts_stop_at_ninety_nine(hanako_case, file_card, as_sato, monkeypatch):
    monkeypatch.setattr(inbox, "COUNTED_TO", 1)
    file_card()
    file_card()
    assert "2以上" in as_sato.get("/").content.decode()


def test_codes_never_reach_the_page(mixed, as_sato):
    shown = as_sato.get("/?state=all").content.decode().split("<tbody")[1].split("</tbody>")[0]
    assert "介護保険 被保険者証の再交付申請" in shown and "審査中" in shown
    for code in ("ltc_card", "disaster_certificate", "reviewing", "arrived"):
        assert code not in shown


def test_days_left_are_said_in_words(hanako_case, as_sato):
    today = timezone.localdate()
    words = {-2: "2日超過", 0: "今日まで", 3: "あと3日", 20: "あと20日"}
    for days, expected in words.items():
        Case.objects.update(due_on=today + timedelta(days=days))
        assert expected in as_sato.get("/").content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_only_who_works_on_cases_reads_them(seven, hanako_case, role):
    login = role.value.replace("_", "-")
    member = add_staff(login, "correct horse", name="渡邉", memberships=[(hanako_case.section, role)])
    reads = role in READERS
    assert filtered(member, Filters(state="all")).exists() is reads
    if reads:
        assert get_own_case_or_404(member, hanako_case.pk) == hanako_case
    else:
        with pytest.raises(Http404):
            get_own_case_or_404(member, hanako_case.pk)
