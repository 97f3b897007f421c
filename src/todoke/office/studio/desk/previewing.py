"""The page a resident will see, drawn by the very templates of the portal; answers stay with this session.

Invariants:
- nothing is sent anywhere; a My Number typed here is thrown away, only that there was one is kept.
- files are not kept: a stand-in of the same name takes their place.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from todoke.core.procedures.answers import Path, StepOnPath, read_step, walk
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.fields.base import AnswerContext, Field
from todoke.core.procedures.fields.file import FileField
from todoke.core.procedures.fields.group import GroupField
from todoke.core.refusal import Refusal
from todoke.office.studio.desk.rows import Press, Raw, press, rows_of, with_rows
from todoke.office.studio.models import Work
from todoke.web.postcodes import lookup

BUTTONS = ("lookup", "add_row", "remove_row", "remove_file", "upload", "later")
NOT_ANSWERS = {"csrfmiddlewaretoken", "preview_step", *BUTTONS}
NOTHING_KEPT = base64.b64encode(b"preview").decode()


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """One page as drawn. `on_path`: whether these answers lead to it; `ended`: behind the last page;
    `moved`: it is another page than the one sent."""

    page: StepOnPath
    raw: Raw
    problems: Mapping[str, Refusal]
    path: Path
    on_path: bool = True
    ended: bool = False
    moved: bool = False
    answers: dict[str, Any] = field(default_factory=dict)

    @property
    def number(self) -> int:
        ids = [one.step.id for one in self.path.steps]
        return ids.index(self.page.step.id) + 1 if self.page.step.id in ids else 1


def context() -> AnswerContext:
    return AnswerContext(today=timezone.localdate(), postcodes=lookup(), seal=lambda _: NOTHING_KEPT)


def answers_in(request: HttpRequest, work: Work) -> dict[str, Any]:
    """What was typed into this work's preview in this session."""
    kept = request.session.get(_key(work))
    return dict(kept) if isinstance(kept, dict) else {}


def keep_answers(request: HttpRequest, work: Work, *, answers: Mapping[str, Any]) -> None:
    if answers != answers_in(request, work):
        request.session[_key(work)] = dict(answers)


def _key(work: Work) -> str:
    return f"studio.preview.{work.pk}"


def page_of(definition: Definition, step: str, *, answers: Mapping[str, Any]) -> Preview:
    """A page before anything is typed into it; an unknown step is the first one."""
    path = walk(definition, answers, context())
    known = {one.id: one for one in definition.steps}
    wanted = known.get(step) or definition.steps[0]
    page = path.find(wanted.id)
    shown = page or StepOnPath(step=wanted, fields=wanted.fields)
    raw: Raw = {}
    for question in shown.fields:
        value = answers.get(question.id)
        if value is not None and question.has_shape(value):
            raw |= question.inputs(value, question.id)
    return Preview(
        page=shown, raw=raw, problems={}, path=path, on_path=page is not None, answers=dict(answers)
    )


def posted(definition: Definition, step: str, *, request: HttpRequest, answers: Mapping[str, Any]) -> Preview:
    """The page after a button: a small one draws it again, the large one goes on."""
    before = page_of(definition, step, answers=answers)
    raw = {name: list(values) for name, values in request.POST.lists() if name not in NOT_ANSWERS}
    button = next((name for name in BUTTONS if name in request.POST), None)
    if button in {"add_row", "remove_row", "lookup"}:
        raw = _pressed(raw, button, value=request.POST.get(button, ""), fields=before.page.fields)
        return Preview(
            page=before.page,
            raw=raw,
            problems={},
            path=before.path,
            on_path=before.on_path,
            answers=dict(answers),
        )
    held = {**answers, **_stand_ins(before.page.fields, request)}
    result = read_step(definition, before.page.step.id, form=raw, answers=held, context=context())
    path = walk(definition, result.answers, context())
    if result.problems or button is not None:
        page = path.find(before.page.step.id) or before.page
        problems = {} if button else result.problems
        return Preview(page=page, raw=result.raw, problems=problems, path=path, answers=result.answers)
    after = path.after(before.page.step.id)
    if after is None:
        return Preview(
            page=before.page, raw=result.raw, problems={}, path=path, ended=True, answers=result.answers
        )
    following = page_of(definition, after.step.id, answers=result.answers)
    return Preview(
        page=following.page, raw=following.raw, problems={}, path=path, moved=True, answers=result.answers
    )


def _pressed(raw: Raw, button: str, *, value: str, fields: Sequence[Field]) -> Raw:
    name, _, number = value.rpartition(".")
    groups = {one.id: one for one in fields if isinstance(one, GroupField)}
    if button == "add_row" and value in groups and len(rows_of(raw, value)) < groups[value].max_rows:
        return with_rows(raw, value, rows=[*rows_of(raw, value), {groups[value].fields[0].id: [""]}])
    if button == "remove_row" and name in groups:
        return press(raw, f"{Press.REMOVE}:{name}.{number}", empty={})
    return raw


def _stand_ins(fields: Sequence[Field], request: HttpRequest) -> dict[str, Any]:
    """Files by name only: whatever was chosen, its bytes are not looked at."""
    found: dict[str, Any] = {}
    for one in fields:
        chosen = request.FILES.getlist(one.id) if isinstance(one, FileField) else []
        sample = one.sample() if chosen else None
        if isinstance(sample, list) and isinstance(sample[0], dict):
            found[one.id] = [{**sample[0], "name": str(upload.name)[:100]} for upload in chosen]
    return found
