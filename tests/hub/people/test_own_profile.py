"""The own profile: only its owner changes it, and everything about it is theirs to read."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from todoke.core.errors import Refused
from todoke.core.talent.people import Audience, Purpose
from todoke.core.talent.profiles import ClaimFacts
from todoke.hub.members.models import HubEvent
from todoke.hub.members.signals import consent_withdrawn
from todoke.hub.talent.people import bookings, commands, queries
from todoke.hub.talent.people.models import Availability, Consent, Correction, SkillClaim

PAGES = ("", "profile", "skills/new", "days", "seen", "data.json")


@pytest.mark.parametrize("page", PAGES)
def test_the_person_opens_every_page_of_the_own_profile(client, zoned, nakamura, page):
    client.force_login(nakamura.member)
    assert client.get(f"/people/me/{page}").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_who_is_no_person_reads_a_sentence_instead(client, miura, page):
    client.force_login(miura)
    answer = client.get(f"/people/me/{page}")
    assert answer.status_code == 404
    assert "プロフィールがありません" in answer.text


def test_a_profile_is_kept_and_an_impossible_one_stays_in_the_boxes(client, nakamura):
    client.force_login(nakamura.member)
    sent = {
        "introduction": "窓口の見直しをしてきました。",
        "wishes": ["service_designer"],
        "most_hosts": "２",
    }
    assert client.post("/people/me/profile", sent).status_code == 302
    nakamura.refresh_from_db()
    assert (nakamura.most_hosts, nakamura.wishes) == (2, ["service_designer"])
    page = client.post("/people/me/profile", sent | {"most_hosts": "11"})
    assert page.status_code == 422
    assert 'value="11"' in page.text
    nakamura.refresh_from_db()
    assert nakamura.most_hosts == 2


@pytest.mark.parametrize(
    ("changed", "box"),
    [
        ({"skill": "fortune_telling"}, "skill"),
        ({"level": "5"}, "level"),
        ({"level": ""}, "level"),
        ({"evidence": " "}, "evidence"),
        ({"link": "javascript:alert(1)"}, "link"),
    ],
    ids=["unknown skill", "level above four", "no level", "no evidence", "a link that runs"],
)
def test_a_claim_that_cannot_be_is_told_beside_its_box(client, suzuki, changed, box):
    client.force_login(suzuki.member)
    sent = {"skill": "no_code_building", "level": "2", "evidence": "児童手当の手続を作った。"}
    page = client.post("/people/me/skills/new", sent | changed)
    assert page.status_code == 422
    assert f'id="{box}-error"' in page.text
    assert not SkillClaim.objects.exists()


def test_a_skill_is_said_changed_and_taken_out(client, suzuki):
    client.force_login(suzuki.member)
    sent = {"skill": "no_code_building", "level": "2", "evidence": "児童手当の手続を作った。"}
    assert client.post("/people/me/skills/new", sent).status_code == 302
    client.post("/people/me/skills/no_code_building/", sent | {"level": "3"})
    assert [one.level for one in SkillClaim.objects.all()] == [3]
    client.post("/people/me/skills/no_code_building/remove")
    assert not SkillClaim.objects.exists()


def test_nobody_changes_a_profile_but_its_owner(miura, nakamura):
    given = ClaimFacts(skill="administration", level=2, evidence="x", link="")
    for change in (
        lambda: commands.claim(given, by=miura),
        lambda: commands.resume(by=miura),
        lambda: commands.withdraw(Audience.COORDINATORS, Purpose.ALLOCATION, by=miura),
    ):
        with pytest.raises(Refused) as caught:
            change()
        assert caught.value.refusals[0].code == "talent.person.none"


def months() -> tuple[date, ...]:
    return queries.coming_months(timezone.localdate())


def test_days_are_kept_month_by_month(client, zoned, nakamura):
    client.force_login(nakamura.member)
    one, two = (f"{month:%Y-%m}" for month in months()[:2])
    sent = {
        f"days.{one}": "２．５",
        f"zones.{one}": ["center", "north"],
        f"remote.{two}": "yes",
        f"days.{two}": "4",
    }
    assert client.post("/people/me/days", sent).status_code == 302
    rows = list(Availability.objects.filter(days__gt=0).order_by("month"))
    assert [(float(row.days), row.zones, row.remote) for row in rows] == [
        (2.5, ["center", "north"], False),
        (4.0, [], True),
    ]


@pytest.mark.parametrize("days", ["24", "-1", "1.3", "many", "NaN", "1e1000"])
def test_days_that_no_month_has_are_refused_and_nothing_is_kept(client, zoned, nakamura, days):
    client.force_login(nakamura.member)
    one, two = (f"{month:%Y-%m}" for month in months()[:2])
    page = client.post("/people/me/days", {f"days.{one}": days, f"days.{two}": "4", f"remote.{two}": "yes"})
    assert page.status_code == 422
    assert f'value="{days}"' in page.text
    assert not Availability.objects.exists()


def test_days_without_a_place_are_refused(client, zoned, nakamura):
    client.force_login(nakamura.member)
    page = client.post("/people/me/days", {f"days.{months()[0]:%Y-%m}": "4"})
    assert page.status_code == 422
    assert "リモート" in page.text


def test_somebody_lent_for_more_days_than_told_is_shown_over_booked(client, zoned, nakamura, monkeypatch):
    month = months()[1]
    monkeypatch.setattr(bookings, "_asked", [lambda people, asked: {nakamura.pk: {month: 3}}])
    Availability.objects.create(person=nakamura, month=month, days=2, zones=["center"])
    client.force_login(nakamura.member)
    assert "空きより多い" in client.get("/people/me/").text


def test_a_pause_has_an_end_and_is_ended_by_the_person(client, nakamura):
    client.force_login(nakamura.member)
    today = timezone.localdate()
    for wrong in ("", today.isoformat(), "9999-12-31"):
        assert client.post("/people/me/pause", {"paused_until": wrong}).status_code == 422
    until = today + timedelta(days=40)
    assert client.post("/people/me/pause", {"paused_until": until.isoformat()}).status_code == 302
    nakamura.refresh_from_db()
    assert nakamura.paused_until == until
    client.post("/people/me/pause", {"do": "resume"})
    nakamura.refresh_from_db()
    assert nakamura.paused_until is None


def test_a_consent_ends_at_once_and_every_room_hears_of_it(client, nakamura):
    heard = []

    def hear(sender, person, **more):
        heard.append((person, more["audience"], more["purpose"]))

    consent_withdrawn.connect(hear)
    try:
        client.force_login(nakamura.member)
        sent = {"lane": "coordinators.allocation", "do": "withdraw"}
        assert client.post("/people/me/consents", sent).status_code == 302
        again = client.post("/people/me/consents", sent)
    finally:
        consent_withdrawn.disconnect(hear)
    assert heard == [(nakamura.pk, Audience.COORDINATORS, Purpose.ALLOCATION)]
    assert again.status_code == 422
    assert not queries.agreed_to_coordinators(timezone.localdate()).exists()


def test_a_consent_is_given_once_and_for_a_known_purpose_only(client, suzuki):
    client.force_login(suzuki.member)
    lane = {"lane": "member_towns.questions", "do": "give"}
    assert client.post("/people/me/consents", lane).status_code == 302
    assert client.post("/people/me/consents", lane).status_code == 422
    assert client.post("/people/me/consents", {"lane": "everybody.everything"}).status_code == 422
    assert Consent.objects.count() == 1


def test_the_download_holds_everything_about_the_person_and_nothing_of_others(client, nakamura, suzuki):
    commands.ask_correction("", "研修の日付が違う。", by=nakamura.member)
    commands.ask_correction("", "鈴木だけのこと", by=suzuki.member)
    client.force_login(nakamura.member)
    answer = client.get("/people/me/data.json")
    data = json.loads(answer.content)
    assert data["account"]["name"] == "中村 悠"
    assert data["skillclaim_person"][0]["skill"] == "service_design"
    assert data["consent_person"][0]["audience"] == "coordinators"
    assert data["correction_person"][0]["text"] == "研修の日付が違う。"
    assert "鈴木" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_every_table_about_a_person_is_in_the_download_but_rounds(nakamura):
    from django.apps import apps

    from todoke.hub.talent.people.own_data import UNPUBLISHED, has_owner, own_data

    owned = {one for one in apps.get_models() if has_owner(one) and one._meta.app_label not in UNPUBLISHED}
    tables = {f"{one._meta.model_name}_person" for one in owned}
    assert {"permission_person", "completion_person", "engagement_person", "correction_person"} <= tables
    below = {"skillassessment_claim", "interest_declaration", "worklog_engagement"}
    assert tables | below <= set(own_data(nakamura))


def test_the_plan_of_somebody_who_named_a_mentor_is_not_the_mentors(nakamura, suzuki):
    from todoke.hub.talent.learning.models import Plan
    from todoke.hub.talent.people.own_data import own_data

    Plan.objects.create(
        person=suzuki, role="builder", mentor=nakamura, words="鈴木の計画", made_at=timezone.now()
    )
    assert "鈴木の計画" not in json.dumps(own_data(nakamura), ensure_ascii=False)
    assert "鈴木の計画" in json.dumps(own_data(suzuki), ensure_ascii=False)


def test_a_correction_is_asked_for_and_its_answer_read(client, nakamura, miura):
    client.force_login(nakamura.member)
    assert client.post("/people/me/correction", {"text": ""}).status_code == 422
    client.post("/people/me/correction", {"about": "service_design", "text": "3ではなく4だと思う。"})
    row = Correction.objects.get()
    client.force_login(miura)
    assert "中村 悠" in client.get("/").text
    place = f"/people/{nakamura.pk}/corrections/{row.pk}"
    assert client.post(place, {"answer": ""}).status_code == 422
    assert client.post(place, {"answer": "12月に面談し直します。"}).status_code == 302
    assert client.post(place, {"answer": "もう一度"}).status_code == 422
    client.force_login(nakamura.member)
    assert "12月に面談し直します。" in client.get("/people/me/").text


def test_the_person_reads_who_looked(client, nakamura, miura):
    client.force_login(miura)
    client.get(f"/people/{nakamura.pk}/")
    client.force_login(nakamura.member)
    page = client.get("/people/me/seen").text
    assert "三浦" in page
    assert "霧原県" in page


def test_own_changes_are_events_but_no_looks_by_others(nakamura):
    assert HubEvent.objects.filter(person=nakamura.pk, name="person.claimed").exists()
    assert not queries.seen_by(nakamura).events


@pytest.mark.parametrize("page", ["pause", "consents", "correction", "skills/service_design/remove"])
def test_what_changes_something_is_never_done_by_a_link(client, nakamura, page):
    client.force_login(nakamura.member)
    assert client.get(f"/people/me/{page}").status_code == 405
