"""Finding a case by a piece of a name or address: pairs of neighbouring characters.

Invariants:
- folding serves comparison only; what was typed is stored untouched elsewhere.
- a search starts from whichever is rarer, the words or the order of the list, so that neither a rare nor a
  common name reads the whole table.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from todoke.office.cases.models import Case, SearchToken

MOST_GRAMS = 12
FEW = 3000


def fold(text: str) -> str:
    """One form for full and half width, capitals, kana and spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    katakana = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in plain)
    return "".join(katakana.split())


def grams(text: str) -> list[str]:
    """山田花子 → 山田, 田花, 花子, 子 (the last one alone, so that a single character is found too)."""
    folded = fold(text)
    return list(dict.fromkeys(folded[i : i + 2] for i in range(len(folded))))


_INSERT = "INSERT INTO office_cases_searchtoken (case_id, gram) VALUES (%s, %s)"


def index_case(case: Case, texts: Iterable[str]) -> None:
    """For a new case. By hand: the ORM takes five times as long for these few dozen small rows."""
    found = {gram for text in texts for gram in grams(text)}
    pk = Case._meta.get_field("id").get_db_prep_value(case.pk, connection)
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, [(pk, gram) for gram in sorted(found)])


def index_again(case: Case, texts: Iterable[str]) -> None:
    """After its answers changed."""
    SearchToken.objects.filter(case=case).delete()
    index_case(case, texts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """What to look for. `few` are the only cases it can be, where there are few; `grams` must all be held."""

    few: QuerySet | None = None  # type: ignore[type-arg]
    grams: tuple[str, ...] = ()

    def within(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        if self.few is not None:
            # The limit keeps the database from turning this around and reading every case instead.
            cases = cases.filter(pk__in=self.few[:FEW])
        for gram in self.grams:
            cases = cases.filter(Exists(_having(gram).filter(case=OuterRef("pk"))))
        return cases


def search_for(query: str) -> Search:
    """Receipt numbers that start with the digits, or names and addresses that hold every word."""
    digits = _receipt_digits(query)
    if digits:
        low, high = digits.ljust(14, "0"), digits.ljust(14, "9")
        return Search(few=Case.objects.filter(receipt__gte=low, receipt__lte=high).values("pk"))
    wanted = _wanted(query)
    if not wanted:
        return Search()
    counted = {gram: _bounded_count(gram) for gram in wanted}
    rare = min(wanted, key=lambda gram: counted[gram])
    if counted[rare] >= FEW:
        return Search(grams=tuple(sorted(wanted, key=lambda gram: counted[gram])))
    return Search(few=_having(rare).values("case_id"), grams=tuple(g for g in wanted if g != rare))


def _receipt_digits(query: str) -> str:
    """The digits of a receipt number, whole or its beginning; empty for anything else."""
    digits = fold(query).replace("-", "").replace("‐", "").replace("−", "")
    return digits if digits.isascii() and digits.isdigit() and 4 <= len(digits) <= 14 else ""


def _wanted(query: str) -> list[str]:
    pairs: dict[str, None] = {}
    for word in query.split():
        folded = fold(word)
        found = [folded] if len(folded) == 1 else [folded[i : i + 2] for i in range(len(folded) - 1)]
        pairs |= dict.fromkeys(found[:MOST_GRAMS])
    return list(pairs)[: 2 * MOST_GRAMS]


def _bounded_count(gram: str) -> int:
    return _having(gram)[:FEW].count()


def _having(gram: str) -> QuerySet[SearchToken]:
    if len(gram) == 2:
        return SearchToken.objects.filter(gram=gram)
    if connection.vendor == "sqlite":  # LIKE can't use the index here; the order of bytes can
        return SearchToken.objects.filter(gram__gte=gram, gram__lt=chr(ord(gram) + 1))
    return SearchToken.objects.filter(gram__startswith=gram)
