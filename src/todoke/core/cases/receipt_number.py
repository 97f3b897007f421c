"""Receipt numbers: 14 digits, the last one by ISO 7064 MOD 11,10.

Invariants:
- never 12 digits long, so never taken for a My Number; grouped 4-5-5 for reading aloud.
- the number names a case in talk and opens nothing.
"""

from __future__ import annotations

from collections.abc import Callable

LENGTH = 14


def new_receipt_number(random_digits: Callable[[int], str]) -> str:
    """`random_digits(n)` returns n ASCII digits from a source nobody can foresee."""
    body = random_digits(LENGTH - 1)
    if len(body) != LENGTH - 1 or not _are_digits(body):
        raise ValueError(f"random_digits — must return {LENGTH - 1} ASCII digits — {len(body)} characters")
    return body + check_digit(body)


def is_receipt_number(digits: str) -> bool:
    """True for 14 ASCII digits whose check digit is right."""
    return len(digits) == LENGTH and _are_digits(digits) and digits[-1] == check_digit(digits[:-1])


def grouped(receipt: str) -> str:
    """4-5-5 with hyphens: 1234-56789-01234."""
    return f"{receipt[:4]}-{receipt[4:9]}-{receipt[9:]}"


def check_digit(body: str) -> str:
    """The ISO 7064 MOD 11,10 check digit of a body of ASCII digits of any length."""
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def _are_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
