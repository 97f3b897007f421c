"""ひばり市's office with its keys, the portal's key pinned, and a stand-in for the filing of cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from django.utils import timezone

from todoke.core.envelope.keys import SigningKey
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.payloads import WithdrawalPayload, encode
from todoke.core.envelope.receipts import ReceiptFacts, ReceiptOutcome, make_receipt
from todoke.core.envelope.sealing import seal
from todoke.office.exchange import keyring, site

HIBARI = "992011"


@dataclass
class Portal:
    """The portal as the office sees it."""

    key: SigningKey = field(default_factory=SigningKey.generate)

    def send(self, *, sender: SigningKey | None = None, recipients=None, content: bytes | None = None):
        payload = WithdrawalPayload(receipt="1" * 14, reason="引っ越すため", at=timezone.now())
        return seal(
            Kind.WITHDRAWAL,
            [encode(payload) if content is None else content],
            sender=sender or self.key,
            municipality=HIBARI,
            recipients=recipients or keyring.ring().recipients(),
            issued=timezone.now(),
        )

    def stored(self, sealed_id: str, sha256: str) -> bytes:
        facts = ReceiptFacts(
            outcome=ReceiptOutcome.STORED, envelope_id=sealed_id, envelope_sha256=sha256, at=timezone.now()
        )
        return make_receipt(facts, signer=self.key, municipality=HIBARI)


@pytest.fixture
def portal(tmp_path, monkeypatch) -> Portal:
    found = Portal()
    monkeypatch.setattr(site, "key_folder", lambda: tmp_path / "keys")
    keyring.make_office_keys()
    keyring.pin_portal(found.key.verify_key)
    return found


@pytest.fixture
def filed(portal, monkeypatch) -> list:
    """Cases filed so far, by a stand-in for the room of cases."""
    from todoke.office.exchange import receiving

    found: list = []

    def file_one(payload, *, files, envelope_id, at):
        found.append(envelope_id)

    stand_in = SimpleNamespace(
        file_application=found.append,
        file_correction_answer=file_one,
        file_withdrawal=file_one,
        file_notice_opened=file_one,
    )
    monkeypatch.setattr(receiving, "cases", stand_in)
    return found
