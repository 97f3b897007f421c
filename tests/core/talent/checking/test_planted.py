"""Every kind of violation, planted into a sound round, is found by the checker.

The round is written by hand, so that the checker is tried without the code it checks.
"""

from __future__ import annotations

import copy
import hashlib
import json
import subprocess
import sys

import pytest

from todoke.core.talent.checking.check import check
from todoke.core.talent.checking.violations import Broken

YEAR = {"since": "2027-04-01", "until": "2028-03-31"}
SUMMER = {"since": "2027-06-01", "until": "2027-08-31"}
MONTHS = [f"2027-{month:02d}" for month in range(4, 13)] + ["2028-01", "2028-02", "2028-03"]
KEY = b"published afterwards"


def a_person(name: str) -> dict:
    return {
        "id": name, "kind": "staff", "home": "elsewhere", "employer": "", "consents": True,
        "days": dict.fromkeys(MONTHS, 4), "max_hosts": 2, "zones": ["north"], "remote": False,
        "skills": {"forms": 3}, "wishes": [], "restrictions": [],
        "completions": [{"course": "office", "period": {"since": "2026-04-01", "until": None}}],
        "permits": [
            {"id": f"side-{name}", "kind": "side_job_38", "period": YEAR, "hosts": [], "days_per_month": 3}
        ],
        "agreements": [{"host": "*", "period": YEAR}],
    }  # fmt: skip


def a_need(name: str, host: str) -> dict:
    return {
        "id": name, "host": host, "period": SUMMER, "days": 2, "weight": 3, "forms": ["side_job"],
        "zone": "north", "skills": {"forms": 2}, "courses": ["office"], "remote": False,
        "confidential": True, "categories": ["forms"], "theme": "", "pair": "",
    }  # fmt: skip


def a_proposal(person: str, need: str, host: str) -> dict:
    return {
        "person": person, "need": need, "host": host, "form": "side_job", "permits": [f"side-{person}"],
        "days": 2, "fit": {"level": 40, "continuity": 0, "closeness": 15, "wish": 0}, "conditions": [],
    }  # fmt: skip


def a_round() -> dict:
    """花子 and 鈴木 each help one town in summer; a third need stays open."""
    given = {
        "format": "todoke-round-1", "rules": {"version": "2026-11", "codes": {}}, "tolerance": 10, "k": 5,
        "key_sha256": hashlib.sha256(KEY).hexdigest(),
        "hosts": [
            {"id": host, "size": "small", "region": "east", "zone": "north"}
            for host in ("hibari", "morino")
        ],
        "people": [a_person("hanako"), a_person("suzuki")],
        "needs": [a_need("n1", "hibari"), a_need("n2", "morino"), a_need("n3", "morino")],
        "forms": [{"code": "side_job", "permissions": {"staff": ["side_job_38"]}}],
        "running": [], "decisions": [], "previous": [],
    }  # fmt: skip
    stages = {"floor": 2, "coverage": 63, "balance": 666, "regain": 63, "fit": 660, "changes": 0}
    result = {
        "rules_version": "2026-11", "solver": "by hand", "effort": {},
        "proposals": [
            a_proposal("hanako", "n1", "hibari"),
            a_proposal("suzuki", "n2", "morino"),
        ],
        "stages": [
            {"stage": stage, "value": value, "bound": value, "proven": True}
            for stage, value in stages.items()
        ],
    }  # fmt: skip
    return sealed({"input": given, "result": result, "key": KEY.hex()})


def sealed(published: dict) -> dict:
    """With the hashes that belong to what it holds now."""
    published["result"]["input_hash"] = hash_of(published["input"])
    published["result"].pop("output_hash", None)
    published["result"]["output_hash"] = hash_of(published["result"])
    return published


def hash_of(data: dict) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def hanako(given: dict, **changes: object) -> None:
    given["people"][0].update(changes)


def first_need(given: dict, **changes: object) -> None:
    given["needs"][0].update(changes)


def restricted(effect: str, **changes: object) -> list[dict]:
    return [{"host": "hibari", "category": "forms", "effect": effect, "period": YEAR} | changes]


def engagement(**changes: object) -> dict:
    return {
        "id": "e1", "person": "hanako", "host": "hibari", "period": SUMMER, "days": 2, "permits": []
    } | changes  # fmt: skip


def also(result: dict, person: str, need: str, *, host: str) -> None:
    result["proposals"].append(a_proposal(person, need, host))


