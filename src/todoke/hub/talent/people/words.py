"""What happens to a record, in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from todoke.core.refusal import N_

EVENT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "person.listed": N_("Stood in a list somebody looked at"),
        "person.exported": N_("Stood in a list somebody downloaded"),
        "person.imported": N_("Was added from a list"),
        "person.assessed": N_("A level was assessed"),
        "person.profile": N_("The profile was changed"),
        "person.paused": N_("A pause was begun"),
        "person.resumed": N_("The pause was ended"),
        "person.claimed": N_("A skill was added or changed"),
        "person.unclaimed": N_("A skill was taken out"),
        "person.days": N_("The days were changed"),
        "person.consented": N_("A consent was given"),
        "person.withdrew": N_("A consent was withdrawn"),
        "person.downloaded": N_("The own data were downloaded"),
        "person.correction": N_("A correction was asked for"),
        "person.answered": N_("A request for correction was answered"),
    }
)
