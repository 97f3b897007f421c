"""ひばり市 with its office's keys pinned, and the door answering in the test's own thread."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass

import pytest
from django.test import Client
from django.utils import timezone

from todoke.core.envelope.keys import SealingKey, SigningKey
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.receipts import ReceiptFacts, ReceiptOutcome, make_receipt
from todoke.core.envelope.requests import sign_request
from todoke.core.envelope.sealing import SealedEnvelope, seal
from todoke.core.lexicon.municipality import Municipality
from todoke.portal.catalogue.commands import add_town
from todoke.portal.exchange import commands, keys, threads
from todoke.web.database import write

HIBARI, MORINO = "992011", "993417"


@dataclass
class Office:
    """An office as the door sees it: it signs requests, receipts and envelopes."""

    code: str
    key: SigningKey
    sealing: SealingKey
    client: Client

    def call(self, method: str, address: str, body: bytes = b"", *, now=None, token: str | None = None):
        token = token or sign_request(
            method, address, body=body, key=self.key, municipality=self.code, now=now or timezone.now()
        )
        return self.client.generic(
            method,
            address,
            body,
            content_type="application/octet-stream",
            HTTP_AUTHORIZATION=f"Bearer {token}",
        )

    def listed(self, question: str = "") -> list[dict]:
        return self.call("GET", f"/exchange/v1/envelopes{question}").json()["envelopes"]

    def receipt(self, sealed: SealedEnvelope, outcome=ReceiptOutcome.OPENED, *, sha256: str = "") -> bytes:
        facts = ReceiptFacts(
            outcome=outcome,
            envelope_id=sealed.id,
            envelope_sha256=sha256 or sealed.sha256,
            at=timezone.now(),
        )
        return make_receipt(facts, signer=self.key, municipality=self.code)

    def post_receipts(self, *receipts: bytes) -> list[str]:
        body = json.dumps({"receipts": [b64encode(raw).decode() for raw in receipts]}).encode()
        return self.call("POST", "/exchange/v1/receipts", body).json()["answers"]


@pytest.fixture(autouse=True)
def door(settings, tmp_path, monkeypatch):
    settings.ROOT_URLCONF = "todoke.portal.door_urls"
    settings.MIDDLEWARE = []
    monkeypatch.setattr(threads, "OWN_THREADS", False)
    monkeypatch.setattr(keys, "key_file", lambda: tmp_path / "portal-signing.key")
    monkeypatch.setattr("todoke.portal.exchange.blobs.folder", lambda: tmp_path / "blobs")
    keys.make_portal_signing_key()


def _office(code: str, slug: str, name: str) -> Office:
    key = SigningKey.generate()
    place = Municipality(code=code, slug=slug, name=name, kana="", name_en=slug)
    add_town(place, office_verify_key=key.verify_key.raw)
    return Office(code=code, key=key, sealing=SealingKey.generate(), client=Client())


@pytest.fixture
def hibari(db) -> Office:
    return _office(HIBARI, "hibari", "ひばり市")


@pytest.fixture
def morino(db) -> Office:
    return _office(MORINO, "morino", "森野町")


@pytest.fixture
def apply_to():
    """花子 sends something to an office: sealed, written, put in line."""

    def send(office: Office, content: bytes = b"{}", kind: Kind = Kind.APPLICATION) -> SealedEnvelope:
        sealed = seal(
            kind,
            [content],
            sender=keys.portal_signing_key(),
            municipality=office.code,
            recipients=[office.sealing.public],
            issued=timezone.now(),
        )
        receipt = commands.stored_receipt(sealed, town_code=office.code, at=timezone.now())
        commands.write_sealed(sealed)
        with write():
            commands.enqueue(sealed, town_code=office.code, stored_receipt=receipt)
        return sealed

    return send