EARLY = {"since": "2027-04-01", "until": "2027-08-30"}
OVER = {"since": "2026-01-01", "until": "2027-05-31"}
PAST = {"since": "2026-01-01", "until": "2026-12-31"}
WINTER = {"since": "2027-12-01", "until": None}

IN_THE_INPUT = {
    "the skill is not there": (Broken.SKILL, lambda it: hanako(it, skills={})),
    "the level is too low": (Broken.SKILL, lambda it: hanako(it, skills={"forms": 1})),
    "one month without days": (
        Broken.PERIOD,
        lambda it: hanako(it, days=dict.fromkeys(MONTHS, 4) | {"2027-07": 0}),
    ),
    "a zone she does not go to": (Broken.PLACE, lambda it: hanako(it, zones=["south"])),
    "remote, but not for this work": (Broken.PLACE, lambda it: hanako(it, zones=[], remote=True)),
    "no course": (Broken.COURSE, lambda it: hanako(it, completions=[])),
    "a course that ran out": (
        Broken.COURSE,
        lambda it: hanako(it, completions=[{"course": "office", "period": OVER}]),
    ),
    "no agreement": (Broken.CONFIDENTIALITY, lambda it: hanako(it, agreements=[])),
    "an agreement one day short": (
        Broken.CONFIDENTIALITY,
        lambda it: hanako(it, agreements=[{"host": "*", "period": EARLY}]),
    ),
    "an agreement with another town": (
        Broken.CONFIDENTIALITY,
        lambda it: hanako(it, agreements=[{"host": "morino", "period": YEAR}]),
    ),
    "excluded here": (Broken.INTEREST, lambda it: hanako(it, restrictions=restricted("exclude"))),
    "cooling off": (Broken.INTEREST, lambda it: hanako(it, restrictions=restricted("cooling_off"))),
    "excluded everywhere in the town": (
        Broken.INTEREST,
        lambda it: hanako(it, restrictions=restricted("exclude", category="*")),
    ),
    "a permission one day short": (
        Broken.PERMISSION,
        lambda it: it["people"][0]["permits"][0].update(period=EARLY),
    ),
    "a permission for another town": (
        Broken.PERMISSION,
        lambda it: it["people"][0]["permits"][0].update(hosts=["morino"]),
    ),
    "a form that asks one permission more": (
        Broken.PERMISSION,
        lambda it: it["forms"][0].update(permissions={"staff": ["side_job_38", "duty_35"]}),
    ),
    "a form the town does not allow": (Broken.PERMISSION, lambda it: first_need(it, forms=["dispatch"])),
    "a form not open to staff": (
        Broken.PERMISSION,
        lambda it: it["forms"][0].update(permissions={"secondee": []}),
    ),
    "her own town": (Broken.OWN_BODY, lambda it: hanako(it, home="hibari")),
    "her own employer": (Broken.OWN_BODY, lambda it: hanako(it, employer="hibari")),
    "consent withdrawn": (Broken.CONSENT, lambda it: hanako(it, consents=False)),
    "forbidden by a human": (
        Broken.FORBIDDEN,
        lambda it: it["decisions"].append(
            {"kind": "forbid", "person": "hanako", "need": "n1", "reason": "said so"}
        ),
    ),
    "a pin that was not kept": (
        Broken.PIN,
        lambda it: it["decisions"].append(
            {"kind": "pin", "person": "hanako", "need": "n2", "reason": "said so"}
        ),
    ),
    "the host's days are others": (Broken.MISSTATED, lambda it: first_need(it, days=1)),
    "a running engagement took the days": (
        Broken.DAYS,
        lambda it: it["running"].append(engagement(days=3)),
    ),
    "a running engagement took the permission's hours": (
        Broken.PERMIT_DAYS,
        lambda it: it["running"].append(engagement(permits=["side-hanako"])),
    ),
    "twins, one of them left out": (
        Broken.TWINS,
        lambda it: [need.update(pair="both") for need in (it["needs"][0], it["needs"][2])],
    ),
    "a mild restriction that is not told": (
        Broken.CONDITIONS,
        lambda it: hanako(it, restrictions=restricted("recuse")),
    ),
    "a wish that was not counted": (
        Broken.STAGE_VALUE,
        lambda it: (hanako(it, wishes=["books"]), first_need(it, theme="books")),
    ),
    "another key": (Broken.KEY, lambda it: it.update(key_sha256=hashlib.sha256(b"other").hexdigest())),
}

