"""The e-seal by certificate: valid against its authority, and broken by any change."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from django.conf import settings
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from todoke.core.errors import Refused
from todoke.office.notices import sealing
from todoke.office.notices.commands import issue
from todoke.office.notices.models import SealMode
from todoke.office.notices.sealing import seal_pdf, signer_for


@pytest.fixture
def sealed(decided, tanaka, seal_mode, town_certificate):
    seal_mode(SealMode.E_SEAL)
    return bytes(issue(decided("半壊"), staff=tanaka).content)


def status_of(pdf, authority):
    der = authority.certificate.public_bytes(serialization.Encoding.DER)
    context = ValidationContext(trust_roots=[asn1_x509.Certificate.load(der)], allow_fetching=False)
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    return validate_pdf_signature(signature, context)


def test_the_seal_is_valid_covers_the_whole_file_and_names_the_town(sealed, authority, town_certificate):
    status = status_of(sealed, authority)
    assert status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"
    assert status.signing_cert.subject.native["common_name"] == "Mayor of Hibari-shi"


def test_a_seal_of_an_unknown_authority_is_not_trusted(sealed, authority, request):
    stranger = request.getfixturevalue("another_authority")
    assert not status_of(sealed, stranger).trusted


def test_one_changed_byte_breaks_the_seal(sealed, authority):
    at = sealed.index(b"/MarkInfo")
    status = status_of(sealed[:at] + b"/MarkInfq" + sealed[at + 9 :], authority)
    assert not status.bottom_line


def test_the_seal_forbids_any_later_change(sealed):
    with pikepdf.open(BytesIO(sealed)) as pdf:
        assert pdf.Root.Perms.DocMDP.Reference[0].TransformParams.P == 1


def test_without_a_certificate_nothing_is_sealed(office):
    with pytest.raises(Refused, match=r"notice\.seal\.no-certificate"):
        signer_for(SealMode.E_SEAL)


def refused_signer():
    with pytest.raises(Refused) as refused:
        signer_for(SealMode.E_SEAL)
    return refused.value.refusals[0].code


def test_a_key_that_others_can_read_is_not_used(town_certificate):
    (settings.TODOKE.data / "keys" / "seal_key.pem").chmod(0o644)
    assert refused_signer() == "notice.seal.unusable"


@pytest.mark.parametrize("file", ["seal_key.pem", "seal_certificate.pem"])
def test_a_damaged_file_is_not_used(town_certificate, file):
    path = settings.TODOKE.data / "keys" / file
    path.write_bytes(path.read_bytes()[:80])
    assert refused_signer() == "notice.seal.unusable"


def test_a_key_of_another_certificate_is_not_used(town_certificate, another_authority):
    path = settings.TODOKE.data / "keys" / "seal_certificate.pem"
    path.write_bytes(another_authority.certificate.public_bytes(serialization.Encoding.PEM))
    assert refused_signer() == "notice.seal.unusable"


@pytest.mark.parametrize("days", [-3, 30])
def test_a_certificate_outside_its_days_is_not_used(town_certificate, monkeypatch, days):
    day = sealing.timezone.now() + timedelta(days=days)
    monkeypatch.setattr(sealing.timezone, "now", lambda: day)
    assert refused_signer() == "notice.seal.not-valid-today"


@pytest.mark.parametrize("mode", [SealMode.OMITTED, SealMode.PRINT_AND_SEAL])
def test_other_seals_need_no_signer_and_leave_the_bytes_alone(mode):
    assert seal_pdf(b"%PDF-", signer_for(mode)) == b"%PDF-"
