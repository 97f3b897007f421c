"""Photos chosen for a correction are kept while an answer needs another look, and gone once it went."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.payloads import CorrectionRequestPayload
from todoke.portal.apply.housekeeping import keep_house
from todoke.portal.exchange.models import ForOffice
from todoke.portal.mailbox.models import KeptFile

BROKEN = b"<html>"


def asked(hanako, *, request=1) -> None:
    payload = CorrectionRequestPayload(
        number=request + 1,
        receipt=hanako.submission.receipt,
        request=request,
        message="写真を足してください。",
        fields=("damage_description", "photos"),
        due=None,
        at=timezone.now(),
    )
    hanako.gets(Kind.CORRECTION_REQUEST, payload)


def picture(name: str, content: bytes | None = None) -> io.BytesIO:
    file = io.BytesIO()
    if content is None:
        Image.new("RGB", (40, 30)).save(file, "JPEG")
    else:
        file.write(content)
    file.seek(0)
    file.name = name
    return file


def kept(hanako) -> list[str]:
    page = hanako.get("correct/1").content.decode()
    return [name for name in ("壁.jpg", "床.jpg") if f"{name} <button" in page]


@pytest.fixture
def waiting(hanako):
    """花子 chose a photo and left the description empty."""
    asked(hanako)
    response = hanako.post("correct/1", {"damage_description": "", "photos": picture("壁.jpg")})
    assert response.status_code == 422
    assert not ForOffice.objects.exists()
    return hanako


def test_a_photo_is_kept_while_another_answer_is_wrong(waiting):
    assert kept(waiting) == ["壁.jpg"]


def test_a_kept_photo_goes_with_the_answer_and_is_then_forgotten(waiting):
    new = {"damage_description": "壁が倒れました。", "photos": picture("床.jpg")}
    assert waiting.post("correct/1", new).status_code == 302
    ((payload, parts),) = waiting.office.opened()
    assert [one.name for one in payload.attachments] == ["壁.jpg", "床.jpg"]
    assert len(parts) == 2
    assert "photos" not in payload.answers
    assert not KeptFile.objects.exists()


def test_one_bad_photo_costs_no_good_one(hanako):
    asked(hanako)
    photos = [picture("壁.jpg"), picture("床.jpg", BROKEN)]
    response = hanako.post("correct/1", {"damage_description": "壁", "photos": photos})
    assert response.status_code == 422
    assert 'id="photos-error"' in response.content.decode()
    assert not ForOffice.objects.exists()
    assert kept(hanako) == ["壁.jpg"]


def test_files_are_added_and_deleted_without_sending_and_what_was_typed_stays(waiting):
    typed = {"damage_description": "書きかけ", "photos": picture("床.jpg"), "upload": "photos"}
    response = waiting.post("correct/1", typed)
    assert response.status_code == 200
    assert "書きかけ" in response.content.decode()
    assert kept(waiting) == ["壁.jpg", "床.jpg"]
    first = KeptFile.objects.order_by("id").first()
    waiting.post("correct/1", {"damage_description": "書きかけ", "remove_file": first.pk.hex})
    assert kept(waiting) == ["床.jpg"]
    assert not ForOffice.objects.exists()


@pytest.mark.parametrize("wrong", ["", "x", "0" * 32], ids=["empty", "no id", "unknown"])
def test_deleting_what_is_not_there_changes_nothing(waiting, wrong):
    assert waiting.post("correct/1", {"damage_description": "壁", "remove_file": wrong}).status_code == 200
    assert kept(waiting) == ["壁.jpg"]


def test_a_file_no_question_asked_for_is_not_kept(hanako):
    asked(hanako)
    hanako.post("correct/1", {"damage_description": "", "estimate": picture("壁.jpg")})
    assert not KeptFile.objects.exists()


def test_the_database_holds_neither_name_nor_picture(waiting):
    box = bytes(KeptFile.objects.get().box)
    assert "壁".encode() not in box
    assert b"image/jpeg" not in box


def test_files_nobody_sent_go_after_30_days(waiting):
    assert keep_house() == 0
    KeptFile.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert keep_house() == 1
    assert kept(waiting) == []
