"""全国地方公共団体コード and the public bodies it names.

Invariant: what a municipality is called (市, 町, 村 …) comes from its own name, never from a fixed word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

_WEIGHTS = (6, 5, 4, 3, 2)
_KINDS = ("都", "道", "府", "県", "市", "区", "町", "村")


def is_municipality_code(code: str) -> bool:
    """True for 6 ASCII digits whose last one is the right check digit."""
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(code, _WEIGHTS, strict=False))
    return int(code[5]) == (11 - total % 11) % 10


def is_prefecture_code(code: str) -> bool:
    """Codes of prefectures have 000 after the first two digits."""
    return code[2:5] == "000"


@dataclass(frozen=True, kw_only=True, slots=True)
class Municipality:
    """A municipality or prefecture; `slug` is its part of the URL."""

    code: str
    slug: str
    name: str
    kana: str
    name_en: str

    @property
    def kind(self) -> str:
        """市, 町, 村, 区, 都, 道, 府 or 県: the word for "the office" in its own sentences."""
        return self.name[-1] if self.name.endswith(_KINDS) else "市"

    @property
    def is_prefecture(self) -> bool:
        return is_prefecture_code(self.code)

    def lies_in(self, other: Municipality) -> bool:
        """Whether `other` is the prefecture of this municipality."""
        return other.is_prefecture and not self.is_prefecture and self.code[:2] == other.code[:2]


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicBody:
    """A municipality or prefecture of the national list; `name` carries the prefecture (霧原県ひばり市)."""

    code: str
    name: str


class MunicipalityLookup(Protocol):
    """The adapter to the list of 全国地方公共団体コード; the list itself lives outside core."""

    def named(self, text: str) -> tuple[PublicBody, ...]:
        """Those a person may mean by this name, with or without its prefecture; () when unknown."""
        ...

    def by_code(self, code: str) -> PublicBody | None:
        """The body of a six-digit code."""
        ...
