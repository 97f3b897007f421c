"""How the hub's sign-in differs from any other: its words, and where a change is written down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from todoke.core.refusal import N_
from todoke.core.talent.posts import POST_WORDS
from todoke.hub.members.events import record
from todoke.hub.members.models import HubEvent, LoginWindow, Member
from todoke.hub.members.queries import own_events, posts_of
from todoke.web.sign_in.site import Change, SignInSite, SignInWords

WORDS = SignInWords(
    for_whom=N_("For members of the hub: towns, the prefecture, companies, and people who can be lent."),
    forgotten=N_("If you have forgotten the password, ask the administrator of the hub."),
    not_alone=N_("The password alone does not open the hub. Confirm that it is you."),
    lost=N_("If you have lost your phone and your recovery codes, ask the administrator of the hub."),
    until_then=N_("Until this is done, no other page of the hub opens."),
    shown_in_demo=N_("This is a demo, so the code is shown here: %(code)s. A real hub never shows it."),
    example=N_("So that you recognise it later, such as: office laptop. You may leave it empty."),
    ready=N_("I have kept them: go to what waits for me"),
)


def note(member: Member, change: Change) -> None:
    record(f"member.{change.value}", f"member:{member.pk}", by=member)


def about(member: Member) -> Mapping[str, Any]:
    return {"posts": posts_of(member), "events": own_events(member), "post_words": POST_WORDS}


TOLD = (*(f"member.{change.value}" for change in Change), "member.new_password", "member.factors_reset")
TOLD = (*TOLD, "member.switched_on", "member.switched_off")


def changed_since(member: Member) -> bool:
    """Also what an administrator did. Posts are seen in the navigation."""
    rows = HubEvent.objects.filter(subject=f"member:{member.pk}", name__in=TOLD)
    return bool((rows.filter(at__gt=member.last_login) if member.last_login else rows).exists())


SITE = SignInSite(
    window=LoginWindow,
    purpose=b"todoke hub: second factors, 1",
    note=note,
    about=about,
    account_template="members/account.html",
    words=WORDS,
    changed_since=changed_since,
)
