"""Method table, what is offered, and in which order."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from todoke.catalogue.assurance import shipped_methods
from todoke.core.assurance.choosing import refusals_of_choice
from todoke.core.assurance.levels import Levels
from todoke.core.assurance.loading import read_worksheet
from todoke.core.assurance.methods import Completion, MethodTable, methods_offered

LINE = {"name": "方法", "phishing_resistant": "yes", "certainty": "high"}


def line(id, identity, authentication, **more):
    return {"method": id, "identity": identity, "authentication": authentication, **LINE, **more}


TABLE = MethodTable.model_validate(
    {
        "version": 1,
        "source": "試験",
        "methods": [
            line("code", 0, 1, phishing_resistant="no"),
            line("passkey", 0, 2, binds=True),
            line("app", 2, 3, identity_up_to=3),
            line("card", 3, 3),
            line("sms", 2, 2, use="fallback"),
            line("selfie", 3, 3, use="avoid"),
            line("counter", 3, 3, counter=True),
        ],
    }
)
ALL = [one.method for one in TABLE.methods]


def offered(identity, authentication, **more):
    required = Levels(identity=identity, authentication=authentication)
    return [one.method for one in methods_offered(required, TABLE, **({"available": ALL} | more))]


REACH = {
    "nothing needed": ((0, 0), {}, ["code", "passkey", "app", "card", "sms"]),
    "self-declared identity": ((1, 1), {}, ["code", "passkey", "app", "card", "sms"]),
    "two factors": ((1, 2), {}, ["passkey", "app", "card", "sms"]),
    "identity proved": ((2, 2), {}, ["app", "card", "sms"]),
    "identity proved at the counter and bound": (
        (2, 2),
        {"bound_identity": 2},
        ["passkey", "app", "card", "sms"],
    ),
    "what does not bind gains nothing": ((2, 1), {"bound_identity": 3}, ["passkey", "app", "card", "sms"]),
    "a range counts with its lower end": ((3, 2), {}, ["card"]),
    "bound lower than needed": ((3, 2), {"bound_identity": 2}, ["card"]),
    "highest": ((3, 3), {}, ["card"]),
    "only what is set up": ((2, 2), {"available": ["app", "code"]}, ["app"]),
    "avoided although it reaches": ((3, 3), {"available": ["selfie"]}, []),
    "the counter is no step in a form": ((3, 3), {"available": ["counter"]}, []),
    "nothing reaches": ((3, 3), {"available": ["code"]}, []),
}


@pytest.mark.parametrize(("needed", "more", "expected"), REACH.values(), ids=REACH.keys())
def test_only_what_reaches_both_levels_is_offered(needed, more, expected):
    assert offered(*needed, **more) == expected


def counted(**shares):
    return {id: Completion(started=started, finished=finished) for id, (finished, started) in shares.items()}


EASE = {
    "the table's order while nothing is measured": ({}, ["passkey", "app", "card", "sms"]),
    "most finished first": ({"card": (90, 100), "app": (50, 100)}, ["card", "app", "passkey", "sms"]),
    "few attempts say nothing": ({"card": (29, 29), "app": (50, 100)}, ["app", "passkey", "card", "sms"]),
    "many attempts outweigh a lucky few": (
        {"card": (30, 30), "app": (970, 1000)},
        ["app", "card", "passkey", "sms"],
    ),
    "a fallback stays last however easy": ({"sms": (1000, 1000)}, ["passkey", "app", "card", "sms"]),
    "as easy: the table's order": ({"card": (80, 100), "app": (80, 100)}, ["app", "card", "passkey", "sms"]),
    "a method nobody knows": ({"pigeon": (99, 100)}, ["passkey", "app", "card", "sms"]),
}


@pytest.mark.parametrize(("shares", "expected"), EASE.values(), ids=EASE.keys())
def test_the_easiest_by_measured_completion_comes_first(shares, expected):
    assert offered(2, 2, bound_identity=2, completion=counted(**shares)) == expected


def test_as_easy_and_safer_against_phishing_comes_first():
    shares = counted(code=(80, 100), passkey=(80, 100))
    assert offered(1, 1, completion=shares, available=["code", "passkey"]) == ["passkey", "code"]


def test_ease_never_brings_a_method_that_is_too_weak():
    assert "code" not in offered(2, 2, completion=counted(code=(1000, 1000)))


COUNTS = {"more finished than began": (3, 2), "less than none": (-1, 2)}


@pytest.mark.parametrize(("finished", "started"), COUNTS.values(), ids=COUNTS.keys())
def test_impossible_counts_are_refused(finished, started):
    with pytest.raises(ValueError, match="0 ≤ finished ≤ started"):
        Completion(started=started, finished=finished)


TABLES = {
    "a method twice": ([line("a", 0, 1), line("a", 0, 1)], "each method once"),
    "a level that is none": ([line("a", 4, 1)], "less than or equal to 3"),
    "a range that falls": ([line("a", 2, 1, identity_up_to=1)], "higher than the level itself"),
    "doubt without a note": ([line("a", 2, 1, certainty="medium")], "what to check"),
    "an unknown key": ([line("a", 2, 1, secure=True)], "Extra inputs"),
    "an acr with a third level": (
        [line("a", 2, 1, acr={"x": {"identity": 1, "authentication": 1, "federation": 2}})],
        "federation",
    ),
    "no methods": ([], "at least 1 item"),
}


@pytest.mark.parametrize(("methods", "says"), TABLES.values(), ids=TABLES.keys())
def test_what_breaks_a_rule_is_no_table(methods, says):
    with pytest.raises(ValidationError, match=says):
        MethodTable.model_validate({"version": 1, "source": "試験", "methods": methods})


def test_a_municipality_overrides_single_methods_and_adds_its_own():
    own = MethodTable.model_validate(
        {"version": 7, "source": "ひばり市", "methods": [line("app", 3, 3), line("library_card", 1, 1)]}
    )
    laid_over = TABLE.override(own)
    assert (laid_over.version, laid_over.source) == (7, "ひばり市")
    assert [one.method for one in laid_over.methods] == [*ALL, "library_card"]
    assert laid_over.method("app").identity == 3
    assert laid_over.method("card") == TABLE.method("card")
    assert TABLE.method("app").identity == 2


def test_every_uncertain_line_that_ships_says_what_to_check():
    assert all(one.verify for one in shipped_methods().methods)


def choice(chosen, **ratings):
    from tests.core.assurance.test_levels import rated

    content = rated(**ratings)
    content["methods"]["chosen"] = chosen
    return [one.code for one in refusals_of_choice(read_worksheet(content), TABLE)]


MONEY = {"financial": ("moderate", "moderate")}
CHOICES = {
    "reaches": (["app", "card"], MONEY, []),
    "too low": (["code"], MONEY, ["assurance.methods.too-low"]),
    "reaches once an identity is bound": (["passkey"], MONEY, []),
    "unknown": (["pigeon"], MONEY, ["assurance.methods.unknown"]),
    "avoided": (["selfie"], MONEY, ["assurance.methods.avoid"]),
    "none": ([], MONEY, ["assurance.methods.none"]),
    "each is looked at": (
        ["code", "pigeon"],
        MONEY,
        ["assurance.methods.too-low", "assurance.methods.unknown"],
    ),
}


@pytest.mark.parametrize(("chosen", "ratings", "codes"), CHOICES.values(), ids=CHOICES.keys())
def test_chosen_methods_must_reach_the_level(chosen, ratings, codes):
    assert choice(chosen, **ratings) == codes
