"""Where allauth asks this site how it does things.

Invariants:
- secrets of authenticator apps and recovery codes lie in the database under the storage key only.
- nobody is sent to another site by `next=`, not even to another name of this one.
- a passkey belongs to the address in `base_url`, whatever Host a request carries.
"""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from todoke.core.envelope.applicant_key import open_box, seal_box
from todoke.portal import storage_secret
from todoke.portal.identity import fresh, passkeys
from todoke.portal.identity.models import Account
from todoke.web.views import safe_path

PURPOSE = b"second factors"


class AccountAdapter(DefaultAccountAdapter):
    def get_client_ip(self, request: HttpRequest) -> str:
        """web/proxy.py has already decided whom to believe."""
        return request.META.get("REMOTE_ADDR") or "127.0.0.1"

    def is_safe_url(self, url: str | None) -> bool:
        return bool(url) and safe_path(self.request, url) == url

    def get_login_stages(self) -> list[str]:
        return ["todoke.portal.identity.stages.SecondFactor"]

    def is_reauthentication_required(self, *, app: str, **more: object) -> bool:
        """allauth takes an account without a second factor for renewed always; here it never is by itself."""
        fresh.require(self.request)
        return False

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        messages.error(request, _("This account is closed."))
        return redirect("account_login")

    def add_message(self, *args: Any, **given: Any) -> None:
        """Our pages say themselves what happened."""

    def send_mail(self, *args: Any, **given: Any) -> None:
        """So do our mails (mails.py)."""

    def send_notification_mail(self, *args: Any, **given: Any) -> None:
        """As above."""


class SecondFactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal_box(_key(), text.encode(), PURPOSE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return open_box(_key(), base64.b64decode(encrypted_text), PURPOSE).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": passkeys.host(), "name": "届 Todoke"}

    def get_public_key_credential_user_entity(self, user: Account) -> dict[str, Any]:
        """The name under which the device lists the passkey."""
        name = user.email or _("Account without an e-mail address")
        return {**super().get_public_key_credential_user_entity(user), "display_name": name, "name": name}


def _key() -> bytes:
    return storage_secret.derived(PURPOSE)
