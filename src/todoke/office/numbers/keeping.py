"""Where sealed My Numbers lie in this office: whose keys they need, and how one leaves a case for good."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from todoke.core.envelope.sealed_value import key_ids_of
from todoke.core.errors import UntrustedEnvelope
from todoke.core.procedures.sealed_numbers import forget, forget_all, sealed_in
from todoke.office.cases.models import Case, CorrectionRequest


def receipts_needing(key_id: str, *, others: Collection[str]) -> list[str]:
    """Cases with a number that this key opens and none of the others does."""
    found = {
        receipt: None
        for receipt, answers in _holding()
        for sealed in sealed_in(answers)
        if key_id in (ids := _key_ids(sealed)) and not set(ids) & set(others)
    }
    return list(found)


def _holding() -> Iterator[tuple[str, Any]]:
    """Receipt number and answers of every case that may hold one; also what a correction replaced."""
    written = Cast("answers", TextField())
    cases = Case.objects.annotate(written=written).filter(written__contains='"sealed"')
    yield from cases.order_by("arrived_at").values_list("receipt", "answers").iterator()
    replaced = CorrectionRequest.objects.annotate(written=Cast("before", TextField()))
    rows = replaced.filter(written__contains='"sealed"').values_list("case__receipt", "before")
    yield from rows.iterator()


def _key_ids(sealed: str) -> tuple[str, ...]:
    try:
        return key_ids_of(sealed)
    except UntrustedEnvelope:  # not one of ours: no key opens it
        return ()


def forget_number(case: Case, place: str, *, at: datetime) -> None:
    """Take the number at this place out of the case, and out of what corrections replaced there."""
    case.answers = forget(case.answers, [place], at=at)
    case.save(update_fields=["answers"])
    question = place.partition(".")[0]
    for request in case.corrections.all():
        if question in request.before:
            request.before = {**request.before, question: forget_all(request.before[question], at=at)}
            request.save(update_fields=["before"])
