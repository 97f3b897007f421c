"""The holder of a bank account, as banks write it: katakana, Latin capitals, digits and a few signs.

Invariant: nothing is guessed; what cannot stand in a transfer is named.
"""

from __future__ import annotations

import re

from todoke.core.errors import Refused
from todoke.core.lexicon.kana import normalise_kana
from todoke.core.refusal import N_, Refusal

_WIDE = str.maketrans({chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)})
_LATIN = re.compile(r"[A-Za-z0-9().,/\-]+")


def normalise_holder(text: str) -> str:
    """Full-width katakana and half-width capitals from what was typed; "" stays "". Raises Refused."""
    latin: list[str] = []

    def keep(found: re.Match[str]) -> str:
        latin.append(found[0].upper())
        return "・"

    if "・" in text or "･" in text:
        raise Refused(_not_holder("・"))
    kana = _LATIN.sub(keep, text.translate(_WIDE).replace("−", "-"))
    try:
        read = normalise_kana(kana)
    except Refused as error:
        characters = str(error.refusals[0].params.get("characters", ""))
        raise Refused(_not_holder(characters)) from error
    return re.sub("・", lambda _: latin.pop(0), read)


def _not_holder(characters: str) -> Refusal:
    return Refusal(
        code="bank.holder",
        message=N_("Write the account holder in katakana as in the passbook. It cannot hold: %(characters)s"),
        params={"characters": characters},
    )
