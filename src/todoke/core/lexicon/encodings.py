"""What an older character set cannot write.

Invariant: a missing character is named, never turned into "?" and never dropped.
"""

from __future__ import annotations

from todoke.core.lexicon.text import written_characters


def missing_characters(text: str, encoding: str) -> tuple[str, ...]:
    """Characters of `text` that `encoding` lacks, each once, in order of appearance.

    A base with its variation selector counts as one character: losing the selector would change a name.
    Raises LookupError for an unknown encoding.
    """
    missing = dict.fromkeys(
        character for character in written_characters(text) if not _can_be_written(character, encoding)
    )
    return tuple(missing)


def _can_be_written(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
