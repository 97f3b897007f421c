"""A procedure without a certificate goes its whole way and ends with a plain sealed notice."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

import pytest

from todoke.core.cases.facts import Role
from todoke.core.cases.receipt_number import new_receipt_number
from todoke.core.envelope.keys import SealingKey
from todoke.core.envelope.payloads import ApplicationPayload
from todoke.core.errors import Refused
from todoke.office.cases import commands
from todoke.office.cases.models import Case
from todoke.office.cases.received import ReceivedApplication
from todoke.office.exchange.models import Outgoing
from todoke.office.notices.commands import issue, notify
from todoke.office.notices.models import IssuedDocument
from todoke.office.staff.commands import add_staff

SECTION = "介護保険課"


@pytest.fixture
def sato(office):
    return add_staff("sato", "correct horse", name="佐藤", memberships=[(SECTION, Role.CASEWORKER)])


@pytest.fixture
def decided_card(office, sato):
    approver = add_staff("megumi", "correct horse", name="恵", memberships=[(SECTION, Role.APPROVER)])
    now = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    payload = ApplicationPayload(
        receipt=new_receipt_number(lambda n: "".join(secrets.choice("0123456789") for _ in range(n))),
        procedure="ltc_card", revision=1, language="ja",
        answers={"insured_name": {"name": "山田 花子", "kana": "ヤマダ ハナコ"}, "card_reason": "lost"},
        reply_key=SealingKey.generate().public.b64, started_at=now, stored_at=now,
    )  # fmt: skip
    case = commands.file_application(ReceivedApplication(
        envelope_id=secrets.token_hex(16), payload=payload, files=(), stored_at=now, filed_at=now
    ))  # fmt: skip
    commands.accept(case, staff=sato)
    commands.start_review(case, staff=sato)
    commands.propose(case, staff=sato, outcome="交付")
    return commands.decide(case, staff=approver)


def test_no_damage_certificate_is_made_for_a_card(decided_card, sato):
    with pytest.raises(Refused, match=r"case\.issue\.no-document"):
        issue(decided_card, staff=sato)
    assert not IssuedDocument.objects.exists()


def test_the_card_ends_with_a_notice_and_is_completed(decided_card, sato):
    notify(decided_card, staff=sato)
    assert Outgoing.objects.filter(kind="notice").count() == 1
    commands.close(decided_card, staff=sato)
    assert Case.objects.get(pk=decided_card.pk).state == "closed"


def test_the_page_says_why_there_is_nothing_to_issue(decided_card, sato, client):
    client.force_login(sato)
    shown = client.get(f"/cases/{decided_card.pk}/").content.decode()
    assert 'id="why-issue"' in shown
