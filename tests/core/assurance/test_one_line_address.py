"""An address on one line, laid into the parts a form asks for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.core.assurance.one_line_address import place_of
from todoke.web.municipalities import lookup

LINES = {
    "a demo town": ("霧原県ひばり市本町１－２－３", ("霧原県", "ひばり市", "本町", "１－２－３", "")),
    "a ward of Tokyo": (
        "東京都千代田区霞が関１－２",
        ("東京都", "千代田区", "霞が関", "１－２", ""),
    ),
    "a ward of a designated city": (
        "神奈川県横浜市中区本町６－５０",
        ("神奈川県", "横浜市中区", "本町", "６－５０", ""),
    ),
    "a city with 市 in its name": (
        "三重県四日市市諏訪町１",
        ("三重県", "四日市市", "諏訪町", "１", ""),
    ),
    "another one": ("千葉県市川市八幡１", ("千葉県", "市川市", "八幡", "１", "")),
    "a city that ends like a town": ("東京都町田市森野２", ("東京都", "町田市", "森野", "２", "")),
    "a prefecture with 府": ("京都府京都市左京区吉田１", ("京都府", "京都市左京区", "吉田", "１", "")),
    "the north": ("北海道札幌市北区北１", ("北海道", "札幌市北区", "北", "１", "")),
    "a town in a 郡": ("東京都西多摩郡瑞穂町箱根ケ崎２", ("東京都", "西多摩郡瑞穂町", "箱根ケ崎", "２", "")),
    "a building": (
        "霧原県ひばり市本町１－２－３　ひばりハイツ２０３",
        ("霧原県", "ひばり市", "本町", "１－２－３", "ひばりハイツ２０３"),
    ),
    "丁目 in kanji": (
        "霧原県ひばり市本町一丁目２番３号",
        ("霧原県", "ひばり市", "本町一丁目", "２番３号", ""),
    ),
    "no number": ("霧原県ひばり市本町", ("霧原県", "ひばり市", "本町", "", "")),
    "a town nobody lists": ("霧原県どこか市本町１", ("霧原県", "", "どこか市本町", "１", "")),
    "a town of another prefecture": ("霧原県千代田区１", ("霧原県", "", "千代田区", "１", "")),
    "no prefecture": ("ひばり市本町１", ("", "", "ひばり市本町", "１", "")),
    "nothing": ("", ("", "", "", "", "")),
}


@pytest.mark.parametrize(("line", "parts"), LINES.values(), ids=LINES)
def test_a_line_is_laid_out(line, parts):
    assert tuple(place_of(line, lookup()).values()) == parts


def test_without_a_list_no_town_is_guessed():
    assert place_of("霧原県ひばり市本町１", None)["city"] == ""


@given(st.text(st.sampled_from("東京都霧原県ひばり市本町中区一丁目１２-－ 　ハイツa"), max_size=40))
def test_no_character_is_lost(line):
    parts = place_of(line, lookup())
    assert re.sub(r"\s", "", "".join(parts.values())) == re.sub(r"\s", "", line)
