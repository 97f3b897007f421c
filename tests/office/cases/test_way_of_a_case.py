"""From arrival to the certificate, and who may do what."""

from __future__ import annotations

import pytest

from todoke.core.errors import Refused
from todoke.office.cases import commands, inbox
from todoke.office.cases.export import Encoding, export
from todoke.office.cases.models import Case
from todoke.office.exchange.models import Outgoing
from todoke.office.notices.commands import issue


def test_problems_become_flags_and_never_a_refusal_to_file(hanako_case):
    assert hanako_case.state == "arrived"
    assert hanako_case.flags


def test_the_whole_way_ends_with_a_certificate_in_the_register(hanako_case, tanaka, watanabe):
    commands.accept(hanako_case, staff=tanaka)
    commands.start_review(hanako_case, staff=tanaka)
    commands.propose(hanako_case, staff=tanaka, outcome="半壊")
    with pytest.raises(Refused, match=r"case\.decide\.own-proposal"):
        commands.decide(hanako_case, staff=tanaka)
    commands.decide(hanako_case, staff=watanabe)
    document = issue(hanako_case, staff=tanaka)
    case = Case.objects.get(pk=hanako_case.pk)
    assert (case.state, case.outcome) == ("issued", "半壊")
    assert document.official_number == f"令和{document.fiscal_year - 2018}年度罹災証第1号"
    assert bytes(document.content).startswith(b"%PDF-")
    assert [s.state for s in case.stages.order_by("id")] == ["arrived", "accepted", "reviewing", "decided"]
    assert Outgoing.objects.filter(kind="state").count() == 4
    assert case.last_number == 5


def test_another_section_may_not_move_the_case(hanako_case, suzuki):
    with pytest.raises(Refused, match=r"case\.move\.other-section"):
        commands.accept(hanako_case, staff=suzuki)


@pytest.mark.parametrize("query", ["山田", "花", "ヤマダ", "やまだ", "本町"])
def test_a_case_is_found_by_a_piece_of_name_or_address(hanako_case, tanaka, query):
    assert list(inbox.filtered(tanaka, inbox.Filters(query=query))) == [hanako_case]


def test_nothing_is_found_for_another_name(hanako_case, tanaka):
    assert not inbox.filtered(tanaka, inbox.Filters(query="髙橋")).exists()


def test_a_character_outside_cp932_is_listed_and_formulas_are_guarded(hanako_case):
    hanako_case.applicant, hanako_case.address = "𠮷田", "=1+1"
    sheet = export([hanako_case], Encoding.CP932)
    text = sheet.content.decode("cp932")
    assert [one.character for one in sheet.missing] == ["𠮷"]
    assert "[U+20BB7]田" in text and "?" not in text and "'=1+1" in text


def test_pages_answer_and_other_sections_see_nothing(client, hanako_case, tanaka, suzuki):
    assert client.get("/").status_code == 302
    client.force_login(tanaka)
    assert "山田" in client.get("/").content.decode()
    assert client.get(f"/cases/{hanako_case.pk}/").status_code == 200
    assert client.get("/register/").status_code == 200
    client.force_login(suzuki)
    assert client.get(f"/cases/{hanako_case.pk}/").status_code == 404
