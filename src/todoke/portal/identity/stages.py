"""Where a sign-in stops for a second factor."""

from __future__ import annotations

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from todoke.portal.identity.queries import by_two_factors, records_for


class SecondFactor(AuthenticateStage):
    """After a code by e-mail, where the account has a passkey or an app. A passkey is two factors, and most
    ID services ask for as many; after one that asked for a single factor, ours follows."""

    def _should_handle(self, request: HttpRequest) -> bool:
        account = self.login.user
        by_service = any(one.get("method") == "socialaccount" for one in records_for(request, account))
        if by_service and by_two_factors(request):
            return False
        asked: bool = super()._should_handle(request)
        if asked and by_service:
            self.login.signal_kwargs = None  # the service's answer, which no session may hold
        return asked
