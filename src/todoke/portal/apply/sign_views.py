"""Signing the application with a card, and sending what was signed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from todoke.core.assurance.signing import digest_of
from todoke.core.errors import Refused, UntrustedEnvelope
from todoke.core.refusal import Refusal
from todoke.portal.apply import commands
from todoke.portal.apply.check_views import problems_of, refuse_unseen, send_now, show_check
from todoke.portal.apply.forms import context_now
from todoke.portal.apply.queries import OpenDraft
from todoke.portal.apply.signed import CHANGED, refuse_signature, statement_of
from todoke.portal.apply.submitting import answers_to_send
from todoke.portal.apply.views import own_draft
from todoke.portal.step_up import commands as step_ups
from todoke.portal.step_up import offers
from todoke.portal.step_up.gate import asked_of
from todoke.portal.step_up.models import Purpose, StepUp
from todoke.portal.step_up.queries import step_up_of
from todoke.portal.step_up.views import leave, what_happened


@require_http_methods(["GET", "HEAD", "POST"])
@own_draft
def sign(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    """GET only tells what happened to a signature that was begun; POST fixes the bytes and begins one."""
    asked = asked_of(draft.definition)
    if asked is None or not asked.signs:
        return redirect("apply:check", town=draft.town.slug, id=draft.id)
    if request.method != "POST":
        problem = what_happened(request, draft)
        return show_check(request, draft, problems={"send": problem} if problem else {})
    if unseen := refuse_unseen(request, draft):
        return show_check(request, draft, problems=unseen)
    draft = commands.wish_notice(draft, wishes=request.POST.get("electronic") == "yes")
    try:
        answers = answers_to_send(draft, context_now())
    except Refused as error:
        return show_check(request, draft, problems=problems_of(error))
    if crowded := step_ups.refuse_many(draft.id, address=request.META.get("REMOTE_ADDR", "")):
        return show_check(request, draft, problems={"send": crowded})
    wanted = step_ups.Wanted(
        purpose=Purpose.SIGN,
        method=offers.SIGNATURE,
        demand=asked.in_form,
        digest=digest_of(statement_of(draft, answers)),
        to="check",
    )
    return leave(draft, wanted)


@require_GET
@own_draft
def signed(request: HttpRequest, draft: OpenDraft, step_up: UUID) -> HttpResponse:
    """Back with a signature: verified, kept in the draft, and sent, as the button said."""
    row = step_up_of(draft.id, step_up, now=timezone.now())
    cms = None if row is None else _signature_in(row, draft)
    if row is None or cms is None:
        return redirect("apply:check", town=draft.town.slug, id=draft.id)
    if not step_ups.take(row):
        return redirect("apply:check", town=draft.town.slug, id=draft.id)
    try:
        answers = answers_to_send(draft, context_now())
    except Refused as error:
        return show_check(request, draft, problems=problems_of(error))
    statement = statement_of(draft, answers)
    if refusal := _refuse(draft, row, cms=cms, statement=statement):
        return show_check(request, draft, problems={"send": refusal})
    step_ups.count_finished(row.method)
    draft = commands.keep_signature(draft, statement=statement, cms=cms)
    return send_now(request, draft, wishes=draft.content.wishes_notice)


def _refuse(draft: OpenDraft, row: StepUp, *, cms: bytes, statement: bytes) -> Refusal | None:
    if bytes(row.digest or b"") != digest_of(statement):
        return CHANGED
    return refuse_signature(draft, cms=cms, statement=statement, now=timezone.now())


def _signature_in(row: StepUp, draft: OpenDraft) -> bytes | None:
    if row.purpose != Purpose.SIGN:
        return None
    try:
        return step_ups.look_into(row, draft.key)
    except UntrustedEnvelope:
        return None
