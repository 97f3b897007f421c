"""Municipalities by the names people write and by their codes."""

from __future__ import annotations

import pytest

from todoke.core.lexicon.municipality import is_municipality_code
from todoke.web.municipalities import _by_code, lookup

NAMES = {
    "a special ward": ("千代田区", ["131016"]),
    "with its prefecture": ("東京都千代田区", ["131016"]),
    "a designated city": ("札幌市", ["011002"]),
    "a second designated city of its prefecture": ("川崎市", ["141305"]),
    "a ward of a designated city": ("札幌市中央区", ["011011"]),
    "a prefecture": ("東京都", ["130001"]),
    "with a space": ("神奈川県 横浜市", ["141003"]),
    "a town without its district": ("森野町", ["993417"]),
    "a town of the demo": ("ひばり市", ["992011"]),
    "a name of two cities": ("府中市", ["132063", "342084"]),
    "nowhere": ("桃源郷市", []),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("name", "codes"), NAMES.values(), ids=NAMES.keys())
def test_a_municipality_is_found_by_its_name(name, codes):
    assert [body.code for body in lookup().named(name)] == codes


def test_a_code_gives_the_name_with_its_prefecture():
    assert lookup().by_code("131016").name == "東京都千代田区"
    assert lookup().by_code("000000") is None


def test_every_code_of_the_list_has_its_check_digit_and_one_name():
    codes = _by_code()
    assert 1_700 < len(codes) < 2_100
    assert all(is_municipality_code(code) for code in codes)
    assert len({body.name for body in codes.values()}) == len(codes)
