"""The two axes, their levels, and what harm is rated by.

Invariants:
- identity (身元確認) and authentication (当人認証) are never added up or taken for each other.
- a level is 0, 1, 2 or 3: 0 asks nothing; identity 1 is what the person says of themselves (自己申告).

Sources: six kinds of harm rated 低位・中位・高位: DS-500 (2019-02-25). Levels by axis: DS-511, known to us by
its contents page; that a rating gives a level (low 1, moderate 2, high 3) is our own proposal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from pydantic import ConfigDict

from todoke.core.refusal import N_

HIGHEST = 3
SELF_DECLARED = 1


class Axis(StrEnum):
    IDENTITY = "identity"
    AUTHENTICATION = "authentication"


class Harm(StrEnum):
    """What a mistake about the person may do; the order is that of the table of 2019."""

    INCONVENIENCE = "inconvenience"
    FINANCIAL = "financial"
    PUBLIC_INTEREST = "public_interest"
    INFORMATION = "information"
    SAFETY = "safety"
    LEGAL = "legal"


class Rating(StrEnum):
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


LEVEL_OF: Mapping[Rating, int] = MappingProxyType({Rating.LOW: 1, Rating.MODERATE: 2, Rating.HIGH: 3})

AXIS_WORDS: Mapping[Axis, str] = MappingProxyType(
    {Axis.IDENTITY: N_("Proof of identity"), Axis.AUTHENTICATION: N_("Authentication")}
)
HARM_WORDS: Mapping[Harm, str] = MappingProxyType(
    {
        Harm.INCONVENIENCE: N_("Inconvenience, distress, loss of trust"),
        Harm.FINANCIAL: N_("Loss of money"),
        Harm.PUBLIC_INTEREST: N_("Harm to the public’s interest or to the office’s work"),
        Harm.INFORMATION: N_("Personal information becomes known"),
        Harm.SAFETY: N_("Harm to somebody’s safety"),
        Harm.LEGAL: N_("A law is broken"),
    }
)
RATING_WORDS: Mapping[Rating, str] = MappingProxyType(
    {Rating.LOW: N_("low"), Rating.MODERATE: N_("moderate"), Rating.HIGH: N_("high")}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Levels:
    """What is asked, or what was reached. ValueError outside 0–3."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    identity: int
    authentication: int

    def __post_init__(self) -> None:
        for level in (self.identity, self.authentication):
            if type(level) is not int or not 0 <= level <= HIGHEST:
                raise ValueError(f"a level is 0 to {HIGHEST}: {level!r}")

    def on(self, axis: Axis) -> int:
        return self.identity if axis is Axis.IDENTITY else self.authentication

    def reaches(self, required: Levels) -> bool:
        """Whether both axes are at least what is required; none makes up for the other."""
        return self.identity >= required.identity and self.authentication >= required.authentication


NOTHING = Levels(identity=0, authentication=0)
