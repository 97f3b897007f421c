"""Lists of revoked certificates (CRL, 失効リスト): read once, asked often.

Invariants:
- a list is believed only when an anchor signed it; of those that cover a certificate the newest decides.
- what this reader does not understand (delta, indirect and partial-reason lists) is refused when it is
  loaded, never half used.
- no list, or an old one: nobody knows, and that is a refusal.

Source: RFC 5280 clauses 5 and 6.3; JPKI publishes DER lists at the certificate's distribution points
(domain.md §4 [seen S19]).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from todoke.core.refusal import N_, Refusal

SKEW = timedelta(minutes=5)
WIDTH = 20
HASHES = (hashes.SHA256, hashes.SHA384, hashes.SHA512)
KNOWN_CRITICAL = (x509.IssuingDistributionPoint,)

REVOKED = Refusal(
    code="signature.revoked",
    message=N_("The certificate of this card was revoked. Use a card with a valid certificate for signing; "
               "the municipal office renews it."),
)  # fmt: skip
NO_REVOCATION_DATA = Refusal(
    code="signature.no-revocation-data",
    message=N_("It can't be checked now whether this card's certificate was revoked, so the signature is "
               "not taken. Please try again later."),
)  # fmt: skip
OLD_REVOCATION_DATA = Refusal(
    code="signature.old-revocation-data",
    message=N_("The list of revoked certificates is out of date, so the signature is not taken. Please try "
               "again later."),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class RevocationList:
    """`points` are the distribution points it is for; empty: all certificates of its issuer.

    `serials`: the revoked serial numbers, sorted, WIDTH bytes each. A list for a whole country has millions:
    this is a fifth of what a set of them takes, and found in microseconds.
    """

    issuer: x509.Name
    serials: bytes
    points: frozenset[x509.GeneralName]
    this_update: datetime
    next_update: datetime

    @classmethod
    def load(cls, der: bytes, *, anchors: Iterable[x509.Certificate]) -> RevocationList:
        """Raises ValueError for a list that no anchor signed or that is not a plain, complete one."""
        try:
            return cls._load(der, anchors=anchors)
        except (x509.DuplicateExtension, x509.UnsupportedGeneralNameType, x509.InvalidVersion) as error:
            raise ValueError("revocation list — readable — another form") from error

    @classmethod
    def _load(cls, der: bytes, *, anchors: Iterable[x509.Certificate]) -> RevocationList:
        crl = x509.load_der_x509_crl(der)
        if not any(_signed_by(crl, anchor) for anchor in anchors):
            raise ValueError("revocation list — signed by an anchor — not signed by one")
        if crl.next_update_utc is None:
            raise ValueError("revocation list — with the time of the next one — without")
        for extension in crl.extensions:
            if isinstance(extension.value, x509.DeltaCRLIndicator):
                raise ValueError("revocation list — complete — a delta list")
            if extension.critical and not isinstance(extension.value, KNOWN_CRITICAL):
                raise ValueError("revocation list — known critical extensions — another")
        return cls(
            issuer=crl.issuer,
            serials=b"".join(sorted(_key(entry.serial_number) for entry in crl)),
            points=_points(crl),
            this_update=crl.last_update_utc,
            next_update=crl.next_update_utc,
        )

    def covers(self, certificate: x509.Certificate) -> bool:
        """Never a certificate whose serial number no list can hold."""
        if self.issuer != certificate.issuer or not _is_plain(certificate.serial_number):
            return False
        return not self.points or bool(self.points & _named_points(certificate))

    def holds(self, certificate: x509.Certificate) -> bool:
        wanted, numbers = _key(certificate.serial_number), range(len(self.serials) // WIDTH)
        at = bisect_left(numbers, wanted, key=self._serial)
        return at < len(numbers) and self._serial(at) == wanted

    def _serial(self, number: int) -> bytes:
        return self.serials[number * WIDTH : (number + 1) * WIDTH]


def refuse_revoked(
    certificate: x509.Certificate, lists: Sequence[RevocationList], *, now: datetime
) -> Refusal | None:
    """Whether the newest list that covers the certificate is of today and free of it."""
    begun = [one for one in lists if one.covers(certificate) and one.this_update <= now + SKEW]
    if not begun:
        return NO_REVOCATION_DATA
    # An attacker who can replay an older list must not hide a revocation, so only the newest speaks.
    newest = max(begun, key=lambda one: one.this_update)
    if newest.holds(certificate):
        return REVOKED
    return OLD_REVOCATION_DATA if newest.next_update < now else None


def _is_plain(serial: int) -> bool:
    """RFC 5280 4.1.2.2: positive, at most twenty octets."""
    return 0 <= serial < 1 << 8 * WIDTH


def _key(serial: int) -> bytes:
    if not _is_plain(serial):
        raise ValueError("serial number of a certificate — at most twenty octets — more")
    return serial.to_bytes(WIDTH, "big")


def _signed_by(crl: x509.CertificateRevocationList, anchor: x509.Certificate) -> bool:
    if crl.issuer != anchor.subject or not isinstance(crl.signature_hash_algorithm, HASHES):
        return False
    key = anchor.public_key()
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey) or not _may_sign_lists(anchor):
        return False
    try:
        return crl.is_signature_valid(key)
    except (InvalidSignature, UnsupportedAlgorithm, TypeError):
        return False


def _may_sign_lists(anchor: x509.Certificate) -> bool:
    try:
        return anchor.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign
    except x509.ExtensionNotFound:
        return False


def _points(crl: x509.CertificateRevocationList) -> frozenset[x509.GeneralName]:
    try:
        scope = crl.extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    except x509.ExtensionNotFound:
        return frozenset()
    partial = (
        scope.indirect_crl,
        scope.only_some_reasons,
        scope.only_contains_ca_certs,
        scope.only_contains_attribute_certs,
        scope.relative_name,
    )
    if any(partial):
        raise ValueError("revocation list — of a whole distribution point — of a part of it")
    return frozenset(scope.full_name or ())


def _named_points(certificate: x509.Certificate) -> frozenset[x509.GeneralName]:
    """A point with reasons or an issuer of its own would need a list this reader refuses."""
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return frozenset()
    whole = (point for point in points if not point.reasons and not point.crl_issuer)
    return frozenset(name for point in whole for name in point.full_name or ())
