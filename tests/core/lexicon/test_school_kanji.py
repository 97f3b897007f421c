from __future__ import annotations

from collections import Counter

import pytest

from todoke.core.lexicon.school_kanji import BEYOND_PRIMARY_SCHOOL, GRADE, grade_of


def test_the_table_has_as_many_kanji_as_the_notice_says() -> None:
    assert Counter(GRADE.values()) == {1: 80, 2: 160, 3: 200, 4: 202, 5: 193, 6: 191}


KNOWN = {
    "the first grade": ("山", 1),
    "a prefecture's name, moved to grade 4 in 2020": ("媛", 4),
    "the sixth grade": ("承", 6),
    "of secondary school": ("扶", BEYOND_PRIMARY_SCHOOL),
    "of damage certificates": ("罹", BEYOND_PRIMARY_SCHOOL),
    "not a kanji": ("あ", None),
    "a digit": ("3", None),
}


@pytest.mark.parametrize(("character", "grade"), KNOWN.values(), ids=KNOWN.keys())
def test_a_kanji_knows_its_grade(character: str, grade: int | None) -> None:
    assert grade_of(character) == grade
