"""Before other towns read a text: what in it may point to a person, and what the author says to each.

Invariants:
- every finding is shown to the author; nothing is published while one is unanswered.
- a My Number is never confirmed away: it is taken out of the text.
- a finding is known by its kind and its words, so that a changed text asks anew only for what is new.
- the reason of a name is never told: the check does not say who has an account here.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from todoke.core.lexicon.my_number import find_my_numbers
from todoke.core.refusal import N_, Refusal


class FindingKind(StrEnum):
    MY_NUMBER = "my_number"
    PHONE = "phone"
    E_MAIL = "e_mail"
    NAME = "name"


KIND_WORDS: Mapping[FindingKind, str] = MappingProxyType(
    {
        FindingKind.MY_NUMBER: N_("A My Number"),
        FindingKind.PHONE: N_("Perhaps a phone number"),
        FindingKind.E_MAIL: N_("An e-mail address"),
        FindingKind.NAME: N_("Perhaps a person’s name"),
    }
)
HINTS: Mapping[FindingKind, str] = MappingProxyType(
    {
        FindingKind.MY_NUMBER: N_("It must go: take it out of the text."),
        FindingKind.PHONE: N_("Leave only numbers that are published anyway, such as an office’s."),
        FindingKind.E_MAIL: N_("Leave only addresses that are published anyway, such as an office’s."),
        FindingKind.NAME: N_("Write the post instead, or confirm that it is no private person’s name."),
    }
)
MY_NUMBER_INSIDE = Refusal(
    code="talent.redaction.my-number",
    message=N_("There is a My Number in the text. Take it out; it is never shown to anybody."),
)
UNANSWERED = Refusal(
    code="talent.redaction.unanswered",
    message=N_("Look at each of these places: change the text, or tick that it may be shown."),
)

_PHONE = re.compile(r"(?<![0-9])(?:\+81[- ]?|0)[0-9](?:[-() ]{0,2}[0-9]){7,10}(?![0-9])")
_E_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_HONORIFIC = "さん|様|さま|氏|殿|くん|ちゃん|先生"
_CALLED = re.compile(
    f"([\u4e00-\u9fff々〆ヶ]{{1,4}}[ \u3000]?[\u4e00-\u9fff々ぁ-んァ-ヶー]{{0,4}})(?:{_HONORIFIC})"
)
_NOT_PEOPLE = frozenset(
    {"皆", "客", "お客", "住民", "職員", "市民", "町民", "村民", "県民", "利用者", "担当者", "各位", "神"}
)
_SHORTEST_NAME = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """`start` and `end`: half-open places in the text."""

    kind: FindingKind
    start: int
    end: int
    words: str

    @property
    def key(self) -> str:
        """Says nothing about the words to who reads a form that was sent."""
        return f"{self.kind}-{hashlib.sha256(self.words.encode()).hexdigest()[:16]}"


def scan(text: str, *, names: Collection[str]) -> tuple[Finding, ...]:
    """All findings, left to right; where two kinds overlap, the first of FindingKind stands."""
    folded = _folded(text)
    found: list[Finding] = []
    for kind, start, end in _places(text, folded, names=names):
        if not any(start < one.end and one.start < end for one in found):
            found.append(Finding(kind=kind, start=start, end=end, words=text[start:end]))
    return tuple(sorted(found, key=lambda one: one.start))


def refuse_publish(findings: Collection[Finding], *, confirmed: Collection[str]) -> Refusal | None:
    """`confirmed`: keys the author ticked."""
    if any(one.kind is FindingKind.MY_NUMBER for one in findings):
        return MY_NUMBER_INSIDE
    return UNANSWERED if any(one.key not in confirmed for one in findings) else None


def _folded(text: str) -> str:
    """Full-width digits and signs as ASCII, hyphens of all kinds as one; each character stays one."""
    return "".join(_fold(one) for one in text)


def _fold(character: str) -> str:
    if character in "‐‑‒–—―−ー－":
        return "-" if character != "ー" else character
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 and plain.isascii() else character


def _places(text: str, folded: str, *, names: Collection[str]) -> Iterator[tuple[FindingKind, int, int]]:
    for start, end in find_my_numbers(text):
        yield FindingKind.MY_NUMBER, start, end
    for kind, pattern in ((FindingKind.E_MAIL, _E_MAIL), (FindingKind.PHONE, _PHONE)):
        for match in pattern.finditer(folded):
            yield kind, match.start(), match.end()
    forms = {form for name in names for form in _forms(name)}
    for written in sorted(forms, key=lambda one: (-len(one), one)):
        for match in re.finditer(re.escape(written), folded):
            yield FindingKind.NAME, match.start(), match.end()
    for match in _CALLED.finditer(folded):
        if match[1].strip() not in _NOT_PEOPLE:
            yield FindingKind.NAME, match.start(1), match.end(1)


def _forms(name: str) -> Iterator[str]:
    """A name as people write it: with either space, without, and the family name alone from two letters."""
    parts = _folded(name).replace("\u3000", " ").split()
    family = parts[0] if parts else ""
    for form in (" ".join(parts), "\u3000".join(parts), "".join(parts), family):
        if len(form) >= _SHORTEST_NAME:
            yield form
