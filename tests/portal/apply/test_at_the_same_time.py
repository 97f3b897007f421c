"""Two windows, old drafts, too many tries, a newer form: one outcome and a sentence for each."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from todoke.catalogue import shipped
from todoke.core.envelope.applicant_key import ApplicantKey
from todoke.portal.apply import submitting
from todoke.portal.apply.forms import context_now
from todoke.portal.apply.models import Draft, Submission
from todoke.portal.apply.queries import OpenDraft, open_draft
from todoke.portal.apply.views import TRIES
from todoke.portal.exchange.models import ForOffice


def leave_nothing_open() -> None:
    """Django never closes an in-memory database; Python 3.13 warns of what a thread leaves open."""
    connection.close()
    if connection.connection is not None:
        connection.connection.close()
        connection.connection = None


@pytest.mark.django_db(transaction=True)
def test_two_submits_at_once_give_one_application_and_one_receipt(hanako, town_hibari, monkeypatch):
    hanako.fill()
    draft = open_draft(Draft.objects.get(), town=town_hibari.town, key=ApplicantKey.parse(hanako.key))
    both_sealed = threading.Barrier(2, timeout=20)
    write_sealed = submitting.write_sealed

    def written(sealed):
        write_sealed(sealed)
        both_sealed.wait()

    def send(draft: OpenDraft) -> str:
        try:
            return submitting.submit(draft, wishes_notice=False, context=context_now()).receipt
        finally:
            leave_nothing_open()

    monkeypatch.setattr(submitting, "write_sealed", written)
    with ThreadPoolExecutor(2) as windows:
        receipts = set(windows.map(send, [draft, draft]))
    assert receipts == {Submission.objects.get().receipt}
    assert ForOffice.objects.get().envelope_id == Submission.objects.get().envelope_id
    assert not Draft.objects.exists()


@pytest.mark.parametrize("page", ["", "key", "check", "s/house"])
def test_an_expired_draft_says_so(hanako, page):
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = hanako.get(page)
    assert answer.status_code == 404
    assert "30日" in answer.content.decode()


def test_an_expired_draft_is_not_sent(hanako):
    hanako.fill()
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = hanako.post("send", {"version": str(Draft.objects.get().version), "declared": "yes"})
    assert answer.status_code == 404
    assert "送られていません" in answer.content.decode()
    assert not Submission.objects.exists()


def test_too_many_keys_tried_get_a_sentence_even_the_right_one(hanako):
    guesser = Client()
    for _ in range(TRIES):
        assert guesser.post("/hibari/open", {"key": "1" * 24}).status_code == 422
    answer = guesser.post("/hibari/open", {"key": hanako.key})
    assert answer.status_code == 429
    assert "分" in answer.content.decode()
    assert "todoke_key" not in answer.cookies


def test_any_number_of_right_keys_from_one_address_open(hanako):
    """An evacuation centre has one address for everybody in it."""
    for _ in range(TRIES + 1):
        assert Client().post("/hibari/open", {"key": hanako.key}).status_code == 302


def test_a_draft_is_sent_with_the_form_it_began_with(hanako, town_hibari):
    """A question that became required is never put on somebody who has passed its page."""
    hanako.fill()
    text = shipped()["disaster_certificate"]
    question = "field: damage_description\n        type: long_text\n"
    assert question in text
    changed = text.replace(question, question.replace("long_text", "text"), 1)
    town_hibari.publish("disaster_certificate", revision=2, text=changed)
    assert hanako.send()["Location"] == hanako.base + "receipt"
    assert Submission.objects.get().revision == 1
