"""Bodies that need, lend or employ people, and where each has put its digital function.

Invariant: where the function sits gives nobody any right in the product; it is recorded to be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from todoke.core.refusal import N_


class BodyKind(StrEnum):
    MUNICIPALITY = "municipality"
    PREFECTURE = "prefecture"
    COMPANY = "company"
    UNION = "union"


class DxSeat(StrEnum):
    """Where the function for digital reform sits in a body."""

    HEAD = "head"
    PLANNING = "planning"
    IT_SECTION = "it_section"
    SHARED = "shared"
    OTHER = "other"
    NOBODY = "nobody"


KIND_WORDS: Mapping[BodyKind, str] = MappingProxyType(
    {
        BodyKind.MUNICIPALITY: N_("Municipality"),
        BodyKind.PREFECTURE: N_("Prefecture"),
        BodyKind.COMPANY: N_("Company"),
        BodyKind.UNION: N_("Union of municipalities (一部事務組合・広域連合)"),
    }
)
SEAT_WORDS: Mapping[DxSeat, str] = MappingProxyType(
    {
        DxSeat.HEAD: N_("Directly under the head of the body (首長直轄)"),
        DxSeat.PLANNING: N_("Planning section (企画)"),
        DxSeat.IT_SECTION: N_("Information systems section (情報システム)"),
        DxSeat.SHARED: N_("Set up together with other bodies (共同設置)"),
        DxSeat.OTHER: N_("Elsewhere"),
        DxSeat.NOBODY: N_("Nobody has it yet"),
    }
)

SMALL, MIDDLE = 10_000, 50_000
"""Most inhabitants of a small and of a middle municipality: our own classes, for floors and statistics."""


class SizeClass(StrEnum):
    SMALL = "small"
    MIDDLE = "middle"
    LARGE = "large"


def size_class(inhabitants: int) -> SizeClass:
    """ValueError below zero."""
    if inhabitants < 0:
        raise ValueError(f"inhabitants — 0 or more — {inhabitants}")
    if inhabitants <= SMALL:
        return SizeClass.SMALL
    return SizeClass.MIDDLE if inhabitants <= MIDDLE else SizeClass.LARGE
