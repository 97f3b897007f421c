"""The door: who may call, what is listed, what a receipt does."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta

import pytest
from django.utils import timezone

from todoke.core.envelope.keys import SealingKey, SigningKey
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.payloads import MessagePayload, encode
from todoke.core.envelope.receipts import ReceiptOutcome, read_receipt
from todoke.core.envelope.requests import sign_request
from todoke.core.envelope.sealing import seal
from todoke.core.errors import UntrustedEnvelope
from todoke.portal.exchange import blobs, inbound, queries
from todoke.portal.exchange.keys import portal_signing_key
from todoke.portal.exchange.models import Alarm, ForOffice, FromOffice

LIST = "/exchange/v1/envelopes"


def test_an_office_sees_its_envelopes_oldest_first_with_small_bodies_inline(hibari, apply_to):
    first, second = apply_to(hibari), apply_to(hibari)
    listed = hibari.listed()
    assert [row["id"] for row in listed] == [first.id, second.id]
    assert [b64decode(row["body"]) for row in listed] == [first.raw, second.raw]


def test_a_large_envelope_is_fetched_by_its_id(hibari, apply_to):
    large = apply_to(hibari, b"x" * 100_000)
    assert hibari.listed()[0]["body"] is None
    answer = hibari.call("GET", f"{LIST}/{large.id}")
    assert answer.content == large.raw
    assert answer["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("?limit=1", 1),
        ("?kinds=withdrawal", 1),
        ("?kinds=application,withdrawal", 3),
        ("?kinds=notice_opened", 0),
    ],
)
def test_the_list_can_be_narrowed(hibari, apply_to, question, expected):
    apply_to(hibari), apply_to(hibari), apply_to(hibari, kind=Kind.WITHDRAWAL)
    assert len(hibari.listed(question)) == expected


def test_the_cursor_continues_after_the_last_one_seen(hibari, apply_to):
    apply_to(hibari)
    seen = hibari.listed()[0]["seq"]
    later = apply_to(hibari)
    assert [row["id"] for row in hibari.listed(f"?after={seen}")] == [later.id]


def test_an_office_never_sees_or_fetches_another_towns_envelope(hibari, morino, apply_to):
    sealed = apply_to(morino)
    assert hibari.listed() == []
    assert hibari.call("GET", f"{LIST}/{sealed.id}").status_code == 404


def _other_key(office, now):
    return sign_request("GET", LIST, body=b"", key=SigningKey.generate(), municipality=office.code, now=now)


def _other_town(office, now):
    return sign_request("GET", LIST, body=b"", key=office.key, municipality="011002", now=now)


def _other_path(office, now):
    return sign_request("GET", LIST + "?limit=1", body=b"", key=office.key, municipality=office.code, now=now)


def _long_ago(office, now):
    return sign_request(
        "GET", LIST, body=b"", key=office.key, municipality=office.code, now=now - timedelta(minutes=10)
    )


@pytest.mark.parametrize(
    "token", [_other_key, _other_town, _other_path, _long_ago, lambda office, now: "no.token.atall"]
)
def test_a_caller_without_a_valid_signature_learns_nothing(hibari, token):
    answer = hibari.call("GET", LIST, token=token(hibari, timezone.now()))
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:todoke:exchange:unknown-caller"


def test_clocks_may_differ_by_four_minutes(hibari):
    assert hibari.call("GET", LIST, now=timezone.now() - timedelta(minutes=4)).status_code == 200
    assert hibari.call("GET", LIST, now=timezone.now() + timedelta(minutes=4)).status_code == 200


@pytest.mark.parametrize("size", [pytest.param(100, id="in the row"), pytest.param(100_000, id="as a file")])
def test_sealed_bytes_stay_until_the_opened_receipt_verifies(
    hibari, apply_to, django_capture_on_commit_callbacks, size
):
    sealed = apply_to(hibari, b"7" * size)
    assert queries.bytes_of(hibari.code, sealed.id) == sealed.raw
    assert blobs.path_of(sealed.id).exists() == (size > 64 * 1024)
    with django_capture_on_commit_callbacks(execute=True):
        assert hibari.post_receipts(hibari.receipt(sealed)) == ["taken"]
    row = ForOffice.objects.get()
    assert (row.state, bytes(row.office_receipt) != b"") == (ForOffice.State.OPENED, True)
    assert queries.bytes_of(hibari.code, sealed.id) is None
    assert hibari.listed() == []


@pytest.mark.parametrize("forged", ["foreign key", "other bytes", "stored word", "garbage"])
def test_a_false_receipt_frees_no_sealed_bytes(
    hibari, morino, apply_to, forged, django_capture_on_commit_callbacks
):
    sealed = apply_to(hibari)
    receipt = {
        "foreign key": lambda: morino.receipt(sealed),
        "other bytes": lambda: hibari.receipt(sealed, sha256="0" * 64),
        "stored word": lambda: hibari.receipt(sealed, ReceiptOutcome.STORED),
        "garbage": lambda: b"not a receipt",
    }[forged]()
    with django_capture_on_commit_callbacks(execute=True):
        assert hibari.post_receipts(receipt) == ["refused"]
    assert queries.bytes_of(hibari.code, sealed.id) == sealed.raw
    assert len(hibari.listed()) == 1


def test_one_false_receipt_does_not_spoil_its_batch(hibari, apply_to):
    first, second = apply_to(hibari), apply_to(hibari)
    assert hibari.post_receipts(hibari.receipt(first), b"?", hibari.receipt(second)) == [
        "taken",
        "refused",
        "taken",
    ]


def test_a_receipt_may_come_twice(hibari, apply_to):
    receipt = hibari.receipt(apply_to(hibari))
    assert hibari.post_receipts(receipt, receipt) == ["taken", "taken"]


def test_a_quarantined_envelope_leaves_the_line_but_keeps_its_bytes_and_raises_an_alarm(hibari, apply_to):
    sealed = apply_to(hibari)
    assert hibari.post_receipts(hibari.receipt(sealed, ReceiptOutcome.QUARANTINED)) == ["taken"]
    assert hibari.listed() == []
    assert queries.bytes_of(hibari.code, sealed.id) == sealed.raw
    assert Alarm.objects.get().kind == Alarm.Kind.QUARANTINED
    assert hibari.post_receipts(hibari.receipt(sealed)) == ["taken"]  # opened after all
    assert Alarm.objects.get().ended_at is not None


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'{"receipts": ["*"]}', id="no base64"),
        pytest.param(b'{"receipts": [' + b",".join([b'""'] * 101) + b"]}", id="101 receipts"),
        pytest.param(b'{"receipts": ' + b"[" * 100_000, id="lists in lists without end"),
    ],
)
def test_a_malformed_batch_is_refused_as_a_bad_question(hibari, body):
    assert hibari.call("POST", "/exchange/v1/receipts", body).status_code == 400


@pytest.mark.parametrize("question", ["?after=x", "?kinds=secret", "?wait=soon"])
def test_a_malformed_question_is_refused(hibari, question):
    assert hibari.call("GET", LIST + question).status_code == 400


def test_the_portal_tells_its_verify_key(hibari):
    assert hibari.call("GET", "/exchange/v1/keys").json()["verify_key"] == portal_signing_key().verify_key.hex


def _message(office, *, reply: SealingKey, number: int = 1, sender: SigningKey | None = None):
    payload = MessagePayload(number=number, receipt="1" * 14, at=timezone.now(), text="…")
    return seal(
        Kind.MESSAGE,
        [encode(payload)],
        sender=sender or office.key,
        municipality=office.code,
        recipients=[reply.public],
        issued=timezone.now(),
    )


@pytest.fixture
def delivered(monkeypatch):
    found = []
    monkeypatch.setattr(inbound.mailbox, "receive_message", lambda header, raw: found.append(header.id))
    return found


def test_an_offices_message_is_delivered_and_receipted(hibari, delivered):
    sealed = _message(hibari, reply=SealingKey.generate())
    answer = hibari.call("POST", LIST, sealed.raw)
    assert answer.status_code == 200
    key = portal_signing_key().verify_key
    facts = read_receipt(
        b64decode(answer.json()["receipt"]), senders={key.key_id: key}, municipality=hibari.code
    )
    assert (facts.envelope_id, facts.outcome) == (sealed.id, ReceiptOutcome.STORED)
    assert delivered == [sealed.id]


def test_the_same_message_again_gets_the_same_receipt_and_is_not_delivered_twice(hibari, delivered):
    sealed = _message(hibari, reply=SealingKey.generate())
    answers = [hibari.call("POST", LIST, sealed.raw).content for _ in range(3)]
    assert len(set(answers)) == 1
    assert delivered == [sealed.id]


def test_the_same_id_with_other_bytes_is_refused_and_raises_an_alarm(hibari, delivered):
    sealed = _message(hibari, reply=SealingKey.generate())
    hibari.call("POST", LIST, sealed.raw)
    FromOffice.objects.update(sha256="0" * 64)  # as if the first one had other bytes
    assert hibari.call("POST", LIST, sealed.raw).status_code == 409
    assert Alarm.objects.get().kind == Alarm.Kind.OTHER_BYTES


def test_a_message_signed_by_nobody_we_know_is_refused_without_a_reason(hibari, delivered):
    sealed = _message(hibari, reply=SealingKey.generate(), sender=SigningKey.generate())
    answer = hibari.call("POST", LIST, sealed.raw)
    assert answer.status_code == 422
    assert "reason" not in answer.json() and "detail" not in answer.json()
    assert delivered == []


def test_a_message_the_mailbox_refuses_leaves_no_trace(hibari, monkeypatch):
    def refuse(header, raw):
        raise UntrustedEnvelope("reply key of no application of this town")

    monkeypatch.setattr(inbound.mailbox, "receive_message", refuse)
    assert hibari.call("POST", LIST, _message(hibari, reply=SealingKey.generate()).raw).status_code == 422
    assert not FromOffice.objects.exists()


def test_an_inward_envelope_reflected_to_the_portal_is_refused(hibari, apply_to):
    assert hibari.call("POST", LIST, apply_to(hibari).raw).status_code == 422


def test_a_body_no_kind_can_have_is_refused_as_too_large(hibari, monkeypatch):
    monkeypatch.setattr("todoke.portal.exchange.callers.BODY_LARGEST", 1000)
    assert hibari.call("POST", LIST, b"x" * 1001).status_code == 413
