"""What comes back to 花子, and what she may answer."""

from __future__ import annotations

import hashlib
import io
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail as django_mail
from django.test import Client
from django.utils import timezone
from PIL import Image

from todoke.catalogue import shipped
from todoke.core.envelope.applicant_key import ApplicantKey
from todoke.core.envelope.keys import FixedKeys, SealingKey, SigningKey
from todoke.core.envelope.kinds import Direction, Kind
from todoke.core.envelope.opening import Header, Receiver, check_envelope, open_envelope
from todoke.core.envelope.payloads import (
    ApplicationPayload,
    CorrectionRequestPayload,
    DocumentRef,
    KeyDocument,
    MessagePayload,
    NoticePayload,
    PublishedKey,
    StatePayload,
    decode,
    encode,
)
from todoke.core.envelope.sealing import seal
from todoke.core.errors import Refused, UntrustedEnvelope
from todoke.portal.apply.models import Submission
from todoke.portal.catalogue import queries as catalogue
from todoke.portal.catalogue.models import PublishedProcedure, Town
from todoke.portal.exchange import blobs
from todoke.portal.exchange.keys import make_portal_signing_key
from todoke.portal.exchange.models import ForOffice
from todoke.portal.mailbox import commands, housekeeping, mails
from todoke.portal.mailbox.models import Act, EmailCode, MailOutbox, Message
from todoke.web.ids import uuid7

pytestmark = pytest.mark.django_db

RECEIPT = "12345678901234"
NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@dataclass
class Office:
    """ひばり市's office: what it can sign and open."""

    signing: SigningKey
    sealing: SealingKey

    def opened(self) -> list:
        """Everything the portal put in line for it, opened."""
        portal = make_portal_signing_key().verify_key
        receiver = Receiver(
            municipality="992011",
            direction=Direction.INWARD,
            kinds=frozenset({Kind.CORRECTION_ANSWER, Kind.WITHDRAWAL, Kind.NOTICE_OPENED}),
            senders={portal.key_id: portal},
            ring=FixedKeys(self.sealing),
        )
        raws = [blobs.read(row.envelope_id) for row in ForOffice.objects.order_by("seq")]
        envelopes = [open_envelope(raw, receiver=receiver, now=timezone.now()) for raw in raws]
        return [(decode(one.kind, one.parts[0]), one.parts[1:]) for one in envelopes]


@dataclass
class Hanako:
    """An applicant whose application was sent."""

    submission: Submission
    key: ApplicantKey
    client: Client
    office: Office

    def url(self, page: str) -> str:
        return f"/hibari/a/{self.submission.pk}/{page}"

    def get(self, page: str):
        return self.client.get(self.url(page))

    def post(self, page: str, data=None):
        return self.client.post(self.url(page), data or {})

    def sealed(self, kind: Kind, payload, *parts: bytes) -> tuple[Header, bytes]:
        raw = seal(
            kind,
            [encode(payload), *parts],
            sender=self.office.signing,
            municipality="992011",
            recipients=(self.key.reply_key().public,),
            issued=timezone.now(),
        ).raw
        return checked(raw, self.office), raw

    def gets(self, kind: Kind, payload, *parts: bytes) -> None:
        commands.receive_message(*self.sealed(kind, payload, *parts))


def checked(raw: bytes, office: Office) -> Header:
    key = office.signing.verify_key
    receiver = Receiver(
        municipality="992011",
        direction=Direction.OUTWARD,
        kinds=frozenset({Kind.STATE, Kind.CORRECTION_REQUEST, Kind.NOTICE, Kind.MESSAGE}),
        senders={key.key_id: key},
        ring=FixedKeys(),
    )
    return check_envelope(raw, receiver=receiver, now=timezone.now())


@pytest.fixture
def office(db) -> Office:
    office = Office(signing=SigningKey.generate(), sealing=SealingKey.generate())
    document = KeyDocument(
        municipality="992011",
        serial=1,
        verify_key=office.signing.verify_key.hex,
        sealing_keys=(PublishedKey(role="active", key=office.sealing.public.b64),),
        versions=(1,),
        suites=(1, 2),
        kinds=("application",),
        at=NOON,
    )
    town = Town.objects.create(
        code="992011",
        slug="hibari",
        name="ひばり市",
        name_en="Hibari City",
        office_verify_key=office.signing.verify_key.raw_bytes
        if hasattr(office.signing.verify_key, "raw_bytes")
        else bytes.fromhex(office.signing.verify_key.hex),
        key_document=encode(document),
    )
    PublishedProcedure.objects.create(
        town=town,
        procedure="disaster_certificate",
        revision=1,
        text=shipped()["disaster_certificate"],
        envelope="0" * 32,
        sha256="0" * 64,
    )
    catalogue.forget_towns()
    make_portal_signing_key()
    yield office
    catalogue.forget_towns()


