"""One difference between two revisions, with the sentence that tells it.

Invariant: values go into `params`; the sites translate `message` and say texts in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """`place` is "step house", "field house_kind", "computed fee" or a key; `keys` what differs there.

    `compatible`: answers given before keep their meaning, so a draft may move on to the new revision.
    """

    kind: ChangeKind
    place: str
    keys: tuple[str, ...] = ()
    compatible: bool = True
    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    def in_english(self) -> str:
        """The sentence with its values filled in, untranslated."""
        return self.message % self.params if self.params else self.message
