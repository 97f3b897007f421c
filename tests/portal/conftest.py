"""ひばり市 and 森野町 as the portal knows them: keys pinned, key documents and procedures received."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pytest
from django.utils import timezone

from todoke.catalogue import shipped
from todoke.core.envelope.keys import NO_KEYS, SealingKey, SigningKey
from todoke.core.envelope.kinds import Direction, Kind
from todoke.core.envelope.office_keys import OfficeKeyRing, make_key_document
from todoke.core.envelope.opening import Receiver, open_envelope
from todoke.core.envelope.payloads import ProcedurePayload, encode
from todoke.core.envelope.sealing import SealedEnvelope, seal
from todoke.portal import storage_secret
from todoke.portal.catalogue import commands, queries
from todoke.portal.catalogue.queries import TownFacts
from todoke.portal.exchange import keys
from todoke.portal.step_up import offers
from todoke.web import keyfiles
from todoke.web.database import write
from todoke.web.demo_places import HIBARI, MORINO


@dataclass
class TownHall:
    """A town's office as the portal meets it: what it signs, and the keys it opens with."""

    code: str
    signing: SigningKey
    ring: OfficeKeyRing
    recovery: SealingKey

    @property
    def town(self) -> TownFacts:
        return queries.town_facts(self.code)

    def receive(self, sealed: SealedEnvelope) -> None:
        key = self.signing.verify_key
        receiver = Receiver(
            municipality=self.code,
            direction=Direction.OUTWARD,
            kinds=frozenset({Kind.KEY, Kind.PROCEDURE}),
            senders={key.key_id: key},
            ring=NO_KEYS,
        )
        opened = open_envelope(sealed.raw, receiver=receiver, now=timezone.now())
        take = commands.receive_key_document if opened.kind is Kind.KEY else commands.receive_procedure
        with write():
            take(opened)

    def publish(self, procedure: str, *, revision: int = 1, text: str | None = None, **when: object) -> None:
        text = text or shipped()[procedure]
        payload = ProcedurePayload(
            procedure=procedure,
            revision=revision,
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            **when,
        )
        self.receive(
            seal(
                Kind.PROCEDURE,
                [encode(payload)],
                sender=self.signing,
                municipality=self.code,
                recipients=(),
                issued=timezone.now(),
            )
        )

    def publish_keys(self) -> None:
        self.receive(
            make_key_document(
                self.ring.recipients(),
                signer=self.signing,
                municipality=self.code,
                serial=self.ring.serial,
                now=timezone.now(),
            )
        )


def open_town_hall(place) -> TownHall:
    signing, recovery = SigningKey.generate(), SealingKey.generate()
    commands.add_town(
        place,
        office_verify_key=signing.verify_key.raw,
        contact=commands.Contact(phone="0000-00-0000", fax="0000-00-0001", mail="madoguchi@example.jp"),
    )
    ring = OfficeKeyRing.new(recovery_public=recovery.public, now=timezone.now())
    hall = TownHall(code=place.code, signing=signing, ring=ring, recovery=recovery)
    hall.publish_keys()
    hall.publish("disaster_certificate")
    return hall


@pytest.fixture
def town_hall(town_hibari):
    """Opens one more office: `town_hall(place)`."""
    return open_town_hall


@pytest.fixture(autouse=True)
def storage_key_made(tmp_path, monkeypatch):
    """As `todoke portal prepare` leaves it."""
    file = tmp_path / storage_secret.NAME
    monkeypatch.setattr(storage_secret, "path", lambda: file)
    keyfiles.write_once(file, bytes(32))


@pytest.fixture
def all_methods(monkeypatch):
    """As if an ID service were configured that lets cards sign; nobody is asked anything there."""
    methods = offers.OWN | {"digital_id", offers.SIGNATURE}
    monkeypatch.setattr(offers, "available", lambda: methods)
    monkeypatch.setattr(offers, "signing_provider", lambda: "digital_id")


@pytest.fixture
def portal_keys(tmp_path, monkeypatch):
    monkeypatch.setattr(keys, "key_file", lambda: tmp_path / "portal-signing.key")
    monkeypatch.setattr("todoke.portal.exchange.blobs.folder", lambda: tmp_path / "blobs")
    keys.make_portal_signing_key()


@pytest.fixture
def town_hibari(transactional_db, portal_keys) -> TownHall:
    queries.forget_towns()
    yield open_town_hall(HIBARI)
    queries.forget_towns()


@pytest.fixture
def town_morino(town_hibari) -> TownHall:
    return open_town_hall(MORINO)
