"""The wizard: one page per step, the check page, and sending."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.core.errors import Refused
from todoke.core.procedures.answers import (
    AnswerContext,
    Path,
    StepOnPath,
    check_all,
    computed_shown,
    problems_on,
    read_step,
    step_of,
    walk,
)
from todoke.core.procedures.fields.file import FileField
from todoke.core.refusal import N_, Refusal
from todoke.portal.apply import commands
from todoke.portal.apply.answers_shown import Teller
from todoke.portal.apply.forms import (
    Problems,
    Raw,
    StepForm,
    addressee_field,
    context_now,
    context_of,
    press,
    read_form,
    stored_inputs,
)
from todoke.portal.apply.moving import changes_told, keep_former_page, move_on
from todoke.portal.apply.other_town import other_town, refuse_addressee, start_with_answers
from todoke.portal.apply.queries import OpenDraft
from todoke.portal.apply.submitting import SubmitProblems, submit
from todoke.portal.apply.taking import refuse_send
from todoke.portal.apply.views import give_key, language_of, own_draft
from todoke.portal.catalogue import queries as catalogue

NOT_DECLARED = Refusal(
    code="apply.send.not-declared",
    message=N_("Read the statements and tick the box if they are true for you."),
)
CHANGED = Refusal(
    code="apply.send.changed",
    message=N_("Your answers were changed in another window. Check them once more, then send."),
)


@require_http_methods(["GET", "HEAD", "POST"])
@own_draft
def answer_step(request: HttpRequest, draft: OpenDraft, step: str) -> HttpResponse:
    context = context_of(draft.town)
    if request.method == "POST":
        draft = keep_former_page(draft, step, posted=request.POST, context=context)
    path = walk(draft.definition, draft.content.answers, context)
    page = path.find(step)
    if page is None:
        return redirect("apply:resume", town=draft.town.slug, id=draft.id)
    if request.method != "POST":
        return _show_step(request, draft, page, path=path, raw=stored_inputs(page, draft))
    form = read_form(request, page, context=context)
    draft, problems = _keep_files(draft, page, form)
    if form.button in {"lookup", "add_row", "remove_row"}:
        raw, found = press(form, page)
        return _show_step(request, draft, page, path=path, raw=raw, problems={**problems, **found})
    if form.button in {"upload", "remove_file"}:
        return _show_step(request, draft, page, path=path, raw=form.raw, problems=problems)
    return _save_step(request, draft, page, form=replace(form, problems=problems), context=context)


def _keep_files(draft: OpenDraft, page: StepOnPath, form: StepForm) -> tuple[OpenDraft, Problems]:
    """Files are kept whatever else is wrong with the page: nobody uploads a photo twice."""
    problems = dict(form.problems)
    for question in page.fields:
        if not isinstance(question, FileField):
            continue
        if form.files.get(question.id):
            try:
                draft = commands.add_files(draft, question, form.files[question.id])
            except commands.DraftGone:
                raise
            except Refused as error:
                problems[question.id] = error.refusals[0]
        if form.button == "remove_file" and form.value:
            draft = commands.remove_file(draft, question, form.value)
    return draft, problems


def _save_step(
    request: HttpRequest, draft: OpenDraft, page: StepOnPath, *, form: StepForm, context: AnswerContext
) -> HttpResponse:
    result = read_step(
        draft.definition, page.step.id, form=form.raw, answers=draft.content.answers, context=context
    )
    problems = {**result.problems, **form.problems}
    draft = commands.save_step(draft, step=page.step, answers=result.answers, done=not problems)
    if form.button == "later":
        return redirect("apply:key", town=draft.town.slug, id=draft.id)
    if result.stopped:
        return redirect("apply:stopped", town=draft.town.slug, id=draft.id)
    path = walk(draft.definition, draft.content.answers, context)
    if problems:
        page = path.find(page.step.id) or page
        return _show_step(request, draft, page, path=path, raw=result.raw or form.raw, problems=problems)
    asked_here = addressee_field(draft.definition) in {question.id for question in page.fields}
    if asked_here and (right := other_town(draft)):
        return _show_elsewhere(request, draft, right)
    return redirect(_following(draft, page, path=path, context=context, checking="from" in request.GET))


def _following(
    draft: OpenDraft, page: StepOnPath, *, path: Path, context: AnswerContext, checking: bool
) -> str:
    """The next page; someone who came from the check page returns there as soon as nothing is missing."""
    if checking:
        problems = check_all(draft.definition, draft.content.answers, context)
        if not problems:
            return _url(draft, "check")
        return _url(draft, f"s/{step_of(draft.definition, next(iter(problems)))}?from=check")
    after = path.after(page.step.id)
    return _url(draft, f"s/{after.step.id}" if after else "check")


def _show_elsewhere(
    request: HttpRequest, draft: OpenDraft, elsewhere: catalogue.TownFacts, *, refusal: Refusal | None = None
) -> HttpResponse:
    there = catalogue.published(elsewhere, draft.procedure)
    name = addressee_field(draft.definition)
    context = _common(request, draft) | {
        "elsewhere": elsewhere,
        "refusal": refusal or (commands.refuse_start(there) if there else None),
        "offered": there is not None,
        "address_href": _change(draft, f"{name}.postcode"),
    }
    return render(request, "apply/elsewhere.html", context, status=422 if refusal else 200)


@require_safe
@own_draft
def stopped(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    """The person cannot go on here: why, where to go instead, and back to the answer that led here."""
    found = walk(draft.definition, draft.content.answers, context_now()).stopped
    if found is None:
        return redirect("apply:resume", town=draft.town.slug, id=draft.id)
    context = _common(request, draft) | {
        "stop": found.stop,
        "answer_href": f"{_url(draft, f's/{found.step.id}')}#{found.input}",
    }
    return render(request, "apply/stopped.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@own_draft
def elsewhere(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    """Begin again where the house stands, with the answers given here."""
    right = other_town(draft)
    if right is None:
        return redirect("apply:resume", town=draft.town.slug, id=draft.id)
    there = catalogue.published(right, draft.procedure)
    if request.method != "POST" or there is None:
        return _show_elsewhere(request, draft, right)
    try:
        begun = start_with_answers(draft, there)
    except Refused as error:
        return _show_elsewhere(request, draft, right, refusal=error.refusals[0])
    response = redirect("apply:key", town=right.slug, id=begun.id)
    give_key(response, begun.key, right, id=begun.id)
    return response


def _show_step(  # noqa: PLR0913 - what one page shows, each a fact of its own
    request: HttpRequest,
    draft: OpenDraft,
    page: StepOnPath,
    *,
    path: Path,
    raw: Raw,
    problems: Problems | None = None,
) -> HttpResponse:
    before = path.before(page.step.id)
    context = _common(request, draft) | {
        "page": page,
        "number": path.steps.index(page) + 1 if page in path.steps else 1,
        "total": len(path.steps),
        "raw": raw,
        "problems": problems or {},
        "back_href": _url(draft, f"s/{before.step.id}" if before else "key"),
        "files": draft.content.answers,
    }
    return render(request, "apply/step.html", context, status=422 if problems else 200)


@require_safe
@own_draft
def check(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    return _show_check(request, draft, problems={})


@require_POST
@own_draft
def send(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    # Only what the person has seen is sent: a check page older than the last save is shown again.
    if request.POST.get("version") != str(draft.version):
        return _show_check(request, draft, problems={"send": CHANGED})
    if draft.definition.declarations and request.POST.get("declared") != "yes":
        return _show_check(request, draft, problems={"declared": NOT_DECLARED})
    wishes = request.POST.get("electronic") == "yes"
    try:
        submit(draft, wishes_notice=wishes, context=context_now())
    except commands.DraftGone:
        raise
    except Refused as error:
        draft = commands.wish_notice(draft, wishes=wishes)
        problems = error.problems if isinstance(error, SubmitProblems) else {"send": error.refusals[0]}
        return _show_check(request, draft, problems=problems)
    return redirect("apply:receipt", town=draft.town.slug, id=draft.id)


def _show_check(request: HttpRequest, draft: OpenDraft, *, problems: Problems) -> HttpResponse:
    if moved := move_on(draft):
        draft = moved.draft
    answer_context, language = context_now(), language_of(request)
    teller = Teller(language=language, context=answer_context)
    path = walk(draft.definition, draft.content.answers, answer_context)
    if path.stopped:
        return redirect("apply:stopped", town=draft.town.slug, id=draft.id)
    open_questions = problems_on(draft.definition, path, draft.content.answers, answer_context)
    status = 422 if problems else 200
    if misaddressed := refuse_addressee(draft.definition, draft.content.answers, town=draft.town):
        problems = {**problems, "send": misaddressed}
    elif refusal := refuse_send(draft.town, draft.procedure, now=timezone.now()):
        problems = {**problems, "send": refusal}
    context = _common(request, draft) | {
        "sections": [_section(draft, page, teller) for page in path.steps],
        "computed": [
            {"label": label, "value": value, "href": None}
            for label, value in computed_shown(draft.definition, path, language)
        ],
        "problems": problems,
        "changes": changes_told(draft),
        "right_town": other_town(draft),
        "open_questions": [
            {"href": _change(draft, name), "problem": problem} for name, problem in open_questions.items()
        ],
        "last_href": _url(draft, f"s/{path.steps[-1].step.id}"),
    }
    return render(request, "apply/check.html", context, status=status)


def _section(draft: OpenDraft, page: StepOnPath, teller: Teller) -> dict[str, object]:
    answers = draft.content.answers
    return {
        "title": page.step.title,
        "rows": [
            teller.answer(question, answers.get(question.id), href=_change(draft, question.id))
            for question in page.fields
        ],
    }


def _change(draft: OpenDraft, input_name: str) -> str:
    return _url(draft, f"s/{step_of(draft.definition, input_name)}?from=check#{input_name}")


def _url(draft: OpenDraft, tail: str) -> str:
    return f"/{draft.town.slug}/a/{draft.id}/{tail}"


def _common(request: HttpRequest, draft: OpenDraft) -> dict[str, object]:
    return {
        "town": draft.town,
        "draft": draft,
        "definition": draft.definition,
        "language": language_of(request),
        "base": _url(draft, ""),
    }
