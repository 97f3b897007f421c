"""What a half-filled worksheet lacks is told at the step where it is mended."""

from __future__ import annotations

import pytest
from tests.core.assurance.test_levels import MATCH, SURVEY, measure, rated, sheet

from todoke.catalogue.assurance import shipped_methods
from todoke.core.assurance.problems import Step, problems

EMPTY_HARM = {"identity": "", "authentication": "low", "reason": ""}
PROBLEMS = {
    "complete": (sheet(), []),
    "nothing at all": (
        {},
        [
            (Step.REDESIGN, "assurance.redesign.lacking"),
            (Step.HARMS, "assurance.harms.lacking"),
            (Step.METHODS, "assurance.methods.lacking"),
            (Step.RESIDUAL, "assurance.residual.lacking"),
        ],
    ),
    "redesign not answered": (
        sheet(redesign={"answer": "", "words": ""}),
        [(Step.REDESIGN, "assurance.redesign.lacking")],
    ),
    "one harm without rating and reason": (
        sheet(harms=sheet()["harms"] | {"safety": EMPTY_HARM}),
        [(Step.HARMS, "assurance.harms.lacking")],
    ),
    "a viewpoint empty": (
        sheet(methods=sheet()["methods"] | {"otherwise": " "}),
        [(Step.METHODS, "assurance.methods.lacking")],
    ),
    "a measure without words": (
        sheet(measures=[MATCH | {"words": ""}]),
        [(Step.MEASURES, "assurance.measures.lacking")],
    ),
    "measures lower too much": (
        sheet(measures=[MATCH, SURVEY]),
        [(Step.MEASURES, "assurance.measures.too-many")],
    ),
    "a measure where it cannot work": (
        sheet(measures=[measure("other", "identity")]),
        [(Step.MEASURES, "assurance.measures.cannot")],
    ),
    "nobody needed and harm": (
        rated(legal=("high", "low")) | {"redesign": {"answer": "nobody_needed", "words": "犬"}},
        [(Step.REDESIGN, "assurance.nobody.harm")],
    ),
    "a method too weak": (
        rated(legal=("high", "low")),
        [(Step.METHODS, "assurance.methods.none")],
    ),
    "no review": (sheet(review_after_months=None), [(Step.RESIDUAL, "assurance.residual.lacking")]),
    "a review of letters": (
        sheet(review_after_months="soon"),
        [(Step.RESIDUAL, "assurance.residual.lacking")],
    ),
}
PROBLEMS["a method too weak"][0]["methods"]["chosen"] = []


@pytest.mark.parametrize(("content", "expected"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_each_problem_stands_at_its_step(content, expected):
    found = problems(content, shipped_methods())
    assert [(one.step, one.said.code) for one in found] == expected


def test_a_problem_names_the_harm_in_words():
    (found,) = problems(sheet(harms=sheet()["harms"] | {"safety": EMPTY_HARM}), shipped_methods())
    assert found.said.in_english() == "Rate “Harm to somebody’s safety” on both axes and give the reason."
