"""The process that works a round out: reads one JSON from standard input, writes one JSON per line.

Run as `python -m todoke.hub.talent.rounds.solving`. It imports the solver and neither Django nor the
database; killing it loses at most the step in hand, because every step was written out before.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from todoke.core.errors import Refused
from todoke.core.refusal import Refusal
from todoke.core.talent.allocation.audit import audit
from todoke.core.talent.allocation.blockers import openings
from todoke.core.talent.allocation.counterfactual import what_if
from todoke.core.talent.allocation.exact import Effort
from todoke.core.talent.allocation.explaining import explain_need
from todoke.core.talent.allocation.prices import prices
from todoke.core.talent.allocation.ranking import ranked_for
from todoke.core.talent.allocation.results import plain_result
from todoke.core.talent.allocation.rounds import Desk, Progress, finish, set_up, steps
from todoke.core.talent.allocation.rules import RULES
from todoke.core.talent.allocation.saving import plain_progress, read_input, read_progress
from todoke.core.talent.allocation.stages import Stage
from todoke.core.talent.allocation.unserved import core_of_need
from todoke.core.talent.allocation.values import RoundInput

PRICE_WORK = 1.0
"""Solver's deterministic seconds per stage of one price; a price that is not proven says so."""

Line = dict[str, Any]


def main() -> None:
    task = json.loads(sys.stdin.buffer.readline())
    try:
        lines = answer(task) if "question" in task else work(task)
        for line in lines:
            _say(line)
    except Refused as refused:
        _say({"refused": [plain_refusal(one) for one in refused.refusals]})


def _say(line: Line) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def plain_refusal(refusal: Refusal) -> Line:
    params = {name: str(value) for name, value in refusal.params.items()}
    return {"code": refusal.code, "message": refusal.message, "params": params}


def work(task: Line) -> Iterator[Line]:
    """Progress after progress, then the result, its reasons, and the prices one by one."""
    given = read_input(task["input"], key=bytes.fromhex(task["key"]))
    desk = set_up(given, Effort())
    saved = read_progress(task["progress"]) if task.get("progress") else None
    last = saved
    for last in _steps(desk, saved):
        yield {"progress": plain_progress(last), "stage": last.stage or ""}
    done = finish(desk, last)
    chosen = sorted(desk.board.numbers[pair] for pair in done.pairs())
    yield {
        "result": plain_result(done),
        "pairs": list(_pairs(desk)),
        "explained": _explained(desk, chosen),
    }
    for one in prices(given, replace(desk.effort, work=PRICE_WORK)):
        rule = "" if one.rule is None else RULES[one.rule].code
        yield {
            "price": {
                "rule": rule,
                "towns": one.towns,
                "coverage": one.coverage,
                "proven": one.proven,
            }
        }
    yield {"done": True}


def _steps(desk: Desk, progress: Progress | None) -> Iterator[Progress]:
    if progress is not None and progress.stage is None:
        return iter((progress,))
    return steps(desk, progress)


def _pairs(desk: Desk) -> Iterator[list[Any]]:
    """[person, need, mask of failed rules, points of fit]."""
    board = desk.board
    for need in board.needs:
        for person in board.people:
            pair = board.pair_of(person.id, need.id)
            mask = board.eligibility.mask(person.id, need.id)
            yield [person.id, need.id, int(mask), pair.fit.points if pair else 0]


def _explained(desk: Desk, chosen: list[int]) -> Line:
    board = desk.board
    served = {board.pairs[number].need for number in chosen}
    return {
        "needs": {need.id: _reasons(desk.given, desk, need=need.id) for need in board.needs},
        "cores": {
            need.id: [asdict(fact) for fact in core_of_need(desk.aims, need.id, chosen=chosen)]
            for number, need in enumerate(board.needs)
            if number not in served
        },
        "audit": _audit(desk, chosen),
        "openings": [
            {"kind": one.key.kind.value, "name": one.key.name, "needs": len(one.needs), "demand": one.demand}
            for one in openings(board, chosen)
        ],
    }


def _reasons(given: RoundInput, desk: Desk, *, need: str) -> Line:
    told = explain_need(desk.board.eligibility, need, k=given.k)
    return {
        "eligible": told.eligible,
        "groups": [
            {"rules": [RULES[rule].code for rule in sorted(one.rules)], "people": one.people}
            for one in told.groups
        ],
    }


def _audit(desk: Desk, chosen: list[int]) -> Line:
    found = audit(desk.aims, chosen)
    return {
        "by_size": {size.value: [one.asked, one.served] for size, one in found.by_size.items()},
        "unhelped": found.unhelped,
        "helpable": found.helpable,
        "urgent": {
            host: [part.numerator, part.denominator] for host, part in sorted(found.urgent_part.items())
        },
        "towns_per_person": list(found.towns_per_person),
        "blocking": found.blocking,
    }


def answer(task: Line) -> Iterator[Line]:
    """`pins`: can the decisions be kept; `what_if`; `ranked`: everybody possible for a need."""
    question = task["question"]
    given = read_input(task["input"], key=bytes.fromhex(task["key"]))
    desk = set_up(given, Effort())
    chosen = sorted(
        desk.board.numbers[person, need]
        for person, need in task["chosen"]
        if (person, need) in desk.board.numbers
    )
    match question["kind"]:
        case "what_if":
            asked = what_if(
                desk.aims, question["person"], need=question["need"], chosen=chosen, effort=desk.effort
            )
            yield {"answer": asdict(asked)}
        case "ranked":
            found = ranked_for(desk.aims, question["need"], chosen=chosen, effort=desk.effort)
            yield {"answer": [asdict(one) for one in found]}
        case _:
            yield {"answer": {"coverage": desk.aims.value(Stage.COVERAGE, chosen)}}


if __name__ == "__main__":
    main()
