"""The check page, and sending."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from todoke.core.errors import Refused
from todoke.core.procedures.answers import (
    AnswerContext,
    StepOnPath,
    computed_shown,
    on_path,
    problems_on,
    walk,
)
from todoke.core.refusal import N_, Refusal
from todoke.portal.apply import commands
from todoke.portal.apply.answers_shown import Teller
from todoke.portal.apply.forms import Problems, context_now
from todoke.portal.apply.moving import changes_told, move_on
from todoke.portal.apply.other_town import other_town
from todoke.portal.apply.queries import OpenDraft
from todoke.portal.apply.signed import is_signed
from todoke.portal.apply.step_views import change_href, common, url_of
from todoke.portal.apply.submitting import SubmitProblems, refuse_sending, submit
from todoke.portal.apply.verified import verified_here
from todoke.portal.apply.views import identify_href, language_of, own_draft
from todoke.portal.step_up.gate import CHECK, asked_of, refuse_page

NOT_DECLARED = Refusal(
    code="apply.send.not-declared",
    message=N_("Read the statements and tick the box if they are true for you."),
)
CHANGED = Refusal(
    code="apply.send.changed",
    message=N_("Your answers were changed in another window. Check them once more, then send."),
)


@require_safe
@own_draft
def check(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    if refuse_page(draft.definition, draft.content.identity_proof, page=CHECK, now=timezone.now()):
        return redirect(identify_href(draft, CHECK))
    return show_check(request, draft, problems={})


@require_POST
@own_draft
def send(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    if unseen := refuse_unseen(request, draft):
        return show_check(request, draft, problems=unseen)
    return send_now(request, draft, wishes=request.POST.get("electronic") == "yes")


def refuse_unseen(request: HttpRequest, draft: OpenDraft) -> Problems:
    """Only what the person has seen is sent: a check page older than the last save is shown again."""
    if request.POST.get("version") != str(draft.version):
        return {"send": CHANGED}
    if draft.definition.declarations and request.POST.get("declared") != "yes":
        return {"declared": NOT_DECLARED}
    return {}


def send_now(request: HttpRequest, draft: OpenDraft, *, wishes: bool) -> HttpResponse:
    try:
        submit(draft, wishes_notice=wishes, context=context_now())
    except commands.DraftGone:
        raise
    except Refused as error:
        draft = commands.wish_notice(draft, wishes=wishes)
        return show_check(request, draft, problems=problems_of(error))
    return redirect("apply:receipt", town=draft.town.slug, id=draft.id)


def problems_of(error: Refused) -> Problems:
    """By input name; what concerns no single question stands at the button."""
    return error.problems if isinstance(error, SubmitProblems) else {"send": error.refusals[0]}


def show_check(request: HttpRequest, draft: OpenDraft, *, problems: Problems) -> HttpResponse:
    if moved := move_on(draft):
        draft = moved.draft
    answer_context, language = context_now(), language_of(request)
    teller = Teller(language=language, context=answer_context)
    path = walk(draft.definition, draft.content.answers, answer_context)
    if path.stopped:
        return redirect("apply:stopped", town=draft.town.slug, id=draft.id)
    open_questions = problems_on(draft.definition, path, draft.content.answers, answer_context)
    status = 422 if problems else 200
    if refusal := refuse_sending(draft, draft.content.answers, now=timezone.now()):
        problems = {**problems, "send": refusal}
    context = common(request, draft) | {
        "sections": [_section(draft, page, teller=teller) for page in path.steps],
        "computed": [
            {"label": label, "value": value, "href": None}
            for label, value in computed_shown(draft.definition, path, language)
        ],
        "problems": problems,
        "changes": changes_told(draft),
        "right_town": other_town(draft),
        "signs": _is_to_sign(draft, answer_context),
        "open_questions": [
            {"href": change_href(draft, name), "problem": problem} for name, problem in open_questions.items()
        ],
        "last_href": url_of(draft, f"s/{path.steps[-1].step.id}"),
    }
    return render(request, "apply/check.html", context, status=status)


def _is_to_sign(draft: OpenDraft, context: AnswerContext) -> bool:
    """Whether the button leads to the card first; a signature over these very answers is enough."""
    asked = asked_of(draft.definition)
    if asked is None or not asked.signs:
        return False
    return not is_signed(draft, on_path(draft.definition, draft.content.answers, context))


def _section(draft: OpenDraft, page: StepOnPath, *, teller: Teller) -> dict[str, object]:
    answers = draft.content.answers
    found = verified_here(draft, language=teller.language)
    states = {name: one.state.value for name, one in found.items()}
    return {
        "title": page.step.title,
        "rows": [
            replace(
                teller.answer(question, answers.get(question.id), href=change_href(draft, question.id)),
                state=states.get(question.id, ""),
            )
            for question in page.fields
        ],
    }
