"""Where allauth asks about accounts of ID services: the configured file instead of rows, and our failures."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.db import IntegrityError
from django.http import HttpRequest
from django.urls import reverse

from todoke.portal.identity.oidc.client import IdServiceProvider
from todoke.portal.identity.oidc.failures import Failure, SignInFailed
from todoke.portal.identity.oidc.providers import IdProvider, id_providers
from todoke.web.database import write


class IdServiceAccountAdapter(DefaultSocialAccountAdapter):
    def list_apps(
        self, request: HttpRequest, *, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        return [
            _app(one)
            for one in id_providers()
            if provider in {None, one.id} and client_id in {None, one.client_id}
        ]

    def list_providers(self, request: HttpRequest) -> list[IdServiceProvider]:
        return [IdServiceProvider(request, app=app) for app in self.list_apps(request)]

    def get_provider(
        self, request: HttpRequest, provider: str, *, client_id: str | None = None
    ) -> IdServiceProvider:
        """Raises SocialApp.DoesNotExist for one that is not, or no longer, configured."""
        return IdServiceProvider(request, app=self.get_app(request, provider, client_id=client_id))

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, *data: object) -> Any:
        """An account of an ID service has no name and no address."""
        return sociallogin.user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, *, form: object = None) -> Any:
        try:
            with write():
                return super().save_user(request, sociallogin, form=form)
        except IntegrityError as error:  # the same person in two windows: the other one was first
            raise SignInFailed(Failure.NOT_STARTED, "account made meanwhile") from error

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: object) -> str:
        return reverse("identity:overview")

    def generate_state_param(self, state: object) -> str:
        return token_urlsafe(32)

    def on_authentication_error(self, request: HttpRequest, provider: object, **given: Any) -> None:
        """allauth's view comes here for a state it does not know; all else fails in ours (views.py)."""
        raise SignInFailed(Failure.NOT_STARTED, "state")


def _app(provider: IdProvider) -> SocialApp:
    """Never saved. The secret stays in its file."""
    return SocialApp(
        provider=IdServiceProvider.id,
        provider_id=provider.id,
        name=provider.name,
        client_id=provider.client_id,
        settings={"server_url": provider.issuer},
    )
