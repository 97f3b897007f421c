"""A house in a ward of a designated city belongs to the city."""

from __future__ import annotations

import pytest

from todoke.core.lexicon.municipality import Municipality
from todoke.portal.apply.forms import read_addressee
from todoke.portal.catalogue import commands, queries

YOKOHAMA = Municipality(code="141003", slug="yokohama", name="横浜市", kana="ヨコハマシ", name_en="Yokohama")
CHIYODA = Municipality(code="131016", slug="chiyoda", name="千代田区", kana="チヨダク", name_en="Chiyoda")


@pytest.fixture
def real_towns(town_hibari):
    for town in (YOKOHAMA, CHIYODA):
        commands.add_town(town)


@pytest.mark.parametrize(
    ("slug", "postcode"), [("yokohama", "220-0011"), ("yokohama", "2300001"), ("chiyoda", "1000001")]
)
def test_a_house_in_a_ward_is_taken_by_its_city(real_towns, slug, postcode):
    answer = read_addressee(queries.town_or_404(slug), postcode)
    assert (answer.problem, answer.elsewhere) == (None, None)


def test_a_house_in_a_ward_of_another_city_is_led_there(real_towns):
    answer = read_addressee(queries.town_or_404("chiyoda"), "220-0011")
    assert answer.elsewhere.name == "横浜市"


def test_a_house_in_a_neighbouring_special_ward_is_another_municipality(real_towns):
    answer = read_addressee(queries.town_or_404("chiyoda"), "160-0022")
    assert answer.problem.code == "apply.start.not-served"
    assert answer.problem.params == {"place": "東京都新宿区"}
