"""Official numbers: taken one by one, used once, explained when they stay without a document.

A number is taken in a short transaction of its own, before the document is made: the document shows it,
and a seal is only set on a document whose number nobody else can have. When the document cannot be made,
the number stays with its case and the next attempt uses it, so the register has no gaps; only the turn of
the fiscal year voids it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone

from todoke.core.refusal import N_, Refusal
from todoke.office.cases.models import Case
from todoke.office.notices.models import IssuedDocument, NumberState, SealMode, Series
from todoke.office.notices.papers import Paper
from todoke.office.staff.models import Staff

IN_THE_MAKING = Refusal(
    code="notice.number.reserved",
    message=N_("Not made yet. Issue it again from the case: it will carry this number."),
)
YEAR_OVER = Refusal(
    code="notice.number.year-over",
    message=N_("Not used: the fiscal year ended before the document could be made."),
)
NOT_MADE = Refusal(
    code="notice.document.not-made",
    message=N_(
        "The document could not be made, so nothing was issued. The number %(number)s stays with this case. "
        "Try again; if it happens again, tell the administrator."
    ),
)
NOT_SEALED = Refusal(
    code="notice.seal.failed",
    message=N_(
        "The document could not be sealed, so nothing was issued. The number %(number)s stays with this "
        "case. Ask the administrator to check the town's seal certificate."
    ),
)
CHANGED = Refusal(
    code="notice.case.changed",
    message=N_(
        "The case changed while the document was being made, so nothing was issued. Look at it again."
    ),
)
REMARKS: Mapping[str, Refusal] = {
    refusal.code: refusal for refusal in (IN_THE_MAKING, YEAR_OVER, NOT_MADE, NOT_SEALED)
}


def fiscal_year(day: date) -> int:
    """会計年度: from 1 April."""
    return day.year if day.month >= 4 else day.year - 1


def reserve(case: Case, paper: Paper, *, seal: SealMode, staff: Staff, at: datetime) -> IssuedDocument:
    """The number of this case's document: the one it has, or the next. In a transaction, case locked."""
    year = fiscal_year(timezone.localdate(at))
    kept = IssuedDocument.register.filter(case=case, symbol=paper.symbol, status=NumberState.RESERVED).first()
    if kept is not None and kept.fiscal_year == year:
        kept.seal = seal  # the town may have changed its choice since
        return kept
    if kept is not None:
        kept.status, kept.problem = NumberState.VOIDED, YEAR_OVER.code
        kept.save(update_fields=["status", "problem"])
    return IssuedDocument.register.create(
        case=case,
        fiscal_year=year,
        symbol=paper.symbol,
        serial=_next_serial(year, paper.symbol),
        status=NumberState.RESERVED,
        problem=IN_THE_MAKING.code,
        title=paper.title,
        seal=seal,
        copies=paper.copies,
        issued_by=staff,
    )


def _next_serial(year: int, symbol: str) -> int:
    Series.objects.get_or_create(fiscal_year=year, symbol=symbol)
    Series.objects.select_for_update().get(fiscal_year=year, symbol=symbol)
    taken = IssuedDocument.register.filter(fiscal_year=year, symbol=symbol)
    return int(taken.aggregate(last=Max("serial"))["last"] or 0) + 1


def explain(document: IssuedDocument, refusal: Refusal) -> None:
    """Write into the register why this number has no document yet. One that has it meanwhile keeps it."""
    waiting = IssuedDocument.register.filter(pk=document.pk, status=NumberState.RESERVED)
    waiting.update(problem=refusal.code)


def remark(document: IssuedDocument) -> Refusal | None:
    """What the register says about a number without a document."""
    if document.status == NumberState.ISSUED:
        return None
    return with_number(REMARKS.get(document.problem, IN_THE_MAKING), document)


def with_number(refusal: Refusal, document: IssuedDocument) -> Refusal:
    return replace(refusal, params={"number": document.official_number})
