"""The workspace: what one may open, found and listed; everything else is not there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.conflicts import CLASS_WORDS
from todoke.core.talent.procurement import CATEGORY_WORDS
from todoke.core.talent.workspace import MOST_BYTES
from todoke.hub.members.guards import post_needed, refused, signed_in
from todoke.hub.members.models import Body
from todoke.hub.talent.permits import document_commands, forms, queries, reading
from todoke.hub.talent.permits.downloads import inert_download
from todoke.hub.talent.permits.speaking import spoken_for
from todoke.hub.talent.permits.views import shown
from todoke.hub.talent.roles import typed
from todoke.web.jinja import say

MOST_TYPED = 100
ADDED = N_("The document is in the workspace. Who may open it follows from its class.")
REMOVED = N_("The document is taken out.")


@require_safe
@never_cache
@signed_in
def documents(request: HttpRequest) -> HttpResponse:
    text = typed.text(request.GET, "q")[:MOST_TYPED]
    pages = Paginator(reading.found(request.user, text), reading.PAGE)
    context = shown(
        request, text=text, page=pages.get_page(request.GET.get("page")), keeps=bool(_own(request))
    )
    return render(request, "permits/documents.html", context)


def _own(request: HttpRequest) -> list[Body]:
    return list(
        Body.objects.filter(pk__in=spoken_for(request.user, *reading.KEEPERS), kind__in=forms.HOSTS).order_by(
            "code"
        )
    )


@require_safe
@never_cache
@signed_in
def document(request: HttpRequest, key: UUID) -> HttpResponse:
    row = reading.get_readable_or_404(request.user, key)
    document_commands.note_opened(row, by=request.user, taken=False)
    keeps = document_commands.keeps(request.user, row.host)
    context = shown(request, row=row, keeps=keeps, openings=queries.openings_of(row) if keeps else [])
    return render(request, "permits/document.html", context)


@require_safe
@never_cache
@signed_in
def download(request: HttpRequest, key: UUID) -> HttpResponse:
    row, content = reading.content_of(request.user, key)
    document_commands.note_opened(row, by=request.user, taken=True)
    return inert_download(content, name=row.name, media_type=row.media_type)


@require_http_methods(["GET", "HEAD", "POST"])
@post_needed(*reading.KEEPERS)
def add(request: HttpRequest) -> HttpResponse:
    own = _own(request)
    problems: dict[str, Refusal] = {}
    if request.method == "POST":
        new = _sent(request, own)
        if new is None:
            return refused(request, document_commands.NOT_KEEPER)
        try:
            row = document_commands.add(new, by=request.user)
        except Refused:
            problems = document_commands.problems_of(new)
        else:
            messages.success(request, say(ADDED))
            return redirect("permits:document", row.pk)
    context = shown(
        request,
        own=own,
        classes=[(one.value, words) for one, words in CLASS_WORDS.items()],
        categories=[(one.value, words) for one, words in CATEGORY_WORDS.items()],
        given=request.POST,
        problems=problems,
    )
    return render(request, "permits/add_document.html", context, status=422 if problems else 200)


def _sent(request: HttpRequest, own: list[Body]) -> document_commands.NewDocument | None:
    host = next((one for one in own if str(one.pk) == request.POST.get("host")), None)
    if host is None:
        return None
    file = request.FILES.get("file")
    return document_commands.NewDocument(
        host=host,
        title=typed.text(request.POST, "title"),
        kind=forms.read_class(request.POST),
        category=forms.category(request.POST.get("category", "")),
        name=file.name if file else "",
        content=file.read(MOST_BYTES + 1) if file else None,
    )


@require_POST
@signed_in
def remove(request: HttpRequest, key: UUID) -> HttpResponse:
    row = reading.get_readable_or_404(request.user, key)
    try:
        document_commands.remove(row, by=request.user)
    except Refused as error:
        return refused(request, error.refusals[0])
    messages.success(request, say(REMOVED))
    return redirect("permits:documents")
