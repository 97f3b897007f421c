"""The editor's page: what is chosen on the left, its form in the middle, the resident's page on the right.

One form holds the thing that is open. Every button of the page saves it first, so that nothing typed is lost
by choosing another thing; only the small buttons of lists draw the form again without saving.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from todoke.core.errors import Refused
from todoke.core.procedures.editing import Source, assign
from todoke.core.refusal import N_, Refusal
from todoke.office.studio import editing
from todoke.office.studio.desk import forms, showing, structure
from todoke.office.studio.desk.beginnings import title_of
from todoke.office.studio.desk.condition_form import Mode
from todoke.office.studio.desk.notes import Looked, beside_worksheet, look
from todoke.office.studio.desk.outline import outline
from todoke.office.studio.desk.rows import Raw, press
from todoke.office.studio.desk.sheets import Sheet, sheet_at
from todoke.office.studio.desk.viewing import FRAMING, for_readers, get_work_or_404, refuse_editing
from todoke.office.studio.models import Work
from todoke.web.jinja import say

FIRST = "about"
SAVED = N_("Saved.")
CONTROLS = {"csrfmiddlewaretoken", "_at", "_version", "_do", "_go", "_press"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """One drawing of the form: as stored, or as typed."""

    key: str
    raw: Raw | None = None
    problems: Mapping[str, Refusal] = field(default_factory=dict)
    stored: Raw = field(default_factory=dict)
    """What somebody else saved meanwhile, where that is not what was typed."""
    lost: Raw = field(default_factory=dict)
    """What was typed into a thing that is not there any more."""
    status: int = 200


def typed(request: HttpRequest) -> Raw:
    return {name: list(values) for name, values in request.POST.lists() if name not in CONTROLS}


@require_http_methods(["GET", "HEAD", "POST"])
@for_readers
def edit(request: HttpRequest, id: UUID) -> HttpResponse:
    work = get_work_or_404(request, id)
    if request.method != "POST":
        return draw(request, work, Drawn(key=request.GET.get("at", FIRST)))
    key = request.POST.get("_at", FIRST)
    if "_press" in request.POST:
        return draw(request, work, Drawn(key=key, raw=_pressed(request)))
    if request.POST.get("_version") != str(work.version):
        return _changed_meanwhile(request, work, key=key)
    return _save(request, work, key=key)


def _pressed(request: HttpRequest) -> Raw:
    """The form after a small button; whoever touches the lines of a condition wants them to count."""
    button = request.POST["_press"]
    raw = press(typed(request), button, empty={"": [""]})
    target = button.partition(":")[2]
    for name in (target, target.rpartition(".")[0]):
        if f"{name}.mode" in raw:
            raw[f"{name}.mode"] = [Mode.MENU.value]
    return raw


def _save(request: HttpRequest, work: Work, *, key: str) -> HttpResponse:
    raw, action = typed(request), request.POST.get("_do", "")
    try:
        sheet = _sheet(work, key)
        filled = forms.read(Source.of(work.text).value, sheet, raw=raw) if sheet and raw else None
        if filled and filled.problems:
            return draw(request, work, Drawn(key=key, raw=raw, problems=filled.problems, status=422))
        text = assign(work.text, sheet.at, filled.thing) if sheet and filled else work.text
        what, following, gone = gettext(structure.CHANGED), request.POST.get("_go") or key, ""
        if action:
            changed = structure.restructure(text, action, key=key)
            text, what, following, gone = changed.text, gettext(changed.what), changed.key, changed.gone
        about = gone or structure.label_of(Source.of(text).value, key if not action else following)
        what = f"{what}: {about or _words(sheet)}"
        saved = editing.save_text(work, text, version=work.version, by=request.user, what=what)
    except editing.ChangedMeanwhile:
        return _changed_meanwhile(request, get_work_or_404(request, work.pk), key=key)
    except Refused as error:
        messages.error(request, say(error.refusals[0]))
        return draw(request, work, Drawn(key=key, raw=raw or None, status=422))
    if saved.version != work.version:
        messages.success(request, gettext(SAVED))
    return to_thing(work, following)


def _words(sheet: Sheet | None) -> str:
    return (sheet.name or gettext(sheet.words)) if sheet else ""


def _sheet(work: Work, key: str) -> Sheet | None:
    tree = look(work.text).tree
    return sheet_at(tree, key) if tree is not None else None


def to_thing(work: Work, key: str) -> HttpResponse:
    return redirect(f"{reverse('studio:edit', kwargs={'id': work.pk})}?{urlencode({'at': key})}#thing")


def _changed_meanwhile(request: HttpRequest, work: Work, *, key: str) -> HttpResponse:
    """Both are shown: what was typed in its boxes, what the other saved beside them. Saving again decides."""
    raw, sheet = typed(request), _sheet(work, key)
    messages.error(request, gettext(MEANWHILE) % {"name": work.last_editor.name})
    if sheet is None:
        return draw(request, work, Drawn(key=FIRST, lost=raw, status=409))
    now = forms.shown(look(work.text).tree, sheet)
    other = {name: values for name, values in now.items() if _differs(values, raw.get(name, []))}
    return draw(request, work, Drawn(key=key, raw=raw, stored=other, status=409))


MEANWHILE = N_(
    "%(name)s saved this procedure while you were writing. Nothing was overwritten and nothing you typed is "
    "lost: compare below, then save again."
)


def _differs(one: list[str], other: list[str]) -> bool:
    return [value for value in one if value] != [value.strip() for value in other if value.strip()]


def draw(request: HttpRequest, work: Work, drawn: Drawn) -> HttpResponse:
    """The whole page. A key that leads nowhere shows the first sheet."""
    looked = beside_worksheet(look(work.text))
    sheet = sheet_at(looked.tree, drawn.key) if looked.tree is not None else None
    if sheet is None and looked.tree is not None:
        sheet = sheet_at(looked.tree, FIRST)
    context = _frame(request, work, looked=looked) | _middle(looked, sheet, drawn=drawn)
    response = render(request, "studio/editor.html", context, status=drawn.status)
    response["Content-Security-Policy"] = FRAMING
    return response


def _frame(request: HttpRequest, work: Work, *, looked: Looked) -> dict[str, Any]:
    return {
        "work": work,
        "title": title_of(work.text) or work.procedure,
        "lines": outline(looked.tree, looked.counts) if looked.tree is not None else None,
        "looked": looked,
        "stops": sum(one.stops for one in looked.notes),
        "advice": sum(not one.stops for one in looked.notes),
        "notes_of_examples": len(looked.beside("examples")),
        "refusal": refuse_editing(request, work),
        "before": editing.version_before(work),
        "after": editing.version_after(work),
        "get_messages": messages.get_messages,
        "language": request.language,
        "shelves": list(showing.shelves()),
    }


def _middle(looked: Looked, sheet: Sheet | None, *, drawn: Drawn) -> dict[str, Any]:
    if sheet is None:
        return {"sheet": None, "boxes": (), "notes": looked.notes, "problems": {}, "lost": drawn.lost}
    raw = forms.shown(looked.tree, sheet) if drawn.raw is None else drawn.raw
    return {
        "sheet": sheet,
        "boxes": showing.boxes(looked.tree, sheet, raw=raw),
        "raw": raw,
        "unsaved": drawn.raw is not None,
        "notes": looked.beside(sheet.key),
        "problems": drawn.problems,
        "stored": drawn.stored,
        "lost": drawn.lost,
        "can": showing.can(sheet),
        "step": showing.step_of(looked.tree, sheet),
    }


@require_POST
@for_readers
def walk_back(request: HttpRequest, id: UUID, way: str) -> HttpResponse:
    """Undo and redo."""
    work = get_work_or_404(request, id)
    try:
        walked = (editing.undo if way == editing.UNDO else editing.redo)(work, by=request.user)
    except Refused as error:
        messages.error(request, say(error.refusals[0]))
        return to_thing(work, request.POST.get("_at", FIRST))
    messages.success(request, gettext(UNDONE if way == editing.UNDO else REDONE))
    return to_thing(walked, request.POST.get("_at", FIRST))


UNDONE, REDONE = N_("The last change was taken back."), N_("The change was made again.")
