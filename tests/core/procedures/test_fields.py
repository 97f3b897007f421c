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
    "a decimal": ("decimal", {"q": "１２．５"}, "12.50"),
    "a decimal without a point": ("decimal", {"q": "7"}, "7.00"),
    "a decimal without a zero": ("decimal", {"q": ".5"}, "0.50"),
    "yen as people write it": ("yen", {"q": "１，０００円"}, 1000),
    "yen with its sign": ("yen", {"q": "¥2 000"}, 2000),
    "no yen is an answer": ("yen", {"q": "0"}, 0),
    "a month": ("month", {"q.year": "2026", "q.month": "4"}, "2026-04"),
    "a month of an era": ("month", {"q.era": "令和", "q.year": "８", "q.month": "4"}, "2026-04"),
    "a first year": ("month", {"q.era": "平成", "q.year": "元", "q.month": "1"}, "1989-01"),
    "the last month of an era": ("month", {"q.era": "昭和", "q.year": "64", "q.month": "1"}, "1989-01"),
    "a pasted month": ("month", {"q.year": "令和8年10月"}, "2026-10"),
    "a time": ("time", {"q": "９：００"}, "09:00"),
    "a time in words": ("time", {"q": "午後1時半"}, "13:30"),
    "four digits": ("time", {"q": "1315"}, "13:15"),
    "noon": ("time", {"q": "午後0時"}, "12:00"),
    "a signature": ("signature", {"q": "山田 花子"}, {"name": "山田 花子"}),
    "a code": ("municipality", {"q": "１３１０１６"}, "131016"),
    "a sealed number comes back": ("my_number", {"q.sealed": "A" * 40}, {"sealed": "A" * 40}),
    "the public account": ("bank_account", {"q.use": "public", "q.bank": "x"}, {"use": "public"}),
    "a bank account": (
        "bank_account",
        {
            "q.use": "account",
            "q.bank": "ひばり銀行",
            "q.branch": "本店",
            "q.branch_code": "００１",
            "q.kind": "ordinary",
            "q.number": "1234567",
            "q.holder_kana": "ｸﾞｴﾝ ﾗﾝ Nguyen",
        },
        {
            "use": "account",
            "bank": "ひばり銀行",
            "branch": "本店",
            "number": "1234567",
            "holder_kana": "グエン ラン NGUYEN",
            "kind": "ordinary",
            "branch_code": "001",
        },
    ),
    "no account yet": ("bank_account", {"q.use": "", "q.bank": ""}, None),
    "a wish, the others left empty": (
        "dates_wish",
        {"q.1.year": "2026", "q.1.month": "12", "q.1.day": "1", "q.1.time": "am", "q.0.time": "any"},
        [{"date": "2026-12-01", "time": "am"}],
    ),
    "a ranking": (
        "facility_ranking",
        {"q.0.facility": "mori", "q.0.visited": "yes", "q.1.facility": "hibari", "q.1.reason": "近い"},
        [
            {"facility": "mori", "reason": "", "visited": True},
            {"facility": "hibari", "reason": "近い", "visited": False},
        ],
    ),
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
    "words for a decimal": ("decimal", {"q": "十二"}, {"q": "field.decimal.unreadable"}),
    "three places": ("decimal", {"q": "1.234"}, {"q": "field.decimal.too-fine"}),
    "a decimal too large": ("decimal", {"q": "100.51"}, {"q": "field.decimal.too-large"}),
    "a decimal below zero": ("decimal", {"q": "-0.5"}, {"q": "field.decimal.too-small"}),
    "words for yen": ("yen", {"q": "千円"}, {"q": "field.yen.unreadable"}),
    "yen owed": ("yen", {"q": "-1"}, {"q": "field.yen.too-small"}),
    "too many yen": ("yen", {"q": "1,000,001"}, {"q": "field.yen.too-large"}),
    "half a month": ("month", {"q.month": "4"}, {"q.year": "field.month.incomplete"}),
    "month 13": ("month", {"q.year": "2026", "q.month": "13"}, {"q.month": "date.month"}),
    "a month after its era": (
        "month",
        {"q.era": "平成", "q.year": "31", "q.month": "6"},
        {"q.year": "date.after-era"},
    ),
    "a month to come": ("month", {"q.year": "2026", "q.month": "12"}, {"q.year": "field.month.too-late"}),
    "a year of two digits": ("month", {"q.year": "26", "q.month": "4"}, {"q.year": "field.month.unreadable"}),
    "hour 25": ("time", {"q": "25:00"}, {"q": "field.time.unreadable"}),
    "half an hour": ("time", {"q": "13時60分"}, {"q": "field.time.unreadable"}),
    "before opening": ("time", {"q": "8:45"}, {"q": "field.time.too-early"}),
    "after closing": ("time", {"q": "17:15"}, {"q": "field.time.too-late"}),
    "between the steps": ("time", {"q": "9:10"}, {"q": "field.time.off-step"}),
    "emoji as a signature": ("signature", {"q": "花子😀"}, {"q": "field.signature.emoji"}),
    "a number nobody has": ("my_number", {"q": "123456789012"}, {"q": "field.my-number.unreadable"}),
    "a number without a seal": ("my_number", {"q": "123456789018"}, {"q": "field.my-number.no-seal"}),
    "a seal of rubbish": ("my_number", {"q.sealed": "<script>"}, {"q": "field.my-number.unreadable"}),
    "a bank and no choice": ("bank_account", {"q.bank": "ひばり"}, {"q.use": "field.bank-account.no-use"}),
    "savings": (
        "bank_account",
        {"q.use": "account", "q.kind": "savings"},
        {"q.kind": "field.bank-account.savings"},
    ),
    "an empty account": (
        "bank_account",
        {"q.use": "account"},
        {
            "q.bank": "field.bank-account.no-bank",
            "q.branch": "field.bank-account.no-branch",
            "q.kind": "field.bank-account.no-kind",
            "q.number": "field.bank-account.no-number",
            "q.holder_kana": "field.bank-account.no-holder-kana",
        },
    ),
    "six digits and a short code": (
        "bank_account",
        {
            "q.use": "account",
            "q.bank": "ひばり",
            "q.branch": "本店",
            "q.kind": "checking",
            "q.number": "123456",
            "q.bank_code": "12",
            "q.holder_kana": "ヤマダ",
        },
        {"q.number": "field.bank-account.number", "q.bank_code": "field.bank-account.code"},
    ),
    "kanji as holder": (
        "bank_account",
        {"q.use": "account", "q.holder_kana": "山田"},
        {"q.holder_kana": "bank.holder"},
    ),
    "a day without its time": (
        "dates_wish",
        {"q.0.year": "2026", "q.0.month": "12", "q.0.day": "1"},
        {"q.0.time": "field.dates-wish.no-time"},
    ),
    "half a day": ("dates_wish", {"q.0.year": "2026"}, {"q.0.month": "field.date.incomplete"}),
    "yesterday": (
        "dates_wish",
        {"q.0.year": "2026", "q.0.month": "11", "q.0.day": "22", "q.0.time": "am"},
        {"q.0.year": "field.date.too-early"},
    ),
    "the same wish twice": (
        "dates_wish",
        {
            f"q.{slot}.{part}": text
            for slot in (0, 1)
            for part, text in {"year": "2026", "month": "12", "day": "1", "time": "pm"}.items()
        },
        {"q.1.year": "field.dates-wish.twice"},
    ),
    "a facility of another town": (
        "facility_ranking",
        {"q.0.facility": "castle"},
        {"q.0.facility": "field.choice.unknown"},
    ),
    "a reason for nothing": (
        "facility_ranking",
        {"q.1.reason": "近い"},
        {"q.1.facility": "field.facility-ranking.no-facility"},
    ),
    "a facility twice": (
        "facility_ranking",
        {"q.0.facility": "mori", "q.1.facility": "mori"},
        {"q.1.facility": "field.facility-ranking.twice"},
    ),
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
