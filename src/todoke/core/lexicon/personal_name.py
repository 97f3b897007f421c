"""A person's name in the forms it has: as typed, as displayed, as registered, and its reading.

Invariants:
- every form is kept byte for byte: variation selectors and characters outside JIS X 0213 survive.
- Latin letters, a single name, and a 通称 without a reading are names like any other.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from todoke.core.errors import Refused
from todoke.core.lexicon.encodings import missing_characters
from todoke.core.lexicon.kana import kana_sort_key
from todoke.core.lexicon.text import clean_text
from todoke.core.refusal import N_, Refusal

_SYMBOLS = frozenset({"So", "Sc", "Sm"})
_JIS_X_0213_2004 = "euc_jis_2004"


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonalName:
    """`registered` is the register's form (MJ, IVS), `displayed` the form most screens show (JIS X 0213)."""

    typed: str
    displayed: str | None = None
    registered: str | None = None
    kana: str | None = None

    def __post_init__(self) -> None:
        if not self.typed:
            raise ValueError("PersonalName.typed — must hold at least one character — empty")

    @property
    def formal(self) -> str:
        """The form for notices: the register's where known, else what the person typed."""
        return self.registered or self.typed

    @property
    def on_screen(self) -> str:
        """The form every screen can show."""
        return self.displayed or self.typed

    @property
    def sort_key(self) -> str:
        """五十音順 by the reading, or by the name itself where there is none."""
        return kana_sort_key(self.kana or self.typed)


def clean_name(text: str) -> str:
    """A name as it is kept, on one line. Raises Refused for emoji and other symbols; "" stays ""."""
    name = clean_text(text, multiline=False)
    symbols = tuple(dict.fromkeys(character for character in name if _is_symbol(character)))
    if symbols:
        raise Refused(
            Refusal(
                code="name.symbol",
                message=N_("A name cannot hold the symbols %(characters)s. Write the name in letters only."),
                params={"characters": " ".join(symbols)},
            )
        )
    return name


def fits_jis_x_0213(text: str) -> tuple[str, ...]:
    """The characters outside JIS X 0213:2004, each once; () when all fit. 髙 is one, so is 葛 + selector."""
    return missing_characters(text, _JIS_X_0213_2004)


def _is_symbol(character: str) -> bool:
    # Kangxi radicals are symbols to Unicode but come from copying a kanji out of a PDF.
    is_radical = "\u2e80" <= character <= "\u2fdf"
    return unicodedata.category(character) in _SYMBOLS and not is_radical
