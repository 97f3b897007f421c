"""The wizard: one page per step."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from todoke.core.errors import Refused
from todoke.core.procedures.answers import (
    AnswerContext,
    Path,
    StepOnPath,
    check_all,
    read_step,
    step_of,
    walk,
)
from todoke.core.procedures.fields.file import FileField
from todoke.core.refusal import Refusal
from todoke.portal.apply import commands
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
from todoke.portal.apply.moving import keep_former_page
from todoke.portal.apply.other_town import other_town, start_with_answers
from todoke.portal.apply.queries import OpenDraft
from todoke.portal.apply.verified import disagreeing, settled, verified_here, verified_on
from todoke.portal.apply.views import give_key, identify_href, language_of, own_draft
from todoke.portal.catalogue import queries as catalogue
from todoke.portal.step_up.gate import refuse_page, standing_of


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
    closed = refuse_page(draft.definition, draft.content.identity_proof, page=step, now=timezone.now())
    if request.method == "POST":
        return _take(request, draft, page, path=path, closed=closed is not None)
    if closed:
        return redirect(identify_href(draft, step))
    return _show_step(request, draft, page, path=path, raw=stored_inputs(page, draft))


def _take(
    request: HttpRequest, draft: OpenDraft, page: StepOnPath, *, path: Path, closed: bool
) -> HttpResponse:
    """What a page sends. Of a closed page it is kept, too: it is the person's own; then they are asked."""
    context = context_of(draft.town)
    form = _as_registered(draft, read_form(request, page, context=context), context=context)
    draft, problems = _keep_files(draft, page, form)
    button = None if closed and form.button != "later" else form.button
    if button in {"differs", "as_registered"}:
        return _alter(request, draft, page, form=form)
    if button in {"lookup", "add_row", "remove_row"}:
        raw, found = press(form, page)
        return _show_step(request, draft, page, path=path, raw=raw, problems={**problems, **found})
    if button in {"upload", "remove_file"}:
        return _show_step(request, draft, page, path=path, raw=form.raw, problems=problems)
    form = replace(form, button=button, problems=problems)
    return _save_step(request, draft, page, form=form, context=context)


def _as_registered(draft: OpenDraft, form: StepForm, *, context: AnswerContext) -> StepForm:
    """Attack: a browser that posts another name over the register's. Only the register's is read."""
    found = verified_on(draft.definition, draft.content, context=context, language="ja")
    locked = {name: values for one in found.values() for name, values in one.locked.items()}
    return replace(form, raw={**form.raw, **locked}) if locked else form


def _alter(request: HttpRequest, draft: OpenDraft, page: StepOnPath, *, form: StepForm) -> HttpResponse:
    """「今はちがう」, or back: the question opens or closes, the rest of the page stays as typed."""
    if any(question.id == form.value and question.verified for question in page.fields):
        draft = commands.alter(
            draft, form.value, altered=form.button == "differs", settle=settled(draft.definition)
        )
    path = walk(draft.definition, draft.content.answers, context_now())
    page = path.find(page.step.id) or page
    inputs = {name: v for name, v in stored_inputs(page, draft).items() if _of(name, form.value)}
    return _show_step(request, draft, page, path=path, raw={**form.raw, **inputs})


def _of(input_name: str, field_id: str) -> bool:
    return input_name.partition(".")[0] == field_id


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
    typed = replace(draft.content, answers=result.answers)
    problems |= _in_page(page, disagreeing(draft.definition, typed, context=context))
    draft = commands.save_step(
        draft,
        step=page.step,
        answers=result.answers,
        done=not problems,
        settle=settled(draft.definition) if draft.content.proof else None,
    )
    if form.button == "later":
        return redirect("apply:key", town=draft.town.slug, id=draft.id)
    if result.stopped:
        return redirect("apply:stopped", town=draft.town.slug, id=draft.id)
    path = walk(draft.definition, draft.content.answers, context)
    if problems:
        if refuse_page(draft.definition, draft.content.identity_proof, page=page.step.id, now=timezone.now()):
            return redirect(identify_href(draft, page.step.id))
        page = path.find(page.step.id) or page
        return _show_step(request, draft, page, path=path, raw=result.raw or form.raw, problems=problems)
    asked_here = addressee_field(draft.definition) in {question.id for question in page.fields}
    if asked_here and (right := other_town(draft)):
        return _show_elsewhere(request, draft, right)
    return redirect(_following(draft, page, path=path, context=context, checking="from" in request.GET))


def _in_page(page: StepOnPath, problems: Problems) -> Problems:
    ids = {question.id for question in page.fields}
    return {name: problem for name, problem in problems.items() if name.partition(".")[0] in ids}


def _following(
    draft: OpenDraft, page: StepOnPath, *, path: Path, context: AnswerContext, checking: bool
) -> str:
    """The next page; someone who came from the check page returns there as soon as nothing is missing."""
    if checking:
        problems = check_all(draft.definition, draft.content.answers, context)
        if not problems:
            return url_of(draft, "check")
        return url_of(draft, f"s/{step_of(draft.definition, next(iter(problems)))}?from=check")
    after = path.after(page.step.id)
    return url_of(draft, f"s/{after.step.id}" if after else "check")


def _show_elsewhere(
    request: HttpRequest, draft: OpenDraft, elsewhere: catalogue.TownFacts, *, refusal: Refusal | None = None
) -> HttpResponse:
    there = catalogue.published(elsewhere, draft.procedure)
    name = addressee_field(draft.definition)
    context = common(request, draft) | {
        "elsewhere": elsewhere,
        "refusal": refusal or (commands.refuse_start(there) if there else None),
        "offered": there is not None,
        "address_href": change_href(draft, f"{name}.postcode"),
    }
    return render(request, "apply/elsewhere.html", context, status=422 if refusal else 200)


@require_safe
@own_draft
def stopped(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    """The person cannot go on here: why, where to go instead, and back to the answer that led here."""
    found = walk(draft.definition, draft.content.answers, context_now()).stopped
    if found is None:
        return redirect("apply:resume", town=draft.town.slug, id=draft.id)
    context = common(request, draft) | {
        "stop": found.stop,
        "answer_href": f"{url_of(draft, f's/{found.step.id}')}#{found.input}",
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
    context = common(request, draft) | {
        "page": page,
        "number": path.steps.index(page) + 1 if page in path.steps else 1,
        "total": len(path.steps),
        "raw": raw,
        "problems": problems or {},
        "back_href": url_of(draft, f"s/{before.step.id}" if before else "key"),
        "files": draft.content.answers,
        "verified": verified_here(draft, language=language_of(request)),
    }
    return render(request, "apply/step.html", context, status=422 if problems else 200)


def change_href(draft: OpenDraft, input_name: str) -> str:
    return url_of(draft, f"s/{step_of(draft.definition, input_name)}?from=check#{input_name}")


def url_of(draft: OpenDraft, tail: str) -> str:
    return f"/{draft.town.slug}/a/{draft.id}/{tail}"


def common(request: HttpRequest, draft: OpenDraft) -> dict[str, object]:
    return {
        "town": draft.town,
        "draft": draft,
        "definition": draft.definition,
        "language": language_of(request),
        "base": url_of(draft, ""),
        "standing": standing_of(draft.definition, draft.content.identity_proof, now=timezone.now()),
    }
