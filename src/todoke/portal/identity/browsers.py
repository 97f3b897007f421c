"""What a browser says of itself, in words a person knows it by. Only for showing: anybody may claim it."""

from __future__ import annotations

import re

# The first that matches; each names itself after others, so that the order matters.
_BROWSERS = (
    ("Edge", r"\bEdg(A|iOS)?/"),
    ("Opera", r"\bOPR/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\b(Firefox|FxiOS)/"),
    ("Chrome", r"\b(Headless)?(Chrome|CriOS)/"),
    ("Safari", r"\bSafari/"),
)
_DEVICES = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("Windows", r"\bWindows\b"),
    ("Chromebook", r"\bCrOS\b"),
    ("Mac", r"\bMacintosh\b"),
    ("Linux", r"\bLinux\b"),
)


def called(user_agent: str) -> str:
    """ "Chrome, Windows"; what it says itself where neither is known; "" where it says nothing."""
    found = [_first(_BROWSERS, user_agent), _first(_DEVICES, user_agent)]
    return ", ".join(one for one in found if one) or user_agent.strip()


def _first(names: tuple[tuple[str, str], ...], text: str) -> str | None:
    return next((name for name, pattern in names if re.search(pattern, text)), None)
