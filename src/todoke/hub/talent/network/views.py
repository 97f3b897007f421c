"""What towns tell each other: the entrance with its search, playbooks, and who did something before."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from todoke.catalogue.talent import shipped_roles
from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.knowledge import (
    ITEM_WORDS,
    LICENCE_WORDS,
    THEME_WORDS,
    ItemWords,
    item_problems,
)
from todoke.core.talent.people import KIND_WORDS
from todoke.core.talent.redaction import HINTS
from todoke.core.talent.redaction import KIND_WORDS as FINDING_WORDS
from todoke.hub.members.events import record
from todoke.hub.members.guards import post_needed, refused, signed_in
from todoke.hub.talent.learning.views import OPENING_READERS
from todoke.hub.talent.network import commands, forms, openings, queries
from todoke.hub.talent.network.models import KnowledgeItem
from todoke.web.jinja import say

PUBLISHED = N_("Published. All towns of the hub can read it.")
DRAFTED = N_("The draft is kept. Only you can read it.")
WITHDRAWN = N_("Withdrawn. Only you can still read it.")
THANKED = N_("Your thanks were passed on.")


def words() -> dict[str, object]:
    """Names that every page of this room needs."""
    return {
        "themes": {one.value: name for one, name in THEME_WORDS.items()},
        "licences": {one.value: name for one, name in LICENCE_WORDS.items()},
        "kinds": {one.value: name for one, name in ITEM_WORDS.items()},
        "roles": shipped_roles().by_id,
        "finding_words": FINDING_WORDS,
        "finding_hints": HINTS,
        "get_messages": messages.get_messages,
    }


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    wanted = forms.read_wanted(request.GET)
    context = words() | {
        "wanted": wanted,
        "items": queries.items(wanted),
        "questions": queries.questions(request.user, wanted),
        "gatherings": queries.gatherings(wanted),
        "drafts": queries.drafts_of(request.user),
        "may_organise": queries.may_organise(request.user),
    }
    return render(request, "network/index.html", context)


@signed_in
def item(request: HttpRequest, key: UUID) -> HttpResponse:
    one = queries.get_item_or_404(request.user, key)
    context = words() | {
        "item": one,
        "own": one.author_id == request.user.pk,
        "thanked": one.thanks.count(),
        "mine": one.thanks.filter(by=request.user).exists(),
    }
    return render(request, "network/item.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def write_item(request: HttpRequest, key: UUID | None = None) -> HttpResponse:
    """Draft or publish; with findings, the page comes back with a box at each."""
    one = queries.get_item_or_404(request.user, key) if key else None
    if one is not None and (one.author_id != request.user.pk or one.withdrawn_at):
        return refused(request, commands.NOT_AUTHOR)
    if request.method != "POST":
        empty = ItemWords(title="", text="", kind="playbook", roles=(), themes=(), licence="cc_by_4")
        return _writing(request, one, given=forms.typed_item(one) if one else empty)
    given, publish = forms.read_item(request.POST), request.POST.get("act") == "publish"
    try:
        saved = commands.save_item(
            given, of=one, by=request.user, confirmed=forms.confirmed(request.POST), publish=publish
        )
    except Refused as error:
        return _writing(request, one, given=given, problem=error.refusals[0])
    messages.success(request, say(PUBLISHED if saved.checked_at else DRAFTED))
    return redirect("network:item", saved.pk)


def _writing(
    request: HttpRequest, one: KnowledgeItem | None, *, given: ItemWords, problem: Refusal | None = None
) -> HttpResponse:
    problems = item_problems(given, roles=shipped_roles().by_id) if problem else {}
    found = forms.findings(given.title, given.text) if problem and not problems else ()
    context = words() | {
        "item": one,
        "given": given,
        "problems": problems or ({"findings" if found else "title": problem} if problem else {}),
        "findings": found,
        "confirmed": forms.confirmed(request.POST),
    }
    return render(request, "network/write_item.html", context, status=422 if problem else 200)


@signed_in
@require_POST
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    one = queries.get_item_or_404(request.user, key)
    try:
        commands.withdraw_item(one.pk, by=request.user)
    except Refused as error:
        return refused(request, error.refusals[0])
    messages.success(request, say(WITHDRAWN))
    return redirect("network:index")


@signed_in
@require_POST
def thank(request: HttpRequest, key: UUID) -> HttpResponse:
    one = queries.get_item_or_404(request.user, key)
    try:
        commands.thank_for_item(one.pk, by=request.user)
    except Refused as error:
        return refused(request, error.refusals[0])
    messages.success(request, say(THANKED))
    return redirect("network:item", key)


@signed_in
def before(request: HttpRequest) -> HttpResponse:
    """Bodies that did it; a person only where they agreed to be asked, and can read that it was shown."""
    wanted = forms.read_wanted(request.GET)
    found = queries.who_did(wanted, on=timezone.localdate())
    for one in found:
        if one.person is not None and one.person.member_id != request.user.pk:
            record("person.read", f"person:{one.person.pk}", by=request.user, person=one.person.pk)
    written = queries.items(wanted) if wanted.role or wanted.text or wanted.theme else []
    context = words() | {
        "wanted": wanted,
        "found": found,
        "written": written,
        "bodies": queries.bodies_writing(written),
        "person_words": {kind.value: name for kind, name in KIND_WORDS.items()},
    }
    return render(request, "network/before.html", context)


@post_needed(*OPENING_READERS)
def course_openings(request: HttpRequest) -> HttpResponse:
    try:
        found = openings.report(timezone.localdate())
    except Refused as error:
        return refused(request, error.refusals[0], status=422)
    return render(request, "network/openings.html", {"report": found})
