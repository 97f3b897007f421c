"""What an account holds, where it is signed in, and its end."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.portal.identity import browsers, commands
from todoke.portal.identity.fresh import needs_fresh_proof
from todoke.portal.identity.oidc.providers import id_providers
from todoke.portal.identity.ways import ways_of


@never_cache
@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    held = ways_of(request.user)
    known = {one.provider for one in held.services}
    more = [one for one in id_providers() if one.id not in known]
    return render(request, "identity/overview.html", {"ways": held, "more_services": more})


@never_cache
@login_required
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    found = UserSession.objects.purge_and_list(request.user)
    newest_first = sorted(found, key=lambda one: one.last_seen_at, reverse=True)
    shown = [(one, browsers.called(one.user_agent)) for one in newest_first]
    here = request.session.session_key
    return render(request, "identity/sessions.html", {"sessions": shown, "here": here})


@never_cache
@require_POST
@login_required
def end_session(request: HttpRequest, id: int) -> HttpResponse:
    """Ending needs no fresh proof: whoever suspects a thief should not be stopped."""
    commands.end_session(get_object_or_404(UserSession, user=request.user, pk=id))
    return redirect("identity:sessions")


@never_cache
@require_POST
@login_required
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    commands.end_other_sessions(request)
    return redirect("identity:sessions")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_fresh_proof
def delete(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        commands.delete_account(request)
        return redirect("identity:deleted")
    return render(request, "identity/delete.html", {})


@never_cache
@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "identity/deleted.html", {})
