"""The town's seal on a PDF: an e-seal by certificate, or words that say how it is sealed."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.utils import timezone

from todoke.core.errors import OperatorError, Refused
from todoke.core.refusal import N_, Refusal
from todoke.office.notices.models import SealMode
from todoke.web import keyfiles

if TYPE_CHECKING:
    from pyhanko.sign import signers

NO_CERTIFICATE = Refusal(
    code="notice.seal.no-certificate",
    message=N_(
        "The town's seal certificate is missing, so nothing was issued. Ask the administrator to install it."
    ),
)
UNUSABLE = Refusal(
    code="notice.seal.unusable",
    message=N_(
        "The town's seal key cannot be used: it is damaged, readable by others, or does not belong to the "
        "certificate. Nothing was issued. Ask the administrator."
    ),
)
NOT_VALID_TODAY = Refusal(
    code="notice.seal.not-valid-today",
    message=N_(
        "The town's seal certificate has expired or is not valid yet, so nothing was issued. Ask the "
        "administrator for a new one."
    ),
)
FIELD = "TownSeal"
SEAL_WORDS: Mapping[SealMode, str] = {
    SealMode.E_SEAL: "電子署名\n（職責証明書）",
    SealMode.OMITTED: "（公印省略）",
    SealMode.PRINT_AND_SEAL: "公印",
}


def town_seal() -> SealMode:
    """The town's choice, a setting."""
    return SealMode(settings.TODOKE.town.seal)


def signer_for(mode: SealMode) -> signers.Signer | None:
    """The town's signer where the mode needs one. Refused without key or certificate (職責証明書)."""
    return _town_signer() if mode is SealMode.E_SEAL else None


def seal_pdf(pdf: bytes, signer: signers.Signer | None) -> bytes:
    """Sign with the e-seal; without a signer the bytes stay as they are.

    The signature certifies: any later change of the file breaks it.
    """
    if signer is None:
        return pdf
    # Here, because it takes 0.2 s and 15 MB that most offices and starts need not wait or have room for.
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        name=settings.TODOKE.town.name,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    # typst ends the file without a line break; PDF/A wants one before the first object of an update (6.1.9).
    ended = pdf.rstrip(b"\n") + b"\n"
    sealed: BytesIO = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(ended)), meta, signer=signer)
    return sealed.getvalue()


def sealing_errors() -> tuple[type[Exception], ...]:
    """What `seal_pdf` may raise; asked for when something was raised, so pyHanko is loaded by then or now."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.general import SigningError

    return SigningError, PdfError, OSError, ValueError


def _town_signer() -> signers.Signer:
    """`seal_certificate.pem` may carry the certificates above the town's own, after it."""
    keys = Path(settings.TODOKE.data) / "keys"
    key, certificate = keys / "seal_key.pem", keys / "seal_certificate.pem"
    if not (key.exists() and certificate.exists()):
        raise Refused(NO_CERTIFICATE)
    _require_usable(key, certificate)
    from pyhanko.sign import signers

    signer = signers.SimpleSigner.load(
        key_file=str(key), cert_file=str(certificate), ca_chain_files=(str(certificate),)
    )
    if signer is None:
        raise Refused(UNUSABLE)
    return signer


def _require_usable(key: Path, certificate: Path) -> None:
    """Without this an expired certificate, or one of another key, would still make a signature."""
    try:
        private = load_pem_private_key(keyfiles.read(key), None)
        own = x509.load_pem_x509_certificates(certificate.read_bytes())[0]
    except (OperatorError, OSError, ValueError, TypeError) as error:
        raise Refused(UNUSABLE) from error
    if private.public_key() != own.public_key():
        raise Refused(UNUSABLE)
    if not own.not_valid_before_utc <= timezone.now() <= own.not_valid_after_utc:
        raise Refused(NOT_VALID_TODAY)
