"""What time deletes, and what it never touches."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from todoke.portal.apply import housekeeping
from todoke.portal.apply.models import Draft, DraftFile, OpenAttempt, Submission
from todoke.portal.exchange.housekeeping import tasks
from todoke.portal.mailbox.models import EmailCode

pytestmark = pytest.mark.django_db(transaction=True)


def draft(*, expires_in: timedelta) -> Draft:
    now, one = timezone.now(), uuid4()
    row = Draft.objects.create(
        id=one, town_code="992011", procedure="disaster_certificate", revision=1, lookup_id=one.bytes,
        box=b"box", created_at=now, expires_at=now + expires_in,
    )  # fmt: skip
    DraftFile.objects.create(draft=row, field="photos", blob=b"photo", size=5)
    return row


def submission(*, stored_days_ago: int) -> Submission:
    one = uuid4()
    return Submission.objects.create(
        id=one, town_code="992011", procedure="disaster_certificate", revision=1, receipt=one.hex[:14],
        lookup_id=one.bytes, reply_key_id=one.hex, envelope_id=one.hex, copy=b"copy",
        stored_at=timezone.now() - timedelta(days=stored_days_ago),
    )  # fmt: skip


def code(*, sent_hours_ago: int) -> EmailCode:
    sent = timezone.now() - timedelta(hours=sent_hours_ago)
    return EmailCode.objects.create(
        submission=submission(stored_days_ago=1), address_box=b"box", code_hash="0" * 64,
        first_sent_at=sent, expires_at=sent + timedelta(minutes=10),
    )  # fmt: skip


def test_drafts_nobody_returned_to_go_with_their_files_and_the_others_stay():
    for _ in range(101):
        draft(expires_in=timedelta(seconds=-1))
    kept = draft(expires_in=timedelta(minutes=1))
    assert housekeeping.keep_house() == 101
    assert Draft.objects.get() == kept
    assert DraftFile.objects.get().draft_id == kept.pk


def test_codes_older_than_a_day_go():
    code(sent_hours_ago=25)
    kept = code(sent_hours_ago=23)
    housekeeping.keep_house()
    assert EmailCode.objects.get() == kept


def test_time_deletes_no_application():
    sent = submission(stored_days_ago=4000)
    housekeeping.keep_house()
    assert Submission.objects.get() == sent


def test_the_door_keeps_this_house_every_ten_minutes():
    assert [one.every for one in tasks() if one.run is housekeeping.keep_house] == [600.0]


def test_tries_with_keys_are_forgotten_after_a_day():
    now = timezone.now()
    for hours in (1, 23, 25):
        OpenAttempt.objects.create(key=f"{hours:064}", began_at=now - timedelta(hours=hours), hits=1)
    assert housekeeping.keep_house() == 1
    assert not OpenAttempt.objects.filter(key=f"{25:064}").exists()
