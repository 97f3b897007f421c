"""The types of question in an author's words, what a new one begins with, and what its form asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from todoke.core.refusal import N_
from todoke.office.studio.desk.entries import Entry, Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionKind:
    """`shelf` is the heading it stands under in the menu."""

    words: str
    hint: str
    shelf: str


WORDS, NUMBERS, CHOICES = N_("Words"), N_("Numbers and days"), N_("Choosing")
PEOPLE, PAPERS, REPEATED = N_("People and places"), N_("Papers and consent"), N_("Several times the same")

KINDS: Mapping[str, QuestionKind] = {
    "text": QuestionKind(
        words=N_("One line of text"), hint=N_("Name of a thing, short answers"), shelf=WORDS
    ),
    "long_text": QuestionKind(
        words=N_("Several lines of text"), hint=N_("Reasons, descriptions"), shelf=WORDS
    ),
    "kana": QuestionKind(words=N_("Reading in katakana"), hint=N_("How a name is read"), shelf=WORDS),
    "digits": QuestionKind(
        words=N_("Digits of a fixed length"), hint=N_("Numbers of cards, plates"), shelf=WORDS
    ),
    "yes_no": QuestionKind(words=N_("Yes or no"), hint=N_("Good for conditions"), shelf=CHOICES),
    "choice": QuestionKind(
        words=N_("One of several answers"), hint=N_("Exactly one may be chosen"), shelf=CHOICES
    ),
    "choices": QuestionKind(
        words=N_("Any of several answers"), hint=N_("Several may be ticked"), shelf=CHOICES
    ),
    "facility_ranking": QuestionKind(
        words=N_("Facilities in order of wish"), hint=N_("First, second, third wish"), shelf=CHOICES
    ),
    "integer": QuestionKind(
        words=N_("A whole number"), hint=N_("Copies, people, centimetres"), shelf=NUMBERS
    ),
    "decimal": QuestionKind(words=N_("A number with decimals"), hint=N_("Square metres"), shelf=NUMBERS),
    "yen": QuestionKind(words=N_("An amount of yen"), hint=N_("Income, cost"), shelf=NUMBERS),
    "date": QuestionKind(words=N_("A day"), hint=N_("Western or Japanese calendar"), shelf=NUMBERS),
    "month": QuestionKind(words=N_("A month"), hint=N_("Year and month"), shelf=NUMBERS),
    "time": QuestionKind(words=N_("A time of day"), hint=N_("Such as 13:30"), shelf=NUMBERS),
    "dates_wish": QuestionKind(words=N_("Days that suit"), hint=N_("First to third wish"), shelf=NUMBERS),
    "person_name": QuestionKind(
        words=N_("Name of a person"), hint=N_("With its reading if needed"), shelf=PEOPLE
    ),
    "postal_address": QuestionKind(words=N_("Address"), hint=N_("Found by the postcode"), shelf=PEOPLE),
    "phone": QuestionKind(words=N_("Phone number"), hint=N_("For questions"), shelf=PEOPLE),
    "email": QuestionKind(words=N_("E-mail address"), hint=N_("For questions"), shelf=PEOPLE),
    "municipality": QuestionKind(words=N_("Municipality"), hint=N_("By name or code"), shelf=PEOPLE),
    "bank_account": QuestionKind(words=N_("Bank account"), hint=N_("Where money is paid"), shelf=PEOPLE),
    "my_number": QuestionKind(words=N_("My Number"), hint=N_("Only where a law demands it"), shelf=PEOPLE),
    "file": QuestionKind(words=N_("Papers and photos (attachment)"), hint=N_("Photos or PDF"), shelf=PAPERS),
    "declaration": QuestionKind(words=N_("Consent to tick"), hint=N_("I agree to …"), shelf=PAPERS),
    "signature": QuestionKind(
        words=N_("Signature by typing the name"), hint=N_("Signed by name"), shelf=PAPERS
    ),
    "group": QuestionKind(
        words=N_("The same questions several times"), hint=N_("For each person, each dog …"), shelf=REPEATED
    ),
}
FIRST_WORDS = "新しい質問"
_OPTIONS = [{"value": "a", "label": {"ja": "選択肢1"}}, {"value": "b", "label": {"ja": "選択肢2"}}]
_FIRST: Mapping[str, Mapping[str, Any]] = {
    "choice": {"options": _OPTIONS},
    "choices": {"options": _OPTIONS},
    "facility_ranking": {
        "facilities": [{"value": "a", "label": {"ja": "施設1"}}, {"value": "b", "label": {"ja": "施設2"}}]
    },
    "digits": {"length": 4},
}


def new_field(kind: str, id: str) -> dict[str, Any]:
    """A question that can be drawn at once; its author writes over its words."""
    content: dict[str, Any] = {"field": id, "type": kind, "label": {"ja": FIRST_WORDS}}
    content |= {
        key: list(value) if isinstance(value, list) else value for key, value in _FIRST.get(kind, {}).items()
    }
    if kind == "group":
        content["fields"] = [new_field("text", "name")]
    return content


ACCEPTED = {
    "image/jpeg": N_("Photos (JPEG)"),
    "image/png": N_("Pictures (PNG)"),
    "image/heic": N_("Photos of iPhones (HEIC)"),
    "application/pdf": N_("PDF"),
}
TIMES = {"am": N_("Morning"), "pm": N_("Afternoon"), "any": N_("Any time")}
ACCOUNTS = {"ordinary": N_("Ordinary account"), "checking": N_("Current account")}
_UNIT = Entry(at=("unit",), kind=Kind.TEXT, words=N_("Unit"), hint=N_("Such as cm, copies or people"))
_DAYS = (
    Entry(at=("earliest",), kind=Kind.BOUND, words=N_("First day that can be entered")),
    Entry(at=("latest",), kind=Kind.BOUND, words=N_("Last day that can be entered")),
)


def _number(key: str, words: str, default: int | None = None) -> Entry:
    return Entry(at=(key,), kind=Kind.NUMBER, words=words, default=default)


LONGEST = N_("Most characters")
_OWN: Mapping[str, tuple[Entry, ...]] = {
    "text": (_number("max", LONGEST, 200),),
    "long_text": (_number("max", LONGEST, 2000),),
    "kana": (_number("max", LONGEST, 100),),
    "digits": (Entry(at=("length",), kind=Kind.NUMBER, words=N_("How many digits"), needed=True),),
    "integer": (_UNIT, _number("min", N_("Smallest number")), _number("max", N_("Largest number"))),
    "yen": (_number("min", N_("Smallest amount"), 0), _number("max", N_("Largest amount"))),
    "decimal": (
        _UNIT,
        _number("places", N_("Decimal places"), 2),
        Entry(at=("min",), kind=Kind.LINE, words=N_("Smallest number")),
        Entry(at=("max",), kind=Kind.LINE, words=N_("Largest number")),
    ),
    "date": _DAYS,
    "month": (
        Entry(
            at=("earliest",), kind=Kind.LINE, words=N_("First month"), hint=N_("Such as 2026-04, or today")
        ),
        Entry(at=("latest",), kind=Kind.LINE, words=N_("Last month"), hint=N_("Such as 2026-04, or today")),
    ),
    "time": (
        Entry(at=("earliest",), kind=Kind.LINE, words=N_("Earliest time"), hint=N_("Such as 09:00")),
        Entry(at=("latest",), kind=Kind.LINE, words=N_("Latest time"), hint=N_("Such as 17:00")),
        _number("step_minutes", N_("Steps of minutes")),
    ),
    "dates_wish": (
        *_DAYS,
        _number("slots", N_("How many wishes"), 3),
        Entry(
            at=("times",),
            kind=Kind.PICKS,
            words=N_("Times of day"),
            choices=TIMES,
            default=["am", "pm", "any"],
        ),
    ),
    "yes_no": (
        Entry(at=("yes",), kind=Kind.TEXT, words=N_("Words for yes"), folded=True),
        Entry(at=("no",), kind=Kind.TEXT, words=N_("Words for no"), folded=True),
    ),
    "choice": (Entry(at=("options",), kind=Kind.OPTIONS, words=N_("Answers to choose from"), needed=True),),
    "choices": (Entry(at=("options",), kind=Kind.OPTIONS, words=N_("Answers to tick"), needed=True),),
    "facility_ranking": (
        Entry(at=("facilities",), kind=Kind.OPTIONS, words=N_("Facilities"), needed=True),
        _number("ranks", N_("How many wishes"), 6),
        Entry(at=("visited",), kind=Kind.SWITCH, words=N_("Ask whether they visited it"), default=False),
    ),
    "person_name": (
        Entry(at=("with_kana",), kind=Kind.SWITCH, words=N_("Ask for the reading too"), default=False),
        Entry(
            at=("kana_optional",),
            kind=Kind.SWITCH,
            words=N_("The reading may be left empty"),
            hint=N_("For names without a registered reading"),
            default=False,
        ),
    ),
    "bank_account": (
        Entry(
            at=("public_account",),
            kind=Kind.SWITCH,
            words=N_("Offer the account registered with the government (公金受取口座)"),
            default=False,
        ),
        Entry(
            at=("kinds",),
            kind=Kind.PICKS,
            words=N_("Kinds of account"),
            choices=ACCOUNTS,
            default=["ordinary", "checking"],
        ),
        Entry(at=("holder",), kind=Kind.TEXT, words=N_("Whose account it must be")),
    ),
    "file": (
        Entry(
            at=("kind",),
            kind=Kind.TEXT,
            words=N_("Name of the paper"),
            hint=N_("If the question says it otherwise"),
        ),
        Entry(at=("subjects",), kind=Kind.TEXTS, words=N_("What the pictures should show")),
        _number("max_files", N_("Most files"), 10),
        Entry(
            at=("accept",),
            kind=Kind.PICKS,
            words=N_("Kinds of file"),
            choices=ACCEPTED,
            default=list(ACCEPTED),
        ),
        Entry(
            at=("register",),
            kind=Kind.LINE,
            words=N_("Register that already has it"),
            hint=N_("Then it need not be asked for"),
            folded=True,
        ),
    ),
    "declaration": (
        Entry(at=("statement",), kind=Kind.PROSE, words=N_("What they agree to")),
        Entry(at=("agreed",), kind=Kind.TEXT, words=N_("Words beside the tick"), folded=True),
    ),
    "group": (
        Entry(
            at=("row",),
            kind=Kind.TEXT,
            words=N_("What one of them is called"),
            hint=N_("Such as dog or child"),
        ),
        _number("max_rows", N_("Most entries"), 20),
    ),
}
AUTOCOMPLETE = {
    "name": N_("Name of the person"),
    "street-address": N_("Address of the person"),
    "tel": N_("Phone of the person"),
    "email": N_("E-mail of the person"),
    "bday": N_("Birthday of the person"),
    "organization": N_("Organisation of the person"),
}
VERIFIED: Mapping[str, Mapping[str, str]] = {
    "person_name": {"name": N_("The name of who signs in")},
    "postal_address": {"address": N_("The address of who signs in")},
    "date": {"birth_date": N_("The date of birth of who signs in")},
    "choice": {"sex": N_("The sex of who signs in (answers male and female)")},
}
"""Type of question → the fact it can take."""


def verified_entries(kind: str) -> tuple[Entry, ...]:
    """For a question on a page; a repeated one is never about who signs in."""
    if kind not in VERIFIED:
        return ()
    return (
        Entry(
            at=("verified",),
            kind=Kind.PICK,
            words=N_("What a sign-in fills in here"),
            choices=VERIFIED[kind],
            folded=True,
        ),
        Entry(
            at=("verified_when",),
            kind=Kind.CONDITION,
            words=N_("When does the sign-in fill it in?"),
            hint=N_("By answers of the pages before: who else may send it, and is not this person?"),
            folded=True,
        ),
    )


def field_entries(kind: str) -> tuple[Entry, ...]:
    """What the form of one question asks, in the order in which authors think."""
    return (
        Entry(at=("label",), kind=Kind.TEXT, words=N_("The question"), needed=True),
        *_OWN.get(kind, ()),
        Entry(at=("required",), kind=Kind.NEED, words=N_("Must it be answered?"), default=True),
        Entry(at=("when",), kind=Kind.CONDITION, words=N_("When is it asked?")),
        Entry(at=("hint",), kind=Kind.PROSE, words=N_("Note below the question"), folded=True),
        Entry(at=("why",), kind=Kind.PROSE, words=N_("Why you ask this"), folded=True),
        Entry(
            at=("autocomplete",),
            kind=Kind.PICK,
            words=N_("What the browser may fill in"),
            choices=AUTOCOMPLETE,
            folded=True,
        ),
    )
