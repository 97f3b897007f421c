"""法人番号: 13 digits, the first one a check digit (法人番号の指定等に関する省令 2条)."""

from __future__ import annotations


def is_corporate_number(digits: str) -> bool:
    """True for 13 ASCII digits whose check digit is right."""
    if len(digits) != 13 or not (digits.isascii() and digits.isdigit()):
        return False
    total = sum(
        int(digit) * (1 if place % 2 else 2) for place, digit in enumerate(reversed(digits[1:]), start=1)
    )
    return int(digits[0]) == 9 - total % 9
