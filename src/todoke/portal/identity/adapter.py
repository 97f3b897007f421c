"""Where allauth asks this site how it does things."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from todoke.web.views import safe_path


class AccountAdapter(DefaultAccountAdapter):
    def get_client_ip(self, request: HttpRequest) -> str:
        """web/proxy.py has already decided whom to believe."""
        return request.META.get("REMOTE_ADDR") or "127.0.0.1"

    def is_safe_url(self, url: str | None) -> bool:
        """Attack: `next=` to elsewhere. Only paths of this very site."""
        return bool(url) and safe_path(self.request, url) == url

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True


class SecondFactorAdapter(DefaultMFAAdapter):
    pass
