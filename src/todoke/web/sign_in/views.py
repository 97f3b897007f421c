"""Sign in, in two steps, and out.

Unknown account, wrong password and switched-off account get the same answer.
"""

from __future__ import annotations

from datetime import timedelta

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from todoke.core.refusal import N_, Refusal
from todoke.web.jinja import say
from todoke.web.rate_limit import hit, network_of, take_back
from todoke.web.sign_in import codes, passkeys
from todoke.web.sign_in.accounts import TwoStepAccount
from todoke.web.sign_in.adapters import stays_here
from todoke.web.sign_in.proofs import record_factor
from todoke.web.sign_in.site import Change, site

WRONG = Refusal(
    code="staff.login.wrong",
    message=N_("The account or the password is not right. Check both and try again."),
)
ENDED = {
    "idle": N_("You were signed out because nothing happened for 30 minutes. Please sign in again."),
    "long": N_("You were signed out because 8 hours are the longest a sign-in lasts. Please sign in again."),
}
CHANGED = N_(
    "Since you last signed in, your password, second step or sessions were changed, or a recovery code was "
    "used. See My sign-in. If that was not you, tell the administrator at once."
)
WINDOW = timedelta(minutes=15)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    account, after = request.POST.get("login", ""), request.POST.get("next", request.GET.get("next", ""))
    if request.method != "POST":
        return _page(request, None, after=after)
    refusal = _too_often(request, account)
    if refusal is not None:
        return _page(request, refusal, after=after, status=429)
    password = request.POST.get("password", "")
    # No account holds an invisible character, and PostgreSQL cannot even be asked for a NUL.
    staff = authenticate(request, username=account, password=password) if account.isprintable() else None
    if staff is None:
        return _page(request, WRONG, after=after, status=403)
    for key in _counted(request, account):
        take_back(site().window, key)
    # Session fixation: nothing of who sat here before, or of who prepared this browser, goes on.
    logout(request)
    wish = Login(user=staff, redirect_url=after if stays_here(request, after) else "/")
    return perform_password_login(request, {"username": account}, wish)


def _counted(request: HttpRequest, account: str) -> dict[str, int]:
    """What is counted → how often. Attack: wrong passwords for a colleague's account from a network of one's
    own, so that they are locked out; therefore the few tries are of an account and a network together."""
    network = network_of(request.META.get("REMOTE_ADDR", ""))
    return {f"account:{account}:{network}": 10, f"account:{account}": 100, f"address:{network}": 60}


def _too_often(request: HttpRequest, account: str) -> Refusal | None:
    counted = (
        hit(site().window, key, limit=limit, window=WINDOW)
        for key, limit in _counted(request, account).items()
    )
    return next((refusal for refusal in counted if refusal), None)


def _page(request: HttpRequest, refusal: Refusal | None, *, after: str, status: int = 200) -> HttpResponse:
    context = {
        "refusal": refusal,
        "ended": ENDED.get(request.GET.get("why", "")),
        "after": after,
        "account": request.POST.get("login", ""),
        "words": site().words,
    }
    return render(request, "sign_in/login.html", context, status=status)


@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """The password was right; nobody is signed in before this step is."""
    stage = request._login_stage  # type: ignore[attr-defined]
    staff = stage.login.user
    if not staff.is_active:  # switched off since the password was typed
        stage.abort()
        return redirect("account_login")
    if request.method != "POST":
        return factor_page(request, staff, "sign_in/second_factor.html")
    changed = site().changed_since(staff)
    proved, refusal = prove(request, staff)
    if proved is None:
        return factor_page(request, staff, "sign_in/second_factor.html", refusal=refusal)
    if changed:
        messages.warning(request, say(CHANGED))
    if proved.type == Authenticator.Type.RECOVERY_CODES:
        site().note(staff, Change.CODE_USED)
    return stage.exit()


def prove(request: HttpRequest, staff: TwoStepAccount) -> tuple[Authenticator | None, Refusal | None]:
    """The factor that was proved with what was sent, on record in this session; or why not."""
    too_many = codes.refuse_too_many(staff)
    if too_many is not None:
        return None, too_many
    by_key = request.POST.get("credential")
    proved = (
        passkeys.proved_with(staff, by_key) if by_key else codes.take(staff, request.POST.get("code", ""))
    )
    if proved is None:
        return None, passkeys.REFUSED if by_key else codes.WRONG
    codes.forgive(staff)
    record_factor(request, staff, proved)
    return proved, None


def factor_page(
    request: HttpRequest, staff: TwoStepAccount, template: str, *, refusal: Refusal | None = None
) -> HttpResponse:
    """What this person has set up, as ways to go on."""
    held = set(Authenticator.objects.filter(user=staff).values_list("type", flat=True))
    has_passkey = Authenticator.Type.WEBAUTHN in held
    context = {
        "refusal": refusal,
        "has_app": Authenticator.Type.TOTP in held,
        "passkey": passkeys.ask_for_proof(staff) if has_passkey else "",
        "demo_code": codes.next_code(staff) if settings.TODOKE.demo else "",
        "next": request.POST.get("next", request.GET.get("next", "")),
        "words": site().words,
    }
    return render(request, template, context, status=status_of(refusal))


def status_of(refusal: Refusal | None) -> int:
    if refusal is None:
        return 200
    return 429 if refusal.code == "rate.too-often" else 403


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseRedirect:
    logout(request)
    return redirect("account_login")
