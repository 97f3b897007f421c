"""Cases of other procedures and in other states, each made through the commands."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

import pytest

from todoke.catalogue import shipped
from todoke.core.cases.facts import Role
from todoke.core.cases.receipt_number import new_receipt_number
from todoke.core.envelope.keys import SealingKey
from todoke.core.envelope.payloads import ApplicationPayload
from todoke.office.cases import commands
from todoke.office.cases.received import ReceivedApplication
from todoke.office.staff.commands import add_staff
from todoke.office.studio.commands import publish

CARE = "介護保険課"
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.fixture
def sato(office):
    """佐藤 is a caseworker in two sections."""
    memberships = [(CARE, Role.CASEWORKER), ("税務課", Role.CASEWORKER)]
    return add_staff("sato", "correct horse", name="佐藤", memberships=memberships)


@pytest.fixture
def head_of_care(office):
    return add_staff("head", "correct horse", name="渡邉", memberships=[(CARE, Role.APPROVER)])


@pytest.fixture
def file_card(office):
    """Files an application for a new insurance card by the person of this name."""

    def file(name="NGUYEN THI LAN", *, kana=None, at=NOW):
        digits = new_receipt_number(lambda n: "".join(secrets.choice("0123456789") for _ in range(n)))
        payload = ApplicationPayload(
            receipt=digits, procedure="ltc_card", revision=1, language="ja",
            answers={"insured_name": {"name": name, "kana": kana}, "card_reason": "lost"},
            reply_key=SealingKey.generate().public.b64, started_at=at, stored_at=at,
        )  # fmt: skip
        return commands.file_application(ReceivedApplication(
            envelope_id=secrets.token_hex(16), payload=payload, files=(), stored_at=at, filed_at=at
        ))  # fmt: skip

    return file


@pytest.fixture
def card(file_card):
    return file_card()


@pytest.fixture
def reviewed_card(card, sato):
    commands.accept(card, staff=sato)
    return commands.start_review(card, staff=sato)


@pytest.fixture
def as_sato(client, sato):
    client.force_login(sato)
    client.cookies["todoke_language"] = "ja"
    return client


@pytest.fixture
def published(office):
    """The procedures of these tests: identity 2, and identity 3 no older than an hour."""
    for name in ("child_allowance_amount_change", "child_allowance_donation"):
        publish(shipped()[name].replace('section: ""', "section: 介護保険課", 1), file=name)
