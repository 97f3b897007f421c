"""What the redaction check finds, and what it leaves alone."""

from __future__ import annotations

import pytest

from todoke.core.talent.redaction import FindingKind, refuse_publish, scan

NAMES = ("渡邉 悟", "三浦", "森")

FOUND = {
    "mobile": ("電話は090-1234-5678です", FindingKind.PHONE, "090-1234-5678"),
    "full-width phone": ("電話は０３－１２３４－５６７８です", FindingKind.PHONE, "０３－１２３４－５６７８"),
    "phone without hyphens": ("0312345678へ", FindingKind.PHONE, "0312345678"),
    "brackets": ("03(1234)5678", FindingKind.PHONE, "03(1234)5678"),
    "with the country": ("+81-90-1234-5678", FindingKind.PHONE, "+81-90-1234-5678"),
    "e-mail": ("送り先はtaro@city.example.jpまで", FindingKind.E_MAIL, "taro@city.example.jp"),
    "full-width e-mail": ("ｔａｒｏ＠ｃｉｔｙ．ｊｐへ", FindingKind.E_MAIL, "ｔａｒｏ＠ｃｉｔｙ．ｊｐ"),
    "My Number": ("1234 5678 9018", FindingKind.MY_NUMBER, "1234 5678 9018"),
    "member's name": ("渡邉悟が決めた", FindingKind.NAME, "渡邉悟"),
    "name with a wide space": ("渡邉\u3000悟が決めた", FindingKind.NAME, "渡邉\u3000悟"),
    "family name": ("渡邉に聞く", FindingKind.NAME, "渡邉"),
    "somebody called so": ("山田花子さんの件", FindingKind.NAME, "山田花子"),
}


@pytest.mark.parametrize(("text", "kind", "words"), FOUND.values(), ids=FOUND)
def test_it_is_found(text, kind, words):
    (one,) = scan(text, names=NAMES)
    assert (one.kind, one.words, text[one.start : one.end]) == (kind, words, words)


LEFT = {
    "a date": "2026-11-23に始めた",
    "an amount": "1,200,000円",
    "a year range": "2026-2028",
    "residents": "住民さんと職員さんに聞いた",
    "a town that holds a short name": "森野町の窓口",
    "plain": "まず測り、それから順番を変えた。",
}


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_it_is_left_alone(text):
    assert scan(text, names=NAMES) == ()


def test_a_key_is_confirmed_for_its_words_only():
    (first,) = scan("090-1234-5678", names=())
    other = scan("090-1234-5679", names=())
    assert refuse_publish([first], confirmed=[first.key]) is None
    assert refuse_publish(other, confirmed=[first.key]).code == "talent.redaction.unanswered"
    assert "1234" not in first.key


def test_a_my_number_stays_refused_whatever_is_ticked():
    found = scan("123456789018", names=())
    refusal = refuse_publish(found, confirmed=[one.key for one in found])
    assert refusal.code == "talent.redaction.my-number"
