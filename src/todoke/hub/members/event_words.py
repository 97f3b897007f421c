"""What events are called on pages. A room adds its own with `name_events`; others are shown as they are."""

from __future__ import annotations

from collections.abc import Mapping

from todoke.core.refusal import N_

_words: dict[str, str] = {
    "demo.seeded": N_("The demo’s prefecture was set up"),
    "member.added": N_("The account was added"),
    "member.switched_off": N_("The account can no longer sign in"),
    "member.switched_on": N_("The account can sign in again"),
    "member.new_password": N_("The account got a new password"),
    "member.password_changed": N_("The password was changed"),
    "member.factors_reset": N_("The second step has to be set up anew"),
    "member.factor_added": N_("A way to confirm the sign-in was added"),
    "member.factor_removed": N_("A way to confirm the sign-in was removed"),
    "member.codes_made": N_("New recovery codes were made"),
    "member.code_used": N_("Signed in with a recovery code"),
    "post.given": N_("A post was given"),
    "post.taken": N_("A post was taken away"),
    "body.added": N_("The body was added"),
    "body.described": N_("Where the digital function sits was recorded"),
    "person.read": N_("A person’s record was looked at"),
}


def name_events(words: Mapping[str, str]) -> None:
    """For a room's `apps.ready`."""
    _words.update(words)


def words_of(name: str) -> str:
    return _words.get(name, name)
