"""The application as its form: a PDF made when asked for and kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping

from todoke.office.cases.facts import definition_for
from todoke.office.cases.models import Case
from todoke.office.forms.filling import form_data, title_of
from todoke.office.forms.layouts import layout_of
from todoke.office.numbers.masking import NOTHING_OPENED
from todoke.web.documents import render_pdf


def form_pdf(case: Case, *, opened: Mapping[str, str] = NOTHING_OPENED) -> bytes:
    """PDF/A-2a and PDF/UA-1. `opened` are My Numbers in clear by place; every other one is masked."""
    data = form_data(case, opened=opened)
    return render_pdf(layout_of(definition_for(case)), data, title=title_of(case))
