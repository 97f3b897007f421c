"""Confidentiality agreements: made, read, signed, revoked; and the templates."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.catalogue.talent.papers import paper
from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.confidentiality import PAPER_WORDS, Paper
from todoke.core.talent.conflicts import CLASS_WORDS, InformationClass
from todoke.hub.members.guards import post_needed, signed_in
from todoke.hub.members.models import PostKind
from todoke.hub.talent.permits import agreement_commands, commands, forms, queries
from todoke.hub.talent.permits.downloads import inert_download
from todoke.hub.talent.permits.views import shown
from todoke.hub.talent.roles import typed
from todoke.web.jinja import say

MADE = N_("The agreement is ready to be signed.")
SIGNED = N_("It is signed. What it opens is open from its first day.")
REVOKED = N_("It is revoked. Its documents are closed from this moment on.")


@require_http_methods(["GET", "HEAD", "POST"])
@post_needed(PostKind.COORDINATOR)
def new(request: HttpRequest) -> HttpResponse:
    problems: dict[str, object] = {}
    people, companies = queries.signers()
    if request.method == "POST":
        signer = request.POST.get("signer", "")
        draft = agreement_commands.Draft(
            person=next((one for one in people if f"person:{one.pk}" == signer), None),
            employer=next((one for one in companies if f"body:{one.pk}" == signer), None),
            host=forms.host(request.POST.get("host", "")),
            classes=forms.read_classes(request.POST),
            since=typed.day(request.POST, "since"),
            until=typed.day(request.POST, "until"),
        )
        try:
            row = agreement_commands.make(draft, by=request.user)
        except Refused:
            problems = agreement_commands.draft_problems(draft)
        else:
            messages.success(request, say(MADE))
            return redirect("permits:agreement", row.pk)
    context = shown(
        request,
        people=people,
        companies=companies,
        hosts=forms.hosts(),
        classes=[(one.value, CLASS_WORDS[one], "") for one in InformationClass if one != "open"],
        given=request.POST,
        chosen=request.POST.getlist("classes"),
        problems=problems,
    )
    return render(request, "permits/new_agreement.html", context, status=422 if problems else 200)


@require_safe
@signed_in
def agreement(request: HttpRequest, key: UUID) -> HttpResponse:
    return _agreement(request, key)


def _agreement(request: HttpRequest, key: UUID, *, problem: Refusal | None = None) -> HttpResponse:
    line = queries.get_agreement_or_404(request.user, key)
    if line.row.person is not None:
        commands.note_reading(line.row.person, by=request.user)
    context = shown(request, line=line, row=line.row, given=request.POST, problem=problem)
    return render(request, "permits/agreement.html", context, status=422 if problem else 200)


@require_POST
@signed_in
def sign(request: HttpRequest, key: UUID) -> HttpResponse:
    line = queries.get_agreement_or_404(request.user, key)
    try:
        agreement_commands.sign(line.row, read=request.POST.get("read") == "yes", by=request.user)
    except Refused as error:
        return _agreement(request, key, problem=error.refusals[0])
    messages.success(request, say(SIGNED))
    return redirect("permits:agreement", key)


@require_POST
@signed_in
def revoke(request: HttpRequest, key: UUID) -> HttpResponse:
    line = queries.get_agreement_or_404(request.user, key)
    try:
        agreement_commands.revoke(line.row, why=typed.text(request.POST, "why"), by=request.user)
    except Refused as error:
        return _agreement(request, key, problem=error.refusals[0])
    messages.success(request, say(REVOKED))
    return redirect("permits:agreement", key)


@require_safe
@signed_in
def papers(request: HttpRequest) -> HttpResponse:
    found = [(one, PAPER_WORDS[one], paper(one)) for one in Paper]
    return render(request, "permits/papers.html", shown(request, papers=found))


@require_safe
@signed_in
def take_paper(request: HttpRequest, name: str) -> HttpResponse:
    which = forms.choice(Paper, name)
    if which is None:
        raise Http404
    title = say(PAPER_WORDS[which], "ja")
    return inert_download(paper(which).encode(), name=f"{title}.txt", media_type="text/plain; charset=utf-8")
