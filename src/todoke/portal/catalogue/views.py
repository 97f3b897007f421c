"""The public pages before an application: towns, procedures, one procedure."""

from __future__ import annotations

import math

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.portal.apply.commands import refuse_start
from todoke.portal.apply.queries import MINE, on_this_device
from todoke.portal.catalogue import queries
from todoke.portal.step_up.gate import asked_of
from todoke.portal.step_up.offers import offered


@require_safe
def show_towns(request: HttpRequest) -> HttpResponse:
    return render(request, "catalogue/towns.html", {"towns": queries.towns()})


@require_safe
def show_town(request: HttpRequest, town: str) -> HttpResponse:
    facts = queries.town_or_404(town)
    words = request.GET.get("q", "").strip()[:100]
    context = {
        "town": facts,
        "words": words,
        "shelves": queries.shelves(facts, words=words, language=str(request.language)),
        "begun": on_this_device(facts, request.COOKIES.get(MINE, "")),
    }
    return render(request, "catalogue/town.html", context)


@require_safe
def show_procedure(request: HttpRequest, town: str, procedure: str) -> HttpResponse:
    found = queries.published_or_404(town, procedure)
    asked = asked_of(found.definition)
    context = {
        "town": found.town,
        "definition": found.definition,
        "published": found,
        "refusal": refuse_start(found),
        "asked": asked,
        "methods": offered(asked.in_form.levels) if asked and asked.signs_in else (),
        "minutes": about(found.definition.estimated_minutes()),
    }
    return render(request, "catalogue/procedure.html", context)


def about(minutes: int) -> int:
    """Nobody fills in a form in 32 minutes: up to the next 5, beyond half an hour to the next 10."""
    step = 5 if minutes <= 30 else 10
    return math.ceil(minutes / step) * step
