"""People who sign in to the portal. No account is needed for what asks for no identity.

Invariant: an account holds ways of signing in and nothing about the person. Names and addresses that an ID
service handed over are sealed to the application that asked for them (ADR 10).
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from todoke.web.cache_rows import CacheRowBase
from todoke.web.ids import uuid7
from todoke.web.rate_limit import RateWindow


class Account(AbstractBaseUser):
    """One person. `email` is None for who came by a passkey or an ID service alone. The password column is
    Django's own and never holds a usable one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True, null=True)  # noqa: DJ001 - NULL: any number have none
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = BaseUserManager["Account"]()

    def __str__(self) -> str:
        return str(self.pk)


class CacheRow(CacheRowBase):
    """What allauth counts (todoke.web.cache_rows)."""


class SignInWindow(RateWindow):
    """How often a mailbox or a network address was used to ask for codes."""
