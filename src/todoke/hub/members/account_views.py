"""Accounts and posts, for administrators; and the list of what happened."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.core.errors import Refused
from todoke.core.refusal import N_
from todoke.core.talent.posts import POST_TASKS, PostKind
from todoke.hub.members import commands, queries
from todoke.hub.members.forms import MemberForm, PostForm
from todoke.hub.members.guards import post_needed
from todoke.hub.members.models import Member
from todoke.hub.members.views import SAVED, WORDS, status_of
from todoke.web.jinja import say
from todoke.web.sign_in.proofs import lately_proved

CHOOSE = N_("Choose a post and a body from the lists.")
keepers_only = post_needed(PostKind.ADMINISTRATOR)


@require_safe
@keepers_only
def members(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("text", "").strip()[:80]
    found = list(queries.accounts_of(request.user, text=text)) if text.isprintable() else []
    context = {"members": found, "text": text, "get_messages": messages.get_messages, **WORDS}
    return render(request, "members/members.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
@lately_proved
def add_member(request: HttpRequest) -> HttpResponse:
    form, refusals = MemberForm(request.POST or None), []
    form.fields["body"].queryset = bodies = queries.choices(request.user)["bodies"]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            member, password = commands.add_member(
                given["login"], given["name"], body=given["body"], by=request.user
            )
        except Refused as error:
            refusals = list(error.refusals)
        else:
            return account_page(request, member, password=password)
    context = {"form": form, "refusals": refusals, "bodies": bodies, **WORDS}
    return render(request, "members/add_member.html", context, status=status_of(request, form, refusals))


@require_safe
@keepers_only
def member(request: HttpRequest, account: UUID) -> HttpResponse:
    return account_page(request, queries.get_account_or_404(request.user, account))


@require_POST
@keepers_only
@lately_proved
def change_post(request: HttpRequest, account: UUID) -> HttpResponse:
    """`do` is "give" or "take"."""
    found = queries.get_account_or_404(request.user, account)
    form = PostForm(request.POST)
    form.fields["body"].queryset = queries.choices(request.user)["bodies"]
    if not form.is_valid():
        return account_page(request, found, told=[CHOOSE])
    change = commands.take_post if request.POST.get("do") == "take" else commands.give_post
    try:
        change(found, form.cleaned_data["kind"], body=form.cleaned_data["body"], by=request.user)
    except Refused as error:
        return account_page(request, found, told=list(error.refusals))
    messages.success(request, say(SAVED))
    return redirect("members:member", account)


@require_POST
@keepers_only
@lately_proved
def switch(request: HttpRequest, account: UUID) -> HttpResponse:
    found = queries.get_account_or_404(request.user, account)
    try:
        commands.switch_account(found, active=request.POST.get("active") == "yes", by=request.user)
    except Refused as error:
        return account_page(request, found, told=list(error.refusals))
    messages.success(request, say(SAVED))
    return redirect("members:member", account)


@require_POST
@keepers_only
@lately_proved
def new_password(request: HttpRequest, account: UUID) -> HttpResponse:
    found = queries.get_account_or_404(request.user, account)
    try:
        password = commands.new_password(found, by=request.user)
    except Refused as error:
        return account_page(request, found, told=list(error.refusals))
    return account_page(request, found, password=password)


def account_page(
    request: HttpRequest, member: Member, *, told: list[object] | None = None, password: str = ""
) -> HttpResponse:
    """`password` is shown on this answer only."""
    context = {
        "member": member,
        "posts": queries.posts_of(member),
        "events": queries.own_events(member),
        "bodies": queries.choices(request.user)["bodies"],
        "mine": member == request.user,
        "told": told or [],
        "password": password,
        "tasks": POST_TASKS,
        "get_messages": messages.get_messages,
        **WORDS,
    }
    return render(request, "members/member.html", context, status=422 if told else 200)


@require_safe
@post_needed(PostKind.AUDITOR, PostKind.ADMINISTRATOR)
def events(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    place = int(before) if before.isdecimal() and len(before) < 18 else 0
    looked = queries.events_for(request.user, before=place)
    context = {
        "looked": looked,
        "own": queries.done_by_themselves(looked.events),
        "all": request.user.holds(PostKind.AUDITOR),
    }
    return render(request, "members/events.html", context)
