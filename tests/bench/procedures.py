"""What the shipped procedures cost: reading one page's form, and checking every definition.

`step_p95_ms`: the path, the form and the checks of one page, with all other questions answered.
`check_all_s`: loading and checking every shipped definition, as `todoke procedures check` does.
No budget is set for either; the pages have one in `todoke bench journey`.
"""

from __future__ import annotations

import statistics
import time
from datetime import date

from todoke.catalogue import shipped
from todoke.core.procedures.answers import AnswerContext, read_step, walk
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.lint import lint
from todoke.core.procedures.load import load_definition

ROUNDS = 50
CONTEXT = AnswerContext(today=date(2026, 11, 23), postcodes=None)


def run() -> dict[str, object]:
    began = time.perf_counter()
    definitions = [load_definition(text, file=f"{name}.yaml") for name, text in shipped().items()]
    for definition in definitions:
        lint(definition)
    check_all = time.perf_counter() - began
    steps = sorted(ms for definition in definitions for ms in _steps(definition))
    return {
        "step_p95_ms": round(steps[int(len(steps) * 0.95)], 3),
        "step_median_ms": round(statistics.median(steps), 3),
        "check_all_s": round(check_all, 3),
        "procedures": len(definitions),
        "limits": {},
    }


def _steps(definition: Definition) -> list[float]:
    answers = {
        field.id: field.sample()
        for step in definition.steps
        for field in step.fields
        if field.component != "file"
    }
    times = []
    for step in definition.steps:
        form: dict[str, list[str]] = {}
        for field in step.fields:
            if field.component != "file":
                form |= field.inputs(answers[field.id], field.id)
        for _ in range(ROUNDS):
            began = time.perf_counter()
            walk(definition, answers, CONTEXT)
            read_step(definition, step.id, form=form, answers=answers, context=CONTEXT)
            times.append((time.perf_counter() - began) * 1000)
    return times
