"""A certification authority for the demo and for tests: the shape of JPKI's, and nobody's trust.

It never claims the policy of real cards: its certificates carry the test environment's policy, which a site
takes only when its setting `jpki_policies` names it. Names of authority and places are invented.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.x509.oid import NameOID

DEMO_POLICY = "1.2.392.200149.8.5.1.0.20"
"""Test-environment policy for signing (domain.md §4 [seen (3rd) S18])."""
POINT = x509.DirectoryName(
    x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "TODOKE DEMO"),
            x509.NameAttribute(NameOID.COMMON_NAME, "CRL of the demo"),
        ]
    )
)
YEARS = timedelta(days=365)
LIST_LIVES = timedelta(days=30)

Extensions = Iterable[tuple[x509.ExtensionType, bool]]


@dataclass(frozen=True, kw_only=True)
class DemoAuthority:
    """`key` signs certificates and lists. Everything lies in one folder, so a restart finds it again."""

    key: CertificateIssuerPrivateKeyTypes
    certificate: x509.Certificate

    @classmethod
    def make(
        cls, *, now: datetime, name: str = "DEMO CA - NOT FOR REAL USE", p384: bool = False
    ) -> DemoAuthority:
        key = new_key(p384=p384)
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "TODOKE DEMO"),
                x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, name),
            ]
        )
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - 10 * YEARS)
            .not_valid_after(now + 10 * YEARS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(key_usage(certificates=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hash_for(key))
        )
        return cls(key=key, certificate=certificate)

    @classmethod
    def open(cls, folder: Path, *, now: datetime) -> DemoAuthority:
        """The one in the folder, made there the first time."""
        key_file, certificate_file = folder / "ca.key", folder / "ca.cer"
        if not certificate_file.is_file():
            made = cls.make(now=now)
            write_key(key_file, made.key)
            certificate_file.write_bytes(made.certificate.public_bytes(serialization.Encoding.DER))
            return made
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
        assert isinstance(key, CertificateIssuerPrivateKeyTypes)
        return cls(key=key, certificate=x509.load_der_x509_certificate(certificate_file.read_bytes()))

    def issue(
        self,
        public_key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey,
        *,
        begins: datetime,
        ends: datetime,
        extensions: Extensions,
        digest: hashes.HashAlgorithm | None = None,
    ) -> x509.Certificate:
        serial = x509.random_serial_number()
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
                x509.NameAttribute(NameOID.COMMON_NAME, f"{begins:%Y%m%d%H%M%S}{serial % 10**12:012d}"),
            ]
        )
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self.certificate.subject)
            .public_key(public_key)
            .serial_number(serial)
            .not_valid_before(begins)
            .not_valid_after(ends)
        )
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical=critical)
        return builder.sign(self.key, digest or hash_for(self.key))

    def revocation_list(
        self,
        revoked: Iterable[int] = (),
        *,
        now: datetime,
        lives: timedelta = LIST_LIVES,
        extensions: Extensions = (),
    ) -> bytes:
        """A complete list as DER: for the demo's distribution point unless `extensions` says otherwise."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(now)
            .next_update(now + lives)
        )
        for serial in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now)
            builder = builder.add_revoked_certificate(entry.build())
        for extension, critical in extensions or [(issuing_point(), True)]:
            builder = builder.add_extension(extension, critical=critical)
        crl = builder.sign(self.key, hash_for(self.key))
        return crl.public_bytes(serialization.Encoding.DER)


def issuing_point(**other: object) -> x509.IssuingDistributionPoint:
    given: Mapping[str, object] = {
        "full_name": [POINT],
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return x509.IssuingDistributionPoint(**{**given, **other})  # type: ignore[arg-type]


def key_usage(
    *, signing: bool = False, certificates: bool = False, commitment: bool | None = None
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signing,
        content_commitment=signing if commitment is None else commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def new_key(*, p384: bool = False, bits: int = 2048) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    if p384:
        return ec.generate_private_key(ec.SECP384R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def hash_for(key: CertificateIssuerPrivateKeyTypes) -> hashes.HashAlgorithm:
    return hashes.SHA384() if isinstance(key, ec.EllipticCurvePrivateKey) else hashes.SHA256()


def write_key(file: Path, key: CertificateIssuerPrivateKeyTypes) -> None:
    """PEM, for its owner only from the first moment."""
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(pem)
