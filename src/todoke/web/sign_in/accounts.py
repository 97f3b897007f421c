"""What an account needs so that it can be signed in to in two steps."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils.crypto import salted_hmac


class TwoStepAccount(AbstractBaseUser):
    """`login` and `name` are the site's own columns.

    `sessions_from` is part of what a session is checked against: counting it up ends all there are.
    `last_code` is the time step of the newest code of the authenticator app that was taken (RFC 6238 5.2).
    """

    is_active = models.BooleanField(default=True)
    sessions_from = models.PositiveIntegerField(default=0)
    last_code = models.BigIntegerField(default=0)
    password_given = models.BooleanField(default=False)

    session_salt: ClassVar[str]

    class Meta:
        abstract = True

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's own, with the count in it."""
        held = f"{self.password}:{self.sessions_from}"
        return salted_hmac(self.session_salt, held, secret=secret, algorithm="sha256").hexdigest()

    def take_password(self, password: str, *, given: bool) -> None:
        """`given`: made for them, so that it only opens the page where they choose their own."""
        self.set_password(password)
        self.password_given = given
        self.save(update_fields=["password", "password_given"])


def accounts() -> Any:
    """All accounts of this site, to be asked."""
    return get_user_model()._default_manager
