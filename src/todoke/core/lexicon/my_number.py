"""個人番号 (My Number): 12 digits, the last one a check digit (番号法施行規則 5条).

Invariants:
- a number written with full-width digits, spaces or hyphens is still found.
- nothing here keeps, logs or returns the number itself; `find_my_numbers` gives places only.
"""

from __future__ import annotations

import re

_LENGTH = 12
_WIDE_TO_ASCII = str.maketrans("０１２３４５６７８９", "0123456789")
_BLOCK = re.compile(r"[0-9０-９]+")
# What people put between the groups of a number, and what copying leaves there unseen.
_SPACE = "[ \t\u00a0\u2000-\u200b\u2060\ufeff\u3000]"
_HYPHEN = "[-\u00ad\u2010-\u2015\u2212\uff0d\u30fc\uff70]"
_GAP = re.compile(f"(?:{_SPACE}|{_HYPHEN}){{1,3}}")
# 「12-01 12-02 12-05」 for the day of a survey has twelve digits too, and one in eleven would pass the check.
_DAY = f"(?:20[0-9]{{2}}{_HYPHEN})?(?:0?[1-9]|1[0-2]){_HYPHEN}(?:0?[1-9]|[12][0-9]|3[01])"
_DAYS = re.compile(f"(?:{_DAY}{_SPACE}+)+(?:{_DAY}|[0-9]{{1,4}})")


def is_my_number(digits: str) -> bool:
    """True for 12 ASCII digits whose check digit is right."""
    if len(digits) != _LENGTH or not (digits.isascii() and digits.isdigit()):
        return False
    return int(digits[-1]) == _check_digit(digits[:-1])


def find_my_numbers(text: str) -> tuple[tuple[int, int], ...]:
    """Half-open spans (start, end) of everything in `text` that reads as a valid My Number, left to right."""
    spans: list[tuple[int, int]] = []
    blocks = [match.span() for match in _BLOCK.finditer(text)]
    position = 0
    while position < len(blocks):
        used = _blocks_of_number(text, blocks[position : position + _LENGTH])
        if used:
            spans.append((blocks[position][0], blocks[position + used - 1][1]))
        position += used or 1
    return tuple(spans)


def _check_digit(first_eleven: str) -> int:
    total = sum(
        int(digit) * (place + 1 if place <= 6 else place - 5)
        for place, digit in enumerate(reversed(first_eleven), start=1)
    )
    remainder = total % 11
    return 0 if remainder <= 1 else 11 - remainder


def _blocks_of_number(text: str, blocks: list[tuple[int, int]]) -> int:
    """How many of these digit blocks, from the first on, make up one My Number; 0 for none."""
    digits = ""
    end = blocks[0][0]
    for count, (start, stop) in enumerate(blocks, start=1):
        if count > 1 and not _GAP.fullmatch(text, end, start):
            return 0
        digits += text[start:stop].translate(_WIDE_TO_ASCII)
        end = stop
        if len(digits) >= _LENGTH:
            written = text[blocks[0][0] : end].translate(_WIDE_TO_ASCII)
            return count if is_my_number(digits) and not _DAYS.fullmatch(written) else 0
    return 0
