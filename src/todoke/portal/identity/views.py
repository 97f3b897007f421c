"""Signing in, and what an account holds."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("identity:overview")
    return render(request, "identity/sign_in.html", {})


@never_cache
@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    return render(request, "identity/overview.html", {})
