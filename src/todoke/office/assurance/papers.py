"""The worksheet as a document for the audit: PDF/A-2a and PDF/UA-1, in Japanese like every paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from django.utils.translation import override

from todoke.catalogue.assurance import shipped_worksheets
from todoke.core.assurance.levels import Levels
from todoke.core.assurance.methods import Method
from todoke.core.lexicon.eras import wareki
from todoke.core.procedures.definition import Definition
from todoke.office.assurance import queries, showing
from todoke.office.assurance.models import Sheet
from todoke.web.documents import day_parts, render_pdf

TEMPLATE = Path(__file__).parent / "typst" / "worksheet.typ"
STATES = {
    "draft": "作成中",
    "submitted": "決定待ち",
    "approved": "決定済み",
    "returned": "差し戻し",
}


def file_name(definition: Definition, *, version: int) -> str:
    return f"保証レベル検討書_{definition.title.ja}_第{version}版.pdf".replace("/", "／")


def worksheet_pdf(definition: Definition, procedure: str, *, sheet: Sheet | None) -> bytes:
    """Raises Http404 where there is nothing complete to print."""
    worksheet = showing.complete(sheet.content) if sheet else shipped_worksheets().get(procedure)
    if worksheet is None:
        raise Http404
    table = queries.table_at(sheet.methods_version if sheet else None)
    with override("ja"):
        shown = showing.shown(worksheet, table=table)
    today = timezone.localdate()
    data = {
        "town": settings.TODOKE.town.name,
        "procedure": definition.title.ja,
        "id": procedure,
        "law": list(definition.law),
        "printed_on": wareki(today),
        "day": day_parts(today),
        "state": STATES[sheet.state] if sheet else "Todokeに付属する案（この役所では決定していません）",
        "version": f"第{sheet.version}版" if sheet else "案（第0版）",
        "people": _people(sheet),
        "table": f"第{table.version}版（{table.source}）",
        **_levels(shown.levels, definition),
        **_steps(shown),
    }
    return render_pdf(TEMPLATE, data, title="本人確認の保証レベル検討書")


def _people(sheet: Sheet | None) -> list[list[str]]:
    if sheet is None:
        return [["作成", "Todokeの案"], ["決定", "—"], ["次の見直し", "—"]]
    decided = f"{sheet.decided_by.name}　{wareki(sheet.decided_at.date())}" if sheet.decided_by else "—"
    writers = dict.fromkeys((sheet.author.name, sheet.last_editor.name))
    rows = [
        ["作成", f"{'、'.join(writers)}　{wareki(timezone.localtime(sheet.updated_at).date())}"],
        ["差し戻し" if sheet.state == "returned" else "決定", decided],
        ["次の見直し", wareki(sheet.review_on) if sheet.review_on else "—"],
    ]
    return [*rows, ["差し戻しの理由", sheet.remark]] if sheet.remark else rows


def _levels(levels: Levels, definition: Definition) -> dict[str, Any]:
    asked = definition.assurance
    same = (asked.identity, asked.authentication) == (levels.identity, levels.authentication)
    return {
        "identity": levels.identity,
        "authentication": levels.authentication,
        "published": "同じ"
        if same
        else f"身元確認{asked.identity}・当人認証{asked.authentication}（違いがあります）",
        "told": asked.reason.ja,
    }


def _steps(shown: showing.Shown) -> dict[str, Any]:
    sheet = shown.worksheet
    age = (
        f"サインインから{sheet.max_age_minutes:,}分まで"
        if sheet.max_age_minutes
        else "定めない（サインインしている間）"
    )
    return {
        "redesign": [shown.redesign, sheet.redesign.words],
        "harms": [list(one) for one in shown.harms],
        "reason": list(shown.reason),
        "methods": [_method(one) for one in shown.methods],
        "viewpoints": [list(one) for one in shown.viewpoints],
        "otherwise": sheet.methods.otherwise,
        "measures": [list(one) for one in shown.measures],
        "residual": sheet.residual,
        "practice": ["、".join(shown.asked), sheet.practice.words, shown.certainty, shown.excess_words],
        "age": age,
        "verify": list(sheet.verify),
    }


def _method(method: Method) -> list[str]:
    carried = "結び付けた身元" if method.binds and method.identity == 0 else str(method.identity)
    resistant = {"yes": "強い", "no": "弱い", "not_applicable": "—"}[method.phishing_resistant.value]
    return [method.name.ja, carried, str(method.authentication), resistant]
