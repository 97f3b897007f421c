"""To the ID service and back. What fails is told on the page the person came from, in a sentence."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from todoke.core.assurance.identity import IdentityProof
from todoke.portal.identity import fresh
from todoke.portal.identity.forms import read_back
from todoke.portal.identity.oidc import demand as demands
from todoke.portal.identity.oidc import discovery, failures, signals, signing
from todoke.portal.identity.oidc.client import IdServiceOAuth2Adapter, IdServiceProvider
from todoke.portal.identity.oidc.demand import OidcDemand
from todoke.portal.identity.oidc.failures import Failure, SignInFailed
from todoke.portal.identity.oidc.providers import IdProvider, id_provider
from todoke.portal.identity.queries import SURENESS
from todoke.portal.identity.signals import proved
from todoke.web.database import write

ONCE = ("state", "code", "iss", "error")
"""Parameters of the callback that mean nothing when they come twice."""
ANEW = 60
"""Seconds: the person signs in at the service now."""


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """POST: a plain sign-in, or one more way for the account. GET: on to the ID service, with what was kept.

    Attack: a link or a picture elsewhere that signs somebody in. A GET without a demand begins nothing, and
    a POST needs our token.
    """
    provider = _provider_or_404(request, provider_id)
    if request.method == "POST":
        return _leave(request, provider)
    demand = demands.take(request, provider=provider_id)
    if demand is None:
        return redirect("account_login")
    try:
        return provider.begin(request, demand)
    except SignInFailed as failed:
        return _tell(request, failed, demand=demand)


def _leave(request: HttpRequest, provider: IdServiceProvider) -> HttpResponse:
    """A page and not a redirect: browsers follow a posted form only within this site (form-action)."""
    process = AuthProcess.LOGIN
    if request.user.is_authenticated and request.POST.get("process") == AuthProcess.CONNECT:
        fresh.require(request)
        process = AuthProcess.CONNECT
    service = id_provider(provider.sub_id)
    assert service is not None
    href = demands.ask(request, _plain(request, service, process=process))
    return render(request, "identity/oidc/leaving.html", {"href": href, "service": service})


def _plain(request: HttpRequest, service: IdProvider, *, process: AuthProcess) -> OidcDemand:
    """No claim is asked for: an account has no use for a name. Who is signed in already does it to show that
    they still sit there, so an old sign-in at the service is not enough."""
    return OidcDemand(
        provider=service.id,
        acr_values=service.acr_values,
        max_age=ANEW if request.user.is_authenticated else None,
        done=read_back(request),
        process=process,
    )


@never_cache
@login_not_required
@require_safe
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    _provider_or_404(request, provider_id)
    adapter = IdServiceOAuth2Adapter(request, provider_id)
    try:
        return _Callback.adapter_view(adapter)(request)  # type: ignore[no-any-return]
    except SignInFailed as failed:
        asked = getattr(adapter, "asked", None)
        demand = adapter.demand if asked else OidcDemand(provider=provider_id)
        return _tell(request, failed, demand=demand)


class _Callback(OAuth2CallbackView):
    adapter: IdServiceOAuth2Adapter

    def dispatch(self, request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:
        """allauth's steps, but all that is stored is stored at once, after everything was verified."""
        provider = self.adapter.get_provider()
        state, _ = self._get_state(request, provider)
        if "error" in request.GET or "code" not in request.GET:
            raise SignInFailed(failures.of_error(request.GET.get("error", "")), "error returned")
        client = self.adapter.get_client(request, provider.app)
        tokens = self.adapter.get_access_token_data(
            request, provider.app, client, pkce_code_verifier=(state or {}).get("pkce_code_verifier")
        )
        login = self.adapter.complete_login(request, provider.app, None, response=tokens)
        login.state = state
        return self._finish(request, login)

    def _finish(self, request: HttpRequest, login: SocialLogin) -> HttpResponse:
        """No request to anybody inside the transaction: a signature is fetched before."""
        demand, proof, cms = self.adapter.demand, self.adapter.proof, b""
        assert proof is not None
        if demand.sign_transaction_id:
            cms = signing.fetch(self.adapter.id_provider, transaction=demand.sign_transaction_id)
        with write():
            response = _completed(request, login, proof=proof, process=demand.process)
            if demand.process == AuthProcess.CONNECT:
                _require_connected(request, proof)
            if demand.sign_transaction_id:
                signals.signed.send(sender=None, request=request, cms=cms)
            else:
                proved.send(sender=None, request=request, proof=proof)
        return response

    def _get_state(
        self, request: HttpRequest, provider: IdServiceProvider
    ) -> tuple[dict[str, Any] | None, HttpResponse | None]:
        """The state is this session's, this provider's, and used up from here on. Then, before the code is
        sent anywhere: whether the answer comes from whom it was asked of (mix-up, RFC 9207)."""
        if any(len(request.GET.getlist(name)) > 1 for name in ONCE):
            raise SignInFailed(Failure.DISTRUSTED, "parameter twice")
        state, response = super()._get_state(request, provider)
        if state is None or "nonce" not in state or "demand" not in state:
            raise SignInFailed(Failure.NOT_STARTED, "state")
        self.adapter.asked = state
        metadata = discovery.metadata_of(self.adapter.id_provider)
        issuer = request.GET.get("iss")
        if issuer is None and metadata.names_itself:
            raise SignInFailed(Failure.DISTRUSTED, "iss missing in the callback")
        if issuer is not None and issuer != metadata.issuer:
            raise SignInFailed(Failure.DISTRUSTED, "iss of the callback")
        return state, response


def _completed(
    request: HttpRequest, login: SocialLogin, *, proof: IdentityProof, process: AuthProcess
) -> HttpResponse:
    """What the sign-in was worth is noted before, for the second factor that may follow, and after, for
    signing in over somebody else empties the session."""
    if process == AuthProcess.LOGIN:
        request.session[SURENESS] = proof.levels.authentication
    response: HttpResponse = complete_social_login(request, login)
    if process == AuthProcess.LOGIN:
        request.session[SURENESS] = proof.levels.authentication
    return response


def _require_connected(request: HttpRequest, proof: IdentityProof) -> None:
    """allauth says both in messages only, which our pages do not show: that the ID is another account's, and
    that the account has to be shown once more to be theirs."""
    linked = SocialAccount.objects.filter(provider=proof.method, uid=proof.subject).first()
    if linked is None:
        raise SignInFailed(Failure.NOT_STARTED, "not fresh any more")
    if linked.user_id != request.user.pk:
        raise SignInFailed(Failure.TAKEN)


@never_cache
@require_safe
def failed(request: HttpRequest) -> HttpResponse:
    """Where no form waits: why, and back to signing in."""
    return render(request, "identity/oidc/failed.html", {"refusal": failures.take(request)})


def _provider_or_404(request: HttpRequest, provider_id: str) -> IdServiceProvider:
    try:
        return get_adapter(request).get_provider(request, provider_id)  # type: ignore[return-value]
    except SocialApp.DoesNotExist as error:
        raise Http404 from error


def _tell(request: HttpRequest, failed: SignInFailed, *, demand: OidcDemand) -> HttpResponse:
    failures.keep(request, failed, provider=demand.provider)
    signals.failed.send(sender=None, request=request, refusal=failed.refusal)
    return redirect(demands.page_after(demand, failed=True))
