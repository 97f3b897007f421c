"""Pages of members and bodies: who reaches them, and what they say."""

from __future__ import annotations

import pytest

from todoke.core.talent.posts import PostKind
from todoke.hub.members import commands
from todoke.hub.members.models import HubEvent, Member

pytestmark = pytest.mark.django_db
OPEN_TO_MEMBERS = ["/", "/bodies/", "/bodies/992011/", "/account/", "/account/sessions"]
OF_ADMINISTRATORS = ["/members/", "/members/new", "/bodies/new"]


@pytest.mark.parametrize("path", [*OPEN_TO_MEMBERS, *OF_ADMINISTRATORS, "/events/", "/bodies/992011/dx"])
def test_nobody_reads_a_page_without_signing_in(client, watanabe, path):
    assert client.get(path).headers["Location"].startswith("/login")


@pytest.mark.parametrize("path", [*OPEN_TO_MEMBERS, *OF_ADMINISTRATORS, "/events/"])
def test_a_password_alone_opens_nothing(client, watanabe, path):
    super(type(client), client).force_login(watanabe)
    assert client.get(path).status_code == 302


@pytest.mark.parametrize("path", OPEN_TO_MEMBERS)
def test_a_member_reads_what_is_open_to_members(client, watanabe, path):
    client.force_login(watanabe)
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", OF_ADMINISTRATORS)
@pytest.mark.parametrize("who", ["watanabe", "miura", "kansa", "ishikawa"])
def test_only_administrators_keep_accounts(client, request, hibari, who, path):
    client.force_login(request.getfixturevalue(who))
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("path", ["/members/", "/members/new", "/bodies/new", "/events/"])
def test_an_administrator_reaches_the_pages_of_the_task(client, kanri, watanabe, path):
    client.force_login(kanri)
    assert client.get(path).status_code == 200


def test_the_navigation_shows_an_administrator_no_people(client, kanri):
    client.force_login(kanri)
    text = client.get("/").content.decode()
    assert 'href="/members/"' in text
    for path in ("people", "permits", "proposals", "engagements"):
        assert f'href="/{path}/' not in text


def test_a_town_that_has_not_said_where_its_digital_function_sits_is_asked(client, watanabe):
    client.force_login(watanabe)
    assert "ひばり市のデジタル部門がどこにあるか" in client.get("/").content.decode()
    client.post("/bodies/992011/dx", {"seat": "planning", "powers": "調整", "reports_to": "副市長"})
    page = client.get("/").content.decode()
    assert "どこにあるか" not in page
    assert "いま、やることはありません" in page


def test_the_seat_powers_and_reporting_line_stand_in_the_comparison(client, watanabe, miura):
    client.force_login(watanabe)
    sent = {"seat": "head", "powers": "予算を決める", "reports_to": "市長"}
    assert client.post("/bodies/992011/dx", sent).headers["Location"] == "/bodies/992011/"
    client.force_login(miura)
    text = client.get("/bodies/").content.decode()
    assert "予算を決める" in text
    assert "市長" in text
    assert HubEvent.objects.filter(name="body.described").count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["ishikawa", "miura", "kansa"])
def test_another_body_does_not_describe_ones_own(client, request, hibari, who, method):
    client.force_login(request.getfixturevalue(who))
    sent = {"seat": "head", "reports_to": "町長"}
    assert getattr(client, method)("/bodies/992011/dx", sent).status_code == 403
    hibari.refresh_from_db()
    assert hibari.dx_seat == "nobody"


def test_a_seat_without_a_reporting_line_is_refused_and_nothing_typed_is_lost(client, watanabe):
    client.force_login(watanabe)
    sent = {"seat": "planning", "powers": "各課に求める", "reports_to": " "}
    answer = client.post("/bodies/992011/dx", sent)
    assert answer.status_code == 422
    assert "だれに報告するか" in answer.content.decode()
    assert "各課に求める" in answer.content.decode()


@pytest.mark.parametrize(
    "sent", [{}, {"seat": "everywhere"}, {"seat": "head", "powers": "\0"}], ids=["empty", "unknown", "NUL"]
)
def test_an_unreadable_seat_is_refused(client, watanabe, sent):
    client.force_login(watanabe)
    assert client.post("/bodies/992011/dx", sent).status_code == 422


@pytest.mark.parametrize("path", ["/bodies/1/", "/bodies/abc/", "/bodies/999999/", "/bodies/１２/"])
def test_an_unknown_body_is_not_found(client, watanabe, path):
    client.force_login(watanabe)
    assert client.get(path).status_code == 404


def test_the_new_password_is_shown_once_and_opens_the_account(client, kanri, hibari):
    client.force_login(kanri)
    page = client.post("/members/new", {"login": "suzuki", "name": "鈴木", "body": "992011"})
    text = page.content.decode()
    member = Member.objects.get(login="suzuki")
    password = text.split('class="app-key"><code>')[1].split("<")[0]
    assert member.check_password(password)
    assert password not in client.get(f"/members/{member.pk}/").content.decode()
    assert page.headers["Cache-Control"].find("no-store") >= 0


