from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.core.errors import Refused
from todoke.core.lexicon.address import PostalAddress, normalise_postcode
from todoke.core.lexicon.encodings import missing_characters
from todoke.core.lexicon.kana import kana_sort_key, normalise_kana
from todoke.core.lexicon.personal_name import PersonalName, clean_name, fits_jis_x_0213
from todoke.core.lexicon.text import clean_text, written_characters

IVS_NAME = "葛\U000e0100城"
COMPATIBILITY_NAME = "神\ufa19"


def refusal_of(function, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        function(*args, **kwargs)
    return caught.value.refusals[0]


@pytest.mark.parametrize(
    "text", [IVS_NAME, COMPATIBILITY_NAME, "髙橋恵", "𠮷田", "①㈱ｶﾅ", "NGUYEN THI LAN", "か\u3099", "👨‍👩‍👧"]
)
def test_text_is_kept_byte_for_byte(text):
    assert clean_text(text, multiline=False) == text


def test_line_endings_become_one_kind_and_outer_spaces_go():
    assert clean_text("　屋根が\r\n落ち\rた\u2028。 \n", multiline=True) == "屋根が\n落ち\nた\n。"


@pytest.mark.parametrize("code", [0x00, 0x07, 0x09, 0x1B, 0x7F, 0x85, 0xD800, 0xDFFF])
def test_control_characters_and_lone_surrogates_are_refused(code):
    refusal = refusal_of(clean_text, f"a{chr(code)}b", multiline=True)
    assert refusal.code == "text.control-character"
    assert f"U+{code:04X}" in refusal.in_english()


@pytest.mark.parametrize("code", [0x202A, 0x202E, 0x2066, 0x2069])
def test_nobody_turns_the_direction_of_a_name(code):
    refusal = refusal_of(clean_text, f"花{chr(code)}子", multiline=False)
    assert refusal.code == "text.control-character"
    assert f"U+{code:04X}" in refusal.in_english()


@pytest.mark.parametrize("code", [0xE000, 0xF8FF, 0xF0000])
def test_characters_made_on_one_computer_are_refused(code):
    refusal = refusal_of(clean_text, f"渡{chr(code)}", multiline=False)
    assert refusal.code == "text.private-use"
    assert f"U+{code:04X}" in refusal.in_english()


def test_a_line_break_in_a_one_line_answer_is_refused():
    assert refusal_of(clean_text, "a\nb", multiline=False).code == "text.one-line"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    try:
        once = clean_text(text, multiline=True)
    except Refused:
        return
    assert clean_text(once, multiline=True) == once


@given(st.text())
def test_written_characters_put_together_are_the_text(text):
    assert "".join(written_characters(text)) == text


def test_what_cp932_cannot_write_is_named_with_its_selector():
    assert missing_characters("髙橋①" + IVS_NAME + "𠮷𠮷", "cp932") == ("葛\U000e0100", "𠮷")
    assert missing_characters(IVS_NAME, "utf-8") == ()


@given(st.text())
def test_text_without_missing_characters_can_be_encoded(text):
    if not missing_characters(text, "cp932"):
        text.encode("cp932")


@pytest.mark.parametrize(
    ("typed", "kana"),
    [
        ("ﾔﾏﾀﾞ ﾊﾅｺ", "ヤマダ ハナコ"),
        ("やまだ　　はなこ", "ヤマダ ハナコ"),
        ("ヤマタ\u3099", "ヤマダ"),
        ("ｼﾞｮｰｼﾞ", "ジョージ"),
        ("マリア・ローザ", "マリア・ローザ"),
        ("ゔぃ", "ヴィ"),
        ("", ""),
    ],
)
def test_a_reading_becomes_full_width_katakana(typed, kana):
    assert normalise_kana(typed) == kana
    assert normalise_kana(kana) == kana


def test_a_reading_in_kanji_or_latin_letters_is_refused():
    refusal = refusal_of(normalise_kana, "山田 Hanako")
    assert refusal.code == "kana.not-kana"
    assert "山" in str(refusal.params["characters"])


def test_readings_sort_as_in_the_telephone_book():
    right = ["サトウ", "サトー", "ハ", "バ", "パ", "ハヤシ", "バンノ", "ヒロセ"]
    assert sorted(reversed(right), key=kana_sort_key) == right
    assert sorted(["ヤマダ ハナコ", "ヤマ ユウ"], key=kana_sort_key) == ["ヤマ ユウ", "ヤマダ ハナコ"]


@pytest.mark.parametrize(
    "name", ["山田花子", "NGUYEN THI LAN", "ラン", "O'Neil-Müller Jr.", IVS_NAME, "佐々木〇", ""]
)
def test_these_are_names(name):
    assert clean_name(name) == name


def test_an_emoji_is_not_part_of_a_name():
    refusal = refusal_of(clean_name, "花子😀")
    assert refusal.code == "name.symbol"
    assert "😀" in refusal.in_english()


def test_a_name_keeps_its_forms_apart():
    name = PersonalName(typed="高橋恵", registered="髙橋恵", displayed="高橋恵", kana="タカハシ メグミ")
    assert (name.formal, name.on_screen) == ("髙橋恵", "高橋恵")
    lan = PersonalName(typed="NGUYEN THI LAN")
    assert (lan.formal, lan.on_screen, lan.kana) == ("NGUYEN THI LAN", "NGUYEN THI LAN", None)
    assert lan.sort_key.startswith("nguyen")


def test_an_empty_name_cannot_exist():
    with pytest.raises(ValueError, match="at least one character"):
        PersonalName(typed="")


def test_characters_outside_jis_x_0213_are_named():
    assert fits_jis_x_0213("山田花子𠮟") == ()
    assert fits_jis_x_0213("髙橋" + IVS_NAME) == ("髙", "葛\U000e0100")


@pytest.mark.parametrize("text", ["0000101", "000-0101", "〒000-0101", "〒 ０００－０１０１", "000ー0101"])
def test_a_postcode_is_seven_digits(text):
    assert normalise_postcode(text) == "0000101"


@pytest.mark.parametrize("text", ["", "000-010", "00001011", "abc0000101", "000-0101-"[:4]])
def test_anything_else_is_no_postcode(text):
    assert refusal_of(normalise_postcode, text).code == "postcode.seven-digits"


def test_an_address_is_shown_in_lines():
    address = PostalAddress(
        postcode="0000101",
        prefecture="霧原県",
        city="ひばり市",
        town="本町",
        block="1-2",
        building="ひばり荘101",
    )
    assert address.lines() == ("〒000-0101", "霧原県ひばり市本町1-2", "ひばり荘101")
    assert address.one_line() == "〒000-0101 霧原県ひばり市本町1-2 ひばり荘101"