def sent_by(office: Office, receipt: str = RECEIPT) -> Hanako:
    definition = catalogue.definition_of("992011", "disaster_certificate", 1)
    key = ApplicantKey.new(secrets.token_bytes)
    answers = {field.id: field.sample() for step in definition.steps for field in step.fields}
    payload = ApplicationPayload(
        receipt=receipt,
        procedure="disaster_certificate",
        revision=1,
        language="ja",
        answers=answers,
        reply_key=key.reply_key().public.b64,
        started_at=NOON,
        stored_at=NOON,
    )
    copy = seal(
        Kind.COPY,
        [encode(payload)],
        sender=make_portal_signing_key(),
        municipality="992011",
        recipients=(key.reply_key().public,),
        issued=NOON,
    )
    submission = Submission.objects.create(
        id=uuid7(),
        town_code="992011",
        procedure="disaster_certificate",
        revision=1,
        receipt=receipt,
        lookup_id=key.lookup_id(),
        reply_key_id=key.reply_key().key_id,
        envelope_id=secrets.token_hex(16),
        copy=copy.raw,
        stored_at=NOON,
    )
    client = Client(headers={"accept-language": "en"})
    client.cookies["todoke_key"] = key.digits
    client.cookies["todoke_language"] = "en"
    return Hanako(submission=submission, key=key, client=client, office=office)


@pytest.fixture
def hanako(office) -> Hanako:
    return sent_by(office)


def state(number: int, name: str) -> StatePayload:
    return StatePayload(number=number, receipt=RECEIPT, state=name, at=NOON)


def correction(fields=("damage_description",), number=2, request=1) -> CorrectionRequestPayload:
    return CorrectionRequestPayload(
        number=number, receipt=RECEIPT, request=request, message="被害のようすを詳しく書いてください。",
        fields=fields, due=date(2026, 12, 7), at=NOON,
    )  # fmt: skip


def notice(document: bytes = b"%PDF-1.7 certificate") -> NoticePayload:
    ref = DocumentRef(part=1, name="証明書.pdf", sha256=hashlib.sha256(document).hexdigest())
    return NoticePayload(
        number=3, receipt=RECEIPT, title="罹災証明書", text="半壊と決定しました。", document=ref, at=NOON
    )


def text_of(response) -> str:
    return response.content.decode()


def test_before_the_office_opened_it_the_page_says_that_it_waits_safely(hanako):
    assert "stored safely here until ひばり市" in text_of(hanako.get("status"))


def test_when_the_office_opened_it_the_page_says_that_it_arrived(hanako):
    commands.mark_opened(hanako.submission.envelope_id, at=NOON)
    assert "It has arrived at the office." in text_of(hanako.get("status"))


def test_states_are_sorted_by_their_number_whatever_order_they_came_in(hanako):
    hanako.gets(Kind.STATE, state(5, "reviewing"))
    hanako.gets(Kind.STATE, state(2, "accepted"))
    page = text_of(hanako.get("status"))
    assert "The office is looking into it." in page
    assert page.index("Accepted") < page.rindex("Under review")


def test_the_page_speaks_japanese(hanako):
    hanako.client.cookies["todoke_language"] = "ja"
    hanako.gets(Kind.STATE, state(1, "reviewing"))
    page = text_of(hanako.client.get(hanako.url("status"), headers={"accept-language": "ja"}))
    assert "申請のいまの状況" in page
    assert "What happens next" not in page


def test_another_persons_key_opens_nothing(hanako, office):
    lan = sent_by(office, receipt="98765432109876")
    for page in ("status", "correct/1", "withdraw", "notice/3", "notice/3.pdf", "email", "email/code"):
        assert lan.client.get(hanako.url(page)).status_code == 404


def test_a_message_to_nobodys_key_is_refused(hanako):
    header, raw = hanako.sealed(Kind.STATE, state(1, "accepted"))
    Submission.objects.update(reply_key_id="f" * 32)
    with pytest.raises(UntrustedEnvelope):
        commands.receive_message(header, raw)


def test_an_office_cannot_write_to_an_applicant_of_another_town(hanako):
    header, raw = hanako.sealed(Kind.STATE, state(1, "accepted"))
    Submission.objects.update(town_code="993417")
    with pytest.raises(UntrustedEnvelope):
        commands.receive_message(header, raw)


def test_a_message_about_another_receipt_is_counted_and_not_shown(hanako):
    hanako.gets(Kind.MESSAGE, MessagePayload(number=1, receipt="0" * 14, text="よその話", at=NOON))
    page = text_of(hanako.get("status"))
    assert "よその話" not in page
    assert "could not be opened" in page


def test_markup_in_a_message_stays_text(hanako):
    hanako.gets(Kind.MESSAGE, MessagePayload(number=1, receipt=RECEIPT, text="<script>x</script>", at=NOON))
    assert "&lt;script&gt;" in text_of(hanako.get("status"))


