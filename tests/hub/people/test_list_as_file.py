"""People taken in from a CSV: all or nobody, errors by row and column, nobody twice, no formula runs."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.hub.people.conftest import agree

from todoke.core.talent.people_columns import Column
from todoke.hub.members.models import HubEvent, Member, PostKind
from todoke.hub.talent.people.models import Availability, Person, SkillClaim

HEAD = ",".join(one.value for one in Column)
GOOD = "nakamura,中村 悠,県の専門人材,990001,,公共調達:2；設計:3,4,2026-12,2027-03,中部；北部,可"
STAFF = "suzuki,鈴木 翔,市町村職員,992011,,,,,,,"
SIDE = "kato,加藤 航,副業,,5990001000011,クラウドインフラ活用:４,2.5,2026年12月,2027/1,,可"


def sent(*lines: str, head: str = HEAD, encoding: str = "utf-8-sig", end: str = "\r\n"):
    text = end.join([head, *lines, ""])
    return {"file": SimpleUploadedFile("people.csv", text.encode(encoding), content_type="text/csv")}


@pytest.fixture
def place(client, zoned, company, miura):
    client.force_login(miura)
    return lambda given: client.post("/people/import", given)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp932"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_list_is_taken_in_as_spreadsheets_save_it(place, encoding, end):
    assert place(sent(GOOD, STAFF, SIDE, encoding=encoding, end=end)).status_code == 302
    people = {one.member.login: one for one in Person.objects.select_related("member", "home", "employer")}
    assert [people[one].kind for one in ("nakamura", "suzuki", "kato")] == [
        "prefecture_expert",
        "staff",
        "side_worker",
    ]
    assert people["nakamura"].member.name == "中村 悠"
    assert people["kato"].employer.name == "みなとシステム株式会社"
    claims = SkillClaim.objects.filter(person=people["nakamura"])
    assert dict(claims.values_list("skill", "level")) == {"procurement": 2, "service_design": 3}
    rows = Availability.objects.filter(person=people["nakamura"]).order_by("month")
    assert [(f"{one.month:%Y-%m}", one.zones) for one in rows] == [
        (month, ["center", "north"]) for month in ("2026-12", "2027-01", "2027-02", "2027-03")
    ]
    assert Availability.objects.filter(person=people["kato"]).count() == 2


def test_who_was_taken_in_cannot_sign_in_yet_and_is_seen_by_nobody(place, client):
    place(sent(GOOD))
    member = Member.objects.get(login="nakamura")
    assert not member.has_usable_password()
    assert not member.person.consents.exists()
    assert HubEvent.objects.filter(name="person.imported", person=member.person.pk).count() == 1
    assert "中村" not in client.get("/people/").text


def test_the_same_file_again_doubles_nobody_and_changes_nothing(place, client):
    place(sent(GOOD, STAFF))
    before = list(Availability.objects.values_list("pk", flat=True))
    Person.objects.filter(member__login="nakamura").update(most_hosts=1, introduction="自分で書いた")
    place(sent(GOOD.replace("設計:3", "設計:4"), STAFF, SIDE))
    assert (Person.objects.count(), Member.objects.filter(login="nakamura").count()) == (3, 1)
    kept = Person.objects.get(member__login="nakamura")
    assert (kept.introduction, kept.claims.get(skill="service_design").level) == ("自分で書いた", 3)
    assert set(before) <= set(Availability.objects.values_list("pk", flat=True))
    assert "2人はもういるので" in client.get("/people/").text


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("Sato!,佐藤,市町村職員,992011,,,,,,,", "アカウント", "英小文字"),
        ("sato,,市町村職員,992011,,,,,,,", "氏名", "名前"),
        ("sato," + "あ" * 81 + ",市町村職員,992011,,,,,,,", "氏名", "80文字"),
        ("sato,佐藤,部長,992011,,,,,,,", "区分", "「部長」"),
        ("sato,佐藤,市町村職員,,,,,,,,", "所属団体コード", "所属団体コード"),
        ("sato,佐藤,市町村職員,123456,,,,,,,", "所属団体コード", "「123456」"),
        ("sato,佐藤,副業,,,,,,,,", "勤務先法人番号", "法人番号"),
        ("sato,佐藤,副業,,1234567890123,,,,,,", "勤務先法人番号", "「1234567890123」"),
        ("sato,佐藤,市町村職員,992011,,占い:3,,,,,", "スキル", "「占い:3」"),
        ("sato,佐藤,市町村職員,992011,,設計:5,,,,,", "スキル", "「設計:5」"),
        ("sato,佐藤,市町村職員,992011,,設計,,,,,", "スキル", "「設計」"),
        ("sato,佐藤,市町村職員,992011,,設計:1；設計:2,,,,,", "スキル", "同じスキル"),
        ("sato,佐藤,市町村職員,992011,,,24,2026-12,2027-01,,可", "月の日数", "「24」"),
        ("sato,佐藤,市町村職員,992011,,,NaN,2026-12,2027-01,,可", "月の日数", "NaN"),
        ("sato,佐藤,市町村職員,992011,,,4,,2027-01,,可", "最初の月", "最初の月"),
        ("sato,佐藤,市町村職員,992011,,,4,2027-02,2027-01,,可", "最後の月", "最初の月"),
        ("sato,佐藤,市町村職員,992011,,,4,2026-12,2036-12,,可", "最後の月", "36か月"),
        ("sato,佐藤,市町村職員,992011,,,4,2026-12,2027-01,月面,", "地域", "「月面」"),
        ("sato,佐藤,市町村職員,992011,,,4,2026-12,2027-01,,", "地域", "リモート"),
        ("sato,佐藤,市町村職員,992011,,,4,2026-12,2027-01,,たぶん", "リモート", "「たぶん」"),
        ("sato,佐\u0007藤,市町村職員,992011,,,,,,,", "氏名", ""),
        ("sato,佐藤,市町村職員,992011,,,,,,,,40歳", "", "余分"),
    ],
)
def test_a_mistake_is_told_by_row_and_column_and_nobody_is_taken_in(place, line, column, words):
    page = place(sent(GOOD, line))
    assert page.status_code == 422
    assert '<td class="left">3</td>' in page.text
    assert f"<td>{column}</td>" in page.text or not column
    assert words in page.text
    assert not Person.objects.exists()
    assert not Member.objects.filter(login__in=["nakamura", "sato"]).exists()


def test_every_mistake_is_told_at_once(place):
    page = place(sent("A,,x,,,,,,,,", GOOD, GOOD)).text
    assert '<td class="left">2</td>' in page
    assert '<td class="left">4</td>' in page
    assert "3行目にもあります" in page


@pytest.mark.parametrize("column", ["年齢", "性別", "国籍", "健康状態", "扶養家族"])
def test_a_column_about_who_somebody_is_is_refused(place, column):
    page = place(sent(GOOD + ",40", head=f"{HEAD},{column}"))
    assert page.status_code == 422
    assert f"<td>{column}</td>" in page.text
    assert "この項目は、ハブでは持ちません" in page.text


def test_a_missing_and_a_doubled_column_are_named(place):
    page = place(sent("x", head="アカウント,アカウント")).text
    assert "<td>氏名</td>" in page
    assert "この列が2回" in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "先に、CSV"),
        (b"PK\x03\x04xlsx", "表計算ソフトのファイル"),
        (b"\xff\xfe\x00", "読み込めませんでした"),
        (HEAD.encode(), "だれも書かれていません"),
        ((HEAD + '\r\n"open').encode(), "閉じていません"),
        (b"x" * (1024 * 1024 + 1), "1MB"),
    ],
    ids=["empty", "spreadsheet", "no text", "only headings", "open quotes", "too large"],
)
def test_a_file_that_is_no_list_gets_a_sentence(place, content, words):
    page = place({"file": SimpleUploadedFile("people.csv", content)})
    assert page.status_code == 422
    assert words in page.text


def test_no_file_at_all_gets_a_sentence(place):
    assert place({}).status_code == 422


def test_five_hundred_people_come_in_and_one_more_does_not(place):
    lines = [
        f"staff{number},職員 {number},市町村職員,992011,,,2,2026-12,2026-12,,可" for number in range(501)
    ]
    assert place(sent(*lines)).status_code == 422
    assert not Person.objects.exists()
    assert place(sent(*lines[:500])).status_code == 302
    assert Person.objects.count() == 500


def test_an_account_of_somebody_else_is_not_taken_over(place, watanabe):
    page = place(sent("watanabe,別人,市町村職員,992011,,,,,,,"))
    assert page.status_code == 422
    assert "別の人が使っています" in page.text


def test_somebody_with_an_account_and_the_same_name_gets_a_profile(place, watanabe):
    assert place(sent("watanabe,渡邉,市町村職員,992011,,,,,,,")).status_code == 302
    assert watanabe.person.kind == "staff"
    assert watanabe.holds(PostKind.DX_LEAD)


def test_an_administrator_never_becomes_somebody_who_is_lent(place, kanri):
    page = place(sent("kanri,管理者,県の専門人材,990001,,,,,,,"))
    assert page.status_code == 422
    assert not Person.objects.exists()


FORMULA = '=HYPERLINK("http://evil.example")'


def test_a_cell_like_a_formula_is_text_in_and_guarded_text_out(place, client):
    cell = '"' + FORMULA.replace('"', '""') + '"'
    assert place(sent(f"evil,{cell},市町村職員,992011,,,,,,,")).status_code == 302
    person = Person.objects.get()
    assert person.member.name == FORMULA
    agree(person)
    rows = list(csv.reader(io.StringIO(client.get("/people/list.csv").content.decode("utf-8-sig"))))
    assert rows[1][1] == "'" + FORMULA


def test_what_is_written_can_be_taken_in_again_and_doubles_nobody(place, client):
    place(sent(GOOD, SIDE, 'plus,"+81",市町村職員,992011,,,,,,,'))
    for person in Person.objects.all():
        agree(person)
    written = client.get("/people/list.csv")
    assert HubEvent.objects.filter(name="person.exported").count() == 3
    Availability.objects.all().delete()
    Member.objects.filter(login="nakamura").update(login="moved")
    answer = place({"file": SimpleUploadedFile("people.csv", written.content)})
    assert answer.status_code == 302
    assert Person.objects.count() == 4
    fresh = Person.objects.get(member__login="nakamura")
    assert dict(fresh.claims.values_list("skill", "level")) == {"procurement": 2, "service_design": 3}
    assert fresh.availability.count() == 4


def test_the_template_has_the_headings_and_nobody(client, miura):
    client.force_login(miura)
    content = client.get("/people/template.csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == HEAD + "\r\n"


def test_only_a_coordinator_takes_in_a_list(client, zoned, approver, kansa):
    for member in (approver, kansa):
        client.force_login(member)
        assert client.post("/people/import", sent(STAFF)).status_code == 403
    assert not Person.objects.exists()


def test_two_coordinators_with_the_same_people_at_once_double_nobody(place, monkeypatch):
    from todoke.hub.talent.people import file_commands

    place(sent(STAFF))
    nobody = Member.objects.none()
    monkeypatch.setattr(file_commands, "_accounts", lambda rows: {one.login: one for one in nobody})
    page = place(sent(STAFF))
    assert page.status_code == 422
    assert "二重にはなっていません" in page.text
    assert Member.objects.filter(login="suzuki").count() == 1
