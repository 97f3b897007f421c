"""Worksheet → levels with a written reason."""

from __future__ import annotations

import copy

import pytest
from pydantic import ValidationError

from todoke.core.assurance.deciding import decide
from todoke.core.assurance.levels import Harm, Levels
from todoke.core.assurance.loading import load_worksheet, read_worksheet
from todoke.core.assurance.measures import COVERS, MeasureKind
from todoke.core.assurance.worksheet import Viewpoint
from todoke.core.procedures.load import DefinitionErrors


def sheet(**changes):
    """A worksheet of a made-up procedure where every harm is low."""
    content = {
        "worksheet": "dog_licence",
        "version": 1,
        "kind": "entitlement",
        "redesign": {"answer": "unchanged", "words": "犬の登録を見直しました。"},
        "harms": {
            harm.value: {"identity": "low", "authentication": "low", "reason": "犬のこと"} for harm in Harm
        },
        "methods": {
            "chosen": ["email_code"],
            "viewpoints": {one.value: "比べました。" for one in Viewpoint},
            "otherwise": "窓口",
        },
        "measures": [],
        "residual": "残ります。",
        "practice": {"asked": ["municipality"], "certainty": "medium"},
        "review_after_months": 12,
    }
    content.update(copy.deepcopy(changes))
    return content


def rated(**harms):
    content = sheet()
    for harm, (identity, authentication) in harms.items():
        content["harms"][harm] |= {"identity": identity, "authentication": authentication}
    return content


def measure(kind, *lowers):
    return {"measure": kind, "lowers": list(lowers), "words": "補います。"}


def levels_of(content):
    found = decide(read_worksheet(content)).levels
    return found.identity, found.authentication


SURVEY, MATCH = measure("site_survey", "identity"), measure("register_match", "identity")
SEALED = measure("sealed_answers", "authentication")
LEVELS = {
    "every harm low": (rated(), (1, 1)),
    "money moderate for identity alone": (rated(financial=("moderate", "low")), (2, 1)),
    "money moderate for authentication alone": (rated(financial=("low", "moderate")), (1, 2)),
    "one high among five low": (rated(safety=("high", "low")), (3, 1)),
    "the heaviest counts, not the sum": (
        rated(financial=("moderate", "low"), legal=("moderate", "low"), safety=("moderate", "low")),
        (2, 1),
    ),
    "axes apart": (rated(financial=("high", "low"), information=("low", "moderate")), (3, 2)),
    "one measure lowers one level": (rated(financial=("high", "low")) | {"measures": [MATCH]}, (2, 1)),
    "two measures lower two": (rated(financial=("moderate", "low")) | {"measures": [MATCH, SURVEY]}, (0, 1)),
    "a measure on its own axis only": (rated(information=("high", "high")) | {"measures": [SEALED]}, (3, 2)),
    "posting may lower both": (
        rated(information=("moderate", "moderate"))
        | {"measures": [measure("registered_address", "identity", "authentication")]},
        (1, 1),
    ),
    "a recorded measure lowers nothing": (
        rated(financial=("high", "low")) | {"measures": [measure("register_match")]},
        (3, 1),
    ),
    "nobody has to be known": (sheet(redesign={"answer": "nobody_needed", "words": "誰でもよい"}), (0, 0)),
    "planned redesign changes nothing yet": (sheet(redesign={"answer": "planned", "words": "来年"}), (1, 1)),
}


@pytest.mark.parametrize(("content", "expected"), LEVELS.values(), ids=LEVELS.keys())
def test_levels_follow_from_the_heaviest_harm_less_what_makes_up_for_it(content, expected):
    assert levels_of(content) == expected


