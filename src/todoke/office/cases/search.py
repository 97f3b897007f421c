"""Finding a case by a piece of a name or address: pairs of neighbouring characters.

Invariants:
- folding serves comparison only; what was typed is stored untouched elsewhere.
- a search walks along whatever is rarer, one pair's entries or the list of cases, in the order shown, and
  looks up the rest: neither a rare nor a common name reads the whole table.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from todoke.office.cases.models import Case, SearchPair

MOST_PAIRS = 12
MOST_KINDS = 100
COUNTED_TO = 20_000
FEW = 3_000
SAMPLE = 1_000
_INSERT = "INSERT INTO office_cases_searchpair (pair, place) VALUES (%s, %s)"
_KINDS = """
WITH RECURSIVE kinds(pair) AS (
    SELECT min(pair) FROM office_cases_searchpair WHERE pair >= %s AND pair < %s
    UNION ALL
    SELECT (SELECT min(p.pair) FROM office_cases_searchpair AS p WHERE p.pair > kinds.pair AND p.pair < %s)
    FROM kinds WHERE kinds.pair IS NOT NULL
)
SELECT pair FROM kinds LIMIT %s
"""
_SHIFT = 21  # a character of Unicode has 21 bits


def fold(text: str) -> str:
    """One form for full and half width, capitals, kana and spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    katakana = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in plain)
    return "".join(katakana.split())


def pairs(text: str) -> set[int]:
    """山田花子 → 山田, 田花, 花子, 子 (the last one alone, so that a single character is found too)."""
    folded = fold(text)
    return {pair(folded[i : i + 2]) for i in range(len(folded))}


def pair(characters: str) -> int:
    """One or two characters as a number; those that begin alike lie together."""
    second = ord(characters[1]) if len(characters) > 1 else 0
    return ord(characters[0]) << _SHIFT | second


def index_case(case: Case, texts: Iterable[str]) -> None:
    """For a new case. By hand: the ORM takes five times as long for these few dozen small rows."""
    _insert(case, {one for text in texts for one in pairs(text)})


def index_again(case: Case, texts: Iterable[str], *, before: Iterable[str]) -> None:
    """After its answers changed; `before` are the texts it was found by until now."""
    old = {one for text in before for one in pairs(text)}
    new = {one for text in texts for one in pairs(text)}
    SearchPair.objects.filter(pair__in=old - new, place=case.place).delete()
    held = set(SearchPair.objects.filter(pair__in=new, place=case.place).values_list("pair", flat=True))
    _insert(case, new - held)


def _insert(case: Case, found: set[int]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, [(one, case.place) for one in sorted(found)])


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """Two neighbouring characters (one pair), or a single one with every pair that begins with it.

    `count` is about how many entries there are.
    """

    pairs: tuple[int, ...]
    count: int

    def held(self) -> QuerySet[SearchPair]:
        if len(self.pairs) == 1:
            return SearchPair.objects.filter(pair=self.pairs[0])
        return SearchPair.objects.filter(pair__in=self.pairs)


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """What to look for: the beginning of a receipt number, or words, the rarest first."""

    receipts: tuple[str, str] | None = None
    words: tuple[Word, ...] = ()

    def within(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        """A condition on cases that are read in an order of their own."""
        if self.receipts:
            return cases.filter(receipt__gte=self.receipts[0], receipt__lte=self.receipts[1])
        for word in self.words:
            cases = cases.filter(Exists(word.held().filter(place=OuterRef("place"))))
        return cases

    def places(self, cases: QuerySet[Case]) -> QuerySet:  # type: ignore[type-arg]
        """Rows with the `place` of every one of `cases` that fits, read along the rarest word."""
        if self.receipts:
            found = Case.objects.filter(receipt__gte=self.receipts[0], receipt__lte=self.receipts[1])
        else:
            found = self.words[0].held()
        for word in self.words[1:]:
            found = found.filter(Exists(word.held().filter(place=OuterRef("place"))))
        return found.filter(Exists(cases.filter(place=OuterRef("place"))))

    def leads(self, cases: QuerySet[Case], *, in_order: bool, filtered: bool) -> bool:
        """Whether to read along the search rather than along the list of cases.

        `in_order`: the list is shown in the order of arrival, which is the order of one pair's entries.
        """
        if not self.words:
            return self.receipts is not None
        rarest = self.words[0]
        if rarest.count >= (COUNTED_TO if in_order else FEW) and not (in_order and len(rarest.pairs) == 1):
            return False
        most = min(rarest.count, COUNTED_TO)
        return not filtered or cases.order_by().values("place")[: most + 1].count() > most


def search_for(query: str) -> Search:
    """Receipt numbers that start with the digits, or names and addresses that hold every word."""
    digits = _receipt_digits(query)
    if digits:
        return Search(receipts=(digits.ljust(14, "0"), digits.ljust(14, "9")))
    words = [_word(characters) for characters in _wanted(query)]
    return Search(words=tuple(sorted(words, key=lambda word: word.count)))


def _receipt_digits(query: str) -> str:
    """The digits of a receipt number, whole or its beginning; empty for anything else."""
    digits = fold(query).replace("-", "").replace("‐", "").replace("−", "")
    return digits if digits.isascii() and digits.isdigit() and 4 <= len(digits) <= 14 else ""


def _wanted(query: str) -> list[str]:
    """Pairs of neighbouring characters, or single characters that were typed alone."""
    wanted: dict[str, None] = {}
    for word in query.split():
        folded = fold(word)
        found = [folded] if len(folded) == 1 else [folded[i : i + 2] for i in range(len(folded) - 1)]
        wanted |= dict.fromkeys(found[:MOST_PAIRS])
    return list(wanted)[: 2 * MOST_PAIRS]


def _word(characters: str) -> Word:
    if len(characters) == 2:
        return Word(pairs=(pair(characters),), count=_estimated(pair(characters)))
    word = Word(pairs=_beginning_with(characters), count=0)
    return Word(pairs=word.pairs, count=word.held().values("place")[:COUNTED_TO].count())


def _estimated(one: int) -> int:
    """How many cases hold this pair: counted where few, else judged by how far the first SAMPLE reach."""
    entries = SearchPair.objects.filter(pair=one)
    reached = entries.order_by("place").values_list("place", flat=True)[SAMPLE - 1 : SAMPLE].first()
    if reached is None:
        return entries.values("place")[:SAMPLE].count()
    # Two questions: asked for both ends at once, SQLite would read the whole index.
    places = Case.objects.values_list("place", flat=True)
    first, last = places.order_by("place").first() or 0, places.order_by("-place").first() or 0
    return SAMPLE * (last - first + 1) // max(reached - first, 1)


def _beginning_with(character: str) -> tuple[int, ...]:
    """Every pair in use that begins so: one jump along the index each, not all their entries."""
    low, end = pair(character), pair(chr(ord(character) + 1))
    with connection.cursor() as cursor:
        cursor.execute(_KINDS, [low, end, end, MOST_KINDS])
        return tuple(found for (found,) in cursor.fetchall() if found is not None)
