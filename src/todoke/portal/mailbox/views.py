"""The pages of an application that was sent: where it stands, what is asked, what was decided."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.core.cases.moves import Move, verb
from todoke.core.envelope.payloads import CorrectionRequestPayload
from todoke.core.errors import Refused
from todoke.core.procedures.fields.base import Field
from todoke.core.procedures.fields.file import FileField
from todoke.core.refusal import Refusal
from todoke.portal.apply.forms import context_of
from todoke.portal.apply.queries import OwnSubmission, get_own_submission_or_404
from todoke.portal.apply.uploads import CleanFile
from todoke.portal.catalogue.queries import definition_of
from todoke.portal.mailbox import commands, forms, kept_files, mails
from todoke.portal.mailbox.queries import Letter, Mail, current_answers, open_mail

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def _page(request: HttpRequest, name: str, *, own: OwnSubmission, **more: object) -> HttpResponse:
    """Every page of this room knows the town, the application and its procedure."""
    sent = own.submission
    definition = definition_of(sent.town_code, sent.procedure, sent.revision)
    refusal = more.get("refusal")
    words = verb(definition.act, Move.WITHDRAW)
    known = {"town": own.town, "sent": sent, "definition": definition, "withdraw_words": words}
    context = {**known, "refusal": None, **more}
    return render(request, f"mailbox/{name}.html", context, status=422 if refusal else 200)


def _to_status(own: OwnSubmission) -> HttpResponse:
    return redirect("mailbox:status", town=own.town.slug, id=own.submission.pk)


@never_cache
@require_safe
def show_status(request: HttpRequest, town: str, id: UUID) -> HttpResponse:
    own = get_own_submission_or_404(request, town, id)
    mail = open_mail(own)
    if request.method == "GET":  # HEAD shows nobody anything
        commands.mark_read(own.submission)
    return _page(request, "status", own=own, mail=mail, address=mails.address_of(own.submission))


@never_cache
@GET_OR_POST
def answer_correction(request: HttpRequest, town: str, id: UUID, number: int) -> HttpResponse:
    own = get_own_submission_or_404(request, town, id)
    mail = open_mail(own)
    if refusal := commands.refuse_answer_correction(mail, number):
        return _page(request, "refused", own=own, refusal=refusal)
    asked = mail.correction(number)
    if asked is None:
        raise Http404
    sent = own.submission
    definition = definition_of(sent.town_code, sent.procedure, sent.revision)
    answers, context = current_answers(own), context_of(own.town)
    fields = forms.requested_fields(definition, asked.fields, answers=answers, context=context)
    if request.method != "POST":
        return _ask(request, own, asked=asked, form=forms.shown(fields, answers))
    problems = _keep_files(request, own, number=number, fields=fields)
    if forms.BUTTONS & request.POST.keys():
        form = forms.rearranged(request, fields, context=context)
        return _ask(request, own, asked=asked, form=form, problems=problems)
    before = forms.Sent(answers=answers, files=_files_of(own, number), context=context)
    form = forms.read_correction(request, definition, fields=fields, sent=before)
    if problems or form.problems:
        return _ask(request, own, asked=asked, form=form, problems=problems)
    correction = commands.Correction(request=number, answers=form.answers, files=form.files)
    return _sent_or_refused(request, own, mail=mail, correction=correction)


def _keep_files(
    request: HttpRequest, own: OwnSubmission, *, number: int, fields: Sequence[Field]
) -> dict[str, Refusal]:
    """Files are kept whatever else is wrong with the page: nobody chooses a photo twice."""
    problems: dict[str, Refusal] = {}
    if "remove_file" in request.POST:
        kept_files.drop(own, number, file_id=request.POST["remove_file"])
    for question in fields:
        if not isinstance(question, FileField):
            continue
        taken, problem = forms.read_uploads(request, question)
        try:
            kept_files.keep(own, number, question=question, files=taken)
        except Refused as error:
            problem = error.refusals[0]
        if problem:
            problems[question.id] = problem
    return problems


def _files_of(own: OwnSubmission, number: int) -> dict[str, list[CleanFile]]:
    files: dict[str, list[CleanFile]] = {}
    for kept in kept_files.kept_files(own, number):
        files.setdefault(kept.field, []).append(kept.file)
    return files


def _ask(
    request: HttpRequest,
    own: OwnSubmission,
    *,
    asked: CorrectionRequestPayload,
    form: forms.CorrectionForm,
    problems: Mapping[str, Refusal] | None = None,
) -> HttpResponse:
    """The form of a correction, with the files that wait to go with it and the names of those sent before."""
    told = {**form.problems, **(problems or {})}
    return _page(
        request,
        "correct",
        own=own,
        asked=asked,
        form=replace(form, problems=told),
        kept=kept_files.kept_files(own, asked.request),
        before=current_answers(own),
        refusal=next(iter(told.values()), None),
    )


def _sent_or_refused(
    request: HttpRequest, own: OwnSubmission, *, mail: Mail, correction: commands.Correction
) -> HttpResponse:
    try:
        commands.answer_correction(own, mail, correction=correction)
    except Refused as refused:
        return _page(request, "refused", own=own, refusal=refused.refusals[0])
    kept_files.forget(own.submission, correction.request)
    return _to_status(own)


@never_cache
@GET_OR_POST
def withdraw(request: HttpRequest, town: str, id: UUID) -> HttpResponse:
    own = get_own_submission_or_404(request, town, id)
    mail = open_mail(own)
    if refusal := commands.refuse_withdraw(mail):
        return _page(request, "refused", own=own, refusal=refusal)
    if request.method != "POST":
        return _page(request, "withdraw", own=own, typed="")
    try:
        commands.withdraw(own.submission, mail, reason=forms.read_reason(request))
    except Refused as refused:
        typed = request.POST.get("reason", "")
        return _page(request, "withdraw", own=own, typed=typed, refusal=refused.refusals[0])
    return _to_status(own)


def _notice_or_404(own: OwnSubmission, number: int) -> Letter:
    letter = open_mail(own).notice(number)
    if letter is None:
        raise Http404
    return letter


def _tell_opened(request: HttpRequest, own: OwnSubmission, *, number: int) -> None:
    """Reading never waits for the office; a HEAD request has shown nobody anything."""
    if request.method == "GET":
        with contextlib.suppress(Refused):
            commands.open_notice(own.submission, number)


@never_cache
@require_safe
def show_notice(request: HttpRequest, town: str, id: UUID, number: int) -> HttpResponse:
    own = get_own_submission_or_404(request, town, id)
    letter = _notice_or_404(own, number)
    _tell_opened(request, own, number=number)
    return _page(request, "notice", own=own, letter=letter)


@never_cache
@require_safe
def download_notice(request: HttpRequest, town: str, id: UUID, number: int) -> HttpResponse:
    own = get_own_submission_or_404(request, town, id)
    letter = _notice_or_404(own, number)
    if letter.document is None:
        raise Http404
    _tell_opened(request, own, number=number)
    response = HttpResponse(letter.document, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{own.submission.receipt}-{number}.pdf"'
    return response


@never_cache
@GET_OR_POST
def enter_address(request: HttpRequest, town: str, id: UUID) -> HttpResponse:
    own = get_own_submission_or_404(request, town, id)
    held = mails.address_of(own.submission)
    if request.method != "POST":
        return _page(request, "email", own=own, address=held, typed="")
    try:
        mails.ask_for_code(
            own.submission,
            address=forms.read_address(request),
            language=request.language,
            asked_from=request.META.get("REMOTE_ADDR", ""),
        )
    except Refused as refused:
        typed = request.POST.get("address", "")
        return _page(request, "email", own=own, address=held, typed=typed, refusal=refused.refusals[0])
    return redirect("mailbox:email_code", town=own.town.slug, id=own.submission.pk)


@never_cache
@GET_OR_POST
def prove_address(request: HttpRequest, town: str, id: UUID) -> HttpResponse:
    own = get_own_submission_or_404(request, town, id)
    if request.method != "POST":
        return _page(request, "email_code", own=own)
    try:
        mails.prove_address(own.submission, typed=request.POST.get("code", ""))
    except Refused as refused:
        return _page(request, "email_code", own=own, refusal=refused.refusals[0])
    return _to_status(own)


@require_POST
def forget_address(request: HttpRequest, town: str, id: UUID) -> HttpResponse:
    own = get_own_submission_or_404(request, town, id)
    mails.forget_address(own.submission)
    return _to_status(own)
