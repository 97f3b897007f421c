"""Words that this room's pages share, by the value stored in a row."""

from __future__ import annotations

from collections.abc import Mapping

from todoke.core.refusal import N_
from todoke.core.talent.confidentiality import STATE_WORDS as AGREEMENT_WORDS
from todoke.core.talent.conflicts import CLASS_WORDS, EFFECT_WORDS, INTEREST_WORDS
from todoke.core.talent.permissions import KIND_WORDS
from todoke.core.talent.procurement import CATEGORY_WORDS

LAPSED = "lapsed"
STATES: Mapping[str, tuple[str, str, str]] = {
    "asked": ("wait", "○", N_("asked for")),
    "granted": ("done", "✓", N_("in force")),
    "refused": ("over", "×", N_("not granted")),
    "revoked": ("over", "×", N_("revoked")),
    LAPSED: ("over", "―", N_("ended")),
}
"""Class of the label, its sign, and its words."""
AGREEMENT_LOOKS: Mapping[str, tuple[str, str]] = {
    "to_sign": ("wait", "○"),
    "in_force": ("done", "✓"),
    "to_come": ("work", "→"),
    "ended": ("over", "―"),
    "revoked": ("over", "×"),
}
EVERY = N_("Every procurement")
CATEGORIES: Mapping[str, str] = {"*": EVERY, **{one.value: words for one, words in CATEGORY_WORDS.items()}}

WORDS = {
    "kind_words": {one.value: words for one, words in KIND_WORDS.items()},
    "class_words": {one.value: words for one, words in CLASS_WORDS.items()},
    "effect_words": {one.value: words for one, words in EFFECT_WORDS.items()},
    "interest_words": {one.value: words for one, words in INTEREST_WORDS.items()},
    "agreement_words": {one.value: words for one, words in AGREEMENT_WORDS.items()},
    "agreement_looks": AGREEMENT_LOOKS,
    "category_words": CATEGORIES,
    "states": STATES,
}
