"""Who works here, in which sections, in which roles; and how often somebody tried to sign in."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.utils import timezone

from todoke.core.cases.facts import Role
from todoke.web.rate_limit import RateWindow
from todoke.web.sign_in.accounts import TwoStepAccount


class StaffAccounts(BaseUserManager["Staff"]):
    """Makes accounts; passwords are hashed by Django."""

    def create_user(self, login: str, password: str, *, name: str, given: bool = False) -> Staff:
        """`given`: the password was made for them, and they choose their own at the first sign-in."""
        staff = self.model(login=login, name=name, password_given=given)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff


class Staff(TwoStepAccount):
    """One person of the office. `login` is ASCII, `name` is what colleagues read."""

    login = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=80)

    session_salt: ClassVar[str] = "todoke.office.staff.session"
    objects: ClassVar[StaffAccounts] = StaffAccounts()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Section(models.Model):
    """課 of the office. Procedures name it."""

    name = models.CharField(max_length=60, unique=True)


class Membership(models.Model):
    """A staff member's role in a section (応援 is simply a second membership)."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="memberships")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "section", "role"], name="one_membership_per_role")
        ]


class LoginWindow(RateWindow):
    """Sign-in attempts by account and by address, and codes tried by account."""


class StaffEventKind(StrEnum):
    GRANTED = "granted"
    REVOKED = "revoked"
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    CODES_MADE = "codes_made"
    CODE_USED = "code_used"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a kind of event
    PASSWORD_GIVEN = "password_given"  # noqa: S105 - a kind of event
    SESSIONS_ENDED = "sessions_ended"
    FACTORS_RESET = "factors_reset"
    DISABLED = "disabled"
    ENABLED = "enabled"


class StaffEvent(models.Model):
    """What was changed about an account. `by` is nobody where the command line did it; never changed."""

    about = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="events")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in StaffEventKind])
    section = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["about", "-at"], name="staff_event_about")]

    @property
    def to_oneself(self) -> bool:
        return self.by_id == self.about_id
