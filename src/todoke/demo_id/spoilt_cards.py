"""Beside each person's good card one that was revoked, and one that has expired: to see them refused."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from todoke.core.refusal import N_
from todoke.demo_id.authority import YEARS, DemoAuthority, write_key
from todoke.demo_id.cards import Card, issue_card, make_cards, write_trust
from todoke.demo_id.people import PEOPLE, Person


class CardKind(StrEnum):
    GOOD = "good"
    REVOKED = "revoked"
    EXPIRED = "expired"


LABELS = {
    CardKind.GOOD: N_("The card that is good"),
    CardKind.REVOKED: N_("A card that was reported lost and revoked"),
    CardKind.EXPIRED: N_("A card that has expired"),
}


def make_all_cards(folder: Path, *, now: datetime) -> None:
    """What is there stays."""
    make_cards(folder, now=now)
    authority = DemoAuthority.open(folder, now=now)
    for person in PEOPLE:
        if not _file(folder, person, ending="cer").is_file():
            card = issue_card(authority, person, now=now, p384=True)
            write_key(_file(folder, person, ending="key"), card.key)
            _file(folder, person, ending="cer").write_bytes(card.der)


def card_of(folder: Path, person: Person, *, kind: CardKind, now: datetime) -> Card:
    if kind is CardKind.GOOD:
        return make_cards(folder, now=now)[person.id]
    if kind is CardKind.REVOKED:
        return _revoked_card(folder, person)
    return issue_card(DemoAuthority.open(folder, now=now), person, now=now - 6 * YEARS, p384=True)


def write_demo_trust(cards: Path, trust: Path, *, now: datetime) -> None:
    serials = tuple(_revoked_certificate(cards, person).serial_number for person in PEOPLE)
    write_trust(cards, trust, now=now, revoked=serials)


def _revoked_card(folder: Path, person: Person) -> Card:
    key = serialization.load_pem_private_key(_file(folder, person, ending="key").read_bytes(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # as make_all_cards makes them
    return Card(key=key, certificate=_revoked_certificate(folder, person))


def _revoked_certificate(folder: Path, person: Person) -> x509.Certificate:
    return x509.load_der_x509_certificate(_file(folder, person, ending="cer").read_bytes())


def _file(folder: Path, person: Person, *, ending: str) -> Path:
    return folder / f"revoked-{person.id}.{ending}"
