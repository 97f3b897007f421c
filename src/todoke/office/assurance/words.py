"""Sentences of the core with their words translated one by one."""

from __future__ import annotations

from django.utils.translation import gettext

from todoke.core.assurance.deciding import Named, Sentence
from todoke.core.refusal import N_, Refusal
from todoke.web.jinja import say

COMMA = N_(", ")


def spoken(said: Sentence | Refusal) -> str:
    """In the reader's language, with its values."""
    if isinstance(said, Refusal):
        return say(said)
    params = {key: listed(value) if isinstance(value, Named) else value for key, value in said.params.items()}
    sentence = gettext(said.message)
    return sentence % params if params else sentence


def listed(named: Named) -> str:
    return gettext(COMMA).join(gettext(word) for word in named.words)
