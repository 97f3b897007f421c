from __future__ import annotations

from typing import Any

import pytest

from todoke.core.procedures.fields import AnswerContext, FieldProblems, field_types

LABEL = {"ja": "質問"}
EXTRA: dict[str, dict[str, Any]] = {
    "choice": {"options": [{"value": "own", "label": "持ち家"}, {"value": "rent", "label": "借家"}]},
    "choices": {"options": [{"value": "roof", "label": "屋根"}, {"value": "wall", "label": "壁"}]},
    "digits": {"length": 10},
    "person_name": {"with_kana": True},
    "integer": {"min": 0, "max": 1000},
    "date": {"latest": "today"},
    "text": {"max": 5},
    "facility_ranking": {
        "facilities": [{"value": "hibari", "label": "ひばり"}, {"value": "mori", "label": "もり"}],
        "ranks": 2,
        "visited": True,
    },
    "bank_account": {"public_account": True},
    "decimal": {"min": 0, "max": "100.5"},
    "yen": {"max": 1_000_000},
    "month": {"latest": "today"},
    "time": {"earliest": "09:00", "latest": "17:00", "step_minutes": 15},
    "dates_wish": {"earliest": "today"},
}


def make(kind: str, **more: Any) -> Any:
    if kind == "group":
        more = {"fields": [make("text")], "max_rows": 3} | more
    content = {"field": "q", "type": kind, "label": LABEL} | EXTRA.get(kind, {}) | more
    return field_types()[kind].model_validate(content)


def read(kind: str, form: dict[str, str], context: AnswerContext) -> tuple[Any, dict[str, str]]:
    """The value, and the codes of its problems by input name."""
    field = make(kind)
    try:
        value = field.parse({name: [text] for name, text in form.items()}, "q")
    except FieldProblems as error:
        return None, {name: refusal.code for name, refusal in error.problems.items()}
    found = field.problems(value, "q", context) if value is not None else {}
    return value, {name: refusal.code for name, refusal in found.items()}


ACCEPTED = {
    "text byte for byte": ("text", {"q": " ① が "}, "① が"),
    "variation selector kept": ("text", {"q": "葛󠄀城市町村"}, "葛󠄀城市町村"),
    "lines": ("long_text", {"q": "一\r\n二"}, "一\n二"),
    "full-width number": ("integer", {"q": "１，０００"}, 1000),
    "no is an answer": ("yes_no", {"q": "no"}, False),
    "empty is no answer": ("yes_no", {"q": ""}, None),
    "western date": ("date", {"q.year": "2026", "q.month": "11", "q.day": "3"}, "2026-11-03"),
    "first year": ("date", {"q.era": "令和", "q.year": "元", "q.month": "5", "q.day": "1"}, "2019-05-01"),
    "pasted date": ("date", {"q.year": "令和8年11月3日"}, "2026-11-03"),
    "phone with brackets": ("phone", {"q": "０９０（1234）5678"}, "090-1234-5678"),
    "e-mail": ("email", {"q": "hanako＠example.jp"}, "hanako@example.jp"),
    "number with leading zeros": ("digits", {"q": "0000-000-123"}, "0000000123"),
    "half-width kana": ("kana", {"q": "ﾔﾏﾀﾞ"}, "ヤマダ"),
    "ラン in Latin letters": (
        "person_name",
        {"q.name": "NGUYEN THI LAN"},
        {"name": "NGUYEN THI LAN", "kana": None},
    ),
    "declaration ticked": ("declaration", {"q": "yes"}, True),
    "empty rows vanish": ("group", {"q.0.q": "", "q.4.q": "花子"}, [{"q": "花子"}]),
}


@pytest.mark.parametrize(("kind", "form", "expected"), ACCEPTED.values(), ids=ACCEPTED.keys())
def test_an_answer_is_read(kind: str, form: dict[str, str], expected: Any, context: AnswerContext) -> None:
    assert read(kind, form, context) == (expected, {})


