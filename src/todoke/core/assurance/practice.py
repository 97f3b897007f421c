"""What municipalities ask today, and whether that is more than the worksheet finds necessary.

Invariant: practice is a report, never a reason; no level is worked out from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict
from pydantic import Field as PydanticField

from todoke.core.assurance.levels import NOTHING, Levels
from todoke.core.refusal import N_


class Asked(StrEnum):
    """SIGNATURE: 署名用電子証明書. LOGIN: the card or the national app. MUNICIPALITY: each its own."""

    SIGNATURE = "signature"
    LOGIN = "login"
    MUNICIPALITY = "municipality"
    NOTHING = "nothing"


ASKED_WORDS: Mapping[Asked, str] = MappingProxyType(
    {
        Asked.SIGNATURE: N_("Signature with the card"),
        Asked.LOGIN: N_("Sign-in with the card or the national app"),
        Asked.MUNICIPALITY: N_("Each municipality decides"),
        Asked.NOTHING: N_("Nothing"),
    }
)
# What such a demand comes to. The methods reach more at times (a signature brings authentication 3 along);
# the lower figure never accuses wrongly.
AMOUNTS_TO: Mapping[Asked, Levels | None] = MappingProxyType(
    {
        Asked.SIGNATURE: Levels(identity=3, authentication=2),
        Asked.LOGIN: Levels(identity=2, authentication=2),
        Asked.MUNICIPALITY: None,
        Asked.NOTHING: NOTHING,
    }
)


class Certainty(StrEnum):
    """How surely it is known: read in a source, or from memory (high, medium, low)."""

    SEEN = "seen"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Practice(BaseModel):
    """What is asked today; several where municipalities or cases differ."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    asked: tuple[Asked, ...] = PydanticField(min_length=1)
    words: str = ""
    certainty: Certainty


class Excess(StrEnum):
    """ALWAYS: everywhere asks for more than is needed. SOMETIMES: in some places or cases."""

    NONE = "none"
    SOMETIMES = "sometimes"
    ALWAYS = "always"


def excess(practice: Practice, needed: Levels) -> Excess:
    """Where today's practice asks for more, on either axis, than the worksheet says is needed."""
    more = [_is_more(AMOUNTS_TO[one], needed) for one in practice.asked]
    if all(more):
        return Excess.ALWAYS
    return Excess.SOMETIMES if any(more) else Excess.NONE


def _is_more(asked: Levels | None, needed: Levels) -> bool:
    return asked is not None and (
        asked.identity > needed.identity or asked.authentication > needed.authentication
    )
