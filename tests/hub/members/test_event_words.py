"""Every event that the hub writes down has words for whoever reads the list."""

from __future__ import annotations

import re
from pathlib import Path

import todoke.hub
from todoke.hub.members.event_words import words_of

NAMED = re.compile(r"\b(?:record|note|tell)\(\s*\"([a-z_]+\.[a-z_]+)\"")


def written() -> set[str]:
    files = Path(todoke.hub.__file__).parent.rglob("*.py")
    return {name for file in files for name in NAMED.findall(file.read_text())}


def test_every_event_of_the_hub_is_said_in_words():
    found = written()
    assert {"post.given", "person.read", "need.posted"} <= found
    assert [name for name in sorted(found) if words_of(name) == name] == []
