"""The pages around the editor: the list, a new procedure, the YAML view, the preview, the examples."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from todoke.catalogue import shipped
from todoke.core.errors import Refused
from todoke.core.procedures.answers import computed_shown
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.editing import Source, assign, drop
from todoke.core.procedures.studio_policies import WorkState, refuse_write
from todoke.core.refusal import N_
from todoke.office.staff.models import Section
from todoke.office.studio import editing
from todoke.office.studio.desk import examples, forms, previewing
from todoke.office.studio.desk.beginnings import Wish, beginning, title_of
from todoke.office.studio.desk.editor import FIRST, typed
from todoke.office.studio.desk.entries import found
from todoke.office.studio.desk.notes import load_only, look
from todoke.office.studio.desk.sheets import sheet_at
from todoke.office.studio.desk.viewing import FRAMED, for_readers, get_work_or_404, refuse_editing, sees
from todoke.office.studio.facts import actor_for
from todoke.office.studio.models import Revision, Work
from todoke.office.studio.text_diff import side_by_side
from todoke.office.studio.workflow import STATES
from todoke.web.jinja import say
from todoke.web.middleware import LANGUAGES, one_of

OPEN = (WorkState.EDITING, WorkState.IN_REVIEW, WorkState.APPROVED)


@require_safe
@for_readers
def index(request: HttpRequest) -> HttpResponse:
    works = Work.objects.select_related("section", "last_editor").order_by("-updated_at")
    newest: dict[str, Revision] = {}
    for row in Revision.objects.order_by("revision"):
        newest[row.procedure] = row
    context = {
        "works": [
            {
                "work": work,
                "title": title_of(work.text) or work.procedure,
                "state": STATES[WorkState(work.state)][0],
            }
            for work in works.filter(state__in=[state.value for state in OPEN])[:500]
            if sees(request, work)
        ],
        "published": [{"revision": row, "title": title_of(row.text)} for row in newest.values()],
        "refusal": refuse_write("", actor_for(request.user, "")),
        "get_messages": messages.get_messages,
    }
    return render(request, "studio/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_readers
def begin(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _begin_page(request)
    # Compared here: PostgreSQL cannot even be asked for a name with a NUL.
    section = next((one for one in Section.objects.all() if one.name == request.POST.get("section")), None)
    wish = Wish(
        source=request.POST.get("source", ""),
        title=request.POST.get("title", ""),
        english=request.POST.get("english", ""),
        section=section,
        copy=request.POST.get("copy") == "yes",
    )
    try:
        work = editing.start_work(request.user, beginning(wish))
    except Refused as error:
        messages.error(request, say(error.refusals[0]))
        return _begin_page(request, status=422)
    return redirect("studio:edit", id=work.pk)


def _begin_page(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    published = Revision.objects.order_by("revision").values_list("procedure", "text")
    context = {
        "catalogue": {name: title_of(text) for name, text in shipped().items()},
        "published": {name: title_of(text) for name, text in published},
        "sections": [
            name
            for name in Section.objects.order_by("name").values_list("name", flat=True)
            if refuse_write(name, actor_for(request.user, name)) is None
        ],
        "typed": request.POST if request.method == "POST" else request.GET,
        "get_messages": messages.get_messages,
    }
    return render(request, "studio/begin.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_readers
def yaml_view(request: HttpRequest, id: UUID) -> HttpResponse:
    """The text itself. Broken text is kept too, so that nothing typed is ever lost."""
    work = get_work_or_404(request, id)
    if request.method != "POST":
        return _yaml_page(request, work, text=work.text)
    text = request.POST.get("text", "").replace("\r\n", "\n").replace("\r", "\n")
    version = request.POST.get("_version", "")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    try:
        editing.save_text(work, text, version=number, by=request.user, what=gettext(BY_HAND))
    except editing.ChangedMeanwhile as error:
        messages.error(request, say(error.refusals[0]))
        return _yaml_page(request, error.theirs, text=text, beside=True, status=409)
    except Refused as error:
        messages.error(request, say(error.refusals[0]))
        return _yaml_page(request, work, text=text, status=422)
    messages.success(request, gettext(KEPT))
    return redirect("studio:yaml", id=work.pk)


BY_HAND, KEPT = N_("Changed in the YAML view"), N_("The text was saved.")


def _yaml_page(
    request: HttpRequest, work: Work, *, text: str, beside: bool = False, status: int = 200
) -> HttpResponse:
    looked = look(text)
    context = {
        "work": work,
        "title": title_of(text) or work.procedure,
        "text": text,
        "rows": side_by_side(text, work.text) if beside else (),
        "notes": [one for one in looked.notes if one.stops],
        "refusal": refuse_editing(request, work),
        "get_messages": messages.get_messages,
    }
    return render(request, "studio/yaml.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_readers
def preview(request: HttpRequest, id: UUID) -> HttpResponse:
    """The resident's page inside a frame; posted by the editor it draws what is typed there, unsaved."""
    work = get_work_or_404(request, id)
    text = _unsaved(request, work) if "_at" in request.POST else work.text
    definition, step = load_only(text), request.GET.get("step", "")
    answers, shown = previewing.answers_in(request, work), None
    if definition is not None:
        if request.method == "POST" and "_at" not in request.POST:
            shown = previewing.posted(definition, step, request=request, answers=answers)
            previewing.keep_answers(request, work, answers=shown.answers)
            if shown.moved:
                return _framed(_next_page(request, shown.page.step.id))
        else:
            shown = previewing.page_of(definition, step, answers=answers)
    language = one_of(request.GET.get("lang"), LANGUAGES)
    request.language = language
    with translation.override("en" if language == "en" else "ja"):
        response = render(
            request,
            "studio/preview.html",
            _preview_context(work, shown, definition=definition, language=language),
        )
    return _framed(response)


