"""花子 and ラン have sent an application; the office of ひばり市 can write to them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from todoke.catalogue import shipped
from todoke.core.envelope.applicant_key import ApplicantKey
from todoke.core.envelope.keys import FixedKeys, SealingKey, SigningKey
from todoke.core.envelope.kinds import Direction, Kind
from todoke.core.envelope.opening import Header, Receiver, check_envelope, open_envelope
from todoke.core.envelope.payloads import (
    ApplicationPayload,
    KeyDocument,
    PublishedKey,
    decode,
    encode,
)
from todoke.core.envelope.sealing import seal
from todoke.portal.apply.models import Submission
from todoke.portal.catalogue import queries as catalogue
from todoke.portal.catalogue.models import PublishedProcedure, Town
from todoke.portal.exchange import queries
from todoke.portal.exchange.keys import make_portal_signing_key
from todoke.portal.exchange.models import ForOffice
from todoke.portal.mailbox import commands
from todoke.web.ids import uuid7

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
        raws = [queries.bytes_of(row.town_code, row.envelope_id) for row in ForOffice.objects.order_by("seq")]
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


def sent_by(
    office: Office,
    receipt: str = RECEIPT,
    *,
    procedure: str = "disaster_certificate",
    answers: dict | None = None,
) -> Hanako:
    definition = catalogue.definition_of("992011", procedure, 1)
    key = ApplicantKey.new(secrets.token_bytes)
    answers = answers or {field.id: field.sample() for step in definition.steps for field in step.fields}
    payload = ApplicationPayload(
        receipt=receipt,
        procedure=procedure,
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
        procedure=procedure,
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


@pytest.fixture
def sent(office):
    """Sends another application: `sent(procedure=…, answers=…)`."""
    return partial(sent_by, office)


@pytest.fixture
def lan(office) -> Hanako:
    """ラン, whose application is nobody else's business."""
    return sent_by(office, receipt="98765432109876")
