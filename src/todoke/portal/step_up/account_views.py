"""Between the form and the sign-in: under /account/, where sessions are.

Whoever comes here must be the browser that left the form (its cookie says so); everybody else reads that the
step-up is over, whatever the reason.
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from todoke.core.assurance.stepping_up import refuse_step
from todoke.core.errors import Refused
from todoke.portal.catalogue import queries as catalogue
from todoke.portal.identity.oidc import failures
from todoke.portal.identity.queries import proof_of_session
from todoke.portal.step_up import asking, commands, offers, receiving
from todoke.portal.step_up.models import Purpose, StepUp
from todoke.portal.step_up.queries import COOKIE, PATH, own_step_up

SESSION_KEY = "step_up"


@never_cache
@require_GET
def enter(request: HttpRequest, id: UUID) -> HttpResponse:
    """On to the chosen method. A page and not a redirect: browsers follow a posted form only within this
    site, and the ID service lies elsewhere."""
    row = own_step_up(request, id, now=timezone.now())
    if row is None:
        return _is_over(request)
    request.session[SESSION_KEY] = str(row.pk)
    if row.purpose == Purpose.IDENTIFY and _is_proved_already(request, row):
        return redirect("step_up:done", id=row.pk)
    try:
        href = _way(request, row)
    except Refused as error:
        commands.note_failure(row, error.refusals[0])
        return redirect("step_up:failed", id=row.pk)
    if not offers.is_id_service(row.method) and row.purpose == Purpose.IDENTIFY:
        return redirect(href)
    method = asking.method_of(row)
    context = {"href": href, "method": method, "town": catalogue.town_or_404(row.town_slug), "row": row}
    return render(request, "step_up/leaving.html", context)


@never_cache
@require_GET
def done(request: HttpRequest, id: UUID) -> HttpResponse:
    """The sign-in is over. With a proof to the form; without one to the page that asks, which says why."""
    row = own_step_up(request, id, now=timezone.now())
    if row is None:
        return _is_over(request)
    if row.box is None:
        _is_proved_already(request, row)
        row.refresh_from_db()
    if row.box is None:
        return _without_proof(request, row)
    base = f"/{row.town_slug}/a/{row.draft_id}/"
    tail = "identified" if row.purpose == Purpose.IDENTIFY else "signed"
    return _leave(request, f"{base}{tail}/{row.pk}")


@never_cache
@require_GET
def failed(request: HttpRequest, id: UUID) -> HttpResponse:
    """Cancelled, or it did not work: back to the form, where everything is as it was."""
    row = own_step_up(request, id, now=timezone.now())
    return _is_over(request) if row is None else _without_proof(request, row)


def _without_proof(request: HttpRequest, row: StepUp) -> HttpResponse:
    failures.take(request)  # the signal brought it already; the session need not keep it
    page = "sign" if row.purpose == Purpose.SIGN else "identify"
    query = urlencode({"to": row.to, "after": row.pk})
    return _leave(request, f"/{row.town_slug}/a/{row.draft_id}/{page}?{query}")


def _leave(request: HttpRequest, href: str) -> HttpResponse:
    request.session.pop(SESSION_KEY, None)
    response = redirect(href)
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
    return response


def _is_over(request: HttpRequest) -> HttpResponse:
    return render(request, "step_up/over.html", {"town": None}, status=404)


def _is_proved_already(request: HttpRequest, row: StepUp) -> bool:
    """Who signed in a moment ago with one of the portal's own methods need not do it again."""
    if row.purpose != Purpose.IDENTIFY:
        return False
    proof = proof_of_session(request)
    if proof is None or refuse_step(asking.demand_of(row), proof.proof, now=timezone.now()):
        return False
    receiving.keep_proof(request=request, proof=proof)
    return True


def _way(request: HttpRequest, row: StepUp) -> str:
    if row.purpose == Purpose.SIGN:
        return asking.ask_to_sign(request, row)
    if offers.is_id_service(row.method):
        return asking.ask(request, row)
    after = reverse("step_up:done", kwargs={"id": row.pk})
    return f"{reverse('identity:reach')}?{urlencode({'method': row.method, 'next': after})}"
