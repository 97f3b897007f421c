"""Who may look at the studio, and one work of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from todoke.core.cases.facts import Role
from todoke.core.procedures.studio_policies import refuse_edit
from todoke.core.refusal import Refusal
from todoke.office.studio.facts import actor_for, facts_of, section_name
from todoke.office.studio.models import Work
from todoke.web.middleware import POLICY

READERS = frozenset({Role.AUTHOR, Role.APPROVER, Role.PUBLISHER, Role.DX_LEAD})
FRAMING = f"{POLICY}; frame-src 'self'"
FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


def may_read(request: HttpRequest) -> bool:
    return bool(request.user.memberships.filter(role__in=[role.value for role in READERS]).exists())


def for_readers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Signed in, with a role in the studio."""

    @wraps(view)
    def guarded(request: HttpRequest, **parts: object) -> HttpResponse:
        if not may_read(request):
            raise PermissionDenied
        return view(request, **parts)

    return login_required(guarded)  # type: ignore[no-any-return]


def get_work_or_404(request: HttpRequest, id: UUID) -> Work:
    """Of a section in which they write, review or publish; nobody else learns of it."""
    found: Work = get_object_or_404(Work.objects.select_related("section", "author", "last_editor"), pk=id)
    if not sees(request, found):
        raise Http404
    return found


def sees(request: HttpRequest, work: Work) -> bool:
    return not READERS.isdisjoint(actor_for(request.user, section_name(work)).roles)


def refuse_editing(request: HttpRequest, work: Work) -> Refusal | None:
    """Why this person only reads it now."""
    return refuse_edit(facts_of(work), actor_for(request.user, section_name(work)))
