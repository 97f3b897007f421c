"""Readings in kana: kept as full-width katakana with one half-width space between parts.

Invariants:
- what `normalise_kana` returns holds only katakana, ー, ・, iteration marks and single half-width spaces.
- small kana and long marks are kept; nothing is guessed from kanji or Latin letters.
"""

from __future__ import annotations

import re
import unicodedata

import jaconv

from todoke.core.errors import Refused
from todoke.core.lexicon.text import clean_text
from todoke.core.refusal import N_, Refusal

_NOT_KANA = re.compile(r"[^ァ-ヺーヽヾ・ ]")
_SPACES = re.compile(r"[ \u00a0\u3000]+")
_SMALL_TO_LARGE = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_VOWEL_ROWS = {
    "ア": "アカサタナハマヤラワ",
    "イ": "イキシチニヒミリヰ",
    "ウ": "ウクスツヌフムユル",
    "エ": "エケセテネヘメレヱ",
    "オ": "オコソトノホモヨロヲ",
}
_VOWEL_OF = {kana: vowel for vowel, row in _VOWEL_ROWS.items() for kana in row}


def normalise_kana(text: str) -> str:
    """Full-width katakana from half-width katakana or hiragana; "" stays "". Raises Refused otherwise."""
    kana = _SPACES.sub(" ", _to_katakana(clean_text(text, multiline=False)))
    outside = tuple(dict.fromkeys(_NOT_KANA.findall(kana)))
    if outside:
        raise Refused(
            Refusal(
                code="kana.not-kana",
                message=N_("Write the reading in katakana. It cannot hold: %(characters)s"),
                params={"characters": " ".join(outside)},
            )
        )
    return kana


def kana_sort_key(text: str) -> str:
    """A key that sorts in 五十音順: small as large, voiced after unvoiced, ー as the vowel it lengthens."""
    kana = _SPACES.sub(" ", _to_katakana(text)).casefold()
    plain: list[str] = []
    for character in unicodedata.normalize("NFD", kana).translate(_SMALL_TO_LARGE):
        if character == "ー" and plain:
            plain.append(_VOWEL_OF.get(plain[-1], "ー"))
        elif character not in "\u3099\u309a":
            plain.append(character)
    return "".join(plain) + "\0" + kana


def _to_katakana(text: str) -> str:
    wide: str = jaconv.h2z(text, kana=True, ascii=False, digit=False)
    # Decomposed sound marks (typed on some phones and in file names) are the same kana.
    katakana: str = jaconv.hira2kata(unicodedata.normalize("NFC", wide))
    return katakana
