"""The town's seal on a PDF: an e-seal by certificate, or words that say how it is sealed."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.office.notices.models import SealMode

NO_CERTIFICATE = Refusal(
    code="notice.seal.no-certificate",
    message=N_(
        "The town's seal certificate is missing, so nothing was issued. Ask the administrator to install it."
    ),
)
SEAL_WORDS = {
    SealMode.E_SEAL: "（この書面は電子署名により作成者を確認できます）",
    SealMode.OMITTED: "（公印省略）",
    SealMode.PRINT_AND_SEAL: "（公印）",
}


def town_seal() -> SealMode:
    """The town's choice, a setting."""
    return SealMode(settings.TODOKE.town.seal)


def seal_pdf(pdf: bytes, mode: SealMode, *, signer: signers.Signer | None = None) -> bytes:
    """Sign where the mode is E_SEAL; other modes leave the bytes alone. Refused without a certificate."""
    if mode is not SealMode.E_SEAL:
        return pdf
    seal = signer or _town_signer()
    meta = signers.PdfSignatureMetadata(field_name="TownSeal", name=settings.TODOKE.town.name, certify=True)
    sealed: BytesIO = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), meta, signer=seal)
    return sealed.getvalue()


def _town_signer() -> signers.Signer:
    keys = Path(settings.TODOKE.data) / "keys"
    key, certificate = keys / "seal_key.pem", keys / "seal_certificate.pem"
    if not (key.exists() and certificate.exists()):
        raise Refused(NO_CERTIFICATE)
    signer = signers.SimpleSigner.load(key_file=str(key), cert_file=str(certificate))
    if signer is None:
        raise Refused(NO_CERTIFICATE)
    return signer
