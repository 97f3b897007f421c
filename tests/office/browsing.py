"""A browser of somebody who signed in with both steps a moment ago."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.test import Client


class StaffBrowser(Client):
    def force_login(self, user: Any, backend: str | None = None) -> None:
        """As Django's, with the second factor proved `now`."""
        super().force_login(user, backend)
        self.prove(at=time.time())

    def prove(self, *, at: float) -> None:
        session = self.session
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": at}]
        session["account_authentication_methods_user"] = session[SESSION_KEY]
        session.save()
