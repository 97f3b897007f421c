"""Around the wizard: start, key, resume on another device, receipt, own copy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from todoke.core.envelope.applicant_key import ApplicantKey
from todoke.core.errors import Refused
from todoke.core.procedures.answers import problems_on, step_of, walk
from todoke.core.refusal import N_, Refusal
from todoke.portal.apply import commands, copies
from todoke.portal.apply.forms import Addressee, addressee_field, context_now, read_addressee
from todoke.portal.apply.limits import refuse_many_starts
from todoke.portal.apply.models import OpenAttempt
from todoke.portal.apply.moving import move_on
from todoke.portal.apply.queries import (
    COOKIE,
    MINE,
    MOST_MINE,
    AlreadySent,
    OpenDraft,
    find_by_key,
    get_own_draft_or_404,
    get_own_submission_or_404,
)
from todoke.portal.catalogue import queries as catalogue
from todoke.web import qr
from todoke.web.rate_limit import hit, network_of, take_back

KEPT = timedelta(days=400)
TRIES, WINDOW = 20, timedelta(minutes=10)
NOTHING_OPENS = Refusal(
    code="apply.open.nothing",
    message=N_(
        "This key opens nothing in %(town)s. Check the 24 digits."
        " Drafts are deleted after 30 days without a save."
    ),
)


def language_of(request: HttpRequest) -> str:
    return str(request.language)  # type: ignore[attr-defined]


def identify_href(draft: OpenDraft, to: str) -> str:
    """Where the person shows who they are; they come back to the page `to`."""
    return f"/{draft.town.slug}/a/{draft.id}/identify?to={to}"


def own_draft(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives the view the draft the cookie opens; what was sent leads to its receipt, what is gone says so."""

    @wraps(view)
    def guarded(request: HttpRequest, town: str, id: UUID, **kwargs: object) -> HttpResponse:
        try:
            return view(request, get_own_draft_or_404(request, town, id), **kwargs)
        except AlreadySent:
            if view.__name__ == "resume":
                return redirect("mailbox:status", town=town, id=id)
            return redirect(f"{reverse('apply:receipt', kwargs={'town': town, 'id': id})}?again=1")
        except (Http404, commands.DraftGone):
            facts = catalogue.town_or_404(town)
            return render(request, "apply/gone.html", {"town": facts}, status=404)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, town: str, procedure: str) -> HttpResponse:
    published = catalogue.published_or_404(town, procedure)
    refusal, crowded = commands.refuse_start(published), None
    addressee, typed = Addressee(), request.POST.get("postcode", "")
    if request.method == "POST" and refusal is None:
        if addressee_field(published.definition) is not None:
            addressee = read_addressee(published.town, typed)
        ready = addressee.problem is None and addressee.elsewhere is None
        crowded = refuse_many_starts(request.META.get("REMOTE_ADDR", "")) if ready else None
        if ready and crowded is None:
            draft = commands.start_draft(
                published, language=language_of(request), postcode=addressee.postcode or None
            )
            return _with_key(request, draft.key, draft.town, id=draft.id, to="apply:key")
    context = {
        "town": published.town,
        "definition": published.definition,
        "published": published,
        "addressee": addressee,
        "typed": typed,
        "refusal": refusal,
        "crowded": crowded,
        "problems": {"postcode": addressee.problem} if addressee.problem else {},
    }
    status = 429 if crowded else 422 if addressee.problem else 200
    return render(request, "apply/start.html", context, status=status)


def _with_key(
    request: HttpRequest, key: ApplicantKey, town: catalogue.TownFacts, *, id: UUID, to: str
) -> HttpResponse:
    """The key stays on this device, sent only with requests about this one application."""
    response = redirect(to, town=town.slug, id=id)
    give_key(response, key, town, id=id)
    remember(request, response, town, id=id)
    return response


def give_key(response: HttpResponse, key: ApplicantKey, town: catalogue.TownFacts, *, id: UUID) -> None:
    response.set_cookie(
        COOKIE,
        key.digits,
        path=f"/{town.slug}/a/{id}/",
        max_age=KEPT,
        httponly=True,
        samesite="Lax",
        secure=settings.CSRF_COOKIE_SECURE,
    )


def remember(request: HttpRequest, response: HttpResponse, town: catalogue.TownFacts, *, id: UUID) -> None:
    """What this device began or opened in this town, newest first. Ids open nothing without their keys."""
    mine = [one for one in request.COOKIES.get(MINE, "").split(".") if one and one != id.hex]
    response.set_cookie(
        MINE,
        ".".join([id.hex, *mine][:MOST_MINE]),
        path=f"/{town.slug}/",
        max_age=KEPT,
        httponly=True,
        samesite="Lax",
        secure=settings.CSRF_COOKIE_SECURE,
    )


