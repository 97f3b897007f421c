"""Applications that came with a proof of who sent them: 花子, for her own child allowance."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, timedelta

from todoke.core.assurance.identity import Identity, IdentityProof
from todoke.core.assurance.levels import Levels
from todoke.core.cases.receipt_number import new_receipt_number
from todoke.core.envelope.keys import SealingKey
from todoke.core.envelope.payloads import ApplicationPayload
from todoke.office.cases.filing import file_application
from todoke.office.cases.received import ReceivedApplication

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
HOME = {
    "postcode": "0000101",
    "prefecture": "霧原県",
    "city": "ひばり市",
    "town": "本町",
    "block": "1-2-3",
    "building": "",
    "municipality_code": "992011",
}
ANSWERS = {
    "sent_by_recipient": True,
    "recipient_name": {"name": "山田 花子", "kana": "ヤマダ ハナコ"},
    "recipient_birth_date": "1990-04-02",
    "recipient_address": HOME,
}
HANAKO = Identity(name="山田　花子", address="霧原県ひばり市本町１－２－３", birth_date=date(1990, 4, 2))
PROOF = IdentityProof(
    method="digital_id",
    issuer="https://id.localhost",
    subject="ab" * 32,
    levels=Levels(identity=2, authentication=3),
    authenticated_at=NOW - timedelta(minutes=5),
    identity=HANAKO,
)
SIGNER = {
    "name": "山田　花子",
    "name_substituted": [],
    "address": "霧原県ひばり市本町１－２－３",
    "address_substituted": [],
    "birth_date": "1990-04-02",
    "sex": "2",
}
SIGNED = {"refusal": None, "signed": SIGNER}


def payload(block, *, answers=ANSWERS, procedure="child_allowance_amount_change", signature=None):
    digits = new_receipt_number(lambda n: "".join(secrets.choice("0123456789") for _ in range(n)))
    return ApplicationPayload(
        receipt=digits, procedure=procedure, revision=1, language="ja", answers=answers,
        reply_key=SealingKey.generate().public.b64, started_at=NOW, stored_at=NOW, identity=block,
        signature=signature,
    )  # fmt: skip


def filed(block, **changes):
    arrived = ReceivedApplication(
        envelope_id=secrets.token_hex(16),
        payload=payload(block, **changes),
        files=(),
        stored_at=NOW,
        filed_at=NOW,
    )
    return file_application(arrived)
