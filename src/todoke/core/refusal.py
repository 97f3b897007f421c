"""A refusal says what happened and what to do next, in words the person can use.

Invariants:
- `code` is stable; tests and logs key on it. It never carries a value.
- `message` is an English sentence marked with `N_`; the sites translate it.
- values go into `params`, so that a log of codes holds no personal data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(message: str) -> str:  # noqa: N802 - gettext's usual name for "mark, do not translate yet"
    """Mark a sentence for translation; core itself knows no language."""
    return message


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """One reason why something may not be done. Shown by views, required by commands."""

    code: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    def in_english(self) -> str:
        """The sentence with its values filled in, untranslated."""
        return self.message % self.params if self.params else self.message