def test_a_correction_changes_the_requested_answer_and_nothing_else(hanako):
    hanako.gets(Kind.STATE, state(1, "correction_requested"))
    hanako.gets(Kind.CORRECTION_REQUEST, correction())
    form = text_of(hanako.get("correct/1"))
    assert 'name="damage_description"' in form
    assert 'name="applicant_name' not in form
    new = {"damage_description": "北側の壁が倒れました。", "applicant_name.name": "別の人"}
    assert hanako.post("correct/1", new).status_code == 302
    ((payload, parts),) = hanako.office.opened()
    assert payload.answers == {"damage_description": "北側の壁が倒れました。"}
    assert (payload.request, payload.receipt, parts) == (1, RECEIPT, ())
    assert "北側の壁" not in str(Act.objects.values())
    assert "Correct these answers" not in text_of(hanako.get("status"))


def test_a_second_answer_to_the_same_request_is_refused_in_a_sentence(hanako):
    hanako.gets(Kind.CORRECTION_REQUEST, correction())
    hanako.post("correct/1", {"damage_description": "壁が倒れました。"})
    again = hanako.post("correct/1", {"damage_description": "二度目"})
    assert again.status_code == 422
    assert "already sent" in text_of(again)
    assert ForOffice.objects.count() == 1


def test_a_later_correction_starts_from_the_earlier_one(hanako):
    hanako.gets(Kind.CORRECTION_REQUEST, correction())
    hanako.post("correct/1", {"damage_description": "北側の壁が倒れました。"})
    hanako.gets(Kind.CORRECTION_REQUEST, correction(number=4, request=2))
    assert "北側の壁が倒れました。" in text_of(hanako.get("correct/2"))


def test_an_empty_correction_is_told_at_its_field_and_nothing_is_sent(hanako):
    hanako.gets(Kind.CORRECTION_REQUEST, correction())
    response = hanako.post("correct/1", {"damage_description": ""})
    assert response.status_code == 422
    assert 'id="damage_description-error"' in text_of(response)
    assert not ForOffice.objects.exists()


def test_a_new_photo_travels_as_a_part_of_the_answer(hanako):
    hanako.gets(Kind.CORRECTION_REQUEST, correction(fields=("photos",)))
    photo = io.BytesIO()
    Image.new("RGB", (40, 30)).save(photo, "JPEG")
    photo.seek(0)
    photo.name = "壁.jpg"
    assert hanako.post("correct/1", {"photos": photo}).status_code == 302
    ((payload, parts),) = hanako.office.opened()
    assert payload.attachments[0].field == "photos"
    assert hashlib.sha256(parts[0]).hexdigest() == payload.attachments[0].sha256


def test_a_bad_photo_is_told_at_its_field(hanako):
    hanako.gets(Kind.CORRECTION_REQUEST, correction(fields=("photos",)))
    fake = io.BytesIO(b"<html>")
    fake.name = "a.jpg"
    response = hanako.post("correct/1", {"photos": fake})
    assert response.status_code == 422
    assert "not a photo or PDF" in text_of(response)


def test_what_was_not_asked_for_cannot_be_corrected(hanako):
    assert hanako.get("correct/1").status_code == 422
    assert hanako.post("correct/7", {"damage_description": "x"}).status_code == 422


def test_withdrawing_tells_the_office_once(hanako):
    assert "cannot be undone" in text_of(hanako.get("withdraw"))
    assert hanako.post("withdraw", {"reason": "家を売りました"}).status_code == 302
    assert hanako.post("withdraw").status_code == 422
    ((payload, _),) = hanako.office.opened()
    assert payload.reason == "家を売りました"
    assert "You have withdrawn" in text_of(hanako.get("status"))


def test_after_the_decision_withdrawing_is_refused_with_the_way_to_go(hanako):
    hanako.gets(Kind.STATE, state(1, "decided"))
    response = hanako.post("withdraw")
    assert response.status_code == 422
    assert "by phone or FAX" in text_of(response)
    assert not ForOffice.objects.exists()


def test_the_notice_is_downloaded_and_its_opening_told_once(hanako):
    hanako.gets(Kind.NOTICE, notice(), b"%PDF-1.7 certificate")
    assert "半壊と決定しました。" in text_of(hanako.get("notice/3"))
    response = hanako.get("notice/3.pdf")
    assert response.content == b"%PDF-1.7 certificate"
    assert response["Content-Disposition"].startswith("attachment")
    ((payload, _),) = hanako.office.opened()
    assert payload.notice == 3
    assert hanako.get("notice/4").status_code == 404


def test_the_database_holds_no_word_of_a_message(hanako):
    hanako.gets(Kind.NOTICE, notice(), b"%PDF-1.7 certificate")
    raw = bytes(Message.objects.get().raw)
    assert "半壊".encode() not in raw
    assert b"certificate" not in raw


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
