"""The one form of a signature that is taken: CMS SignedData (RFC 5652), detached, one signer.

Invariants:
- the bytes are rebuilt from what was read and must be the same, so nothing that is not verified can ride
  along: no second signer, no foreign certificate, no unsigned attribute, no other spelling of a length.
- algorithms are compared as exact DER against a list; a name is never looked up in what arrived.
"""

from __future__ import annotations

from dataclasses import dataclass

from asn1crypto import cms, core

from todoke.core.assurance.der import (
    BIT_STRING,
    INTEGER,
    OCTET_STRING,
    SEQUENCE,
    SET,
    explicit,
    implicit,
    tlv,
)

LARGEST = 64 * 1024
ID_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
ID_DATA = bytes.fromhex("06092a864886f70d010701")

# 300b… and 300d… are the same algorithm without and with NULL parameters (RFC 5754 clause 2 takes both).
DIGESTS = {
    bytes.fromhex("300b0609608648016503040201"): "sha256",
    bytes.fromhex("300d06096086480165030402010500"): "sha256",
    bytes.fromhex("300b0609608648016503040202"): "sha384",
    bytes.fromhex("300d06096086480165030402020500"): "sha384",
}
RSA_SHA256, ECDSA_SHA384 = "rsa-sha256", "ecdsa-p384-sha384"
# rsaEncryption (the older spelling; the digest says the rest), sha256WithRSAEncryption, ecdsa-with-SHA384.
SIGNATURES = {
    bytes.fromhex("300d06092a864886f70d0101010500"): RSA_SHA256,
    bytes.fromhex("300d06092a864886f70d01010b0500"): RSA_SHA256,
    bytes.fromhex("300a06082a8648ce3d040303"): ECDSA_SHA384,
}
# The ID service asks for a digest before it knows the card, so a P-384 card may sign a SHA-256 digest of
# the application; what the card itself hashes is SHA-384 then.
PAIRS = {(RSA_SHA256, "sha256"), (ECDSA_SHA384, "sha384"), (ECDSA_SHA384, "sha256")}


class UnknownAlgorithm(ValueError):
    """An algorithm that is not on the list, or a pair that does not belong together."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedData:
    """`certificate` is the signer's, as DER; `digest` and `algorithm` are values of the tables above."""

    signer: cms.SignerInfo
    certificate: bytes
    digest: str
    algorithm: str


def read_signed_data(raw: bytes) -> SignedData:
    """Raises ValueError for any other form, UnknownAlgorithm for another algorithm. Verifies nothing yet."""
    # 1. Size, before anything is parsed: a parser is not for whatever an attacker cares to send.
    if len(raw) > LARGEST:
        raise ValueError("signature — at most 64 KiB — more")
    # 2. One DER value and nothing behind it; signed-data; one signer; his attributes are signed.
    content = cms.ContentInfo.load(raw, strict=True)
    if content["content_type"].native != "signed_data":
        raise ValueError("signature — signed-data — another type")
    body = content["content"]
    signers = body["signer_infos"]
    if len(signers) != 1:
        raise ValueError("signature — one signer — another number")
    signer = signers[0]
    # Without signed attributes the bytes of an attribute set could be passed off as a signed document.
    if isinstance(signer["signed_attrs"], core.Void):
        raise ValueError("signature — signed attributes — none")
    digest, algorithm = _algorithms(signer)
    certificates = [one.chosen.dump() for one in body["certificates"]]
    # 3. The certificate that the signer names is the only one.
    if len(certificates) != 1:
        raise ValueError("signature — the signer's certificate alone — another number")
    whole = cms.Certificate.load(certificates[0], strict=True)
    # 4. Rebuilt from these pieces it must be the very bytes that came.
    if _one_form(signer, whole) != raw:
        raise ValueError("signature — the one form — another spelling")
    return SignedData(signer=signer, certificate=certificates[0], digest=digest, algorithm=algorithm)


def _algorithms(signer: cms.SignerInfo) -> tuple[str, str]:
    digest = DIGESTS.get(signer["digest_algorithm"].dump())
    algorithm = SIGNATURES.get(signer["signature_algorithm"].dump())
    if digest is None or algorithm is None or (algorithm, digest) not in PAIRS:
        raise UnknownAlgorithm("algorithms of a signature — one pair of the list — another")
    return digest, algorithm


def _one_form(signer: cms.SignerInfo, certificate: cms.Certificate) -> bytes:
    """RFC 5652 clause 5: version 1 both times, as the signer is named by issuer and serial number."""
    inner = certificate["tbs_certificate"]
    named = tlv(SEQUENCE, inner["issuer"].dump() + inner["serial_number"].dump())
    digest = signer["digest_algorithm"].dump()
    version = tlv(INTEGER, b"\x01")
    signed = tlv(
        SEQUENCE,
        version
        + named
        + digest
        + implicit(0, signer["signed_attrs"].contents)
        + signer["signature_algorithm"].dump()
        + tlv(OCTET_STRING, signer["signature"].native),
    )
    body = tlv(
        SEQUENCE,
        version
        + tlv(SET, digest)
        + tlv(SEQUENCE, ID_DATA)
        + implicit(0, _one_certificate(certificate))
        + tlv(SET, signed),
    )
    return tlv(SEQUENCE, ID_SIGNED_DATA + explicit(0, body))


def _one_certificate(certificate: cms.Certificate) -> bytes:
    """What its authority did not sign has one form as well: the algorithm's name is that of the signed part
    (RFC 5280 4.1.1.2), and the signature's bits are whole bytes."""
    inner = certificate["tbs_certificate"]
    bits = certificate["signature_value"].contents
    return tlv(SEQUENCE, inner.dump() + inner["signature"].dump() + tlv(BIT_STRING, b"\x00" + bits[1:]))
