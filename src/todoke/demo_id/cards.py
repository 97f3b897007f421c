"""Cards of the demo: keys and certificates of the shape a My Number Card holds, good ones and broken ones.

`make_cards(folder, now=…)` makes a good card for each of the demo's people the first time and finds them
again after a restart. `write_trust(cards, trust, now=…)` writes what a site verifies them against; its
settings are then jpki = that folder, jpki_policies = DEMO_POLICY.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from asn1crypto import cms
from asn1crypto import tsp as tsp  # importing it makes signing_certificate_v2 known
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from todoke.core.assurance.certificates import Entry
from todoke.core.assurance.der import UTF8_STRING, tlv
from todoke.demo_id.authority import (
    DEMO_POLICY,
    POINT,
    YEARS,
    DemoAuthority,
    Extensions,
    key_usage,
    new_key,
    write_key,
)
from todoke.demo_id.people import PEOPLE, Person

__all__ = ["DEMO_POLICY", "Card", "issue_card", "make_cards", "signing_extensions", "write_trust"]

DIGESTS = {32: "sha256", 48: "sha384"}
ON_P384 = frozenset({"lan"})
"""Whose card is of the next kind (ECDSA P-384 with SHA-384)."""
ERAS = ((date(2019, 5, 1), 5), (date(1989, 1, 8), 4), (date(1926, 12, 25), 3), (date(1912, 7, 30), 2))


@dataclass(frozen=True, kw_only=True)
class Card:
    """A signing key with its certificate."""

    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def sign_digest(self, digest: bytes, at: datetime) -> bytes:
        """A detached CMS (DER) over the content with this digest (SHA-256 or SHA-384, told by its length)."""
        name = DIGESTS[len(digest)]
        attributes = cms.CMSAttributes(
            [
                cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
                cms.CMSAttribute({"type": "signing_time", "values": [cms.Time({"utc_time": at})]}),
                cms.CMSAttribute({"type": "message_digest", "values": [digest]}),
                _signing_certificate(self.der),
            ]
        )
        return self.sign_attributes(attributes, digest_name=name)

    def sign_attributes(self, attributes: cms.CMSAttributes, *, digest_name: str) -> bytes:
        signature = self._sign(attributes.dump())
        return signed_data(self, signer_info(self, attributes, digest_name=digest_name, signature=signature))

    def _sign(self, attributes: bytes) -> bytes:
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(attributes, padding.PKCS1v15(), hashes.SHA256())
        return self.key.sign(attributes, ec.ECDSA(hashes.SHA384()))


def signer_info(
    card: Card, attributes: cms.CMSAttributes, *, digest_name: str, signature: bytes
) -> cms.SignerInfo:
    named = asn1.Certificate.load(card.der)
    algorithm = "sha256_rsa" if isinstance(card.key, rsa.RSAPrivateKey) else "sha384_ecdsa"
    return cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.IssuerAndSerialNumber({"issuer": named.issuer, "serial_number": named.serial_number}),
            "digest_algorithm": {"algorithm": digest_name},
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": algorithm},
            "signature": signature,
        }
    )


def signed_data(card: Card, *signers: cms.SignerInfo, **other: Any) -> bytes:
    """`other` replaces parts of the SignedData, for tests of what must be refused."""
    body = {
        "version": "v1",
        "digest_algorithms": [signers[0]["digest_algorithm"]] if signers else [],
        "encap_content_info": {"content_type": "data"},
        "certificates": [cms.CertificateChoices("certificate", asn1.Certificate.load(card.der))],
        "signer_infos": list(signers),
    }
    data = cms.SignedData({**body, **other})
    return cms.ContentInfo({"content_type": "signed_data", "content": data}).dump()


def _signing_certificate(der: bytes) -> cms.CMSAttribute:
    """signingCertificateV2 (RFC 5035): which certificate was meant is signed too."""
    return cms.CMSAttribute(
        {
            "type": "signing_certificate_v2",
            "values": [{"certs": [{"cert_hash": hashlib.sha256(der).digest()}]}],
        }
    )


def subject_names(person: Person) -> dict[Entry, str]:
    """In the order seen on a real test card (domain.md §4): nobody may rely on it."""
    return {
        Entry.NAME: person.name,
        Entry.BIRTH_DATE: birth_date_text(person.born),
        Entry.SEX: person.sex,
        Entry.ADDRESS: person.address,
        Entry.NAME_FLAGS: person.name_flags or "0" * len(person.name),
        Entry.ADDRESS_FLAGS: person.address_flags or "0" * len(person.address),
    }


def birth_date_text(born: date) -> str:
    era = next((number for first, number in ERAS if born >= first), 1)
    return f"{era}{born:%Y%m%d}"


def signing_extensions(
    names: Mapping[Entry, str], *, policy: str = DEMO_POLICY, usage: x509.KeyUsage | None = None
) -> Extensions:
    others = [
        x509.OtherName(x509.ObjectIdentifier(entry.value), tlv(UTF8_STRING, text.encode()))
        for entry, text in names.items()
    ]
    policies = [x509.PolicyInformation(x509.ObjectIdentifier(policy), None)]
    point = x509.DistributionPoint(full_name=[POINT], relative_name=None, reasons=None, crl_issuer=None)
    return [
        (usage or key_usage(signing=True), True),
        (x509.CertificatePolicies(policies), True),
        (x509.SubjectAlternativeName(others), False),
        (x509.CRLDistributionPoints([point]), False),
    ]


def issue_card(
    authority: DemoAuthority,
    person: Person,
    *,
    now: datetime,
    p384: bool = False,
    extensions: Extensions | None = None,
) -> Card:
    """A good one, from a year ago to four years on, unless `extensions` says otherwise."""
    key = new_key(p384=p384)
    certificate = authority.issue(
        key.public_key(),
        begins=now - YEARS,
        ends=now + 4 * YEARS,
        extensions=extensions or signing_extensions(subject_names(person)),
    )
    return Card(key=key, certificate=certificate)


def make_cards(folder: Path, *, now: datetime) -> dict[str, Card]:
    """Person id → card. `now` counts only where cards are made."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority = DemoAuthority.open(folder, now=now)
    return {person.id: _kept_card(folder, person, authority=authority, now=now) for person in PEOPLE}


def _kept_card(folder: Path, person: Person, *, authority: DemoAuthority, now: datetime) -> Card:
    key_file, certificate_file = folder / f"{person.id}.key", folder / f"{person.id}.cer"
    if not certificate_file.is_file():
        card = issue_card(authority, person, now=now, p384=person.id in ON_P384)
        write_key(key_file, card.key)
        certificate_file.write_bytes(card.der)
        return card
    key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise ValueError(f"{key_file} — a key of a card — another")
    return Card(key=key, certificate=x509.load_der_x509_certificate(certificate_file.read_bytes()))


def write_trust(cards: Path, trust: Path, *, now: datetime, revoked: tuple[int, ...] = ()) -> None:
    """anchors/demo.cer and crls/demo.crl; the list lives thirty days, so write it anew at each start."""
    authority = DemoAuthority.open(cards, now=now)
    for name in ("anchors", "crls"):
        (trust / name).mkdir(parents=True, exist_ok=True)
    (trust / "anchors" / "demo.cer").write_bytes(
        authority.certificate.public_bytes(serialization.Encoding.DER)
    )
    made = authority.revocation_list(revoked, now=now - timedelta(minutes=1))
    (trust / "crls" / "demo.crl").write_bytes(made)
