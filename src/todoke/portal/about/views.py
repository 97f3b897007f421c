"""Accessibility and privacy, in true words: what was tested, what is kept, for how long, who can read it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.portal.apply.commands import LIFETIME
from todoke.portal.apply.queries import COOKIE, MINE
from todoke.portal.apply.views import KEPT
from todoke.portal.catalogue import queries as catalogue
from todoke.portal.catalogue.queries import TownFacts
from todoke.portal.identity.middleware import LONGEST_SECONDS
from todoke.portal.mailbox import kept_files
from todoke.portal.step_up import queries as step_up
from todoke.portal.step_up.commands import LIFETIME as STEP_UP_LIFETIME
from todoke.web.views import CHOICES


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "about/accessibility.html", {"town": _town(request)})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    context = {
        "town": _town(request),
        "key_cookie": COOKIE,
        "mine_cookie": MINE,
        "display_cookies": [f"todoke_{name}" for name in CHOICES],
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "draft_days": LIFETIME.days,
        "file_days": kept_files.LIFETIME.days,
        "cookie_days": KEPT.days,
        "step_up_cookie": step_up.COOKIE,
        "step_up_minutes": int(STEP_UP_LIFETIME.total_seconds() // 60),
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "session_hours": LONGEST_SECONDS // 3600,
    }
    return render(request, "about/privacy.html", context)


def _town(request: HttpRequest) -> TownFacts | None:
    """The town the person came from, for its contact; an unknown one is none."""
    return next((one for one in catalogue.towns() if one.slug == request.GET.get("town")), None)
