"""What the lint says: one finding is one piece of advice, with why and what to do.

Invariant: `code` is stable and `message` says what to do; values go into `params`, never into the sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Weight(StrEnum):
    """BLOCKS must be mended before publishing; ADVICE may be weighed."""

    BLOCKS = "blocks"
    ADVICE = "advice"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """`place` is "title", "step house", "field house_kind", "computed fee", "example …"."""

    weight: Weight = Weight.ADVICE
    code: str
    place: str
    message: str
    why: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What to do, in English."""
        return self.message % self.params if self.params else self.message

    @property
    def reason(self) -> str:
        """Why, in English."""
        return self.why % self.params if self.params else self.why
