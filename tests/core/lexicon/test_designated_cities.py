from __future__ import annotations

import pytest

from todoke.core.lexicon.designated_cities import DESIGNATED_CITIES, municipality_of
from todoke.core.lexicon.municipality import is_municipality_code

CODES = {
    "札幌市中央区, the first ward": ("011011", "011002"),
    "札幌市清田区, the last ward": ("011100", "011002"),
    "横浜市西区": ("141038", "141003"),
    "横浜市都筑区, the last ward": ("141186", "141003"),
    "川崎市川崎区": ("141313", "141305"),
    "相模原市緑区": ("141518", "141500"),
    "浜松市中央区, made in 2024": ("221384", "221309"),
    "堺市堺区, beside 大阪市": ("271411", "271403"),
    "福岡市東区, beside 北九州市": ("401315", "401307"),
    "横浜市 itself": ("141003", "141003"),
    "千代田区, a municipality": ("131016", "131016"),
    "江戸川区, a municipality": ("131237", "131237"),
    "函館市": ("012025", "012025"),
    "横須賀市, after the wards of its prefecture": ("142018", "142018"),
    "an invented town": ("992011", "992011"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("code", "expected"), CODES.values(), ids=CODES.keys())
def test_a_ward_answers_to_its_city_and_everything_else_to_itself(code, expected):
    assert municipality_of(code) == expected
    assert not code or is_municipality_code(code)


def test_there_are_twenty_designated_cities_with_valid_codes():
    assert len(DESIGNATED_CITIES) == 20
    assert all(is_municipality_code(code) for code in DESIGNATED_CITIES)
