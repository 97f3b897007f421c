"""Whether a person wrote what was proved."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from todoke.core.assurance.comparing import is_same_address, is_same_name

KANJI = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=8)
LATIN = st.text(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ '-."), min_size=1, max_size=30)
WIDE = {ord("A") + place: chr(0xFF21 + place) for place in range(26)} | {ord(" "): "\u3000"}

NAMES = {
    "the same": ("山田　花子", "山田　花子", True),
    "another space": ("山田　花子", "山田 花子", True),
    "no space": ("山田　花子", "山田花子", True),
    "another person": ("山田　花子", "山田　太郎", False),
    "a name more": ("山田　花子", "山田　花子　恵", False),
    "half a name": ("山田　花子", "山田", False),
    "nothing": ("山田　花子", "", False),
    "Latin in another case": ("NGUYEN THI LAN", "Nguyen Thi Lan", True),
    "Latin, full width": ("ＮＧＵＹＥＮ　ＴＨＩ　ＬＡＮ", "nguyen thi lan", True),
    "Latin with another mark": ("JOSE", "JOSÉ", False),
    "half-width kana": ("ｶﾞﾙｼｱ", "ガルシア", True),
    "a variation selector": ("葛\U000e0100飾　花子", "葛飾 花子", True),
    "another kanji of the same name": ("高橋　花子", "髙橋　花子", False),
    "dots are letters, not patterns": ("A.B", "AXB", False),
}


@pytest.mark.parametrize(("claimed", "answered", "same"), NAMES.values(), ids=NAMES)
def test_names(claimed, answered, same):
    assert is_same_name(claimed, answered) is same


ADDRESSES = {
    "widths": ("霧原県ひばり市本町１－２－３", "霧原県ひばり市本町1-2-3", True),
    "in words": ("霧原県ひばり市本町一丁目２番３号", "霧原県ひばり市本町1-2-3", True),
    "a tenth 丁目": ("ひばり市本町十丁目２番", "ひばり市本町10-2", True),
    "a twenty-first 丁目": ("ひばり市本町二十一丁目２番", "ひばり市本町21-2", True),
    "番地の": ("森野町１２番地の３", "森野町12-3", True),
    "a room": ("本町１－２－３　２０３号室", "本町1-2-3 203", True),
    "a long mark for a dash": ("本町１ー２ー３", "本町1-2-3", True),
    "another number": ("本町１－２－３", "本町1-2-4", False),
    "numbers run together": ("本町１－２３", "本町12-3", False),
    "a house beside": ("本町１－２", "本町1-2-3", False),
    "大字 left out": ("大字本町１", "本町1", True),
    "another size of ケ": ("霞ヶ関１", "霞ケ関1", True),
    "another town": ("本町１－２－３", "朝日町1-2-3", False),
}


@pytest.mark.parametrize(("claimed", "answered", "same"), ADDRESSES.values(), ids=ADDRESSES)
def test_addresses(claimed, answered, same):
    assert is_same_address(claimed, answered) is same


SUBSTITUTED = {
    "the person's own character": ("●橋　花子", "髙橋 花子", (0,), True),
    "what was shown in its place": ("●橋　花子", "●橋　花子", (0,), True),
    "a character with its selector": ("●飾", "葛\U000e0100飾", (0,), True),
    "the rest still counts": ("●橋　花子", "髙橋 太郎", (0,), False),
    "one place is one character": ("●橋　花子", "大髙橋 花子", (0,), False),
    "no character is not one": ("●橋　花子", "橋 花子", (0,), False),
    "a place beyond the end": ("花子", "花子", (9,), True),
    "not marked, not forgiven": ("●橋　花子", "髙橋 花子", (), False),
    "a private-use character forgives nothing": ("\ue000橋", "髙橋", (), False),
}


@pytest.mark.parametrize(("claimed", "answered", "places", "same"), SUBSTITUTED.values(), ids=SUBSTITUTED)
def test_substituted_places(claimed, answered, places, same):
    assert is_same_name(claimed, answered, substituted=places) is same


@given(st.text(max_size=40))
def test_every_writing_is_the_same_as_itself(text):
    assert is_same_name(text, text)
    assert is_same_address(text, text)


@given(LATIN)
def test_width_and_case_make_no_difference(name):
    assert is_same_name(name, name.translate(WIDE))
    assert is_same_name(name.translate(WIDE), name.lower())


@given(st.text(max_size=40))
def test_normal_forms_make_no_difference(text):
    assert is_same_name(text, unicodedata.normalize("NFC", text))
    assert is_same_name(unicodedata.normalize("NFD", text), text)


@given(KANJI, KANJI, st.sampled_from([" ", "　", "", "\u00a0"]))
def test_spaces_between_names_make_no_difference(family, given_name, space):
    assert is_same_name(f"{family}　{given_name}", f"{family}{space}{given_name}")


@given(KANJI, KANJI)
def test_different_kanji_are_different_names(one, other):
    assume(unicodedata.normalize("NFKC", one) != unicodedata.normalize("NFKC", other))
    assert not is_same_name(one, other)


@given(KANJI, st.data())
def test_a_substituted_place_takes_any_one_kanji(name, data):
    place = data.draw(st.integers(0, len(name) - 1))
    own = data.draw(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5))
    written = name[:place] + own + name[place + 1 :]
    shown = name[:place] + "●" + name[place + 1 :]
    assert is_same_name(shown, written, substituted=(place,))


@given(st.lists(st.integers(1, 9_999), min_size=2, max_size=4))
def test_numbers_of_an_address_never_run_together(numbers):
    written = "-".join(map(str, numbers))
    wide = written.translate({ord("-"): "－"} | {ord(str(one)): chr(0xFF10 + one) for one in range(10)})
    assert is_same_address(f"本町{wide}", f"本町{written}")
    assert not is_same_address(f"本町{wide}", "本町" + "".join(map(str, numbers)))
