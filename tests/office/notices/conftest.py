"""Decided cases of every kind, a test CA with the town's seal certificate, and the validator."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from todoke.core.cases.facts import Role
from todoke.core.cases.receipt_number import new_receipt_number
from todoke.core.envelope.keys import SealingKey
from todoke.core.envelope.payloads import ApplicationPayload
from todoke.office.cases import commands
from todoke.office.cases.received import ReceivedApplication
from todoke.office.staff.commands import add_staff

ROOT = Path(__file__).resolve().parents[3]
HOME = {"postcode": "0000101", "prefecture": "霧原県", "city": "ひばり市", "town": "本町", "block": "1-2-3",
        "building": "", "municipality_code": "992011"}  # fmt: skip
HANAKO = {
    "applicant_name": {"name": "山田 花子", "kana": "ヤマダ ハナコ"}, "applicant_address": HOME,
    "relation_to_head": "self", "house_address": HOME, "disaster_date": "2026-11-20",
    "disaster_cause": "flood", "copies": 2,
}  # fmt: skip
CARD = {
    "insured_name": {"name": "山田 花子", "kana": "ヤマダ ハナコ"},
    "insured_address": HOME,
    "card_reason": "lost",
}


@pytest.fixture
def hanako():
    return HANAKO


@pytest.fixture
def tanaka(office):
    return add_staff(
        "tanaka",
        "correct horse",
        name="田中",
        memberships=[
            (section, role)
            for section in ("税務課", "介護保険課")
            for role in (Role.CASEWORKER, Role.APPROVER)
        ],
    )


@pytest.fixture
def watanabe(office):
    return add_staff(
        "watanabe",
        "correct horse",
        name="渡邉",
        memberships=[(section, Role.APPROVER) for section in ("税務課", "介護保険課")],
    )


@pytest.fixture
def filed(office):
    """File an application as it arrives from a resident."""

    def file(answers, procedure="disaster_certificate"):
        now = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
        payload = ApplicationPayload(
            receipt=new_receipt_number(lambda n: "".join(secrets.choice("0123456789") for _ in range(n))),
            procedure=procedure, revision=1, language="ja", answers=answers,
            reply_key=SealingKey.generate().public.b64, started_at=now, stored_at=now,
        )  # fmt: skip
        return commands.file_application(
            ReceivedApplication(
                envelope_id=secrets.token_hex(16), payload=payload, files=(), stored_at=now, filed_at=now
            )
        )

    return file


@pytest.fixture
def decided(filed, tanaka, watanabe):
    """A case on which 田中 proposed and 渡邉 decided."""

    def decide(outcome, *, answers=HANAKO, procedure="disaster_certificate", **proposal):
        case = filed(answers, procedure)
        commands.accept(case, staff=tanaka)
        commands.start_review(case, staff=tanaka)
        commands.propose(case, staff=tanaka, outcome=outcome, **proposal)
        return commands.decide(case, staff=watanabe)

    return decide


@pytest.fixture
def seal_mode(monkeypatch):
    """Let the town choose another seal."""
    from dataclasses import replace

    def choose(mode):
        town = replace(settings.TODOKE.town, seal=mode.value, mayor="青木 健")
        monkeypatch.setattr(settings, "TODOKE", replace(settings.TODOKE, town=town))

    return choose


@dataclass(frozen=True, kw_only=True)
class Authority:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def _certificate(subject, *, key, issuer: Authority | None, ca: bool):
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Test"),
            x509.NameAttribute(NameOID.COMMON_NAME, subject),
        ]
    )
    now = datetime.now(UTC)
    usage = {
        name: False
        for name in (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        )
    }
    usage |= {"key_cert_sign": True} if ca else {"digital_signature": True, "content_commitment": True}
    return (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(issuer.certificate.subject if issuer else name)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(issuer.key if issuer else key, hashes.SHA256())
    )  # fmt: skip


def _authority(name):
    key = ec.generate_private_key(ec.SECP256R1())
    return Authority(key=key, certificate=_certificate(name, key=key, issuer=None, ca=True))


@pytest.fixture
def authority():
    """A certificate authority of the test's own, in the place of LGPKI."""
    return _authority("Test CA")


@pytest.fixture
def another_authority():
    return _authority("Another CA")


@pytest.fixture
def town_certificate(office, authority):
    """The town's 職責証明書 and its key, where the office looks for them."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate("Mayor of Hibari-shi", key=key, issuer=authority, ca=False)
    folder = settings.TODOKE.data / "keys"
    files = (folder / "seal_key.pem", folder / "seal_certificate.pem")
    files[0].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    files[1].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[0].chmod(0o600)
    yield certificate
    for file in files:
        file.unlink()


@pytest.fixture
def verdicts():
    """What veraPDF says of each file; the test is reported as not run where it isn't there."""

    def judge(*files):
        command = [sys.executable, str(ROOT / "tools" / "validate_pdf.py"), "--json", *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 3:
            pytest.skip(done.stderr.strip())
        assert done.returncode in (0, 1), done.stderr
        return json.loads(done.stdout)

    return judge
