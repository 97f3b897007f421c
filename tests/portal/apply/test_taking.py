"""Opening, closing, withdrawal and the cap, at the start and at sending: the draft always stays."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from todoke.catalogue import shipped
from todoke.core.envelope.applicant_key import ApplicantKey
from todoke.core.errors import Refused
from todoke.portal.apply import submitting
from todoke.portal.apply.forms import context_now
from todoke.portal.apply.models import Draft, Submission
from todoke.portal.apply.queries import open_draft
from todoke.portal.exchange.models import ForOffice

NAME = "disaster_certificate"


@pytest.fixture
def another(applicant):
    """One more person, on a browser of their own, all pages filled in."""

    def another():
        person = type(applicant)()
        person.start()
        person.fill()
        return person

    return another


def draft_of(person, town_hibari):
    return open_draft(
        Draft.objects.get(pk=person.id), town=town_hibari.town, key=ApplicantKey.parse(person.key)
    )


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ({"closes_at": "2026-01-01T00:00:00Z"}, "まで受け付けました"),
        ({"withdrawn": {"ja": "窓口で受け付けます。"}}, "窓口で受け付けます。"),
        ({"opens_at": "2099-01-01T00:00:00Z"}, "から受け付けます"),
    ],
    ids=["closed", "withdrawn", "opens later"],
)
def test_who_comes_too_late_reads_why_and_keeps_the_draft(hanako, town_hibari, when, words):
    hanako.fill()
    version = str(Draft.objects.get().version)
    town_hibari.publish(NAME, **when)
    answer = hanako.post("send", {"version": version, "declared": "yes"})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert words in hanako.get("check").content.decode()
    assert Draft.objects.count() == 1 and not Submission.objects.exists() and not ForOffice.objects.exists()


def test_the_last_place_goes_to_who_sends_first(hanako, town_hibari, another):
    town_hibari.publish(NAME, cap=1)
    hanako.fill()
    lan = another()
    assert hanako.send()["Location"] == hanako.base + "receipt"
    answer = lan.send()
    assert answer.status_code == 422 and "1件" in answer.content.decode()
    assert Submission.objects.count() == 1 and Draft.objects.filter(pk=lan.id).exists()


def test_nobody_begins_when_all_places_are_taken(hanako, town_hibari):
    town_hibari.publish(NAME, cap=1)
    hanako.fill()
    hanako.send()
    assert type(hanako)().start().status_code == 200, "the page with the sentence, no draft"
    assert not Draft.objects.exists()


def test_a_higher_cap_lets_the_waiting_draft_through(hanako, town_hibari, another):
    town_hibari.publish(NAME, cap=1)
    hanako.fill()
    lan = another()
    hanako.send()
    town_hibari.publish(NAME, cap=2)
    assert lan.send()["Location"] == lan.base + "receipt"


def test_the_cap_counts_over_revisions(hanako, town_hibari):
    hanako.fill()
    hanako.send()
    town_hibari.publish(NAME, revision=2, text=shipped()[NAME] + "\n# words\n", cap=1)
    assert type(hanako)().start().status_code == 200


def test_the_cap_counts_since_the_last_opening(hanako, town_hibari):
    hanako.fill()
    hanako.send()
    Submission.objects.update(stored_at=timezone.now() - timedelta(days=400))
    town_hibari.publish(NAME, cap=1, opens_at=timezone.now() - timedelta(days=1))
    assert type(hanako)().start().status_code == 302


def test_sending_twice_takes_one_place_and_gives_the_same_receipt(hanako, town_hibari):
    town_hibari.publish(NAME, cap=1)
    hanako.fill()
    draft = draft_of(hanako, town_hibari)
    first = submitting.submit(draft, wishes_notice=False, context=context_now())
    assert submitting.submit(draft, wishes_notice=False, context=context_now()).receipt == first.receipt


@pytest.mark.django_db(transaction=True)
def test_the_cap_is_never_exceeded_however_many_send_at_once(town_hibari, another, monkeypatch):
    town_hibari.publish(NAME, cap=2)
    drafts = [draft_of(another(), town_hibari) for _ in range(4)]
    all_sealed = threading.Barrier(4, timeout=60)
    write_sealed = submitting.write_sealed

    def written(sealed):
        write_sealed(sealed)
        all_sealed.wait()

    def send(draft) -> str:
        try:
            return submitting.submit(draft, wishes_notice=False, context=context_now()).receipt
        except Refused as error:
            return error.refusals[0].code
        finally:
            connection.close()
            if connection.connection is not None:
                connection.connection.close()
                connection.connection = None

    monkeypatch.setattr(submitting, "write_sealed", written)
    with ThreadPoolExecutor(4) as windows:
        said = list(windows.map(send, drafts))
    assert said.count("apply.start.full") == 2
    assert Submission.objects.count() == ForOffice.objects.count() == Draft.objects.count() == 2
