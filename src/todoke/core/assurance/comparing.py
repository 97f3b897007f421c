"""Whether a person wrote what was proved: writings differ in width, spaces and shapes of characters.

Invariants:
- compared only, never stored: what normalising loses (shapes of characters, spaces) is lost here alone.
- a substituted place (代替文字) is never compared: whatever one character the person wrote there is right.
- when in doubt the two differ, and a person in the office looks at them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_ANYTHING = "\ue000"  # a private-use character: no claim and no answer holds one
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SPACES = re.compile(r"\s+")
_BETWEEN_NUMBERS = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
_DASHES = re.compile("[\u2010-\u2015\u2212\uff0d]")
_LONG_MARK = re.compile("(?<=[0-9])ー(?=[0-9])")
_KANJI_DIGITS = "〇一二三四五六七八九"
_CHOME = re.compile(r"([一二三四五六七八九]?十?[一二三四五六七八九]?)丁目")
_COUNTED = re.compile(r"(?<=[0-9])(?:丁目|番地の|番地|番|号室|号|の(?=[0-9]))")


def is_same_name(claimed: str, answered: str, *, substituted: Collection[int] = ()) -> bool:
    """山田　花子 and 山田花子, NGUYEN THI LAN and Nguyen Thi Lan; 葛 and its variants."""
    return _matches(_name(_with_holes(claimed, substituted)), _name(_without_holes(answered)))


def is_same_address(claimed: str, answered: str, *, substituted: Collection[int] = ()) -> bool:
    """本町一丁目２番３号 and 本町1-2-3."""
    return _matches(_address(_with_holes(claimed, substituted)), _address(_without_holes(answered)))


def _matches(pattern: str, answered: str) -> bool:
    parts = (re.escape(part) for part in pattern.split(_ANYTHING))
    return re.fullmatch(".".join(parts), answered, re.DOTALL) is not None


def _with_holes(claimed: str, substituted: Collection[int]) -> str:
    text = _without_holes(claimed)
    return "".join(_ANYTHING if place in substituted else one for place, one in enumerate(text))


def _without_holes(text: str) -> str:
    return text.replace(_ANYTHING, "\ufffd")


def _name(text: str) -> str:
    return _SPACES.sub("", _folded(text))


def _folded(text: str) -> str:
    # Twice: the case of some compatibility letters shows only after they were taken apart.
    folded = unicodedata.normalize("NFKC", _SELECTORS.sub("", text)).casefold()
    return _DASHES.sub("-", unicodedata.normalize("NFKC", folded))


def _address(text: str) -> str:
    text = _SPACES.sub("", _BETWEEN_NUMBERS.sub("-", _folded(text)))
    text = _LONG_MARK.sub("-", text).replace("ヶ", "ケ").replace("大字", "")
    text = _CHOME.sub(_chome, text)
    return re.sub("-+", "-", _COUNTED.sub("-", text)).strip("-")


def _chome(found: re.Match[str]) -> str:
    """一丁目 to 九十九丁目 in digits; 丁目 after digits stays for `_COUNTED`."""
    written = found[1]
    tens, ten, ones = written.partition("十")
    if not ten:
        return f"{_digit(tens)}丁目"
    return f"{_digit(tens) or '1'}{_digit(ones) or '0'}丁目"


def _digit(written: str) -> str:
    return str(_KANJI_DIGITS.index(written)) if written else ""
