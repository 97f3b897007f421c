"""Issue a document or send a notice: number, register, PDF, seal, and back to the applicant."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from todoke.core.cases import policies
from todoke.core.cases.moves import Move
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.payloads import DocumentRef, NoticePayload
from todoke.core.errors import Refused
from todoke.core.lexicon.eras import wareki
from todoke.core.refusal import Refusal
from todoke.office.cases.changing import author_of, locked, make_move, next_number
from todoke.office.cases.facts import actor_for, definition_for, facts_of
from todoke.office.cases.models import Case
from todoke.office.exchange.commands import queue_message
from todoke.office.notices.models import IssuedDocument
from todoke.office.notices.sealing import SEAL_WORDS, seal_pdf, town_seal
from todoke.office.staff.models import Staff
from todoke.web.database import write
from todoke.web.documents import render_pdf

CERTIFICATE = Path(__file__).parent / "typst" / "certificate_of_damage.typ"
TITLE, SYMBOL = "罹災証明書", "罹災証"
STATEMENT = "災害対策基本法第90条の2第1項の規定により、上のとおり相違ないことを証明します。"
ROWS = (
    ("head_name", "世帯主"),
    ("applicant_name", "申請した人"),
    ("applicant_address", "申請した人の住所"),
    ("household", "世帯構成員"),
    ("disaster_cause", "罹災原因"),
    ("disaster_date", "罹災した日"),
    ("house_address", "被災住家の所在地"),
)


def issue(case: Case, *, staff: Staff) -> IssuedDocument:
    """Issue the certificate: one line in 発行簿, one PDF, one notice sealed to the applicant."""
    now = timezone.now()
    with write():
        case = locked(case)
        _require(policies.refuse_issue(facts_of(case), actor_for(case, staff)))
        document = _register(case, staff, at=now)
        number = next_number(case)
        document.message_number = number
        document.save(update_fields=["message_number"])
        _send(case, document, number=number, at=now)
        body = {"official_number": document.official_number, "sha256": document.sha256}
        make_move(case, Move.ISSUE, by=author_of(staff), at=now, body=body)
    return document


def notify(case: Case, *, staff: Staff) -> Case:
    """Tell the decision without a document (a refusal, or a procedure that has none)."""
    now = timezone.now()
    with write():
        case = locked(case)
        _require(policies.refuse_move(facts_of(case), Move.NOTIFY, actor_for(case, staff)))
        payload = NoticePayload(
            number=next_number(case), receipt=case.receipt, title=_title(case), text=_reasons(case), at=now
        )
        queue_message(Kind.NOTICE, payload, reply_key=case.reply_key)
        make_move(case, Move.NOTIFY, by=author_of(staff), at=now)
    return case


def _require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


def _title(case: Case) -> str:
    definition = definition_for(case)
    return definition.title.say("ja") if definition else case.procedure


def _reasons(case: Case) -> str:
    decided = case.proposals.exclude(decider=None).order_by("-decided_at").first()
    return f"{case.outcome}\n{decided.reasons if decided else ''}".strip()


def fiscal_year(day: date) -> int:
    """会計年度: from 1 April."""
    return day.year if day.month >= 4 else day.year - 1


def _register(case: Case, staff: Staff, *, at: datetime) -> IssuedDocument:
    today = timezone.localdate(at)
    year = fiscal_year(today)
    used = IssuedDocument.objects.filter(fiscal_year=year, symbol=SYMBOL)
    serial = (used.aggregate(last=Max("serial"))["last"] or 0) + 1
    document = IssuedDocument(
        case=case,
        fiscal_year=year,
        symbol=SYMBOL,
        serial=serial,
        title=TITLE,
        seal=town_seal(),
        issued_at=at,
        issued_by=staff,
    )
    document.content = seal_pdf(certificate(case, document.official_number, today=today), town_seal())
    document.sha256 = hashlib.sha256(document.content).hexdigest()
    document.save(force_insert=True)
    return document


def certificate(case: Case, official_number: str, *, today: date) -> bytes:
    """The PDF, PDF/A-2a and PDF/UA-1, not yet sealed."""
    data: dict[str, Any] = {
        "official_number": official_number,
        "issued_on": wareki(today),
        "rows": [*_rows(case), {"label": "住家の被害の程度", "value": case.outcome}],
        "statement": STATEMENT,
        "issuer": f"{settings.TODOKE.town.name}長",
        "seal_words": SEAL_WORDS[town_seal()],
    }
    return render_pdf(CERTIFICATE, data, title=TITLE)


def _rows(case: Case) -> list[dict[str, str]]:
    definition = definition_for(case)
    if definition is None:
        return [{"label": "申請した人", "value": case.applicant}]
    rows = []
    for name, label in ROWS:
        value = case.answers.get(name)
        if value is not None and definition.field(name).has_shape(value):
            shown = definition.field(name).show(value, "ja")
            rows.append({"label": label, "value": wareki(date.fromisoformat(value))
                         if name == "disaster_date" else shown})
    return rows


def _send(case: Case, document: IssuedDocument, *, number: int, at: datetime) -> None:
    payload = NoticePayload(
        number=number,
        receipt=case.receipt,
        title=TITLE,
        text=f"{TITLE}（{document.official_number}）\n住家の被害の程度：{case.outcome}",
        document=DocumentRef(part=1, name=f"{SYMBOL}-{case.receipt}.pdf", sha256=document.sha256),
        official_number=document.official_number,
        seal=document.seal,
        at=at,
    )
    queue_message(Kind.NOTICE, payload, reply_key=case.reply_key, parts=[bytes(document.content)])
