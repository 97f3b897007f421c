"""The e-seal by certificate, and its absence said in a sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.pdf_utils.reader import PdfFileReader

from todoke.core.errors import Refused
from todoke.office.notices.commands import certificate
from todoke.office.notices.models import SealMode
from todoke.office.notices.sealing import seal_pdf


@pytest.fixture
def town_certificate(office):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Hibari-shi")])
    now = datetime.now(UTC)
    issued = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=9))
        .sign(key, hashes.SHA256())
    )
    folder = settings.TODOKE.data / "keys"
    files = (folder / "seal_key.pem", folder / "seal_certificate.pem")
    files[0].write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    files[1].write_bytes(issued.public_bytes(serialization.Encoding.PEM))
    yield
    for file in files:
        file.unlink()


def test_without_a_certificate_nothing_is_issued(hanako_case):
    pdf = certificate(hanako_case, "第1号", today=date(2026, 11, 23))
    with pytest.raises(Refused, match=r"notice\.seal\.no-certificate"):
        seal_pdf(pdf, SealMode.E_SEAL)


def test_the_e_seal_signs_the_document(hanako_case, town_certificate):
    pdf = certificate(hanako_case, "第1号", today=date(2026, 11, 23))
    sealed = PdfFileReader(BytesIO(seal_pdf(pdf, SealMode.E_SEAL)))
    assert [one.field_name for one in sealed.embedded_signatures] == ["TownSeal"]


def test_other_seals_leave_the_bytes_alone():
    assert seal_pdf(b"%PDF-", SealMode.OMITTED) == b"%PDF-"
