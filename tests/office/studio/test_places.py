"""Places are said with the words of the page and the question, and never fail on odd ones."""

from __future__ import annotations

import pytest

from todoke.catalogue import shipped
from todoke.core.procedures.load import load_definition
from todoke.office.studio.places import place_words, words_of

DEFINITION = load_definition(shipped()["disaster_certificate"], file="x")


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("standard_days", "標準処理期間"),
        ("field disaster_cause", "「被害の原因」"),
        ("step damage", "「被害のようす」"),
        ("example 床上浸水", "床上浸水"),
        ("x.yaml:12, step damage, field disaster_cause", "12行目 › 「被害のようす」 › 「被害の原因」"),
        ("x:3", "3行目"),
        ("x", "x"),
        ("field gone", "gone"),
        ("something: odd, 3", "something: odd, 3"),
    ],
)
def test_a_finding_says_its_place_in_words(place, expected):
    assert place_words(DEFINITION)(place) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("title", "ja"), ("名前", "日本語")),
        (
            ("steps", "step=damage", "fields", "field=disaster_cause", "label", "plain"),
            ("「被害のようす」", "「被害の原因」", "質問の言葉", "やさしい日本語"),
        ),
        (("steps", "step=new_here"), ("new_here",)),
        (("examples",), ("例",)),
        (("unknown_key",), ("unknown_key",)),
    ],
)
def test_a_conflict_says_its_place_in_words(parts, expected):
    assert words_of(parts, DEFINITION) == expected


def test_without_a_readable_text_the_ids_stay():
    assert place_words(None)("field disaster_cause") == "disaster_cause"
    assert words_of(("steps", "step=damage"), None) == ("damage",)
