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
    "agreement.revoked": N_("A confidentiality agreement was revoked"),
    "agreement.signed": N_("A confidentiality agreement was signed"),
    "caps.entered": N_("Most hours of an authority were entered"),
    "document.added": N_("A document was added"),
    "document.removed": N_("A document was removed"),
    "interest.confirmed": N_("A declaration of interests was confirmed"),
    "interest.declared": N_("Interests were declared"),
    "need.begun": N_("A need was begun"),
    "need.changed": N_("A need was changed"),
    "need.discarded": N_("A draft of a need was discarded"),
    "need.posted": N_("A need was posted"),
    "need.tied": N_("Two needs were tied together"),
    "need.untied": N_("Two needs were untied"),
    "need.withdrawn": N_("A need was withdrawn"),
    "permission.asked": N_("A permission was asked for"),
    "permission.lapsed": N_("A permission lapsed"),
    "permission.revoked": N_("A permission was revoked"),
    "recusal.noted": N_("Somebody stayed out of a procurement"),
    "restriction.confirmed": N_("A second person confirmed a restriction"),
    "restriction.decided": N_("A restriction was decided"),
    "restriction.lifted": N_("A restriction was lifted"),
    "role.saved": N_("A role model was saved"),
    "team.placed": N_("Somebody was put into a role of a team"),
    "team.procedures": N_("The count of procedures was entered"),
    "team.removed": N_("Somebody was taken out of a team"),
    "team.wanted": N_("What a town wants changed was saved"),
    "person.read": N_("A person’s record was looked at"),
}


def name_events(words: Mapping[str, str]) -> None:
    """For a room's `apps.ready`."""
    _words.update(words)


def words_of(name: str) -> str:
    return _words.get(name, name)
