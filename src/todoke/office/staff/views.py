"""Sign in and out. Unknown account, wrong password and switched-off account get the same answer."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from todoke.core.refusal import N_, Refusal
from todoke.office.staff.models import LoginWindow
from todoke.web.rate_limit import hit, take_back

WRONG = Refusal(
    code="staff.login.wrong",
    message=N_("The account or the password is not right. Check both and try again."),
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
    login(request, staff)
    for key in _counted(request, account):
        take_back(LoginWindow, key)
    safe = url_has_allowed_host_and_scheme(after, allowed_hosts={request.get_host()})
    return redirect(after if safe else "/")


def _counted(request: HttpRequest, account: str) -> tuple[str, str]:
    return f"account:{account}", f"address:{request.META.get('REMOTE_ADDR', '')}"


def _too_often(request: HttpRequest, account: str) -> Refusal | None:
    by_account, by_address = _counted(request, account)
    return hit(LoginWindow, by_account, limit=10, window=WINDOW) or hit(
        LoginWindow, by_address, limit=60, window=WINDOW
    )


def _page(request: HttpRequest, refusal: Refusal | None, *, after: str, status: int = 200) -> HttpResponse:
    context = {"refusal": refusal, "after": after, "account": request.POST.get("login", "")}
    return render(request, "staff/login.html", context, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseRedirect:
    logout(request)
    return redirect("staff:login")
