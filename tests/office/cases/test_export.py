"""Case lists as files: words, characters that CP932 lacks, formulas."""

from __future__ import annotations

import csv
import io

import pytest

from todoke.office.cases import commands
from todoke.office.cases.export import HEADINGS, Encoding, export, rows_for_export
from todoke.office.cases.models import Case


def table(content, encoding):
    return list(csv.reader(io.StringIO(content.decode(encoding))))


def test_the_file_speaks_words(reviewed_card, sato, head_of_care, as_sato):
    commands.propose(reviewed_card, staff=sato, outcome="交付")
    commands.decide(reviewed_card, staff=head_of_care)
    answer = as_sato.get("/cases/export.csv")
    heading, row = table(answer.content, "utf-8-sig")
    cells = dict(zip(heading, row, strict=True))
    assert tuple(heading) == HEADINGS
    assert cells["手続"] == "介護保険 被保険者証の再交付申請"
    assert (cells["状態"], cells["結果"], cells["担当者"]) == ("決定", "再交付", "佐藤")
    assert "ltc_card" not in answer.content.decode("utf-8-sig")


def test_the_file_is_japanese_on_an_english_screen(card, as_sato):
    as_sato.cookies["todoke_language"] = "en"
    assert "到達" in as_sato.get("/cases/export.csv").content.decode("utf-8-sig").splitlines()[1]


def test_the_page_before_lists_what_cp932_cannot_write_and_where(file_card, as_sato):
    first, second = file_card("𠮷田 一郎"), file_card("葛󠄀城 恵")
    shown = as_sato.get("/cases/export").content.decode()
    for character, instead, case in (("𠮷", "[U+20BB7]", first), ("葛󠄀", "[U+845B U+E0100]", second)):
        row = next(line for line in shown.split("<tr>") if f">{character}<" in line)
        assert instead in row and case.receipt[-5:] in row
    assert "Shift_JISで書けない文字が2種類あります" in shown


def test_the_page_before_says_when_nothing_is_lost(hanako_case, as_sato):
    assert "すべての文字をShift_JISで書けます。" in as_sato.get("/cases/export").content.decode()


@pytest.mark.parametrize(
    ("asked", "encoding"), [("cp932", "cp932"), ("utf-8", "utf-8-sig"), ("", "utf-8-sig")]
)
def test_the_download_is_inert_and_in_the_encoding_asked_for(hanako_case, as_sato, asked, encoding):
    answer = as_sato.get("/cases/export.csv", {"encoding": asked})
    assert "山田" in answer.content.decode(encoding)
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_file_holds_what_the_filter_shows_and_nothing_of_other_sections(
    hanako_case, file_card, as_sato, client, suzuki
):
    file_card("髙橋 恵")
    search = as_sato.post("/", {"query": "山田"}).url
    answer = as_sato.get("/cases/export.csv" + search.removeprefix("/"))
    assert len(table(answer.content, "utf-8-sig")) == 2
    client.force_login(suzuki)
    assert len(table(client.get("/cases/export.csv").content, "utf-8-sig")) == 1


def test_a_hundred_cases_are_not_a_hundred_questions_to_the_database(
    file_card, django_assert_max_num_queries
):
    for i in range(20):
        file_card(f"人{i}")
    with django_assert_max_num_queries(4):
        assert export(rows_for_export(Case.objects.all()), Encoding.UTF_8).count == 20


@pytest.mark.parametrize("name", ["=1+1", "+81", "-1", "@SUM(A1)", "\t=1", " =1"])
def test_no_name_becomes_a_formula(hanako_case, name):
    hanako_case.applicant = name
    row = table(export([hanako_case], Encoding.UTF_8).content, "utf-8-sig")[1]
    assert row[HEADINGS.index("氏名")].startswith("'")