REFUSED = {
    "a harm left out": (
        {"harms": {k: v for k, v in sheet()["harms"].items() if k != "safety"}},
        "Missing: safety",
    ),
    "a viewpoint left out": (
        {"methods": sheet()["methods"] | {"viewpoints": {"purpose": "比べました。"}}},
        "Missing: fairness, privacy, usability, security",
    ),
    "a reason of spaces": (
        {"harms": sheet()["harms"] | {"legal": {"identity": "low", "authentication": "low", "reason": "  "}}},
        "at least 1 character",
    ),
    "a rating that is none": (
        {
            "harms": sheet()["harms"]
            | {"legal": {"identity": "none", "authentication": "low", "reason": "犬"}}
        },
        "'low', 'moderate' or 'high'",
    ),
    "a level written down": ({"identity": 0}, "Extra inputs"),
    "a survey against stolen sign-ins": (
        {"measures": [measure("site_survey", "authentication")]},
        "“site_survey” cannot make up for authentication",
    ),
    "another measure lowers nothing": (
        {"measures": [measure("other", "identity")]},
        "“other” cannot make up",
    ),
    "the same measure twice": ({"measures": [MATCH, MATCH]}, "Write each kind of measure once"),
    "two other measures": ({"measures": [measure("other"), measure("other")]}, "each kind of measure once"),
    "the same axis twice": (
        {"measures": [measure("interview", "identity", "identity")]},
        "Name each axis once",
    ),
    "lowered below nothing": ({"measures": [MATCH, SURVEY]}, "identity by 1 at the most"),
    "lowered by three": (
        rated(financial=("high", "low")) | {"measures": [MATCH, SURVEY, measure("interview", "identity")]},
        "identity by 2 at the most",
    ),
    "nobody needed and yet harm": (
        rated(safety=("moderate", "low")) | {"redesign": {"answer": "nobody_needed", "words": "犬"}},
        "yet not every harm is rated low",
    ),
    "nobody needed and yet a measure": (
        {"redesign": {"answer": "nobody_needed", "words": "犬"}, "measures": [MATCH]},
        "no measure can lower anything",
    ),
    "a method twice": (
        {"methods": sheet()["methods"] | {"chosen": ["passkey", "passkey"]}},
        "Choose each method once",
    ),
    "no practice": ({"practice": {"asked": [], "certainty": "seen"}}, "at least 1 item"),
    "never reviewed": ({"review_after_months": 0}, "greater than or equal to 1"),
}


@pytest.mark.parametrize(("changes", "says"), REFUSED.values(), ids=REFUSED.keys())
def test_what_breaks_a_rule_is_no_worksheet(changes, says):
    with pytest.raises(ValidationError, match=says):
        read_worksheet(sheet(**changes))


def test_every_measure_but_other_can_lower_something():
    assert {kind for kind in MeasureKind if not COVERS[kind]} == {MeasureKind.OTHER}


def test_the_reason_names_the_harm_the_level_and_what_makes_up_for_it():
    content = rated(financial=("high", "low")) | {"measures": [measure("account_match", "identity")]}
    assert [one.in_english() for one in decide(read_worksheet(content)).reason] == [
        "Proof of identity: the heaviest harm is rated high (Loss of money). That asks for level 3.",
        "Proof of identity: level 2 is enough, because this makes up for it: "
        "Payment only to the person’s own account.",
        "Authentication: every harm is low. That asks for level 1.",
    ]


def test_the_same_worksheet_always_gives_the_same_words():
    assert decide(read_worksheet(sheet())) == decide(read_worksheet(sheet()))


def test_nobody_needed_says_so_in_one_sentence():
    found = decide(read_worksheet(sheet(redesign={"answer": "nobody_needed", "words": "犬"})))
    assert [one.code for one in found.reason] == ["assurance.reason.nobody"]


@pytest.mark.parametrize("level", [-1, 4, True, 1.5], ids=["below", "above", "yes", "half"])
def test_a_level_is_one_of_four(level):
    with pytest.raises(ValueError, match="a level is 0 to 3"):
        Levels(identity=level, authentication=0)


BROKEN = {
    "no YAML": ("worksheet: [", "bad.yaml", "readable YAML"),
    "an unknown key": (
        "worksheet: a\nlevel: 3\n",
        "bad.yaml:2, field level",
        "only keys that mean something here",
    ),
    "a key left out": ("worksheet: a\nversion: 1\n", "bad.yaml:1, field kind", "this key"),
    "a list": ("- a\n", "bad.yaml:1", "valid dictionary"),
}


@pytest.mark.parametrize(("text", "place", "requirement"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_told_with_file_key_and_line(text, place, requirement):
    with pytest.raises(DefinitionErrors) as found:
        load_worksheet(text, file="bad.yaml")
    assert any(str(one).startswith(place) and requirement in str(one) for one in found.value.errors)
