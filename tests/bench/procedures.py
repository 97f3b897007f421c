"""What procedures cost: reading one page's form, and checking every definition.

`step_p95_ms`: the path and the form, checks and conditions of one page, with all other questions answered,
of a procedure with 40 questions and 20 conditions (issue 3's size). `shipped_step_p95_ms`: the same over
every page of the shipped procedures. `check_all_s`: loading and checking every shipped definition with its
examples, as `todoke procedures check` does in a fresh process. All are CPU time of this thread, so that
other work on the machine does not count.
"""

from __future__ import annotations

import statistics
import time
from datetime import date

from todoke.catalogue import shipped
from todoke.core.procedures.answers import AnswerContext, read_step, walk
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.fields.file import FileField
from todoke.core.procedures.lint import lint
from todoke.core.procedures.load import load_definition

ROUNDS = 50
CONTEXT = AnswerContext(today=date(2026, 11, 23), postcodes=None)
LIMITS = {"step_p95_ms": "1 ms", "check_all_s": "2 s"}
HEAD = """procedure: forty
title: 計測用の申請
summary: 計測にだけ使う申請です。
law: [なし（計測用）]
act: 申請
who: [self]
assurance: {identity: 0, authentication: 0, reason: 計測用}
standard_days: {value: null, source: 計測用}
outcomes: {認定: granted, 却下: refused}
steps:
"""
KINDS = (
    "type: yes_no",
    "type: text",
    "type: choice, options: [{value: a, label: あ}, {value: b, label: い}]",
    "type: date, latest: today",
    "type: postal_address",
)


def run() -> dict[str, object]:
    began = time.thread_time()
    definitions = [load_definition(text, file=f"{name}.yaml") for name, text in shipped().items()]
    examples = sum(len(definition.examples) for definition in definitions)
    for definition in definitions:
        lint(definition)
    check_all = time.thread_time() - began
    forty = sorted(_steps(load_definition(forty_questions(), file="forty.yaml")))
    steps = sorted(ms for definition in definitions for ms in _steps(definition))
    return {
        "step_p95_ms": _p95(forty),
        "step_median_ms": round(statistics.median(forty), 3),
        "shipped_step_p95_ms": _p95(steps),
        "shipped_step_median_ms": round(statistics.median(steps), 3),
        "check_all_s": round(check_all, 3),
        "procedures": len(definitions),
        "examples": examples,
        "limits": LIMITS,
    }


def forty_questions() -> str:
    """Four pages of ten questions; every other one asked only if the page's first answer is yes."""
    lines = [HEAD]
    for page in range(4):
        lines.append(f"  - step: page_{page}\n    title: 頁{page}\n    fields:\n")
        for number in range(10):
            kind = KINDS[(number // 2) % len(KINDS)]
            when = f", when: f{page}_0 && today > timestamp('2020-01-01T00:00:00Z')" if number % 2 else ""
            lines.append(f"      - {{field: f{page}_{number}, {kind}, label: 質問{when}}}\n")
    return "".join(lines).replace("when: ", 'when: "').replace("Z')}", "Z')\"}")


def _steps(definition: Definition) -> list[float]:
    answers = {field.id: field.sample() for field in definition.fields}
    path = walk(definition, answers, CONTEXT)
    times = []
    for page in path.steps:
        form: dict[str, list[str]] = {}
        for field in page.step.fields:
            if not isinstance(field, FileField):
                form |= field.inputs(answers[field.id], field.id)
        for _ in range(ROUNDS):
            began = time.thread_time()
            walk(definition, answers, CONTEXT)
            read_step(definition, page.step.id, form=form, answers=answers, context=CONTEXT)
            times.append((time.thread_time() - began) * 1000)
    return times


def _p95(times: list[float]) -> float:
    return round(times[int(len(times) * 0.95)], 3)
