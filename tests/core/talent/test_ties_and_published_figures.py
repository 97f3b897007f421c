"""One supplier under many names, files that are what they say, and figures that give nobody away."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.core.talent.conflicts import InformationClass, InterestKind
from todoke.core.talent.interests import Tie, refuse_number, successor, supplier_key
from todoke.core.talent.permissions import HourCaps, PermissionKind, refuse_over_rule, within_rule
from todoke.core.talent.publishing import FEWEST, counted_until, published
from todoke.core.talent.workspace import document_problems, refuse_file

PEOPLE = st.frozensets(st.integers(0, 30), max_size=20)


@given(st.dictionaries(st.sampled_from("abcdef"), PEOPLE))
def test_no_published_number_is_below_five_and_none_can_be_subtracted_out(groups):
    found = published(groups)
    everybody = len(frozenset().union(*groups.values()))
    assert all(people >= FEWEST for people in found.shown.values())
    assert found.others is None or found.others >= FEWEST
    if found.merged and found.others is None:
        assert not found.shown
        assert everybody < FEWEST
    assert set(found.shown) | set(found.merged) == {name for name, people in groups.items() if people}


@pytest.mark.parametrize(
    ("code", "stands"),
    [("a", "c"), ("b", "c"), ("c", "c"), ("z", "z"), ("x", "x")],
    ids=["twice merged", "merged", "the last", "unknown", "in a circle"],
)
def test_a_merged_company_is_its_successor(code, stands):
    merged = {"a": "b", "b": "c", "x": "y", "y": "x"}
    assert successor(code, merged) == stands


def test_a_name_is_the_same_supplier_however_it_is_typed():
    one = Tie(kind=InterestKind.CLIENT, name="株式会社 Ｓｏｒａ")
    other = Tie(kind=InterestKind.EMPLOYER, name="株式会社sora")
    assert supplier_key(one, {}) == supplier_key(other, {})


@pytest.mark.parametrize("code", ["1", "12345678901234", "１２３４５６７８９０１２３", "123456789012a"])
def test_a_corporate_number_has_thirteen_plain_digits(code):
    assert refuse_number(code) is not None


def test_a_rule_caps_what_it_names_and_leaves_the_rest():
    rule = HourCaps(per_week=8, source="基準3条")
    granted = HourCaps(per_week=6, per_month=40, source="基準3条")
    assert refuse_over_rule(PermissionKind.SIDE_JOB_38, granted, rule=rule) is None
    assert within_rule(HourCaps(), rule) == rule
    refusal = refuse_over_rule(PermissionKind.DUTY_35, HourCaps(per_week=9, source="x"), rule=rule)
    assert refusal.in_english() == "9 hours a week are more than the rule allows (8: 基準3条)."


@pytest.mark.parametrize(
    ("kind", "needed"), [(one, one is PermissionKind.SIDE_JOB_38) for one in PermissionKind]
)
def test_only_a_side_job_needs_a_published_rule(kind, needed):
    assert (refuse_over_rule(kind, HourCaps(), rule=None) is not None) is needed


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("仕様.PDF", b"%PDF-1.7", True),
        ("写真.jpeg", b"\xff\xd8\xff\xe0", True),
        ("メモ.txt", "日本語".encode(), True),
        ("メモ.txt", "日本語".encode("cp932"), False),
        ("表.xlsx", b"PK\x03\x04", True),
        ("表.xls", b"\xd0\xcf", False),
        ("仕様.pdf.html", b"%PDF-", False),
        ("仕様.pdf", b"x" * (10 * 1024 * 1024 + 1), False),
    ],
)
def test_a_file_is_what_its_ending_says(name, content, kept):
    assert (refuse_file(name, content) is None) is kept


def test_a_tender_document_names_its_procurement():
    found = document_problems("仕様", InformationClass.TENDER, category="", name="a.txt", content=b"x")
    assert set(found) == {"category"}


@pytest.mark.parametrize(
    ("today", "until"), [(date(2026, 11, 23), date(2026, 10, 31)), (date(2027, 1, 1), date(2026, 12, 31))]
)
def test_figures_stand_still_for_a_month(today, until):
    assert counted_until(today) == until
