"""An office with its keys, its published procedures and its people."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.office.browsing import StaffBrowser

import todoke.catalogue
from todoke.core.cases.facts import Role
from todoke.core.cases.receipt_number import new_receipt_number
from todoke.core.envelope.keys import SealingKey
from todoke.core.envelope.payloads import ApplicationPayload
from todoke.office.cases.commands import file_application
from todoke.office.cases.received import ReceivedApplication
from todoke.office.exchange import keyring
from todoke.office.staff.commands import add_staff
from todoke.office.studio.commands import publish


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Half a second for each account would be most of these tests' time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def client():
    """`force_login` signs in with both steps; whoever tests the steps themselves goes through /login."""
    return StaffBrowser()


@pytest.fixture
def office(db):
    keyring.make_office_keys()
    folder = Path(todoke.catalogue.__file__).parent
    for name in ("disaster_certificate", "ltc_card"):
        publish((folder / f"{name}.yaml").read_text(), file=name)


@pytest.fixture
def tanaka(office):
    return add_staff(
        "tanaka",
        "correct horse",
        name="田中",
        memberships=[("税務課", Role.CASEWORKER), ("税務課", Role.APPROVER)],
    )


@pytest.fixture
def watanabe(office):
    return add_staff("watanabe", "correct horse", name="渡邉", memberships=[("税務課", Role.APPROVER)])


@pytest.fixture
def suzuki(office):
    return add_staff("suzuki", "correct horse", name="鈴木", memberships=[("子育て支援課", Role.CASEWORKER)])


@pytest.fixture
def hanako_case(office):
    now = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    home = {
        "postcode": "0000101",
        "prefecture": "霧原県",
        "city": "ひばり市",
        "town": "本町",
        "block": "1-2-3",
        "building": "",
        "municipality_code": "992011",
    }
    payload = ApplicationPayload(
        receipt=new_receipt_number(lambda n: "".join(secrets.choice("0123456789") for _ in range(n))),
        procedure="disaster_certificate",
        revision=1,
        language="ja",
        answers={
            "applicant_name": {"name": "山田 花子", "kana": "ヤマダ ハナコ"},
            "house_address": home,
            "disaster_date": "2026-11-20",
        },
        reply_key=SealingKey.generate().public.b64,
        started_at=now,
        stored_at=now,
    )
    return file_application(
        ReceivedApplication(
            envelope_id=secrets.token_hex(16), payload=payload, files=(), stored_at=now, filed_at=now
        )
    )
