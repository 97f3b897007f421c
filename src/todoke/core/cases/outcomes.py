"""What an outcome means, whatever a procedure calls it.

Invariant: a procedure names its outcomes as it likes; each has exactly one of these meanings.
"""

from __future__ import annotations

from enum import StrEnum


class OutcomeMeaning(StrEnum):
    GRANTED = "granted"
    PARTIAL = "partial"
    REFUSED = "refused"
    NOTED = "noted"


def needs_reasons(meaning: OutcomeMeaning) -> bool:
    """True where 行政手続法 8条 asks for written reasons: refused in whole or in part."""
    return meaning in {OutcomeMeaning.PARTIAL, OutcomeMeaning.REFUSED}
