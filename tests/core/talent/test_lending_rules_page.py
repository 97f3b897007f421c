"""docs/reference/lending-rules.md: no rule of lending is missing there, and each has a source and a mark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from todoke.catalogue.talent import shipped_legal_forms
from todoke.core.talent.allocation.rules import RULES

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/reference/lending-rules.md").read_text()
ROWS = {row.split("`")[1]: row for row in PAGE.splitlines() if row.startswith("| `")}
SUBJECTS = (
    "permissions",
    "conflicts",
    "interests",
    "confidentiality",
    "legal_forms",
    "answers",
    "appeals",
    "signing",
    "working",
    "engagements",
    "lapses",
)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_refusal_of_the_subject_stands_on_the_page(subject):
    codes = set(
        re.findall(r'"(talent\.[a-z.-]+)"', (ROOT / f"src/todoke/core/talent/{subject}.py").read_text())
    )
    assert codes
    assert codes <= set(ROWS), codes - set(ROWS)


def test_every_rule_of_eligibility_and_every_legal_form_stands_on_the_page():
    assert {rule.code for rule in RULES.values()} <= set(ROWS)
    for form in shipped_legal_forms().forms:
        assert form.basis in ROWS[form.form]


def test_every_row_says_its_words_in_both_languages_its_source_and_how_sure_we_are():
    for code, row in ROWS.items():
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert all(cells), code
        assert cells[-1] in {"read", "to check", "own"}, code


def test_what_a_law_does_not_ask_is_never_put_under_one():
    laws = re.compile(r"条|号|要綱|標準|ver\.")
    for code, row in ROWS.items():
        *_, source, mark = [cell.strip() for cell in row.strip("|").split("|")]
        if mark == "own":
            assert not laws.search(source) or not code.startswith("talent."), code
