"""Finding a case by a piece of a name or address: pairs of neighbouring characters.

Invariant: folding serves comparison only; what was typed is stored untouched elsewhere.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from todoke.office.cases.models import Case, SearchToken

MOST_GRAMS = 12


def fold(text: str) -> str:
    """One form for full and half width, capitals, kana and spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    katakana = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in plain)
    return "".join(katakana.split())


def grams(text: str) -> list[str]:
    """山田花子 → 山田, 田花, 花子, 子 (the last one alone, so that a single character is found too)."""
    folded = fold(text)
    return list(dict.fromkeys(folded[i : i + 2] for i in range(len(folded))))


def index_case(case: Case, texts: Iterable[str]) -> None:
    found = {gram for text in texts for gram in grams(text)}
    SearchToken.objects.filter(case=case).delete()
    SearchToken.objects.bulk_create(SearchToken(case=case, gram=gram) for gram in sorted(found))


def search(cases: QuerySet[Case], query: str) -> QuerySet[Case]:
    """Cases whose receipt number starts with the digits, or whose names or address hold every word."""
    digits = fold(query).replace("-", "").replace("‐", "").replace("−", "")
    if digits.isascii() and digits.isdigit() and len(digits) >= 4:
        return cases.filter(receipt__startswith=digits)
    for word in query.split():
        cases = _holding(cases, word)
    return cases


def _holding(cases: QuerySet[Case], word: str) -> QuerySet[Case]:
    folded = fold(word)
    if len(folded) == 1:
        return cases.filter(Exists(SearchToken.objects.filter(case=OuterRef("pk"), gram__startswith=folded)))
    for i in range(min(len(folded) - 1, MOST_GRAMS)):
        cases = cases.filter(Exists(SearchToken.objects.filter(case=OuterRef("pk"), gram=folded[i : i + 2])))
    return cases
