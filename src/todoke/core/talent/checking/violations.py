"""What can be wrong with a published round, one word per kind.

Invariant: each has a test that plants it and sees it found.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Broken(StrEnum):
    """Pair rules first, then what pairs do together, then what the round says about itself."""

    SKILL = "skill"
    PERIOD = "period"
    PLACE = "place"
    COURSE = "course"
    CONFIDENTIALITY = "confidentiality"
    INTEREST = "interest"
    PERMISSION = "permission"
    OWN_BODY = "own-body"
    CONSENT = "consent"
    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"
    MISSTATED = "misstated"
    SERVED_TWICE = "served-twice"
    DAYS = "days"
    PERMIT_DAYS = "permit-days"
    HOSTS = "hosts"
    TWINS = "twins"
    PIN = "pin"
    CONDITIONS = "conditions"
    INPUT_HASH = "input-hash"
    OUTPUT_HASH = "output-hash"
    KEY = "key"
    STAGE_VALUE = "stage-value"
    STAGE_PROOF = "stage-proof"
    STAGE_ORDER = "stage-order"


@dataclass(frozen=True, kw_only=True, slots=True)
class Violation:
    """`subject`: the ids it is about, pseudonyms only."""

    broken: Broken
    subject: str
