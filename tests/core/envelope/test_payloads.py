"""What the sealed parts say, and what is refused of it."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest

from todoke.core.envelope import payloads
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.payloads import AttachmentRef, decode, encode, files_of
from todoke.core.envelope.reasons import Reason
from todoke.core.errors import UntrustedEnvelope

RECEIPT = "40015000230011"
PHOTO = b"\xff\xd8photo"


def reference(**changes) -> AttachmentRef:
    return AttachmentRef(
        **{
            "part": 1,
            "field": "photos",
            "name": "屋根.jpg",
            "media_type": "image/jpeg",
            "size": len(PHOTO),
            "sha256": hashlib.sha256(PHOTO).hexdigest(),
            **changes,
        }
    )


def application(town, now, **changes) -> payloads.ApplicationPayload:
    return payloads.ApplicationPayload(
        **{
            "receipt": RECEIPT,
            "procedure": "disaster_certificate",
            "revision": 1,
            "language": "ja",
            "answers": {"applicant_name": {"name": "花子 𠮷田", "kana": None}, "copies": 2},
            "attachments": (reference(),),
            "reply_key": town.hanako.reply_key().public.b64,
            "started_at": now,
            "stored_at": now,
            **changes,
        }
    )


def test_every_payload_comes_back_as_it_was(town, now):
    numbered = {"number": 3, "receipt": RECEIPT, "at": now}
    everything = {
        Kind.APPLICATION: application(town, now),
        Kind.COPY: application(town, now),
        Kind.CORRECTION_ANSWER: payloads.CorrectionAnswerPayload(
            receipt=RECEIPT, request=1, answers={"copies": 1}, attachments=(reference(),), at=now
        ),
        Kind.WITHDRAWAL: payloads.WithdrawalPayload(receipt=RECEIPT, reason="", at=now),
        Kind.NOTICE_OPENED: payloads.NoticeOpenedPayload(receipt=RECEIPT, notice=2, at=now),
        Kind.STATE: payloads.StatePayload(state="accepted", words={"ja": "受け付けました"}, **numbered),
        Kind.CORRECTION_REQUEST: payloads.CorrectionRequestPayload(
            request=1,
            message="写真を追加してください。",
            fields=("photos",),
            due=date(2026, 12, 1),
            **numbered,
        ),
        Kind.NOTICE: payloads.NoticePayload(title="罹災証明書", text="発行しました。", **numbered),
        Kind.MESSAGE: payloads.MessagePayload(text="市が確認します。", **numbered),
    }
    for kind, payload in everything.items():
        assert decode(kind, encode(payload)) == payload
    assert everything[Kind.APPLICATION].reply_public_key == town.hanako.reply_key().public


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"unknown": 1}, id="a name not agreed on"),
        pytest.param({"receipt": "123456789012"}, id="a receipt as long as a My Number"),
        pytest.param({"v": 2}, id="a later form"),
        pytest.param({"at": "2026-11-23T03:00:00"}, id="a time without a zone"),
        pytest.param({"reason": None}, id="a missing answer"),
    ],
)
def test_a_payload_of_another_form_is_refused(change, now):
    sound = {"receipt": RECEIPT, "reason": "", "at": now.isoformat()}
    assert decode(Kind.WITHDRAWAL, json.dumps(sound).encode())
    with pytest.raises(UntrustedEnvelope) as caught:
        decode(Kind.WITHDRAWAL, json.dumps({**sound, **change}).encode())
    assert caught.value.reason == Reason.PAYLOAD


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xfe", id="no UTF-8"),
        pytest.param(b"[" * 100_000, id="very deep"),
    ],
)
def test_what_is_no_json_is_refused(part):
    with pytest.raises(UntrustedEnvelope) as caught:
        decode(Kind.APPLICATION, part)
    assert caught.value.reason == Reason.PAYLOAD


def test_a_reply_key_that_is_none_is_refused(town, now):
    raw = encode(application(town, now)).replace(town.hanako.reply_key().public.b64.encode(), b"QUJD")
    with pytest.raises(UntrustedEnvelope):
        decode(Kind.APPLICATION, raw)


def test_a_reserved_kind_has_no_payload_yet():
    with pytest.raises(UntrustedEnvelope) as caught:
        decode(Kind.MANDATE, b"{}")
    assert caught.value.reason == Reason.KIND


def test_a_procedure_names_its_own_hash(now):
    text = "procedure: disaster_certificate\n"
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    sound = {"procedure": "disaster_certificate", "revision": 1, "text": text, "sha256": sha256}
    assert decode(Kind.PROCEDURE, json.dumps(sound).encode())
    with pytest.raises(UntrustedEnvelope):
        decode(Kind.PROCEDURE, json.dumps({**sound, "text": text + "# more"}).encode())


def test_files_are_found_by_their_part():
    assert files_of([reference()], [b"{}", PHOTO]) == {1: PHOTO}


@pytest.mark.parametrize(
    ("references", "parts"),
    [
        pytest.param([reference()], [b"{}"], id="a file that is missing"),
        pytest.param([], [b"{}", PHOTO], id="a file nobody named"),
        pytest.param([reference(), reference()], [b"{}", PHOTO, PHOTO], id="one file named twice"),
        pytest.param([reference(size=1)], [b"{}", PHOTO], id="another length"),
        pytest.param([reference(sha256="00" * 32)], [b"{}", PHOTO], id="another hash"),
        pytest.param([reference(part=2)], [b"{}", PHOTO], id="a part that is not there"),
    ],
)
def test_files_that_do_not_fit_their_references_are_refused(references, parts):
    with pytest.raises(UntrustedEnvelope) as caught:
        files_of(references, parts)
    assert caught.value.reason == Reason.PAYLOAD
