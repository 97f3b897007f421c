"""What was typed into a form, as values. What cannot be read is None; the rule's sentence covers both."""

from __future__ import annotations

from datetime import date

from django.http import QueryDict


def text(sent: QueryDict, name: str) -> str:
    """Without the control characters that no keyboard types and PostgreSQL cannot keep."""
    given = sent.get(name, "").replace("\r\n", "\n")
    return "".join(one for one in given if one.isprintable() or one == "\n").strip()


def whole(sent: QueryDict, name: str) -> int | None:
    """A whole number in any digits (１２ as well as 12), at most nine of them."""
    given = sent.get(name, "").strip()
    return int(given) if given.isdecimal() and len(given) <= 9 else None


def day(sent: QueryDict, name: str) -> date | None:
    try:
        return date.fromisoformat(sent.get(name, "").strip())
    except ValueError:
        return None


def lines(sent: QueryDict, name: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text(sent, name).split("\n") if line.strip())


def several(sent: QueryDict, name: str) -> tuple[str, ...]:
    """What was ticked, each once, in order."""
    return tuple(dict.fromkeys(sent.getlist(name)))


def levels(sent: QueryDict) -> dict[str, int]:
    """From the drops `level.<skill>`; an empty one is left out."""
    found = {name.removeprefix("level."): whole(sent, name) for name in sent if name.startswith("level.")}
    return {skill: level for skill, level in found.items() if level is not None}
