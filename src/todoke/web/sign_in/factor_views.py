"""Second factors: the first one before anything else, more of them, proving one again, recovery codes."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.reauthentication import resume_request
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import decrypt, encrypt
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.core.refusal import N_, Refusal
from todoke.web.database import write
from todoke.web.jinja import say
from todoke.web.qr import data_uri
from todoke.web.sign_in import codes, passkeys
from todoke.web.sign_in.accounts import TwoStepAccount, accounts
from todoke.web.sign_in.proofs import (
    factor_was_proved,
    has_factor,
    lately_proved,
    may_add_factor,
    record_factor,
)
from todoke.web.sign_in.sessions import end_other_sessions, renew_key
from todoke.web.sign_in.site import Change, site
from todoke.web.sign_in.views import factor_page, prove, status_of

SECRET = "todoke_app_secret"  # noqa: S105 - where it lies in the session, encrypted
ADDED = N_("It is set up. You were signed out everywhere else.")
REMOVED = N_("It was removed. You were signed out everywhere else.")
LAST_FACTOR = Refusal(
    code="staff.factor.last",
    message=N_("This is your only second step. Set up another one first, then remove this one."),
)
HAS_APP = Refusal(
    code="staff.factor.has-app",
    message=N_("An authenticator app is set up already. Remove it first to use another phone."),
)
SHOWN_ONCE = N_("Your recovery codes were shown already. Make new ones if you do not have them any more.")


@login_required
@require_safe
def set_up(request: HttpRequest) -> HttpResponse:
    """All that somebody without a second factor gets to see."""
    if factor_was_proved(request):
        return redirect("sign_in:account")
    return render(request, "sign_in/set_up.html", {"words": site().words})


@login_required
@require_http_methods(["GET", "POST"])
@may_add_factor
def add_app(request: HttpRequest) -> HttpResponse:
    if Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists():
        messages.error(request, say(HAS_APP))
        return redirect("sign_in:account")
    secret = _secret(request)
    if request.method != "POST":
        return _app_page(request, secret)
    code, refusal = codes.normal(request.POST.get("code", "")), codes.refuse_too_many(request.user)
    if refusal is None and not codes.take_step(request.user, code, secret=secret):
        refusal = codes.WRONG
    if refusal is not None:
        return _app_page(request, secret, refusal=refusal)
    codes.forgive(request.user)
    del request.session[SECRET]
    return _added(request, TOTP.activate(request.user, secret).instance)


def _secret(request: HttpRequest) -> str:
    """The same until it is set up, so that a wrong code or a reload asks for no second scan."""
    if SECRET not in request.session:
        request.session[SECRET] = encrypt(generate_totp_secret())
    return str(decrypt(request.session[SECRET]))


def _app_page(request: HttpRequest, secret: str, *, refusal: Refusal | None = None) -> HttpResponse:
    from allauth.mfa.adapter import get_adapter

    context = {
        "refusal": refusal,
        "secret": [secret[at : at + 4] for at in range(0, len(secret), 4)],
        "picture": data_uri(get_adapter().build_totp_url(request.user, secret)),
        "first": not factor_was_proved(request),
    }
    return render(request, "sign_in/add_app.html", context, status=status_of(refusal))


@login_required
@require_http_methods(["GET", "POST"])
@may_add_factor
def add_passkey(request: HttpRequest) -> HttpResponse:
    staff, refusal = request.user, None
    if request.method == "POST":
        name = visible(request.POST.get("name", ""))[:60] or f"{len(_passkeys(staff)) + 1}"
        added = passkeys.added_with(staff, request.POST.get("credential", ""), name=name)
        if added is not None:
            return _added(request, added)
        refusal = passkeys.REFUSED
    context = {
        "refusal": refusal,
        "passkey": passkeys.ask_for_new(staff),
        "first": not factor_was_proved(request),
        "name": request.POST.get("name", ""),
        "words": site().words,
    }
    return render(request, "sign_in/add_passkey.html", context, status=status_of(refusal))


def _added(request: HttpRequest, added: Authenticator) -> HttpResponse:
    """The recovery codes come with the first factor."""
    staff = request.user
    record_factor(request, staff, added)
    with write():
        RecoveryCodes.activate(staff)
        site().note(staff, Change.FACTOR_ADDED)
    end_other_sessions(request, staff)
    messages.success(request, say(ADDED))
    seen = Authenticator.objects.get(user=staff, type=Authenticator.Type.RECOVERY_CODES).wrap().did_view
    return redirect("sign_in:account" if seen else "sign_in:codes")


@login_required
@require_safe
@lately_proved
def show_codes(request: HttpRequest) -> HttpResponse:
    """Once, then never again."""
    with write():
        held = Authenticator.objects.select_for_update().filter(
            user=request.user, type=Authenticator.Type.RECOVERY_CODES
        )
        kept = [one.wrap() for one in held]
        fresh = kept[0].get_unused_codes() if kept and not kept[0].did_view else []
        if fresh and request.method == "GET":
            kept[0].mark_as_viewed()
    if not fresh:
        messages.info(request, say(SHOWN_ONCE))
        return redirect("sign_in:account")
    return render(request, "sign_in/codes.html", _page(codes=fresh))


@login_required
@require_POST
@lately_proved
def new_codes(request: HttpRequest) -> HttpResponse:
    with write():
        accounts().select_for_update().get(pk=request.user.pk)
        Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).delete()
        RecoveryCodes.activate(request.user)
        site().note(request.user, Change.CODES_MADE)
    end_other_sessions(request, request.user)
    return redirect("sign_in:codes")


@login_required
@require_POST
@lately_proved
def remove_factor(request: HttpRequest, factor: int) -> HttpResponse:
    with write():
        accounts().select_for_update().get(pk=request.user.pk)
        factors = Authenticator.objects.filter(user=request.user).exclude(
            type=Authenticator.Type.RECOVERY_CODES
        )
        row = get_object_or_404(factors, pk=factor)
        if factors.count() < 2:
            messages.error(request, say(LAST_FACTOR))
            return redirect("sign_in:account")
        row.delete()
        site().note(request.user, Change.FACTOR_REMOVED)
    end_other_sessions(request, request.user)
    messages.success(request, say(REMOVED))
    return redirect("sign_in:account")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prove_again(request: HttpRequest) -> HttpResponse:
    """Before what must not happen on a screen somebody left open; then on with what was asked for."""
    if request.method != "POST":
        return factor_page(request, request.user, "sign_in/prove.html")
    proved, refusal = prove(request, request.user)
    if proved is None:
        return factor_page(request, request.user, "sign_in/prove.html", refusal=refusal)
    renew_key(request)
    return resume_request(request) or redirect("sign_in:account")


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    staff = request.user
    held = Authenticator.objects.filter(user=staff).order_by("created_at")
    recovery = [one.wrap() for one in held if one.type == Authenticator.Type.RECOVERY_CODES]
    context = {
        "factors": [one for one in held if one.type != Authenticator.Type.RECOVERY_CODES],
        "codes_left": len(recovery[0].get_unused_codes()) if recovery else 0,
        "has_app": any(one.type == Authenticator.Type.TOTP for one in held),
        "has_factor": has_factor(staff),
        **site().about(staff),
    }
    return render(request, site().account_template, _page(**context))


def _page(**context: Any) -> dict[str, Any]:
    return context | {"words": site().words, "nav": site().nav, "get_messages": messages.get_messages}


def visible(typed: str) -> str:
    """PostgreSQL keeps no NUL, and nobody sees the others."""
    return "".join(one for one in typed if one.isprintable()).strip()


def _passkeys(staff: TwoStepAccount) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=staff, type=Authenticator.Type.WEBAUTHN))