REFUSED = {
    "too long": ("text", {"q": "あいうえおか"}, {"q": "field.too-long"}),
    "a novel": ("long_text", {"q": "あ" * 20_001}, {"q": "field.too-long"}),
    "words for a number": ("integer", {"q": "三十"}, {"q": "field.integer.unreadable"}),
    "too deep": ("integer", {"q": "1001"}, {"q": "field.integer.too-large"}),
    "below zero": ("integer", {"q": "-1"}, {"q": "field.integer.too-small"}),
    "neither yes nor no": ("yes_no", {"q": "maybe"}, {"q": "field.unreadable"}),
    "an option of another form": ("choice", {"q": "castle"}, {"q": "field.choice.unknown"}),
    "half a date": ("date", {"q.year": "2026"}, {"q.month": "field.date.incomplete"}),
    "a letter in a date": (
        "date",
        {"q.year": "2026", "q.month": "x", "q.day": "1"},
        {"q.month": "field.date.unreadable"},
    ),
    "tomorrow": (
        "date",
        {"q.year": "2026", "q.month": "11", "q.day": "24"},
        {"q.year": "field.date.too-late"},
    ),
    "an era of a novel": (
        "date",
        {"q.era": "永久", "q.year": "1", "q.month": "1", "q.day": "1"},
        {"q.era": "field.date.unknown-era"},
    ),
    "short phone": ("phone", {"q": "12345"}, {"q": "field.phone.unreadable"}),
    "no at sign": ("email", {"q": "hanako"}, {"q": "field.email.unreadable"}),
    "nine digits": ("digits", {"q": "123456789"}, {"q": "field.digits.length"}),
    "letters as digits": ("digits", {"q": "12345678ab"}, {"q": "field.digits.unreadable"}),
    "emoji in a name": ("person_name", {"q.name": "花子😀"}, {"q.name": "field.person-name.emoji"}),
    "no reading": ("person_name", {"q.name": "山田 花子"}, {"q.kana": "field.person-name.no-kana"}),
    "reading alone": ("person_name", {"q.kana": "ヤマダ"}, {"q.name": "field.person-name.no-name"}),
    "a cell too long": ("group", {"q.0.q": "あいうえおか"}, {"q.0.q": "field.too-long"}),
    "a thousand rows": ("group", {f"q.{n}.q": "花" for n in range(1000)}, {"q": "field.group.too-many"}),
    "emoji in an address": ("postal_address", {"q.town": "本町🏠"}, {"q.town": "field.postal-address.emoji"}),
}


@pytest.mark.parametrize(("kind", "form", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_an_answer_is_refused_at_its_input(
    kind: str, form: dict[str, str], expected: dict[str, str], context: AnswerContext
) -> None:
    assert read(kind, form, context)[1] == expected


@pytest.mark.parametrize(
    "text", ["花\x00子", "花\x1b子", "\ue000", "\ud800"], ids=["NUL", "ESC", "private", "lone"]
)
def test_control_characters_are_refused(text: str, context: AnswerContext) -> None:
    assert list(read("text", {"q": text}, context)[1]) == ["q"]


def test_a_day_after_the_end_of_an_era_is_refused(context: AnswerContext) -> None:
    form = {"q.era": "昭和", "q.year": "64", "q.month": "1", "q.day": "8"}
    assert list(read("date", form, context)[1]) == ["q.year"]


@pytest.mark.parametrize("kind", sorted(field_types()))
def test_the_sample_of_every_type_is_a_good_answer(kind: str, context: AnswerContext) -> None:
    field = make(kind, **({"max": 200} if kind == "text" else {}))
    sample = field.sample()
    assert field.has_shape(sample)
    assert not field.has_shape({"no": "shape"})
    assert field.problems(sample, "q", context) == {}
    assert field.show(sample, "ja")
    assert field.show(sample, "en")
    assert field.schema()


@pytest.mark.parametrize("kind", sorted(set(field_types()) - {"file"}))
def test_what_the_form_shows_again_reads_as_the_same_answer(kind: str, context: AnswerContext) -> None:
    field = make(kind, **({"max": 200} if kind == "text" else {}))
    again = field.parse(field.inputs(field.sample(), "q"), "q")
    plain = field.sample() | {"municipality_code": None} if kind == "postal_address" else field.sample()
    assert again == plain
