"""From what a town wants changed to roles, and who is in them."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from todoke.core.errors import Refused
from todoke.core.talent.needs import Source
from todoke.core.talent.team import PlacementFacts
from todoke.hub.members.models import HubEvent
from todoke.hub.talent.roles import commands, own_staff, queries
from todoke.hub.talent.roles.models import Placement, RoleDemand
from todoke.hub.talent.roles.waits import handovers_waiting

CHANGE = "様式を変えるのに何か月もかかる"
BORROWED = {
    "role": "builder",
    "who": "中村",
    "source": "prefecture",
    "since": "2026-11-01",
    "until": "2027-03-31",
    "successor": "鈴木",
    "handover_plan": "毎週いっしょに直し、手順書を残す。",
}


def facts(**changed) -> PlacementFacts:
    given = {
        "role": "builder",
        "who": "中村",
        "source": Source.PREFECTURE,
        "since": date(2026, 11, 1),
        "until": date(2099, 3, 31),
        "successor": "鈴木",
        "plan": "いっしょに直す。",
    }
    return PlacementFacts(**(given | changed))


def test_a_wished_change_leads_to_roles_and_into_the_picture(client, watanabe, hibari):
    client.force_login(watanabe)
    page = client.post("/team/992011/changes", {"stage": "look", "changes": [CHANGE]})
    assert "内製担当職員" in page.text
    assert "サービスデザイナー" not in page.text
    sent = {"stage": "save", "changes": [CHANGE], "words": "自分たちで直したい", "people.builder": "２"}
    assert client.post("/team/992011/changes", sent).status_code == 302
    wanted = RoleDemand.objects.get(body=hibari)
    assert (wanted.role, wanted.people) == ("builder", 2)
    assert CHANGE in wanted.change_wanted
    assert "自分たちで直したい" in client.get("/team/992011/").text


def test_nothing_chosen_is_said_beside_the_question_and_the_words_stay(client, watanabe):
    client.force_login(watanabe)
    page = client.post("/team/992011/changes", {"stage": "look", "words": "窓口を変えたい"})
    assert page.status_code == 422
    assert 'id="changes-error"' in page.text
    assert "窓口を変えたい" in page.text


@pytest.mark.parametrize("count", ["", "-1", "100", "二人", "1.5"])
def test_a_number_of_people_that_is_none_is_refused_and_kept(client, watanabe, count):
    client.force_login(watanabe)
    sent = {"stage": "save", "changes": [CHANGE], "people.builder": count}
    page = client.post("/team/992011/changes", sent)
    assert page.status_code == 422
    assert f'value="{count}"' in page.text
    assert not RoleDemand.objects.exists()


def test_going_back_keeps_what_was_chosen(client, watanabe):
    client.force_login(watanabe)
    page = client.post("/team/992011/changes", {"stage": "back", "changes": [CHANGE], "words": "急ぎたい"})
    assert f'value="{CHANGE}" checked' in page.text
    assert "急ぎたい" in page.text


@pytest.mark.parametrize(
    "missing", ["until", "successor", "handover_plan"], ids=["no end", "nobody takes over", "no plan"]
)
def test_nobody_is_borrowed_without_an_end_a_successor_and_a_plan(client, watanabe, missing):
    client.force_login(watanabe)
    page = client.post("/team/992011/people/new", BORROWED | {missing: ""})
    assert page.status_code == 422
    assert f'id="{missing}-error"' in page.text
    assert 'value="中村"' in page.text
    assert not Placement.objects.exists()


def test_a_borrowed_person_with_all_three_stands_in_the_picture_with_who_takes_over(client, watanabe, hibari):
    commands.set_demands(hibari, {"builder": 1}, change_wanted=CHANGE, by=watanabe)
    client.force_login(watanabe)
    assert client.post("/team/992011/people/new", BORROWED | {"until": "2099-03-31"}).status_code == 302
    line = queries.picture(hibari, on=date(2027, 1, 5)).rows[0].line
    assert (line.borrowed, line.gap, line.open_now, line.ends) == (1, 1, 0, date(2099, 3, 31))
    page = client.get("/team/992011/").text
    assert "鈴木" in page
    assert "2099年" in page


def test_the_borrowed_cannot_take_over_from_themselves(watanabe, hibari):
    with pytest.raises(Refused) as caught:
        commands.place(hibari, facts(successor="中村"), by=watanabe)
    assert caught.value.refusals[0].code == "talent.team.successor"


def test_own_staff_need_no_end(watanabe, hibari):
    own = facts(who="鈴木", source=Source.OWN_STAFF, until=None, successor="", plan="")
    assert commands.place(hibari, own, by=watanabe).until is None


def test_an_unknown_source_is_held_to_the_rule_of_the_borrowed(client, watanabe):
    client.force_login(watanabe)
    page = client.post("/team/992011/people/new", BORROWED | {"source": "somewhere", "successor": ""})
    assert page.status_code == 422


def test_a_placement_of_another_town_is_not_found(client, watanabe, ishikawa, morino):
    row = commands.place(morino, facts(), by=ishikawa)
    client.force_login(watanabe)
    assert client.get(f"/team/992011/people/{row.pk}").status_code == 404
    client.post(f"/team/992011/people/{row.pk}/remove")
    assert Placement.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("who", ["ishikawa", "miura", "administrator"])
def test_only_the_dx_lead_of_the_town_changes_its_team(client, request, hibari, watanabe, who):
    other = request.getfixturevalue(who)
    for refused in (
        lambda: commands.place(hibari, facts(), by=other),
        lambda: commands.set_demands(hibari, {"builder": 1}, change_wanted=CHANGE, by=other),
        lambda: commands.set_figures(hibari, own=1, total=2, by=other),
    ):
        with pytest.raises(Refused) as caught:
            refused()
        assert caught.value.refusals[0].code == "talent.team.not-yours"
    client.force_login(other)
    assert client.post("/team/992011/people/new", BORROWED).status_code == 403


@pytest.mark.parametrize(
    ("who", "status"), [("watanabe", 200), ("miura", 200), ("ishikawa", 403), ("administrator", 403)]
)
def test_the_town_and_the_coordinators_read_the_picture(client, request, hibari, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get("/team/992011/").status_code == status


def test_levels_of_own_staff_are_shown_without_a_name_and_each_look_is_recorded(
    client, watanabe, hibari, monkeypatch
):
    someone = uuid4()
    levels = {"no_code_building": 2, "administration": 3, "plain_words": 2}
    known = (own_staff.OwnStaff(person=someone, number=1, levels=levels),)
    monkeypatch.setattr(own_staff, "_asked", [lambda body, on: known])
    commands.set_demands(hibari, {"builder": 1}, change_wanted=CHANGE, by=watanabe)
    client.force_login(watanabe)
    page = client.get("/team/992011/").text
    assert "職員1" in page
    assert "2→3" in page
    assert "庁内で育てられる" in page
    assert HubEvent.objects.filter(name="person.read", person=someone, actor=f"member:{watanabe.pk}").exists()


def test_a_gap_nobody_is_near_to_must_be_borrowed(client, watanabe, hibari):
    commands.set_demands(hibari, {"engineer": 1}, change_wanted="手作業の転記が多い", by=watanabe)
    client.force_login(watanabe)
    assert "しばらく借りる" in client.get("/team/992011/").text


def test_a_wish_for_nobody_is_taken_back(watanabe, hibari):
    commands.set_demands(hibari, {"builder": 2}, change_wanted=CHANGE, by=watanabe)
    commands.set_demands(hibari, {"builder": 0}, change_wanted=CHANGE, by=watanabe)
    assert not RoleDemand.objects.exists()


def test_the_share_of_own_procedures_is_drawn_and_written_for_every_town(client, watanabe, hibari, morino):
    commands.set_figures(hibari, own=9, total=31, by=watanabe)
    client.force_login(watanabe)
    page = client.get("/team/towns/").text
    assert 'width="29"' in page
    assert "29%" in page
    assert "まだ数字がありません" in page


@pytest.mark.parametrize(("own", "total"), [("5", "4"), ("-1", "4"), ("", "4"), ("3", "many")])
def test_figures_that_cannot_be_are_refused_and_stay_in_the_boxes(client, watanabe, hibari, own, total):
    client.force_login(watanabe)
    page = client.post("/team/992011/figures", {"own": own, "total": total})
    assert page.status_code == 422
    assert f'value="{total}"' in page.text
    hibari.refresh_from_db()
    assert hibari.procedures_total == 0


def test_who_is_not_signed_in_is_sent_to_the_sign_in(client, hibari):
    assert client.get("/team/992011/").headers["Location"].startswith("/login")


def test_a_borrowed_role_that_ends_soon_waits_for_its_lead_with_its_day(watanabe, ishikawa, hibari):
    today = timezone.localdate()
    near, far = today + timedelta(days=60), today + timedelta(days=61)
    row = commands.place(hibari, facts(since=today, until=near), by=watanabe)
    commands.place(hibari, facts(since=today, until=far), by=watanabe)
    own = facts(who="鈴木", source=Source.OWN_STAFF, since=today, until=near)
    commands.place(hibari, own, by=watanabe)
    assert [(one.until, one.params["successor"]) for one in handovers_waiting(watanabe)] == [(near, "鈴木")]
    assert str(row.pk) in handovers_waiting(watanabe)[0].href
    assert handovers_waiting(ishikawa) == []