BAD_ACCOUNTS = {
    "no name": {"login": "suzuki", "name": "", "body": "992011"},
    "capitals": {"login": "Suzuki", "name": "鈴木", "body": "992011"},
    "a space": {"login": "suzu ki", "name": "鈴木", "body": "992011"},
    "taken": {"login": "kanri", "name": "鈴木", "body": "992011"},
    "no such body": {"login": "suzuki", "name": "鈴木", "body": "000000"},
    "NUL": {"login": "suzuki", "name": "鈴\0木", "body": "992011"},
}


@pytest.mark.parametrize("sent", BAD_ACCOUNTS.values(), ids=BAD_ACCOUNTS)
def test_a_bad_account_is_refused_in_words_and_keeps_what_was_typed(client, kanri, hibari, sent):
    client.force_login(kanri)
    answer = client.post("/members/new", sent)
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode() or 'role="alert"' in answer.content.decode()
    assert f'value="{sent["login"]}"' in answer.content.decode()
    assert not Member.objects.filter(login="suzuki").exists()


BAD_BODIES = {
    "short": {"kind": "municipality", "code": "9920", "name": "新町"},
    "letters": {"kind": "municipality", "code": "99x011", "name": "新町"},
    "company with six": {"kind": "company", "code": "992011", "name": "会社"},
    "taken": {"kind": "municipality", "code": "992011", "name": "新町"},
    "negative": {"kind": "municipality", "code": "993506", "name": "新町", "inhabitants": "-1"},
}


@pytest.mark.parametrize("sent", BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_bad_body_is_refused(client, kanri, hibari, sent):
    client.force_login(kanri)
    assert client.post("/bodies/new", sent).status_code == 422


def test_a_body_is_added_with_full_width_digits_too(client, kanri):
    client.force_login(kanri)
    sent = {"kind": "municipality", "code": "９９３５０６", "name": "新町", "inhabitants": "4200"}
    assert client.post("/bodies/new", sent).headers["Location"] == "/bodies/993506/"


def test_a_post_is_given_and_taken(client, kanri, ishikawa, morino):
    client.force_login(kanri)
    path, sent = f"/members/{ishikawa.pk}/post", {"kind": "dx_lead", "body": "993417"}
    assert client.post(path, sent | {"do": "give"}).status_code == 302
    assert ishikawa.holds(PostKind.DX_LEAD, morino)
    assert client.post(path, sent | {"do": "take"}).status_code == 302
    assert not ishikawa.holds(PostKind.DX_LEAD)
    assert list(HubEvent.objects.order_by("pk").values_list("name", flat=True))[-2:] == [
        "post.given",
        "post.taken",
    ]


def test_a_refused_post_is_said_on_the_page(client, kanri, ishikawa, morino):
    client.force_login(kanri)
    answer = client.post(
        f"/members/{ishikawa.pk}/post", {"do": "give", "kind": "administrator", "body": "993417"}
    )
    assert answer.status_code == 422
    assert "管理者は、人の記録を見ません" in answer.content.decode()


def test_a_post_that_is_none_is_refused(client, kanri, ishikawa):
    client.force_login(kanri)
    answer = client.post(f"/members/{ishikawa.pk}/post", {"do": "give", "kind": "king", "body": "993417"})
    assert answer.status_code == 422


def test_giving_a_post_asks_for_the_second_step_again_after_five_minutes(client, kanri, ishikawa):
    client.force_login(kanri)
    client.prove(at=0.0)
    answer = client.post(f"/members/{ishikawa.pk}/post", {"do": "give", "kind": "dx_lead", "body": "993417"})
    assert answer.headers["Location"].startswith("/account/prove")
    assert not ishikawa.holds(PostKind.DX_LEAD)


def test_an_account_switched_off_is_signed_out_at_once(client, kanri, watanabe):
    client.force_login(watanabe)
    assert client.get("/bodies/").status_code == 200
    commands.switch_account(watanabe, active=False, by=kanri)
    assert client.get("/bodies/").status_code == 302


def test_an_administrator_of_a_town_keeps_that_towns_accounts_only(client, hibari, morino, ishikawa):
    from tests.hub.conftest import new_member

    client.force_login(new_member("sato", "佐藤", PostKind.ADMINISTRATOR, body=hibari))
    assert "石川" not in client.get("/members/").content.decode()
    assert client.get(f"/members/{ishikawa.pk}/").status_code == 404
    assert client.post(f"/members/{ishikawa.pk}/password").status_code == 404


def test_an_auditor_reads_everything_and_an_administrator_no_persons_record(client, kanri, kansa, watanabe):
    from todoke.hub.members.events import record

    record("person.read", "person:1", by=watanabe, person=watanabe.pk)
    client.force_login(kansa)
    assert "人の記録が見られた" in client.get("/events/").content.decode()
    client.force_login(kanri)
    assert "人の記録が見られた" not in client.get("/events/").content.decode()


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, ""])
def test_a_place_in_the_list_that_is_no_number_shows_the_newest(client, kansa, before):
    client.force_login(kansa)
    assert client.get(f"/events/?before={before}").status_code == 200