@require_safe
@own_draft
def show_key(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    base = f"/{draft.town.slug}/a/{draft.id}/"
    # A draft that is new begins with its first page; an older one is asked what it still needs.
    next_href = base if draft.content.done else f"{base}s/{draft.definition.steps[0].id}"
    context = {"town": draft.town, "draft": draft, "definition": draft.definition, "next_href": next_href}
    response = render(request, "apply/key.html", context | key_facts(draft.key, draft.town))
    # A draft begun from another town's pages is remembered here: that town's list travels only to its pages.
    remember(request, response, draft.town, id=draft.id)
    return response


def key_facts(key: ApplicantKey, town: catalogue.TownFacts) -> dict[str, object]:
    """The key as text, link and QR. After the # it never reaches a server, a log or a referrer."""
    page = reverse("apply:open", kwargs={"town": town.slug})
    link = f"{settings.TODOKE.base_url.rstrip('/')}{page}#{key.digits}"
    return {"key_groups": key.groups(), "key_link": link, "key_qr": qr.data_uri(link)}


@require_safe
@own_draft
def resume(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    """To the first page that still needs something, else to the check page; first to what changed."""
    if moved := move_on(draft):
        context = {"town": draft.town, "draft": moved.draft, "definition": moved.draft.definition}
        return render(request, "apply/moved.html", context | {"changes": moved.changes})
    context = context_now()
    path = walk(draft.definition, draft.content.answers, context)
    if path.stopped:
        return redirect("apply:stopped", town=draft.town.slug, id=draft.id)
    problems = problems_on(draft.definition, path, draft.content.answers, context)
    waiting = [page.step.id for page in path.steps if page.step.id not in draft.content.done]
    steps = [step_of(draft.definition, name) for name in problems] or waiting
    if not steps:
        return redirect("apply:check", town=draft.town.slug, id=draft.id)
    return redirect("apply:step", town=draft.town.slug, id=draft.id, step=steps[0])


@require_http_methods(["GET", "HEAD", "POST"])
def open_with_key(request: HttpRequest, town: str) -> HttpResponse:
    facts, refusal = catalogue.town_or_404(town), None
    typed = request.POST.get("key", "")
    if request.method == "POST":
        address = network_of(request.META["REMOTE_ADDR"])
        refusal = hit(OpenAttempt, address, limit=TRIES, window=WINDOW)
        if refusal is None:
            key = _typed_key(typed)
            found = find_by_key(facts, key)
            if found is not None:
                take_back(OpenAttempt, address)  # a whole evacuation centre may share one address
                return _with_key(request, key, facts, id=found, to="apply:resume")
            refusal = Refusal(
                code=NOTHING_OPENS.code, message=NOTHING_OPENS.message, params={"town": facts.name}
            )
    problems = {"key": refusal} if refusal else {}
    status = 429 if refusal and refusal.code == "rate.too-often" else 422 if refusal else 200
    context = {"town": facts, "problems": problems, "typed": typed}
    return render(request, "apply/open.html", context, status=status)


def _typed_key(typed: str) -> ApplicantKey:
    """Something that is no key is looked up like one, so that every wrong answer costs the same."""
    try:
        return ApplicantKey.parse(typed)
    except Refused:
        return ApplicantKey("0" * 24)


@require_safe
def show_receipt(request: HttpRequest, town: str, id: UUID) -> HttpResponse:
    own = get_own_submission_or_404(request, town, id)
    row = own.submission
    context = {
        "town": own.town,
        "submission": row,
        "definition": catalogue.definition_of(row.town_code, row.procedure, row.revision),
        "again": "again" in request.GET,
    }
    return render(request, "apply/receipt.html", context | key_facts(own.key, own.town))


@require_safe
def download_copy(request: HttpRequest, town: str, id: UUID) -> HttpResponse:
    own = get_own_submission_or_404(request, town, id)
    pdf = copies.copy_pdf(own, language=language_of(request))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="todoke-{own.submission.receipt}.pdf"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@own_draft
def delete(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    if request.method != "POST":
        return render(request, "apply/delete.html", {"town": draft.town, "draft": draft})
    commands.delete_draft(draft)
    response = render(request, "apply/deleted.html", {"town": draft.town, "title": _("Draft deleted")})
    response.delete_cookie(COOKIE, path=f"/{draft.town.slug}/a/{draft.id}/")
    return response
