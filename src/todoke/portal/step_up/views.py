"""In the form: why and how to show who one is, and coming back with what was proved.

Nothing here has a session: the applicant key says whose draft it is, and what was proved comes sealed to it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from todoke.core.assurance.identity import Claim, IdentityProof
from todoke.core.assurance.methods import Method
from todoke.core.assurance.stepping_up import refuse_step
from todoke.core.errors import UntrustedEnvelope
from todoke.core.refusal import N_, Refusal
from todoke.portal.apply import commands as drafts
from todoke.portal.apply.queries import OpenDraft
from todoke.portal.apply.verified import settled
from todoke.portal.apply.views import give_key, identify_href, language_of, own_draft, remember
from todoke.portal.catalogue import queries as catalogue
from todoke.portal.step_up import commands, offers
from todoke.portal.step_up.gate import CHECK, Asked, asked_of, standing_of
from todoke.portal.step_up.models import Purpose, StepUp
from todoke.portal.step_up.queries import COOKIE, PATH, failure_of, step_up_of

UNKNOWN_METHOD = Refusal(
    code="step-up.method",
    message=N_("Choose one of the ways below. What you have written is kept."),
)
NOT_FINISHED = Refusal(
    code="step-up.not-finished",
    message=N_("You have not shown who you are yet. What you have written is kept."),
)
USED = Refusal(
    code="step-up.used",
    message=N_(
        "This proof was used already, or it is more than 30 minutes old. Begin again. "
        "What you have written is kept."
    ),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Page:
    """The page that asks: what it asks for, where the person goes on, and what went wrong before."""

    asked: Asked
    to: str
    problem: Refusal | None = None
    status: int = 200


@require_http_methods(["GET", "HEAD", "POST"])
@own_draft
def identify(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    """GET asks, only POST begins: a link or a picture on another site can start nothing."""
    asked, to = asked_of(draft.definition), page_of(draft, request.GET.get("to", ""))
    if asked is None:
        return redirect("apply:resume", town=draft.town.slug, id=draft.id)
    if request.method != "POST":
        if _is_enough(draft, asked):
            return redirect(_back(draft, to))
        return _ask(request, draft, page=_Page(asked=asked, to=to, problem=what_happened(request, draft)))
    method = next((m for m in offers.offered(asked.in_form.levels) if m.method == method_of(request)), None)
    if method is None:
        return _ask(request, draft, page=_Page(asked=asked, to=to, problem=UNKNOWN_METHOD, status=422))
    if crowded := commands.refuse_many(draft.id, address=request.META.get("REMOTE_ADDR", "")):
        return _ask(request, draft, page=_Page(asked=asked, to=to, problem=crowded, status=429))
    wanted = commands.Wanted(
        purpose=Purpose.IDENTIFY,
        method=method.method,
        demand=asked.in_form,
        claims=asked.claims if offers.is_id_service(method.method) else frozenset(),
        to=to,
    )
    return leave(draft, wanted)


def method_of(request: HttpRequest) -> str:
    return request.POST.get("method", "")


def leave(draft: OpenDraft, wanted: commands.Wanted) -> HttpResponse:
    """Out of the form, with a cookie that only the session area sees."""
    origin = commands.Origin(
        draft=draft.id, town_code=draft.town.code, town_slug=draft.town.slug, key=draft.key
    )
    begun = commands.begin(origin, wanted)
    response = redirect("step_up:enter", id=begun.row.pk)
    response.set_cookie(
        COOKIE,
        begun.cookie,
        path=PATH,
        max_age=commands.LIFETIME,
        httponly=True,
        samesite="Lax",
        secure=settings.CSRF_COOKIE_SECURE,
    )
    return response


@require_GET
@own_draft
def identified(request: HttpRequest, draft: OpenDraft, step_up: UUID) -> HttpResponse:
    """Back with a proof: it is taken once, checked once more, and put into the draft's own box."""
    asked = asked_of(draft.definition)
    if asked is None:
        return redirect("apply:resume", town=draft.town.slug, id=draft.id)
    row = step_up_of(draft.id, step_up, now=timezone.now())
    proof = None if row is None else proof_in(row, draft)
    if row is None or proof is None:
        return _nothing_came(request, draft, asked=asked, row=row)
    if refusal := refuse_step(asked.in_form, proof.proof, now=timezone.now()):
        commands.take(row)
        return _ask(request, draft, page=_Page(asked=asked, to=row.to, problem=refusal, status=422))
    before = draft.content.identity_proof
    if before is not None and not before.is_same_person(proof):
        return redirect("apply:other_person", town=draft.town.slug, id=draft.id, step_up=row.pk)
    if not commands.take(row):
        return _nothing_came(request, draft, asked=asked, row=None)
    commands.count_finished(row.method)
    draft = drafts.keep_proof(draft, proof, settle=settled(draft.definition))
    return redirect(_back(draft, row.to))


