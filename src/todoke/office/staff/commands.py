"""Accounts of the office's staff."""

from __future__ import annotations

from collections.abc import Iterable

from todoke.core.cases.facts import Role
from todoke.office.staff.models import Membership, Section, Staff
from todoke.web.database import write


def add_staff(login: str, password: str, *, name: str, memberships: Iterable[tuple[str, Role]]) -> Staff:
    """A new account with its (section, role) memberships; sections are made where missing."""
    with write():
        staff = Staff.objects.create_user(login, password, name=name)
        for section, role in memberships:
            found, _ = Section.objects.get_or_create(name=section)
            Membership.objects.get_or_create(staff=staff, section=found, role=role.value)
    return staff


def grant(login: str, section: str, *, role: Role) -> bool:
    """Give somebody a role in a section; whether it was new. Staff or Section.DoesNotExist."""
    with write():
        staff, found = Staff.objects.get(login=login), Section.objects.get(name=section)
        _, made = Membership.objects.get_or_create(staff=staff, section=found, role=role.value)
    return made


def revoke(login: str, section: str, *, role: Role) -> bool:
    """Take a role away; whether it was held. What was done in it stays. Staff.DoesNotExist."""
    with write():
        staff = Staff.objects.get(login=login)
        gone, _ = staff.memberships.filter(section__name=section, role=role.value).delete()
    return bool(gone)


def add_section(name: str) -> bool:
    """Whether it was new."""
    with write():
        _, made = Section.objects.get_or_create(name=name)
    return made


def switch_account(login: str, *, active: bool) -> bool:
    """Let an account sign in, or no longer; whether that changed. Sessions of a disabled account end at once.

    Raises Staff.DoesNotExist.
    """
    with write():
        staff = Staff.objects.select_for_update().get(login=login)
        if staff.is_active is active:
            return False
        staff.is_active = active
        staff.save(update_fields=["is_active"])
    return True
