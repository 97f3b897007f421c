"""Who may give and take roles: the administrators of a section, in their section, in the open.

An administrator may give themselves a role where nobody else can; that takes a reason, and it stands in
the list for every administrator and auditor to see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from todoke.core.cases.facts import Role
from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.office.staff import commands
from todoke.office.staff.models import Membership, Section, Staff, StaffEvent, StaffEventKind

ROLE_WORDS: Mapping[Role, str] = {
    Role.CASEWORKER: N_("Caseworker"),
    Role.NUMBER_CLERK: N_("My Number clerk (個人番号の事務取扱担当者)"),
    Role.APPROVER: N_("Approver"),
    Role.AUTHOR: N_("Author"),
    Role.PUBLISHER: N_("Publisher"),
    Role.DX_LEAD: N_("DX lead"),
    Role.AUDITOR: N_("Auditor"),
    Role.ADMINISTRATOR: N_("Administrator"),
}
EVENT_WORDS: Mapping[StaffEventKind, str] = {
    StaffEventKind.GRANTED: N_("was given the role %(role)s in %(section)s"),
    StaffEventKind.REVOKED: N_("lost the role %(role)s in %(section)s"),
    StaffEventKind.FACTOR_ADDED: N_("added a way to confirm the sign-in"),
    StaffEventKind.FACTOR_REMOVED: N_("removed a way to confirm the sign-in"),
    StaffEventKind.CODES_MADE: N_("made new recovery codes"),
    StaffEventKind.CODE_USED: N_("signed in with a recovery code"),
    StaffEventKind.PASSWORD_CHANGED: N_("chose a new password"),
    StaffEventKind.PASSWORD_GIVEN: N_("was given a password and has to choose another one"),
    StaffEventKind.SESSIONS_ENDED: N_("was signed out everywhere"),
    StaffEventKind.FACTORS_RESET: N_("has to set up the second step anew"),
    StaffEventKind.DISABLED: N_("can no longer sign in"),
    StaffEventKind.ENABLED: N_("can sign in again"),
}
NOT_ADMINISTRATOR = Refusal(
    code="staff.role.not-administrator",
    message=N_("Only an administrator of this section can give and take its roles."),
)
NOT_THEIR_ADMINISTRATOR = Refusal(
    code="staff.sessions.not-administrator",
    message=N_("Choose a person who works in a section you administer."),
)
REASON_MISSING = Refusal(
    code="staff.role.reason-missing",
    message=N_("Say why you give yourself this role. Administrators and auditors will read it."),
)
LAST_ADMINISTRATOR = Refusal(
    code="staff.role.last-administrator",
    message=N_("Nobody would administer this section any more. Give the role to somebody else first."),
)
UNKNOWN = Refusal(
    code="staff.role.unknown", message=N_("Choose a person, a section and a role from the lists.")
)
HELD = Refusal(code="staff.role.held", message=N_("This person holds this role already."))
NOT_HELD = Refusal(code="staff.role.not-held", message=N_("This person no longer holds this role."))


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleWish:
    """A role of somebody in a section, as typed; nothing in it is known to exist."""

    login: str
    section: str
    role: str
    note: str = ""


def administered_by(staff: Staff) -> list[str]:
    rows = staff.memberships.filter(role=Role.ADMINISTRATOR.value).order_by("section__name")
    return list(rows.values_list("section__name", flat=True))


def people_of(staff: Staff) -> list[Staff]:
    """Who works in a section this person administers."""
    theirs = Staff.objects.filter(memberships__section__name__in=administered_by(staff))
    return list(theirs.distinct().order_by("name", "login"))


def may_look(staff: Staff) -> bool:
    return staff.memberships.filter(role__in=[Role.ADMINISTRATOR.value, Role.AUDITOR.value]).exists()


def give(wish: RoleWish, *, by: Staff) -> None:
    """Raises Refused."""
    role = _known(wish, by)
    if wish.login == by.login and not wish.note:
        raise Refused(REASON_MISSING)
    if not commands.grant(wish.login, wish.section, role=role, by=by, note=wish.note):
        raise Refused(HELD)


def take(wish: RoleWish, *, by: Staff) -> None:
    """Raises Refused."""
    role = _known(wish, by)
    if role is Role.ADMINISTRATOR and not _others_administer(wish):
        raise Refused(LAST_ADMINISTRATOR)
    if not commands.revoke(wish.login, wish.section, role=role, by=by):
        raise Refused(NOT_HELD)


def sign_out(login: str, *, by: Staff) -> None:
    """By an administrator of a section the person works in. Raises Refused."""
    rows = Membership.objects.filter(staff__login=login, section__name__in=administered_by(by))
    if not rows.exists():
        raise Refused(NOT_THEIR_ADMINISTRATOR)
    commands.sign_out_everywhere(login, by=by)


def _known(wish: RoleWish, by: Staff) -> Role:
    exists = Staff.objects.filter(login=wish.login).exists() and wish.role in set(Role)
    if not exists or not Section.objects.filter(name=wish.section).exists():
        raise Refused(UNKNOWN)
    if wish.section not in administered_by(by):
        raise Refused(NOT_ADMINISTRATOR)
    return Role(wish.role)


def _others_administer(wish: RoleWish) -> bool:
    held = Membership.objects.filter(
        section__name=wish.section, role=Role.ADMINISTRATOR.value, staff__is_active=True
    )
    return held.exclude(staff__login=wish.login).exists()


def holders() -> dict[str, list[Membership]]:
    """By section; every section there is."""
    found: dict[str, list[Membership]] = {
        name: [] for name in Section.objects.order_by("name").values_list("name", flat=True)
    }
    rows = Membership.objects.select_related("staff", "section").order_by("staff__name", "role")
    for row in rows:
        found[row.section.name].append(row)
    return found


def latest_events(*, about: Staff | None = None, most: int = 50) -> list[StaffEvent]:
    rows = StaffEvent.objects.select_related("about", "by").order_by("-at", "-pk")
    return list((rows.filter(about=about) if about else rows)[:most])
