"""Permissions: asked for, decided, revoked; and the hours each authority has published."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.permissions import KIND_WORDS, PermissionState, ask_problems, rule_problems
from todoke.hub.members.guards import NOT_YOURS, refused, signed_in
from todoke.hub.members.models import Member
from todoke.hub.talent.permits import commands, forms, queries
from todoke.hub.talent.permits.agreement_commands import WHOLE_PREFECTURE
from todoke.hub.talent.permits.interest_queries import own_interests, to_confirm
from todoke.hub.talent.permits.speaking import person_of
from todoke.hub.talent.permits.words import WORDS
from todoke.web.jinja import say

ASKED = N_("It is asked for. You are told here when it is decided.")
DECIDED = N_("It is decided. The person reads your words.")
TAKEN_BACK = N_("You have taken it back.")
REVOKED = N_("It is revoked, from today on.")
ENTERED = N_("The rule is entered, and everybody on the hub can read it.")


def shown(request: HttpRequest, **more: object) -> dict[str, object]:
    return {
        "get_messages": messages.get_messages,
        "overseer": queries.oversees(request.user),
        "everywhere": WHOLE_PREFECTURE,
        **WORDS,
        **more,
    }


@require_safe
@signed_in
def listed(request: HttpRequest) -> HttpResponse:
    member: Member = request.user
    person = person_of(member)
    context = shown(
        request,
        person=person,
        mine=queries.own_permissions(person),
        waiting=queries.to_decide(member),
        overseen=queries.overseen(member),
        agreements=queries.agreements(member),
        interests=own_interests(person),
        to_confirm=to_confirm(member),
        decides=bool(queries.bodies_deciding(member)),
    )
    return render(request, "permits/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ask(request: HttpRequest) -> HttpResponse:
    person = person_of(request.user)
    if person is None:
        return refused(request, NOT_YOURS)
    problems: dict[str, Refusal] = {}
    if request.method == "POST":
        sent = forms.read_request(request.POST)
        try:
            row = commands.ask(person, sent, by=request.user)
        except Refused as error:
            found = ask_problems(commands.asked_facts(person, sent), today=timezone.localdate())
            problems = dict(found) or {"kind": error.refusals[0]}
        else:
            messages.success(request, say(ASKED))
            return redirect("permits:permission", row.pk)
    context = shown(
        request,
        person=person,
        kinds=queries.kinds_open_to(person),
        hosts=[one for one in forms.hosts() if one.pk != person.home_id],
        given=request.POST,
        chosen=request.POST.getlist("hosts"),
        problems=problems,
    )
    return render(request, "permits/ask.html", context, status=422 if problems else 200)


@require_safe
@signed_in
def permission(request: HttpRequest, key: UUID) -> HttpResponse:
    row = queries.get_permission_or_404(request.user, key)
    commands.note_reading(row.person, by=request.user)
    return _permission(request, row)


def _permission(request: HttpRequest, row: object, *, problem: Refusal | None = None) -> HttpResponse:
    mine = row.person.member_id == request.user.pk
    may = commands.decides(request.user, row) and not mine
    rule = queries.rule_for(row)
    context = shown(
        request,
        line=queries.line_of(row, on=timezone.localdate()),
        row=row,
        rule=rule,
        may_decide=may and row.state == PermissionState.ASKED.value,
        may_revoke=may and row.state == PermissionState.GRANTED.value,
        may_take_back=mine and row.state == PermissionState.ASKED.value,
        given=request.POST,
        problem=problem,
    )
    return render(request, "permits/permission.html", context, status=422 if problem else 200)


@require_POST
@signed_in
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    row = queries.get_permission_or_404(request.user, key)
    ground = request.POST.get("ground", "").strip()
    grant = request.POST.get("decision") == "grant"
    try:
        commands.decide(
            row, grant=grant, hours=forms.read_hours(request.POST), ground=ground, by=request.user
        )
    except Refused as error:
        return _permission(request, row, problem=error.refusals[0])
    messages.success(request, say(DECIDED))
    return redirect("permits:permission", key)


@require_POST
@signed_in
def revoke(request: HttpRequest, key: UUID) -> HttpResponse:
    row = queries.get_permission_or_404(request.user, key)
    try:
        commands.revoke(row, ground=request.POST.get("ground", "").strip(), by=request.user)
    except Refused as error:
        return _permission(request, row, problem=error.refusals[0])
    messages.success(request, say(REVOKED))
    return redirect("permits:permission", key)


@require_POST
@signed_in
def take_back(request: HttpRequest, key: UUID) -> HttpResponse:
    row = queries.get_permission_or_404(request.user, key)
    try:
        commands.take_back(row, by=request.user)
    except Refused as error:
        return _permission(request, row, problem=error.refusals[0])
    messages.success(request, say(TAKEN_BACK))
    return redirect("permits:list")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def rules(request: HttpRequest) -> HttpResponse:
    """Everybody reads them; an approver enters those of the own body."""
    own = queries.bodies_deciding(request.user)
    problems: dict[str, Refusal] = {}
    if request.method == "POST":
        body = next((one for one in own if str(one.pk) == request.POST.get("body")), None)
        rule = forms.read_rule(request.POST)
        if body is None:
            return refused(request, NOT_YOURS)
        try:
            commands.enter_rule(body, rule, by=request.user)
        except Refused as error:
            found = rule_problems(rule.hours, rule.source, since=rule.since)
            problems = dict(found) or {"since": error.refusals[0]}
        else:
            messages.success(request, say(ENTERED))
            return redirect("permits:rules")
    context = shown(
        request,
        rules=queries.all_rules(),
        own=own,
        kinds=[(one.value, words) for one, words in KIND_WORDS.items()],
        given=request.POST,
        problems=problems,
    )
    return render(request, "permits/rules.html", context, status=422 if problems else 200)
