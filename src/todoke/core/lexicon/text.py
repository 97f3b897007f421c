"""Text a person typed, made safe to keep and otherwise left alone.

Invariants:
- line endings become "\\n" and outer spaces go; every other character stays byte for byte (never NFKC,
  which would destroy the compatibility ideographs and variation sequences names are written with).
- NUL, control characters, lone surrogates and private-use characters never pass: a private-use code
  (外字) means another character in each municipality.
- nothing that turns the direction of writing passes: a name must not look to staff like another name.
"""

from __future__ import annotations

import re
import unicodedata

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal

_LINE_ENDINGS = re.compile("\r\n|\r|\u2028|\u2029")
_OUTER_SPACES = " \t\n\u00a0\u3000"
_EMOJI_JOINER = "\u200d"
_PRIVATE_USE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_TURNS = "\u202a-\u202e\u2066-\u2069"
_REFUSED = re.compile(f"[\0-\x1f\x7f-\x9f\ud800-\udfff{_PRIVATE_USE}{_TURNS}]")


def clean_text(text: str, *, multiline: bool) -> str:
    """The text as it is kept. Raises Refused with one sentence about the first character that cannot be."""
    cleaned = _LINE_ENDINGS.sub("\n", text).strip(_OUTER_SPACES)
    if not multiline and "\n" in cleaned:
        refusal = Refusal(code="text.one-line", message=N_("Write this on one line, without line breaks."))
        raise Refused(refusal)
    if found := refuse_characters(cleaned):
        raise Refused(found)
    return cleaned


def refuse_characters(text: str, *, besides: str = "\n") -> Refusal | None:
    """The sentence about the first character that cannot be kept; those in `besides` can."""
    found = next((one[0] for one in _REFUSED.finditer(text) if one[0] not in besides), None)
    return None if found is None else _refuse_character(found)


def written_characters(text: str) -> tuple[str, ...]:
    """The text cut where a reader would cut it: a base together with its marks and variation selectors."""
    characters: list[str] = []
    for code in text:
        if characters and (_extends(code) or characters[-1].endswith(_EMOJI_JOINER)):
            characters[-1] += code
        else:
            characters.append(code)
    return tuple(characters)


def _extends(code: str) -> bool:
    # The half-width sound marks stand alone in JIS, so only real combining marks count.
    return code == _EMOJI_JOINER or unicodedata.category(code).startswith("M")


def _refuse_character(character: str) -> Refusal:
    code = f"U+{ord(character):04X}"
    if unicodedata.category(character) == "Co":
        return Refusal(
            code="text.private-use",
            message=N_(
                "One character (%(code)s) was made on your own computer and cannot be read elsewhere. "
                "Write it with an ordinary character or in kana; the office checks the right form."
            ),
            params={"code": code},
        )
    return Refusal(
        code="text.control-character",
        message=N_("The text holds an invisible character (%(code)s). Delete it or type the text again."),
        params={"code": code},
    )
