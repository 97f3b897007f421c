"""What comes back to 花子, and what she may answer."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, date, datetime

import pytest
from lxml import html
from PIL import Image

from todoke.catalogue import shipped
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.payloads import (
    CorrectionRequestPayload,
    DocumentRef,
    MessagePayload,
    NoticePayload,
    StatePayload,
)
from todoke.core.errors import UntrustedEnvelope
from todoke.portal.apply.models import Submission
from todoke.portal.catalogue import queries as catalogue
from todoke.portal.catalogue.models import PublishedProcedure
from todoke.portal.exchange.models import ForOffice
from todoke.portal.mailbox import commands
from todoke.portal.mailbox.models import Act, Message

pytestmark = pytest.mark.django_db

RECEIPT = "12345678901234"
NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


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
    assert "stored safely here until Hibari City" in text_of(hanako.get("status"))


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
    assert "いまの状況" in page
    assert "What happens next" not in page


def test_another_persons_key_opens_nothing(hanako, lan):
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
    assert "does not take this kind of file" in text_of(response)


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


def test_asking_for_the_head_of_a_notice_opens_nothing(hanako):
    hanako.gets(Kind.NOTICE, notice(), b"%PDF-1.7 certificate")
    for page in ("status", "notice/3", "notice/3.pdf"):
        assert hanako.client.head(hanako.url(page)).status_code == 200
    assert hanako.office.opened() == []
    assert Message.objects.filter(read_at=None).count() == 1


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


def test_enter_in_a_box_sends_the_correction_and_looks_nothing_up(hanako):
    hanako.gets(Kind.STATE, state(1, "correction_requested"))
    hanako.gets(Kind.CORRECTION_REQUEST, correction(fields=("house_address", "photos")))
    form = html.fromstring(hanako.get("correct/1").content).xpath("//main//form")[0]
    first = form.xpath(".//button[@type='submit' or not(@type)]")[0]
    assert first.get("name") is None
    assert first.get("tabindex") == "-1"
    assert form.xpath(".//input[@type='file']/@accept") == ["image/jpeg,image/png,image/heic,image/heif"]


def test_the_button_names_what_is_withdrawn(office, sent):
    PublishedProcedure.objects.create(
        town_id="992011", procedure="pregnancy_notice", revision=1, text=shipped()["pregnancy_notice"],
        envelope="2" * 32, sha256="2" * 64,
    )  # fmt: skip
    catalogue.forget_towns()
    lan = sent(
        procedure="pregnancy_notice", answers={"pregnant_name": {"name": "NGUYEN THI LAN", "kana": None}}
    )
    lan.client.cookies["todoke_language"] = "ja"
    for page in ("status", "withdraw"):
        assert "この届出を取り下げる" in text_of(lan.get(page))
