"""How the office's sign-in differs from any other: its words, and where a change is written down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from todoke.core.refusal import N_
from todoke.office.staff import roles
from todoke.office.staff.commands import note_event
from todoke.office.staff.models import LoginWindow, Staff, StaffEventKind
from todoke.web.sign_in.site import Change, SignInSite, SignInWords

WORDS = SignInWords(
    for_whom=N_("For the staff of the office."),
    forgotten=N_("If you have forgotten the password, ask the administrator of the office."),
    not_alone=N_("The password alone does not open the office. Confirm that it is you."),
    lost=N_("If you have lost your phone and your recovery codes, ask the administrator of the office."),
    until_then=N_("Until this is done, no other page of the office opens."),
    shown_in_demo=N_("This is a demo, so the code is shown here: %(code)s. A real office never shows it."),
    example=N_("So that you recognise it later, such as: office laptop. You may leave it empty."),
    ready=N_("I have kept them: go to the inbox"),
)


def note(staff: Staff, change: Change) -> None:
    note_event(staff, StaffEventKind(change.value), by=staff)


def about(staff: Staff) -> Mapping[str, Any]:
    return {
        "events": roles.latest_events(about=staff, most=10),
        "event_words": roles.EVENT_WORDS,
        "role_words": roles.ROLE_WORDS,
        "may_look": roles.may_look(staff),
    }


TOLD = [kind.value for kind in StaffEventKind if kind not in (StaffEventKind.GRANTED, StaffEventKind.REVOKED)]


def changed_since(staff: Staff) -> bool:
    """Also what the command line did. Roles have a page of their own."""
    rows = staff.events.filter(kind__in=TOLD)  # type: ignore[attr-defined]
    return bool((rows.filter(at__gt=staff.last_login) if staff.last_login else rows).exists())


SITE = SignInSite(
    window=LoginWindow,
    purpose=b"todoke office: second factors, 1",
    note=note,
    about=about,
    account_template="staff/account.html",
    words=WORDS,
    nav="cases/_nav.html",
    changed_since=changed_since,
)
