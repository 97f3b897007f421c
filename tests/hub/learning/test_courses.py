"""Courses, who verifies them, and what counts before somebody is lent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.hub.conftest import new_member
from tests.hub.learning.lent import lendable

from todoke.core.errors import Refused
from todoke.core.talent.growing import Held, expires
from todoke.core.talent.people import PersonKind
from todoke.core.talent.posts import PostKind
from todoke.hub.members.models import HubEvent
from todoke.hub.talent.learning import commands, queries
from todoke.hub.talent.learning.models import Completion, Track, UnitDone

NEW = {
    "title": "窓口の見直し",
    "syllabus": "窓口で待つ時間を測り、減らす。",
    "units": "測り方｜30\n直し方|45分",
    "months": "24",
    "opens": ["process_reform"],
    "gate": "yes",
    "reason": "はじめて作る",
}


def code_of(caught) -> str:
    return caught.value.refusals[0].code


def test_the_shipped_courses_are_taken_over_once_per_organiser(prefecture, okada, courses):
    assert len(courses) == 7
    assert commands.seed_tracks(prefecture, by=okada) == 0
    assert queries.gate_codes() == {"administration_basics", "personal_information", "security_basics"}


def test_a_company_organises_no_course(kato):
    trainer = new_member("minato", "人事担当", PostKind.TRAINER, body=kato.employer)
    with pytest.raises(Refused) as caught:
        commands.seed_tracks(kato.employer, by=trainer)
    assert code_of(caught) == "talent.learning.company"


def test_a_course_is_asked_for_verified_and_counts_until_it_expires(client, suzuki, okada, courses):
    client.force_login(suzuki.member)
    track = courses["personal_information"]
    assert client.post(f"/courses/{track.pk}/progress", {"act": "ask"}).status_code == 302
    assert queries.completions_of(suzuki) == ()
    row = Completion.objects.get()
    client.force_login(okada)
    assert "鈴木" in client.get("/courses/verify/").text
    today = timezone.localdate()
    client.post(f"/courses/verify/{row.pk}", {"act": "verify", "on": today.isoformat()})
    (held,) = queries.completions_of(suzuki)
    assert (held.track, held.version, held.since) == ("personal_information", 1, today)
    assert held.until == expires(today, 12)
    assert held.counts(held.until)
    assert not held.counts(held.until + timedelta(days=1))
    seen = set(HubEvent.objects.filter(person=suzuki.pk).values_list("name", flat=True))
    assert {"track.asked", "person.read", "track.verified"} <= seen


def test_nobody_verifies_their_own_course_even_as_a_trainer(client, okada, prefecture, courses):
    person = lendable(okada, PersonKind.PREFECTURE_EXPERT, home=prefecture)
    row = commands.ask_verification(courses["security_basics"], person=person, by=okada)
    with pytest.raises(Refused) as caught:
        commands.verify(row.pk, on=timezone.localdate(), by=okada)
    assert code_of(caught) == "talent.learning.own"
    client.force_login(okada)
    assert "確認を待つものはありません" in client.get("/courses/verify/").text
    assert client.post(f"/courses/verify/{row.pk}", {"act": "verify"}).status_code == 422


@pytest.mark.parametrize("who", ["watanabe", "miura", "kansa"])
def test_only_a_trainer_of_the_organiser_verifies(request, suzuki, courses, who):
    row = commands.ask_verification(courses["security_basics"], person=suzuki, by=suzuki.member)
    with pytest.raises(Refused) as caught:
        commands.verify(row.pk, on=timezone.localdate(), by=request.getfixturevalue(who))
    assert code_of(caught) == "talent.learning.not-trainer"


def test_a_trainer_of_another_body_does_not_verify(client, suzuki, morino, courses):
    other = new_member("mori", "石川", PostKind.TRAINER, body=morino)
    row = commands.ask_verification(courses["security_basics"], person=suzuki, by=suzuki.member)
    client.force_login(other)
    assert client.post(f"/courses/verify/{row.pk}", {"act": "verify"}).status_code == 404
    assert Completion.objects.get().verified_at is None


def test_handing_back_needs_a_reason_and_the_person_reads_it_and_asks_again(client, suzuki, okada, courses):
    track = courses["security_basics"]
    row = commands.ask_verification(track, person=suzuki, by=suzuki.member)
    client.force_login(okada)
    page = client.post(f"/courses/verify/{row.pk}", {"act": "back", "reason": " "})
    assert page.status_code == 422
    assert "何が足りないか" in page.text
    client.post(f"/courses/verify/{row.pk}", {"act": "back", "reason": "演習がまだです"})
    client.force_login(suzuki.member)
    assert "演習がまだです" in client.get(f"/courses/{track.pk}/").text
    assert client.post(f"/courses/{track.pk}/progress", {"act": "ask"}).status_code == 302


def test_asking_twice_is_refused(suzuki, courses):
    commands.ask_verification(courses["security_basics"], person=suzuki, by=suzuki.member)
    with pytest.raises(Refused) as caught:
        commands.ask_verification(courses["security_basics"], person=suzuki, by=suzuki.member)
    assert code_of(caught) == "talent.learning.asked"


def test_a_decision_is_taken_once(suzuki, okada, courses):
    row = commands.ask_verification(courses["security_basics"], person=suzuki, by=suzuki.member)
    commands.verify(row.pk, on=timezone.localdate(), by=okada)
    with pytest.raises(Refused) as caught:
        commands.hand_back(row.pk, reason="やはり", by=okada)
    assert code_of(caught) == "talent.learning.decided"


DAYS = {"tomorrow": 1, "none": None, "expired long ago": -800}


@pytest.mark.parametrize("after", DAYS.values(), ids=DAYS)
def test_a_day_that_cannot_be_is_refused(suzuki, okada, courses, after):
    row = commands.ask_verification(courses["security_basics"], person=suzuki, by=suzuki.member)
    day = None if after is None else timezone.localdate() + timedelta(days=after)
    with pytest.raises(Refused) as caught:
        commands.verify(row.pk, on=day, by=okada)
    assert code_of(caught) == "talent.learning.future"


def test_what_is_missing_before_dispatch_is_named(suzuki, okada, courses):
    row = commands.ask_verification(courses["administration_basics"], person=suzuki, by=suzuki.member)
    commands.verify(row.pk, on=timezone.localdate(), by=okada)
    missing = queries.gates_missing(suzuki, until=timezone.localdate())
    assert {one.code for one in missing} == {"personal_information", "security_basics"}


EXPIRES = {
    "a year": (date(2026, 11, 23), 12, date(2027, 11, 22)),
    "the first of a month": (date(2026, 4, 1), 12, date(2027, 3, 31)),
    "a month that is shorter": (date(2026, 8, 31), 6, date(2027, 2, 28)),
    "over the year": (date(2026, 12, 15), 1, date(2027, 1, 14)),
    "for ever": (date(2026, 12, 15), None, None),
}


@pytest.mark.parametrize(("on", "months", "until"), EXPIRES.values(), ids=EXPIRES)
def test_the_last_day_a_course_counts(on, months, until):
    assert expires(on, months) == until


def test_a_course_that_ends_within_sixty_days_is_said_so():
    held = Held(track="x", version=1, since=date(2026, 1, 1), until=date(2026, 12, 31))
    assert held.ends_soon(date(2026, 11, 23))
    assert not held.ends_soon(date(2026, 10, 1))


def test_a_new_course_has_its_units_and_ticks_come_before_asking(client, okada, suzuki, prefecture):
    client.force_login(okada)
    assert client.post("/courses/new", NEW | {"organiser": prefecture.code}).status_code == 302
    track = Track.objects.get()
    units = list(track.units.order_by("order"))
    assert [(one.title, one.minutes) for one in units] == [("測り方", 30), ("直し方", 45)]
    client.force_login(suzuki.member)
    page = client.post(f"/courses/{track.pk}/progress", {"act": "ask", "unit": [units[0].pk]})
    assert page.status_code == 422
    assert UnitDone.objects.count() == 1
    every = [one.pk for one in units]
    assert client.post(f"/courses/{track.pk}/progress", {"act": "ask", "unit": every}).status_code == 302


BAD = {
    "no title": {"title": ""},
    "units without minutes": {"units": "測り方"},
    "months as words": {"months": "一年"},
    "121 months": {"months": "121"},
    "unknown skill": {"opens": ["magic"]},
    "no reason": {"reason": ""},
}


@pytest.mark.parametrize("changed", BAD.values(), ids=BAD)
def test_a_bad_course_is_refused_and_nothing_typed_is_lost(client, okada, prefecture, changed):
    client.force_login(okada)
    page = client.post("/courses/new", NEW | {"organiser": prefecture.code} | changed)
    assert page.status_code == 422
    assert "窓口で待つ時間を測り、減らす。" in page.text
    assert not Track.objects.exists()


def test_a_new_version_retires_the_old_and_what_was_completed_counts_on(client, okada, suzuki, courses):
    old = courses["procurement_basics"]
    row = commands.ask_verification(old, person=suzuki, by=suzuki.member)
    commands.verify(row.pk, on=timezone.localdate(), by=okada)
    client.force_login(okada)
    client.post(f"/courses/{old.pk}/edit", NEW | {"title": "公共調達と利益相反 改"})
    new = Track.objects.get(code="procurement_basics", version=2)
    old.refresh_from_db()
    assert old.retired_at is not None
    assert new.organiser_id == old.organiser_id
    assert [one.track for one in queries.completions_of(suzuki)] == ["procurement_basics"]
    assert client.post(f"/courses/{old.pk}/edit", NEW).status_code == 422


@pytest.mark.parametrize("who", ["watanabe", "miura", "kanri"])
def test_only_trainers_write_courses(client, request, courses, who):
    client.force_login(request.getfixturevalue(who))
    assert client.post("/courses/new", NEW).status_code == 403
    assert client.get(f"/courses/{courses['security_basics'].pk}/edit").status_code == 403


@pytest.mark.parametrize(
    "path", ["/courses/", "/courses/plan/", "/courses/mentoring/", "/courses/syllabuses/"]
)
def test_nobody_reads_without_signing_in(client, db, path):
    assert client.get(path).headers["Location"].startswith("/login")
