"""Who may come in: signed in, and holding a post. Everything finer is a policy of its room."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from todoke.core.refusal import N_, Refusal
from todoke.hub.members.models import Body, Member, PostKind

View = Callable[..., HttpResponse]
NOT_YOURS = Refusal(
    code="hub.not-yours",
    message=N_("This page belongs to another task than yours. Ask the administrator if you need it."),
)


def signed_in(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def post_needed(*kinds: PostKind) -> Callable[[View], View]:
    """For members who hold one of these posts anywhere; in which body counts is the room's own rule."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not bodies_of(request.user, *kinds):  # type: ignore[arg-type]
                return refused(request, NOT_YOURS)
            return view(request, *args, **kwargs)

        return signed_in(guarded)

    return guard


def refused(request: HttpRequest, refusal: Refusal, *, status: int = 403) -> HttpResponse:
    """A page with the sentence, in the frame of the site."""
    return render(request, "members/refused.html", {"refusal": refusal}, status=status)


def bodies_of(member: Member, *kinds: PostKind) -> tuple[Body, ...]:
    """Where the member holds one of the posts."""
    names = [kind.value for kind in kinds]
    return tuple(Body.objects.filter(posts__member=member, posts__kind__in=names).distinct().order_by("code"))
