"""What the key of a signing certificate must be, and must be for.

Source: JPKI certificate profile, keyUsage digitalSignature + nonRepudiation, critical (domain.md §4); the
certificate for signing in (利用者証明用) lacks nonRepudiation.
"""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from todoke.core.assurance.signature_refusals import WEAK, WRONG_KEY_USAGE
from todoke.core.assurance.signed_data import ECDSA_SHA384, RSA_SHA256
from todoke.core.refusal import Refusal

SMALLEST_RSA = 2048
CERTIFICATE_HASHES = (hashes.SHA256, hashes.SHA384)
UNDERSTOOD = (
    x509.KeyUsage,
    x509.BasicConstraints,
    x509.CertificatePolicies,
    x509.SubjectAlternativeName,
    x509.IssuerAlternativeName,
    x509.CRLDistributionPoints,
    x509.AuthorityKeyIdentifier,
    x509.SubjectKeyIdentifier,
)


def refuse_weak_key(certificate: x509.Certificate, algorithm: str) -> Refusal | None:
    """The key must be of the kind and size its algorithm stands for; its certificate signed no weaker."""
    key = certificate.public_key()
    fits = {
        RSA_SHA256: isinstance(key, rsa.RSAPublicKey) and key.key_size >= SMALLEST_RSA,
        ECDSA_SHA384: isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP384R1),
    }
    if not fits[algorithm] or not isinstance(certificate.signature_hash_algorithm, CERTIFICATE_HASHES):
        return WEAK
    return None


def refuse_key_use(certificate: x509.Certificate) -> Refusal | None:
    """Both uses stated, neither certificates nor lists signed with it, nothing critical left unread."""
    try:
        use = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return WRONG_KEY_USAGE
    if not (use.digital_signature and use.content_commitment) or use.key_cert_sign or use.crl_sign:
        return WRONG_KEY_USAGE
    for extension in certificate.extensions:
        # RFC 5280 4.2: whoever does not understand a critical extension must refuse the certificate.
        if extension.critical and not isinstance(extension.value, UNDERSTOOD):
            return WRONG_KEY_USAGE
        if isinstance(extension.value, x509.BasicConstraints) and extension.value.ca:
            return WRONG_KEY_USAGE
    return None