IN_THE_RESULT = {
    "a person nobody knows": (Broken.UNKNOWN, lambda it: it["proposals"][0].update(person="nobody")),
    "a need nobody posted": (Broken.UNKNOWN, lambda it: it["proposals"][0].update(need="n9")),
    "another host": (Broken.MISSTATED, lambda it: it["proposals"][0].update(host="morino")),
    "a permission that is not hers": (
        Broken.PERMISSION,
        lambda it: it["proposals"][0].update(permits=["side-suzuki"]),
    ),
    "no permission named": (Broken.PERMISSION, lambda it: it["proposals"][0].update(permits=[])),
    "two people for one need": (
        Broken.SERVED_TWICE,
        lambda it: also(it, "suzuki", "n1", host="hibari"),
    ),
    "more hours than the permission": (
        Broken.PERMIT_DAYS,
        lambda it: also(it, "suzuki", "n3", host="morino"),
    ),
    "stages in another order": (Broken.STAGE_ORDER, lambda it: it["stages"].reverse()),
    "said to be proven below its bound": (Broken.STAGE_PROOF, lambda it: it["stages"][1].update(bound=70)),
    "a floor higher than it is": (
        Broken.STAGE_VALUE,
        lambda it: it["stages"][0].update(value=3, bound=3),
    ),
    "a balance higher than it is": (
        Broken.STAGE_VALUE,
        lambda it: it["stages"][2].update(value=900, bound=900),
    ),
    "coverage counted too high": (
        Broken.STAGE_VALUE,
        lambda it: it["stages"][3].update(value=70, bound=70),
    ),
    "coverage given up beyond the tolerance": (
        Broken.STAGE_VALUE,
        lambda it: it["stages"][1].update(value=90, bound=90),
    ),
}  # fmt: skip


def test_the_sound_round_has_no_violation():
    assert check(a_round()) == ()


@pytest.mark.parametrize("name", IN_THE_INPUT)
def test_a_planted_fact_is_found(name):
    broken, plant = IN_THE_INPUT[name]
    published = copy.deepcopy(a_round())
    plant(published["input"])
    assert broken in {one.broken for one in check(sealed(published))}


@pytest.mark.parametrize("name", IN_THE_RESULT)
def test_a_planted_result_is_found(name):
    broken, plant = IN_THE_RESULT[name]
    published = copy.deepcopy(a_round())
    plant(published["result"])
    assert broken in {one.broken for one in check(sealed(published))}


def test_days_of_two_needs_are_added_up():
    published = a_round()
    published["input"]["people"][1]["permits"][0]["days_per_month"] = None
    published["input"]["people"][1]["days"]["2027-07"] = 3
    also(published["result"], "suzuki", "n3", host="morino")
    assert Broken.DAYS in {one.broken for one in check(sealed(published))}


def test_more_towns_than_the_person_wishes_are_found():
    published = a_round()
    published["input"]["people"][0]["max_hosts"] = 1
    published["input"]["running"].append(engagement(host="morino", days=1))
    assert Broken.HOSTS in {one.broken for one in check(sealed(published))}


def test_twins_by_one_person_are_found():
    published = a_round()
    for need in published["input"]["needs"][1:]:
        need["pair"] = "both"
    published["input"]["people"][1]["permits"][0]["days_per_month"] = None
    also(published["result"], "suzuki", "n3", host="morino")
    assert Broken.TWINS in {one.broken for one in check(sealed(published))}


@pytest.mark.parametrize("part", ["input_hash", "output_hash"])
def test_a_hash_that_does_not_belong_to_the_data_is_found(part):
    published = a_round()
    published["result"][part] = "0" * 64
    assert {one.broken.value for one in check(published)} >= {part.replace("_", "-")}


def test_a_restriction_that_is_over_breaks_nothing():
    published = a_round()
    hanako(published["input"], restrictions=restricted("exclude", period=PAST))
    assert check(sealed(published)) == ()


def test_a_restriction_that_begins_after_the_work_breaks_nothing():
    published = a_round()
    hanako(published["input"], restrictions=restricted("exclude", period=WINTER))
    assert check(sealed(published)) == ()


def test_every_kind_of_violation_is_planted_here():
    planted = {broken for broken, _ in [*IN_THE_INPUT.values(), *IN_THE_RESULT.values()]}
    elsewhere = {Broken.HOSTS, Broken.INPUT_HASH, Broken.OUTPUT_HASH}
    assert planted | elsewhere == set(Broken)


def test_the_checker_loads_nothing_of_the_allocation():
    seen = "[name for name in sys.modules if 'alloc' in name or 'ortools' in name]"
    code = f"import sys, todoke.core.talent.checking.check; print({seen})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
