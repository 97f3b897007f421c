"""What a document says, before it has its number: read from the case, rendered by a typst template.

Documents are in Japanese, whatever language the applicant reads: they go to banks, insurers and courts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from todoke.core.cases.outcomes import OutcomeMeaning
from todoke.core.cases.receipt_number import grouped
from todoke.core.lexicon.eras import wareki
from todoke.core.procedures.definition import Definition
from todoke.office.cases.models import Case, Proposal
from todoke.office.notices.models import SealMode
from todoke.office.notices.sealing import SEAL_WORDS
from todoke.web.documents import day_parts, render_pdf

TEMPLATES = Path(__file__).parent / "typst"
SEAL_NOTES: Mapping[SealMode, str] = {
    SealMode.E_SEAL: "この書面（PDF）には職責証明書による電子署名が付いています。署名は、PDFを表示する"
    "ソフトの署名パネルで確かめられます。印刷した紙に署名の効力はありません。",
    SealMode.OMITTED: "公印の押印を省略しています。",
    SealMode.PRINT_AND_SEAL: "公印のないものは、写しとしてのみ使えます。",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """`symbol` is the 文書記号 its numbers count under; `text` what the applicant reads beside the PDF."""

    template: str
    symbol: str
    title: str
    text: str
    copies: int
    addressee: str
    data: Mapping[str, Any]


def name_on_paper(case: Case, definition: Definition | None) -> str:
    """The applicant's name as typed, without its reading; else the first person named."""
    named = [field.id for field in definition.fields if field.type == "person_name"] if definition else []
    for id in ("applicant_name", *named):
        value = case.answers.get(id)
        if isinstance(value, dict) and isinstance(value.get("name"), str):
            return str(value["name"])
    return case.applicant


def wished_copies(case: Case, definition: Definition | None) -> int:
    """必要部数, where the procedure asks for it."""
    wish = case.answers.get("copies")
    asked = definition is not None and any(field.id == "copies" for field in definition.fields)
    return wish if asked and type(wish) is int and wish >= 1 else 1


def notice_paper(case: Case, definition: Definition | None, *, proposal: Proposal | None) -> Paper:
    """The decision of any procedure in a letter, with its reasons and how to appeal."""
    reasons, appeal = (proposal.reasons, proposal.appeal) if proposal else ("", "")
    procedure = definition.title.say("ja") if definition else case.procedure
    outcome = _outcome_label(case, definition)
    parts = [{"title": "理由", "text": reasons}, {"title": "この決定に不服があるとき", "text": appeal}]
    rows = [
        ("件名", procedure),
        ("受付番号", grouped(case.receipt)),
        (f"{case.act}の日", wareki(timezone.localdate(case.arrived_at))),
        ("結果", outcome),
    ]
    return Paper(
        template="notice",
        symbol="通知",
        title=f"{procedure}について（通知）",
        text="\n".join(one for one in (outcome, reasons, appeal) if one.strip()),
        copies=1,
        addressee=name_on_paper(case, definition),
        data={
            "sentence": _sentence(case, definition),
            "table_title": "決定の内容" if case.act != "届出" else "確認の内容",
            "rows": [{"label": label, "value": value} for label, value in rows],
            "parts": [part for part in parts if part["text"].strip()],
            "notes": [],
        },
    )


def _sentence(case: Case, definition: Definition | None) -> str:
    day = wareki(timezone.localdate(case.arrived_at))
    meaning = definition.outcomes[case.outcome].meaning if _has_outcome(case, definition) else None
    if case.act == "届出" or meaning is OutcomeMeaning.NOTED:
        return f"{day}の{case.act}について、次のとおり確認しましたので、通知します。"
    return f"{day}の{case.act}について、次のとおり決定しましたので、通知します。"


def _has_outcome(case: Case, definition: Definition | None) -> bool:
    return definition is not None and case.outcome in definition.outcomes


def _outcome_label(case: Case, definition: Definition | None) -> str:
    if definition is None or not _has_outcome(case, definition):
        return case.outcome
    return definition.outcomes[case.outcome].label.say("ja")


def render(paper: Paper, case: Case, *, number: str, seal: SealMode, today: date) -> bytes:
    """The PDF, PDF/A-2a and PDF/UA-1, not yet sealed."""
    town = settings.TODOKE.town
    office = town.name + ("役所" if town.name.endswith(("市", "区")) else "役場")
    desk = f"{office}（{case.section}）"
    where = f"この書面が本物かどうかは、文書番号を示して{desk}に問い合わせると確かめられます。"
    shown = {
        **paper.data,
        "official_number": number,
        "issued_on": wareki(today),
        "day": day_parts(today),
        "addressee": paper.addressee,
        "receipt_line": f"受付番号 {grouped(case.receipt)}",
        "issuer": f"{town.name}長",
        "issuer_name": town.mayor,
        "seal": seal.value,
        "seal_words": SEAL_WORDS[seal],
        "notes": [*paper.data["notes"], SEAL_NOTES[seal], where],
    }
    return render_pdf(TEMPLATES / f"{paper.template}.typ", shown, title=paper.title)


RATIO = re.compile(r"（([^（）]*％[^（）]*)）$")


def without_ratio(label: str) -> tuple[str, str]:
    """「半壊（20％以上30％未満）」 as (半壊, 損害割合 20％以上30％未満)."""
    found = RATIO.search(label)
    if found is None:
        return label, ""
    return label[: found.start()], f"損害割合 {found[1].removeprefix('損害割合')}"
