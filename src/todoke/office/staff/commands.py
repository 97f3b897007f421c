"""Accounts of the office's staff. Whatever changes one is written down beside it."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.mfa.models import Authenticator

from todoke.core.cases.facts import Role
from todoke.office.staff.models import Membership, Section, Staff, StaffEvent, StaffEventKind
from todoke.web.database import write
from todoke.web.sign_in.sessions import end_sessions


def add_staff(
    login: str,
    password: str,
    *,
    name: str,
    memberships: Iterable[tuple[str, Role]],
    given: bool = False,
) -> Staff:
    """A new account with its (section, role) memberships; sections are made where missing.

    `given`: the password was made for the person, who chooses their own at the first sign-in.
    """
    with write():
        staff = Staff.objects.create_user(login, password, name=name, given=given)
        for section, role in memberships:
            found, _ = Section.objects.get_or_create(name=section)
            Membership.objects.get_or_create(staff=staff, section=found, role=role.value)
    return staff


def grant(login: str, section: str, *, role: Role, by: Staff | None = None, note: str = "") -> bool:
    """Give somebody a role in a section; whether it was new. Staff or Section.DoesNotExist."""
    with write():
        staff, found = Staff.objects.get(login=login), Section.objects.get(name=section)
        _, made = Membership.objects.get_or_create(staff=staff, section=found, role=role.value)
        if made:
            note_event(staff, StaffEventKind.GRANTED, by=by, where=(section, role), note=note)
    return made


def revoke(login: str, section: str, *, role: Role, by: Staff | None = None) -> bool:
    """Take a role away; whether it was held. What was done in it stays. Staff.DoesNotExist."""
    with write():
        staff = Staff.objects.get(login=login)
        gone, _ = staff.memberships.filter(section__name=section, role=role.value).delete()
        if gone:
            note_event(staff, StaffEventKind.REVOKED, by=by, where=(section, role))
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
        end_sessions(staff)
        note_event(staff, StaffEventKind.ENABLED if active else StaffEventKind.DISABLED, by=None)
    return True


def reset_factors(login: str) -> int:
    """Forget every second factor of an account, as when the phone is lost; how many there were.

    The next sign-in sets one up anew. Open sessions end at once. Raises Staff.DoesNotExist.
    """
    with write():
        staff = Staff.objects.select_for_update().get(login=login)
        factors, _ = Authenticator.objects.filter(user=staff).delete()
        end_sessions(staff)
        note_event(staff, StaffEventKind.FACTORS_RESET, by=None)
    return factors


def give_password(login: str, password: str) -> None:
    """For who forgot theirs; they choose their own at the next sign-in, which still asks for the second step.

    Open sessions end at once. Raises Staff.DoesNotExist.
    """
    with write():
        staff = Staff.objects.select_for_update().get(login=login)
        staff.take_password(password, given=True)
        end_sessions(staff)
        note_event(staff, StaffEventKind.PASSWORD_GIVEN, by=None)


def sign_out_everywhere(login: str, *, by: Staff | None) -> None:
    """End every session of somebody, as when a computer is lost. Raises Staff.DoesNotExist."""
    with write():
        staff = Staff.objects.select_for_update().get(login=login)
        end_sessions(staff)
        note_event(staff, StaffEventKind.SESSIONS_ENDED, by=by)


def note_event(
    about: Staff, kind: StaffEventKind, *, by: Staff | None, where: tuple[str, str] = ("", ""), note: str = ""
) -> None:
    section, role = where
    StaffEvent.objects.create(about=about, by=by, kind=kind.value, section=section, role=role, note=note)
