"""Postal addresses in Japan and the look-up of postcodes.

Invariants:
- a postcode is kept as 7 ASCII digits.
- an address is kept as typed; what a look-up offers never replaces it silently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal

_WIDE_TO_ASCII = str.maketrans("０１２３４５６７８９", "0123456789")
_IGNORED = re.compile("[\\s〒\\-\u2010-\u2015\u2212\uff0d\u30fc\uff70]")
_SEVEN_DIGITS = re.compile(r"[0-9]{7}")


def normalise_postcode(text: str) -> str:
    """Seven digits from 000-0101, 〒0000101, full-width digits. Raises Refused for anything else."""
    digits = _IGNORED.sub("", text).translate(_WIDE_TO_ASCII)
    if not _SEVEN_DIGITS.fullmatch(digits):
        raise Refused(
            Refusal(
                code="postcode.seven-digits",
                message=N_("A postcode has 7 digits, such as 000-0101. Check the number."),
            )
        )
    return digits


def postcode_with_hyphen(postcode: str) -> str:
    """000-0101 from 0000101; anything else unchanged."""
    return f"{postcode[:3]}-{postcode[3:]}" if _SEVEN_DIGITS.fullmatch(postcode) else postcode


@dataclass(frozen=True, kw_only=True, slots=True)
class PostcodeArea:
    """One area a postcode stands for; `town` may be empty."""

    postcode: str
    prefecture: str
    city: str
    town: str
    municipality_code: str


class PostcodeLookup(Protocol):
    """The adapter to a postcode table; the table itself lives outside core."""

    def areas(self, postcode: str) -> tuple[PostcodeArea, ...]:
        """The areas of a 7-digit postcode; () when unknown."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class PostalAddress:
    """`block` is 丁目・番地・号, `building` the house's name and room; parts may be empty."""

    postcode: str
    prefecture: str
    city: str
    town: str
    block: str
    building: str = ""
    municipality_code: str | None = None

    def lines(self) -> tuple[str, ...]:
        """As on an envelope: postcode, place, building; empty lines are left out."""
        postcode = f"〒{postcode_with_hyphen(self.postcode)}" if self.postcode else ""
        place = f"{self.prefecture}{self.city}{self.town}{self.block}"
        return tuple(line for line in (postcode, place, self.building) if line)

    def one_line(self) -> str:
        """The same on one line, parts separated by a space."""
        return " ".join(self.lines())
