"""Where a sign-in stops for a second factor."""

from __future__ import annotations

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from todoke.portal.identity.queries import records_for


class SecondFactor(AuthenticateStage):
    """After a code by e-mail, where the account has a passkey or an app. An ID service has asked for more
    than one factor itself, and a passkey is two."""

    def _should_handle(self, request: HttpRequest) -> bool:
        account = self.login.user
        if any(one.get("method") == "socialaccount" for one in records_for(request, account)):
            return False
        asked: bool = super()._should_handle(request)
        return asked
