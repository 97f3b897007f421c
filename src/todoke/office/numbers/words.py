"""What is said about My Numbers (個人番号): their events, and how one was confirmed."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext

from todoke.core.cases.number_policies import GivenBy, Parting
from todoke.core.refusal import N_

SHOWN, PRINTED, CHECKED = "number.shown", "number.printed", "number.checked"
PARTED: Mapping[Parting, str] = {
    Parting.HANDED_OVER: "number.handed_over",
    Parting.NOT_NEEDED: "number.deleted",
}
NUMBER_SENTENCES: Mapping[str, str] = {
    SHOWN: N_("The My Number was shown: %(question)s."),
    PRINTED: N_("The form was printed with the My Numbers in it: %(question)s."),
    CHECKED: N_("It was recorded how number and person were confirmed: %(question)s."),
    "number.handed_over": N_("The My Number was handed to the core system and deleted here: %(question)s."),
    "number.deleted": N_("The My Number was no longer needed and was deleted here: %(question)s."),
}
GIVEN_BY: Mapping[GivenBy, str] = {
    GivenBy.SELF: N_("by the person (本人)"),
    GivenBy.AGENT: N_("by an agent (代理人)"),
}
REASONS: Mapping[Parting, str] = {
    Parting.HANDED_OVER: N_("It was handed to the core system (引渡し)"),
    Parting.NOT_NEEDED: N_("It is no longer needed"),
}
LINES = (
    ("number_how", N_("Number confirmed (番号確認)")),
    ("person_how", N_("Person identified (身元確認)")),
    ("authority_how", N_("Power to act (代理権)")),
)
GIVEN = N_("Number given")


def check_words(body: Mapping[str, object]) -> str:
    """How it was confirmed, one line each."""
    by = body.get("given_by")
    lines = [(GIVEN, gettext(GIVEN_BY[GivenBy(str(by))]))] if by in set(GivenBy) else []
    lines += [(label, str(body[name])) for name, label in LINES if body.get(name)]
    return "\n".join(f"{gettext(label)}：{text}" for label, text in lines)
