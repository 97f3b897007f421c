"""The pages of reviewing and publishing: what each person sees, and that a refusal keeps what was typed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.office.browsing import StaffBrowser

from todoke.catalogue import shipped
from todoke.core.procedures.studio_policies import Verdict
from todoke.office.exchange.models import Outgoing
from todoke.office.exchange.posting import mark_posted
from todoke.office.staff.models import Section
from todoke.office.studio import overlays
from todoke.office.studio.commands import publish
from todoke.office.studio.editing import save_text, start_work
from todoke.office.studio.models import Conflict, Revision, Work
from todoke.office.studio.overlays import bring_in_catalogue
from todoke.office.studio.queries import newest_of
from todoke.office.studio.reviewing import Opinion, review, submit_for_review
from todoke.office.studio.texts import readiness_of

NAME = "disaster_certificate"
TITLE = "罹災証明書の発行申請"


@pytest.fixture
def as_staff():
    def as_staff(staff):
        browser = StaffBrowser()
        browser.force_login(staff)
        return browser

    return as_staff


def words(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def approved(begin, author, reviewer):
    work = submit_for_review(begin(), by=author, version=1)
    review(work, Opinion(version=1, verdict=Verdict.APPROVE, remark="よいです。"), by=reviewer)
    return Work.objects.get(pk=work.pk)


def test_from_text_to_portal_by_three_people(begin, author, reviewer, publisher, as_staff):
    work = begin()
    base = f"/studio/{work.pk}/"
    assert as_staff(author).post(base + "submit", {"version": 1})["Location"] == base + "review"
    answer = as_staff(reviewer).post(base + "verdict", {"version": 1, "verdict": "approve", "remark": ""})
    assert answer["Location"] == base + "review"
    form = {
        "version": 1,
        "note": list(readiness_of(work).notes),
        "closes_at": "2099-03-31T17:00",
        "cap": "50",
    }
    assert as_staff(publisher).post(base + "publish", form)["Location"] == base + "review"
    revision = newest_of(NAME)
    assert (revision.revision, revision.cap, revision.signed_by) == (2, 50, publisher)
    assert timezone.localtime(revision.closes_at).hour == 17
    assert f"/studio/published/{NAME}/2/" in words(as_staff(author).get(base + "review"))


@pytest.mark.parametrize("page", ["review", "differences", "conflicts"])
def test_nobody_of_another_section_learns_of_a_work(begin, stranger, as_staff, page):
    assert as_staff(stranger).get(f"/studio/{begin().pk}/{page}").status_code == 404


@pytest.mark.parametrize("action", ["submit", "verdict", "publish", "take-back", "bring-in", "give-up"])
def test_an_action_is_a_post_of_somebody_signed_in(begin, author, as_staff, action):
    url = f"/studio/{begin().pk}/{action}"
    assert as_staff(author).get(url).status_code == 405
    assert Client().post(url).status_code == 302 and "/login" in Client().post(url)["Location"]


def test_the_author_sees_why_the_button_of_the_reviewer_is_not_theirs(begin, author, as_staff):
    work = submit_for_review(begin(), by=author, version=1)
    page = words(as_staff(author).get(f"/studio/{work.pk}/review"))
    assert "disabled" in page and "決裁者か公開担当者" in page


def test_a_refused_review_keeps_the_remark(begin, author, reviewer, as_staff):
    work = submit_for_review(begin(), by=author, version=1)
    form = {"version": 1, "remark": "2ページ目が長いです。"}
    answer = as_staff(reviewer).post(f"/studio/{work.pk}/verdict", form)
    assert answer.status_code == 422 and "2ページ目が長いです。" in words(answer)
    assert Work.objects.get().state == "in_review"


def test_a_refused_publication_keeps_ticks_and_times(approved, publisher, as_staff):
    notes = readiness_of(approved).notes
    form = {"version": 1, "note": [notes[0]], "opens_at": "2099-04-01T08:30", "cap": "7"}
    answer = as_staff(publisher).post(f"/studio/{approved.pk}/publish", form)
    page = words(answer)
    assert answer.status_code == 422 and re.findall(r'id="(note-\d)"[^>]* checked>', page) == ["note-1"]
    assert "2099-04-01T08:30" in page and 'value="7"' in page
    assert newest_of(NAME).revision == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("opens_at", "あした"),
        ("opens_at", "9999-99-99T00:00"),
        ("closes_at", "0001-01-01T00:00"),
        ("cap", "いくつか"),
        ("cap", "-1"),
        ("cap", "0"),
        ("cap", "9" * 30),
        ("cap", "５"),
        ("version", "x"),
        ("version", ""),
        ("version", "9" * 40),
    ],
)
def test_odd_input_gets_a_sentence(approved, publisher, as_staff, name, value):
    form = {"version": "1", "note": list(readiness_of(approved).notes)} | {name: value}
    answer = as_staff(publisher).post(f"/studio/{approved.pk}/publish", form)
    if (name, value) == ("cap", "５"):
        assert newest_of(NAME).cap == 5, "a full-width digit is a digit"
    else:
        assert answer.status_code == 422 and "notification error" in words(answer)
        assert newest_of(NAME).revision == 1


def test_what_stands_in_the_way_is_shown_with_its_place(begin, author, as_staff):
    work = begin(begin().text.replace("value: 10", "value: null", 1))
    page = words(as_staff(author).get(f"/studio/{work.pk}/review"))
    assert '<b class="place">標準処理期間</b>' in page
    answer = as_staff(author).post(f"/studio/{work.pk}/submit", {"version": 1})
    assert answer.status_code == 422 and words(answer).count('class="place">標準処理期間') == 2


def test_a_broken_text_says_so_on_every_page(begin, author, as_staff):
    work = begin("steps: [<script>alert(1)</script>\n")
    for page in ("review", "differences"):
        shown = words(as_staff(author).get(f"/studio/{work.pk}/{page}"))
        assert "<script>alert" not in shown


def test_differences_are_told_in_words_and_side_by_side(begin, author, as_staff):
    work = begin(begin().text.replace(f"ja: {TITLE}", "ja: り災<b>証明</b>", 1))
    page = words(as_staff(author).get(f"/studio/{work.pk}/differences"))
    assert "り災&lt;b&gt;証明&lt;/b&gt;" in page and "<b>証明</b>" not in page
    assert "<del>" in page and "行は同じ" in page


@pytest.fixture
def clashing(author, monkeypatch):
    work = start_work(author, overlays.from_catalogue(NAME, Section.objects.get(name="税務課")))
    text = work.text.replace(f"ja: {TITLE}", "ja: り災証明", 1)
    work = save_text(work, text, version=1, by=author, what="Title")
    changed = {**shipped(), NAME: shipped()[NAME].replace(f"ja: {TITLE}", "ja: 新しい題", 1)}
    monkeypatch.setattr(overlays, "shipped", lambda: changed)
    return work


def test_conflicts_are_decided_one_by_one(clashing, author, as_staff):
    browser, base = as_staff(author), f"/studio/{clashing.pk}/"
    assert "共通の手続" in words(browser.get(base + "review"))
    browser.post(base + "bring-in", {"version": 2})
    row = Conflict.objects.get()
    page = words(browser.get(base + "conflicts"))
    assert "り災証明" in page and "新しい題" in page and TITLE in page
    wrong = browser.post(f"{base}conflicts/{row.pk}", {"version": 3})
    assert wrong.status_code == 422
    answer = browser.post(f"{base}conflicts/{row.pk}", {"version": 3, "side": "theirs"})
    assert answer["Location"] == base + "conflicts" and "ja: 新しい題" in Work.objects.get().text


def test_a_window_older_than_the_text_decides_nothing(clashing, author, as_staff):
    work = bring_in_catalogue(clashing, version=2, by=author)
    row = Conflict.objects.get()
    answer = as_staff(author).post(f"/studio/{work.pk}/conflicts/{row.pk}", {"version": 2, "side": "ours"})
    assert answer.status_code == 422 and not Conflict.objects.get().chosen


def test_a_work_that_is_given_up_keeps_its_versions(begin, author, as_staff):
    work = begin()
    browser, base = as_staff(author), f"/studio/{work.pk}/"
    assert browser.post(base + "give-up", {"version": 1})["Location"] == base + "review"
    assert Work.objects.get().state == "withdrawn" and Work.objects.get().versions.count() == 1
    assert "取りやめ" in words(browser.get(base + "review"))
    assert browser.post(base + "submit", {"version": 1}).status_code == 422


def test_the_list_of_published_procedures_shows_who_was_confirmed(office, author, as_staff):
    first = Outgoing.objects.get(envelope_id=Revision.objects.get(procedure=NAME).envelope_id)
    mark_posted(first, b"signed receipt")
    page = words(as_staff(author).get("/studio/published/"))
    assert TITLE in page and "住民のサイトが受け取りました" in page and "送信済" in page


def test_a_portal_that_stays_silent_is_an_alarm_on_the_page(office, author, as_staff):
    Outgoing.objects.update(created_at=timezone.now() - timedelta(minutes=6), last_problem="status 503")
    page = words(as_staff(author).get(f"/studio/published/{NAME}/1/"))
    assert "notification error" in page and "503" in page


@pytest.fixture
def mine(publisher):
    publish(newest_of(NAME).text.replace('section: ""', "section: 税務課", 1))
    return f"/studio/published/{NAME}/2/"


def test_withdrawing_and_opening_again(mine, publisher, as_staff):
    browser = as_staff(publisher)
    refused = browser.post(mine + "withdraw", {"message_ja": "", "message_en": "Closed."})
    assert refused.status_code == 422 and "Closed." in words(refused)
    assert browser.post(mine + "withdraw", {"message_ja": "窓口へ。<b>"}).status_code == 302
    assert "窓口へ。&lt;b&gt;" in words(browser.get(mine))
    assert browser.post(mine + "reopen").status_code == 302
    assert newest_of(NAME).withdrawn_at is None


def test_a_schedule_is_told_to_the_portal(mine, publisher, as_staff):
    before = Outgoing.objects.count()
    answer = as_staff(publisher).post(mine + "schedule", {"closes_at": "2099-03-31T17:00", "cap": ""})
    assert answer.status_code == 302 and Outgoing.objects.count() == before + 1
    wrong = as_staff(publisher).post(mine + "schedule", {"closes_at": "2001-03-31T17:00", "cap": "3"})
    assert wrong.status_code == 422 and "2001-03-31T17:00" in words(wrong)


def test_the_next_revision_begins_from_this_one(mine, author, publisher, as_staff):
    answer = as_staff(author).post(mine + "next")
    assert answer["Location"] == f"/studio/{Work.objects.get().pk}/review"
    refused = as_staff(publisher).post(mine + "next")
    assert refused.status_code == 422 and Work.objects.count() == 1


def test_an_unknown_revision_is_not_found(author, as_staff):
    assert as_staff(author).get("/studio/published/nothing/1/").status_code == 404
