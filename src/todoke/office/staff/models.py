"""Who works here, in which sections, in which roles; and how often somebody tried to sign in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from todoke.core.cases.facts import Role
from todoke.web.rate_limit import RateWindow


class StaffAccounts(BaseUserManager["Staff"]):
    """Makes accounts; passwords are hashed by Django."""

    def create_user(self, login: str, password: str, *, name: str) -> Staff:
        staff = self.model(login=login, name=name)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff


class Staff(AbstractBaseUser):
    """One person of the office. `login` is ASCII, `name` is what colleagues read."""

    login = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)

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
    """Sign-in attempts by account and by address."""