@require_http_methods(["GET", "HEAD", "POST"])
@own_draft
def other_person(request: HttpRequest, draft: OpenDraft, step_up: UUID) -> HttpResponse:
    """Somebody else signed in: the draft stays the first person's, whatever is chosen here."""
    row = step_up_of(draft.id, step_up, now=timezone.now())
    proof = None if row is None else proof_in(row, draft)
    asked = asked_of(draft.definition)
    if row is None or proof is None or asked is None:
        return redirect("apply:resume", town=draft.town.slug, id=draft.id)
    choice = request.POST.get("choice", "")
    if request.method == "POST" and choice in {"keep", "anew"}:
        if not commands.take(row) or choice == "keep":
            return redirect("apply:resume", town=draft.town.slug, id=draft.id)
        return _begin_anew(request, draft, proof=proof)
    context = _common(request, draft) | {"missed": request.method == "POST", "proof": proof}
    return render(request, "step_up/other_person.html", context, status=422 if context["missed"] else 200)


def _begin_anew(request: HttpRequest, draft: OpenDraft, *, proof: IdentityProof) -> HttpResponse:
    """A new draft with a new key and none of the first person's answers."""
    published = catalogue.published_or_404(draft.town.slug, draft.procedure)
    if refusal := drafts.refuse_start(published):
        context = _common(request, draft) | {"missed": False, "proof": proof, "refusal": refusal}
        return render(request, "step_up/other_person.html", context, status=422)
    begun = drafts.start_draft(published, language=language_of(request), postcode=None)
    drafts.keep_proof(begun, proof, settle=settled(begun.definition))
    response = redirect("apply:key", town=begun.town.slug, id=begun.id)
    give_key(response, begun.key, begun.town, id=begun.id)
    remember(request, response, begun.town, id=begun.id)
    return response


def proof_in(row: StepUp, draft: OpenDraft) -> IdentityProof | None:
    """What was handed over, if this draft's key opens it and it is a proof."""
    if row.purpose != Purpose.IDENTIFY:
        return None
    try:
        content = commands.look_into(row, draft.key)
        return None if content is None else IdentityProof.from_json(json.loads(content))
    except (UntrustedEnvelope, KeyError, TypeError, ValueError):
        return None


def _nothing_came(
    request: HttpRequest, draft: OpenDraft, *, asked: Asked, row: StepUp | None
) -> HttpResponse:
    """A page loaded again after it worked goes on; a hand-over replayed says what it is."""
    to = row.to if row else CHECK
    if _is_enough(draft, asked):
        return redirect("apply:resume", town=draft.town.slug, id=draft.id)
    problem = (failure_of(row) or NOT_FINISHED) if row else USED
    return _ask(request, draft, page=_Page(asked=asked, to=to, problem=problem, status=422))


def what_happened(request: HttpRequest, draft: OpenDraft) -> Refusal | None:
    """Somebody who comes back without a proof is told why; the first visit has nothing to tell."""
    try:
        id = UUID(request.GET.get("after", ""))
    except ValueError:
        return None
    row = step_up_of(draft.id, id, now=timezone.now())
    return (failure_of(row) or NOT_FINISHED) if row else NOT_FINISHED


def _is_enough(draft: OpenDraft, asked: Asked) -> bool:
    proof = draft.content.identity_proof
    return refuse_step(asked.in_form, proof.proof if proof else None, now=timezone.now()) is None


def page_of(draft: OpenDraft, wanted: str) -> str:
    """A page of this form, "" for wherever it goes on. Attack: an address elsewhere in `to`."""
    known = {CHECK, *(step.id for step in draft.definition.steps)}
    return wanted if wanted in known else ""


def _back(draft: OpenDraft, to: str) -> str:
    base = f"/{draft.town.slug}/a/{draft.id}/"
    return base + (to if to in {"", CHECK} else f"s/{to}")


def _ask(request: HttpRequest, draft: OpenDraft, *, page: _Page) -> HttpResponse:
    proof = draft.content.identity_proof
    why = refuse_step(page.asked.in_form, proof.proof if proof else None, now=timezone.now())
    methods: tuple[Method, ...] = offers.offered(page.asked.in_form.levels)
    context = _common(request, draft) | {
        "asked": page.asked,
        "claims": [one.value for one in Claim if one in page.asked.claims],
        "action": identify_href(draft, page.to or CHECK),
        "problem": page.problem,
        "why": why,
        "methods": [{"method": one, "service": offers.is_id_service(one.method)} for one in methods],
        "back_href": _page_before(draft, page),
    }
    return render(request, "step_up/identify.html", context, status=page.status)


def _page_before(draft: OpenDraft, page: _Page) -> str:
    """The last page that asks for nothing, so that "back" never leads in a circle."""
    ids = [step.id for step in draft.definition.steps]
    first = page.asked.from_step
    place = ids.index(first) if first in ids else len(ids)
    return _back(draft, ids[place - 1]) if place > 0 else _back(draft, "key").replace("/s/key", "/key")


def _common(request: HttpRequest, draft: OpenDraft) -> dict[str, object]:
    return {
        "town": draft.town,
        "draft": draft,
        "definition": draft.definition,
        "language": language_of(request),
        "base": f"/{draft.town.slug}/a/{draft.id}/",
        "standing": standing_of(draft.definition, draft.content.identity_proof, now=timezone.now()),
        "refusal": None,
    }
