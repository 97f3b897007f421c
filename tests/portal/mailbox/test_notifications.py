"""E-mail: proven by a code, kept closed, and saying only that something is there."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as django_mail
from django.utils import timezone

from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.payloads import (
    DocumentRef,
    NoticePayload,
    StatePayload,
)
from todoke.core.errors import Refused
from todoke.portal.apply import limits
from todoke.portal.mailbox import commands, housekeeping, mails
from todoke.portal.mailbox.models import EmailCode, MailOutbox

pytestmark = pytest.mark.django_db

RECEIPT = "12345678901234"
NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def state(number: int, name: str) -> StatePayload:
    return StatePayload(number=number, receipt=RECEIPT, state=name, at=NOON)


def notice(document: bytes = b"%PDF-1.7 certificate") -> NoticePayload:
    ref = DocumentRef(part=1, name="証明書.pdf", sha256=hashlib.sha256(document).hexdigest())
    return NoticePayload(
        number=3, receipt=RECEIPT, title="罹災証明書", text="半壊と決定しました。", document=ref, at=NOON
    )


def text_of(response) -> str:
    return response.content.decode()


def code_in_mail() -> str:
    assert housekeeping.send_due_mail() == 1
    return django_mail.outbox[-1].subject.rsplit(" ", 1)[-1]


def prove(hanako) -> None:
    assert hanako.post("email", {"address": "hanako@example.jp"}).status_code == 302
    assert hanako.post("email/code", {"code": code_in_mail()}).status_code == 302


def test_a_proven_address_is_kept_closed_and_told_only_that_something_is_there(hanako):
    prove(hanako)
    hanako.submission.refresh_from_db()
    assert b"hanako" not in bytes(hanako.submission.notify_box)
    hanako.gets(Kind.NOTICE, notice(), b"%PDF-1.7 certificate")
    hanako.gets(Kind.STATE, state(4, "notified"))
    assert MailOutbox.objects.count() == 1
    assert b"hanako" not in bytes(MailOutbox.objects.get().box)
    assert housekeeping.send_due_mail() == 1
    sent = django_mail.outbox[-1]
    assert sent.to == ["hanako@example.jp"]
    assert hanako.url("status") in sent.body
    for secret in (RECEIPT, "罹災", "半壊", hanako.key.digits, "certificate"):
        assert secret not in sent.subject + sent.body
    assert housekeeping.send_due_mail() == 0


def test_the_arrival_at_the_office_is_told_by_one_mail(hanako):
    prove(hanako)
    commands.mark_opened(hanako.submission.envelope_id, at=NOON)
    commands.mark_opened(hanako.submission.envelope_id, at=NOON)
    assert housekeeping.send_due_mail() == 1
    assert hanako.url("status") in django_mail.outbox[-1].body


def test_no_mail_goes_to_an_address_that_was_not_proven(hanako):
    hanako.post("email", {"address": "hanako@example.jp"})
    MailOutbox.objects.all().delete()
    hanako.gets(Kind.STATE, state(1, "accepted"))
    assert not MailOutbox.objects.exists()


def test_a_wrong_code_is_refused_and_five_of_them_end_it(hanako):
    hanako.post("email", {"address": "hanako@example.jp"})
    right = code_in_mail()
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(mails.MOST_ATTEMPTS):
        assert "not the code we sent" in text_of(hanako.post("email/code", {"code": wrong}))
    assert "no longer works" in text_of(hanako.post("email/code", {"code": right}))
    hanako.submission.refresh_from_db()
    assert hanako.submission.notify_box is None


def test_a_code_is_good_for_15_minutes(hanako):
    hanako.post("email", {"address": "hanako@example.jp"})
    EmailCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Refused) as caught:
        mails.prove_address(hanako.submission, typed=code_in_mail())
    assert caught.value.refusals == (mails.CODE_GONE,)


def test_a_code_may_be_typed_full_width_with_spaces(hanako):
    hanako.post("email", {"address": "hanako@example.jp"})
    wide = " ".join(chr(ord(digit) + 0xFEE0) for digit in code_in_mail())
    assert hanako.post("email/code", {"code": wide}).status_code == 302


def test_no_more_than_three_codes_an_hour_reach_a_mailbox(hanako):
    for _ in range(mails.MOST_CODES):
        assert hanako.post("email", {"address": "ran@example.jp"}).status_code == 302
    assert "Try again in an hour" in text_of(hanako.post("email", {"address": "ran@example.jp"}))


def test_many_applications_do_not_flood_one_mailbox(sent):
    """Also written hanako+1@…, hanako+2@…: that is one person's mailbox."""
    for number in range(limits.CODES_TO_ONE_MAILBOX):
        one = sent(f"{number:014}")
        assert one.post("email", {"address": f"Hanako+{number}@example.jp"}).status_code == 302
    another = sent(f"{99:014}")
    refused = another.post("email", {"address": "hanako@example.jp"})
    assert refused.status_code == 422 and "Try again in 60 minutes" in text_of(refused)
    assert 'value="hanako@example.jp"' in text_of(refused), "what was typed stays"
    assert MailOutbox.objects.count() == limits.CODES_TO_ONE_MAILBOX
    assert another.post("email", {"address": "ran@example.jp"}).status_code == 302


def test_one_connection_does_not_send_codes_to_everybody(sent, monkeypatch):
    monkeypatch.setattr(limits, "CODES_FROM_ONE_ADDRESS", 2)
    for number in range(2):
        one = sent(f"{number:014}")
        assert one.post("email", {"address": f"person{number}@example.jp"}).status_code == 302
    answer = sent(f"{9:014}").post("email", {"address": "megumi@example.jp"})
    assert answer.status_code == 422 and "from your internet connection" in text_of(answer)
    assert MailOutbox.objects.count() == 2


def test_a_thousand_people_behind_one_address_get_two_codes_each():
    assert limits.CODES_FROM_ONE_ADDRESS >= 2 * 1000


def test_something_that_is_no_address_is_refused_at_its_field(hanako):
    response = hanako.post("email", {"address": "花子"})
    assert response.status_code == 422
    assert 'id="address-error"' in text_of(response)


def test_a_forgotten_address_is_gone_with_its_waiting_mails(hanako):
    prove(hanako)
    hanako.submission.refresh_from_db()
    hanako.gets(Kind.STATE, state(1, "accepted"))
    hanako.post("email/forget")
    hanako.submission.refresh_from_db()
    assert hanako.submission.notify_box is None
    assert not MailOutbox.objects.exists()


def test_a_mail_server_that_is_down_delays_the_mail_and_loses_nothing(hanako, monkeypatch):
    hanako.post("email", {"address": "hanako@example.jp"})

    def down(self):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", down)
    assert housekeeping.send_due_mail() == 0
    row = MailOutbox.objects.get()
    assert (row.attempts, row.next_try > timezone.now()) == (1, True)