def _next_page(request: HttpRequest, step: str) -> HttpResponse:
    """To its own address, so that what is typed there is read as that page."""
    return redirect(f"{request.path}?{urlencode({'step': step, 'lang': request.GET.get('lang', '')})}")


def _framed(response: HttpResponse) -> HttpResponse:
    """It may stand in a frame of this very site."""
    response["Content-Security-Policy"] = FRAMED
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _preview_context(
    work: Work, shown: previewing.Preview | None, *, definition: Definition | None, language: str
) -> dict[str, Any]:
    if shown is None or definition is None:
        return {"shown": None, "work": work, "language": language, "problems": {}}
    return {
        "shown": shown,
        "work": work,
        "language": language,
        "page": shown.page,
        "raw": shown.raw,
        "problems": shown.problems,
        "number": shown.number,
        "total": len(shown.path.steps),
        "computed": computed_shown(definition, shown.path, language),
        "files": {id: value for id, value in shown.answers.items() if isinstance(value, list)},
    }


def _unsaved(request: HttpRequest, work: Work) -> str:
    """The text as it would be saved; what cannot be read yet is drawn as it was."""
    looked = look(work.text)
    sheet = sheet_at(looked.tree, request.POST.get("_at", FIRST)) if looked.tree is not None else None
    if sheet is None:
        return work.text
    try:
        return assign(work.text, sheet.at, forms.read(looked.tree, sheet, raw=typed(request)).thing)
    except Refused:
        return work.text


@require_http_methods(["GET", "HEAD", "POST"])
@for_readers
def example_pages(request: HttpRequest, id: UUID) -> HttpResponse:
    work = get_work_or_404(request, id)
    looked = look(work.text)
    answers = previewing.answers_in(request, work)
    refused = _change_examples(request, work, answers=answers) if request.method == "POST" else False
    if request.method == "POST" and not refused:
        to = "studio:edit" if request.POST.get("_do", "").startswith("load") else "studio:examples"
        return redirect(to, id=work.pk)
    context = {
        "work": work,
        "name": request.POST.get("name", ""),
        "title": title_of(work.text) or work.procedure,
        "endings": examples.run(looked.definition) if looked.definition else None,
        "notes": looked.beside("examples"),
        "typed_answers": len(answers),
        "refusal": refuse_editing(request, work),
        "get_messages": messages.get_messages,
    }
    return render(request, "studio/examples.html", context, status=422 if refused else 200)


def _change_examples(request: HttpRequest, work: Work, *, answers: dict[str, Any]) -> bool:
    """Whether it was refused; the sentence is among the messages then."""
    action, _, number = request.POST.get("_do", "").partition(":")
    definition = look(work.text).definition
    try:
        if definition is None:
            pass
        elif action == "forget":
            previewing.keep_answers(request, work, answers={})
        elif action == "load":
            _load_example(request, work, number=number)
        elif action in {"keep", "remove"}:
            if action == "keep":
                name = request.POST.get("name", "")
                text = examples.with_example(work.text, name, definition=definition, answers=answers)
            else:
                text = drop(work.text, ("examples", int(number[:3]) if number.isdigit() else 999))
            editing.save_text(
                work, text, version=_version(request), by=request.user, what=gettext(EXAMPLES_CHANGED)
            )
            messages.success(request, gettext(EXAMPLES_CHANGED))
    except Refused as error:
        messages.error(request, say(error.refusals[0]))
        return True
    return False


EXAMPLES_CHANGED = N_("The examples were changed.")


def _version(request: HttpRequest) -> int:
    version = request.POST.get("_version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0


def _load_example(request: HttpRequest, work: Work, *, number: str) -> None:
    place = int(number[:3]) if number.isascii() and number.isdigit() else 999
    answers = found(Source.of(work.text).value, ("examples", place, "answers"))
    if isinstance(answers, dict):
        previewing.keep_answers(request, work, answers=answers)
