"""An application signed with the My Number Card (署名用電子証明書): its bytes, and who signed them.

Invariants:
- the bytes say which draft of which revision of which procedure of which town: no signature fits elsewhere.
- every check is made every time; nothing a caller passes or leaves out makes one weaker.
- a certificate whose revocation is not known now is refused, as is every algorithm not on the list.
- no I/O and no clock: certificates and lists come in as bytes, `now` is given.

Source: JPKI certificate profile (domain.md §4), RFC 5280 clause 6.1, RFC 5652 clause 5.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from todoke.core.assurance.certificates import identity_of
from todoke.core.assurance.identity import Identity
from todoke.core.assurance.key_use import refuse_key_use, refuse_weak_key
from todoke.core.assurance.paths import SignatureTrust, refuse_path
from todoke.core.assurance.signature_refusals import MALFORMED, TAMPERED, UNREADABLE, WEAK
from todoke.core.assurance.signed_data import SignedData, UnknownAlgorithm, read_signed_data
from todoke.core.errors import Refused
from todoke.core.refusal import Refusal

__all__ = [
    "SignatureTrust",
    "SignedBy",
    "Statement",
    "digest_of",
    "statement_bytes",
    "verify_signature",
]

VERSION = 1
BROKEN = (
    ValueError,
    TypeError,
    KeyError,
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""What reading foreign bytes may raise: not all of it is a ValueError."""

READ_LATER = (
    "extensions",
    "issuer",
    "not_valid_after_utc",
    "not_valid_before_utc",
    "signature_hash_algorithm",
)
"""The parser looks at these only when asked: here they are asked where a refusal still fits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """What a person signs. `attachments` are (field id, hex SHA-256); `draft` is the draft's id."""

    municipality: str
    procedure: str
    revision: int
    draft: str
    answers: Mapping[str, Any]
    attachments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedBy:
    """Who signed, as the certificate says. `serial` and `certificate` (SHA-256 of its DER) are hex."""

    identity: Identity
    issuer: str
    serial: str
    certificate: str
    algorithm: str
    not_before: datetime
    not_after: datetime


def statement_bytes(statement: Statement) -> bytes:
    """The exact bytes that are signed: UTF-8 JSON, sorted keys, no spaces; equal for equal statements."""
    return json.dumps(
        {
            "v": VERSION,
            "municipality": statement.municipality,
            "procedure": statement.procedure,
            "revision": statement.revision,
            "draft": statement.draft,
            "answers": dict(statement.answers),
            "attachments": [
                {"field": field, "sha256": sha256} for field, sha256 in sorted(statement.attachments)
            ],
        },
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        separators=(",", ":"),
    ).encode()


def digest_of(statement: bytes) -> bytes:
    """SHA-256, what an ID service is asked to have signed."""
    return hashlib.sha256(statement).digest()


def verify_signature(cms: bytes, statement: bytes, *, trust: SignatureTrust, now: datetime) -> SignedBy:
    """Who signed exactly these bytes with a certificate that is good at `now` (aware).

    Raises Refused with one refusal whose code says the first check that failed.
    """
    if now.tzinfo is None:
        raise ValueError("now — an aware time — one without a zone")
    # 1.–4. The form: one spelling, one signer, one certificate, algorithms of the list.
    signed, certificate = _read(cms)
    # 5. The key is of the kind and size the algorithm stands for; no certificate under SHA-1.
    _require(refuse_weak_key(certificate, signed.algorithm))
    # 6. These very bytes, signed with that key: before anything the certificate says is believed.
    _require_intact(signed, statement)
    # 7. Under an anchor, valid now, of a policy that is taken, and known not to be revoked.
    _require(refuse_path(certificate, trust=trust, now=now))
    # 8. Made for signing documents: not the card's other certificate, not an authority's.
    _require(refuse_key_use(certificate))
    # 9. Only now is the person read.
    return _signed_by(signed, certificate)


def _read(cms: bytes) -> tuple[SignedData, x509.Certificate]:
    try:
        signed = read_signed_data(cms)
        certificate = x509.load_der_x509_certificate(signed.certificate)
        certificate.public_key()
        for part in READ_LATER:
            getattr(certificate, part)
    except (UnknownAlgorithm, UnsupportedAlgorithm) as error:
        raise Refused(WEAK) from error
    except BROKEN as error:
        raise Refused(MALFORMED) from error
    return signed, certificate


def _require_intact(signed: SignedData, statement: bytes) -> None:
    """The digest of the statement is in the signed attributes, and they are signed."""
    # Here, because it takes 15 MB that a process nobody sends a signature to has no need of.
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    try:
        intact, valid = validate_sig_integrity(
            signed.signer,
            asn1.Certificate.load(signed.certificate, strict=True),
            expected_content_type="data",
            actual_digest=hashlib.new(signed.digest, statement).digest(),
        )
    except BROKEN as error:
        raise Refused(MALFORMED) from error
    if not intact or not valid:
        raise Refused(TAMPERED)


def _signed_by(signed: SignedData, certificate: x509.Certificate) -> SignedBy:
    try:
        identity = identity_of(certificate)
    except BROKEN as error:
        raise Refused(UNREADABLE) from error
    return SignedBy(
        identity=identity,
        issuer=certificate.issuer.rfc4514_string(),
        serial=f"{certificate.serial_number:x}",
        certificate=hashlib.sha256(signed.certificate).hexdigest(),
        algorithm=signed.algorithm,
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )


def _require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)
