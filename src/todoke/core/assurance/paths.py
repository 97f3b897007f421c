"""Whether a certificate comes from an anchor, is valid now, of a policy that is taken, and not revoked.

Invariants:
- nothing is fetched: what the operator did not install does not exist.
- revocation hard-fails: the validator demands an answer, and only `refuse_revoked` gives it one.
- a path is the anchor and the certificate: JPKI has nothing between (domain.md §4).

Source: RFC 5280 clause 6.1, done by pyhanko-certvalidator.
"""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import PKIXValidationParams, ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.errors import (
    ExpiredError,
    InsufficientRevinfoError,
    NotYetValidError,
    PathValidationError,
    RevokedError,
)
from pyhanko_certvalidator.ltv.poe import POEManager
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    NonRevokedStatusAssertion,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import CertificateRegistry, SimpleTrustManager
from pyhanko_certvalidator.revinfo.manager import RevinfoManager
from pyhanko_certvalidator.validate import async_validate_path

from todoke.core.assurance.revocation import NO_REVOCATION_DATA, RevocationList, refuse_revoked
from todoke.core.assurance.signature_refusals import (
    EXPIRED,
    NOT_YET_VALID,
    UNKNOWN_ISSUER,
    WRONG_KEY_USAGE,
    WRONG_POLICY,
)
from todoke.core.refusal import Refusal

DEMANDED = CertRevTrustPolicy(
    RevocationCheckingPolicy(
        ee_certificate_rule=RevocationCheckingRule.CRL_REQUIRED,
        intermediate_ca_cert_rule=RevocationCheckingRule.CRL_REQUIRED,
    )
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SignatureTrust:
    """What signatures are verified against. `policies` are dotted OIDs."""

    anchors: tuple[x509.Certificate, ...]
    lists: tuple[RevocationList, ...]
    policies: frozenset[str]

    def __post_init__(self) -> None:
        if not self.anchors or not self.policies:
            raise ValueError("trust — at least one anchor and one policy — none")

    @classmethod
    def load(
        cls, *, anchors: Sequence[bytes], crls: Sequence[bytes], policies: Sequence[str]
    ) -> SignatureTrust:
        """All as DER. Raises ValueError for an anchor or a list that can't be used, naming why."""
        read = tuple(load_anchor(der) for der in anchors)
        lists = tuple(RevocationList.load(der, anchors=read) for der in crls)
        return cls(anchors=read, lists=lists, policies=frozenset(policies))


def load_anchor(der: bytes) -> x509.Certificate:
    """Raises ValueError for what is not the certificate of an authority."""
    anchor = x509.load_der_x509_certificate(der)
    try:
        constraints = anchor.extensions.get_extension_for_class(x509.BasicConstraints).value
        use = anchor.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.DuplicateExtension, x509.ExtensionNotFound, x509.InvalidVersion) as error:
        raise ValueError("anchor — of a certification authority — another certificate") from error
    if not constraints.ca or not use.key_cert_sign:
        raise ValueError("anchor — of a certification authority — another certificate")
    return anchor


def refuse_path(certificate: x509.Certificate, *, trust: SignatureTrust, now: datetime) -> Refusal | None:
    anchor = _issuer(certificate, trust.anchors)
    if anchor is None:
        return UNKNOWN_ISSUER
    revocation = refuse_revoked(certificate, trust.lists, now=now)
    try:
        _validate(certificate, anchor, trust=trust, now=now, is_free=revocation is None)
    except ExpiredError:
        return EXPIRED
    except NotYetValidError:
        return NOT_YET_VALID
    except (InsufficientRevinfoError, RevokedError):
        return revocation or NO_REVOCATION_DATA
    except PathValidationError:
        return _refuse_policy(certificate, trust.policies) or WRONG_KEY_USAGE
    return revocation or _refuse_policy(certificate, trust.policies)


def _issuer(certificate: x509.Certificate, anchors: Sequence[x509.Certificate]) -> x509.Certificate | None:
    """By key, not by name: a name is what any authority may write into its own certificate."""
    for anchor in anchors:
        try:
            certificate.verify_directly_issued_by(anchor)
        except (ValueError, TypeError, InvalidSignature):
            continue
        return anchor
    return None


def _validate(
    certificate: x509.Certificate,
    anchor: x509.Certificate,
    *,
    trust: SignatureTrust,
    now: datetime,
    is_free: bool,
) -> None:
    """Raises PathValidationError."""
    leaf = _for_pyhanko(certificate)
    root = CertTrustAnchor(_for_pyhanko(anchor), derive_default_quals_from_cert=True)
    registry = CertificateRegistry.build(())
    known = [NonRevokedStatusAssertion(cert_sha256=leaf.sha256, at=now)] if is_free else []
    manager = RevinfoManager(
        certificate_registry=registry, poe_manager=POEManager(), crls=(), ocsps=(), assertions=known
    )
    context = ValidationContext(
        trust_manager=SimpleTrustManager.build(trust_roots=[root]),
        certificate_registry=registry,
        revinfo_manager=manager,
        revinfo_policy=DEMANDED,
        moment=now,
        allow_fetching=False,
    )
    params = PKIXValidationParams(
        user_initial_policy_set=trust.policies,
        initial_explicit_policy=True,
        initial_any_policy_inhibit=True,
        initial_policy_mapping_inhibit=True,
    )
    _run(async_validate_path(context, ValidationPath(root, interm=[], leaf=leaf), params))


def _for_pyhanko(certificate: x509.Certificate) -> Any:
    """Parsed anew each time: asn1crypto parses lazily, which two threads must not do to one object."""
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER), strict=True)


def _run(work: Coroutine[Any, Any, object]) -> None:
    """Nothing is fetched, so nothing ever waits, and no event loop is needed to drive it."""
    try:
        work.send(None)
    except StopIteration:
        return
    work.close()
    raise RuntimeError("path validation — without waiting — it waited")


def _refuse_policy(certificate: x509.Certificate, policies: frozenset[str]) -> Refusal | None:
    """Again in plain sight: exactly a policy of the list must be stated."""
    try:
        stated = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound:
        return WRONG_POLICY
    return None if policies & {one.policy_identifier.dotted_string for one in stated} else WRONG_POLICY
