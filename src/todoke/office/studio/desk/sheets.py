"""Which form belongs to which thing: the whole, a page, a question, a check, a stop, a value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from todoke.core.procedures.editing import At, Plain
from todoke.core.procedures.subjects import text_of
from todoke.core.refusal import N_
from todoke.office.studio.desk.entries import Entry, Kind, found, items_at
from todoke.office.studio.desk.kinds import KINDS, field_entries, verified_entries

ACTS = {
    "申請": N_("Application (申請)"),
    "届出": N_("Notification (届出)"),
    "請求": N_("Claim (請求)"),
    "申出": N_("Offer (申出)"),
}
GROUPS = {"childcare": N_("Children"), "care": N_("Care"), "disaster": N_("Disaster"), "car": N_("Cars")}
WHO = {
    "self": N_("The person"),
    "family": N_("Family"),
    "voluntary": N_("A representative by letter (委任)"),
    "legal_guardian": N_("Parents or guardian of a minor"),
    "statutory_agent": N_("A guardian appointed by court"),
    "licensed": N_("A licensed professional"),
    "heir": N_("Heirs"),
    "messenger": N_("A messenger"),
}
EVENTS = {
    "birth": N_("Birth"),
    "pregnancy": N_("Pregnancy"),
    "child": N_("Bringing up children"),
    "marriage": N_("Marriage"),
    "divorce": N_("Divorce"),
    "moving": N_("Moving"),
    "care": N_("Care for the elderly"),
    "disaster": N_("Disasters"),
    "car": N_("Cars"),
    "bereavement": N_("A death in the family"),
}
NUMBER_USE = {"none": N_("Not asked"), "sealed": N_("Asked and sealed")}
SEALS = {
    "職責証明書": N_("Certificate of office (職責証明書)"),
    "公印省略": N_("Seal omitted (公印省略)"),
    "print_and_seal": N_("Print and seal by hand"),
}
DOCUMENTS = {"certificate_of_damage": N_("Certificate of disaster damage")}

ABOUT = (
    Entry(at=("title",), kind=Kind.TEXT, words=N_("Name of the procedure"), needed=True),
    Entry(at=("summary",), kind=Kind.PROSE, words=N_("What it is for, in one or two sentences"), needed=True),
    Entry(at=("act",), kind=Kind.PICK, words=N_("What it is in law"), choices=ACTS, needed=True),
    Entry(at=("section",), kind=Kind.PICK, words=N_("Section in charge"), default=""),
    Entry(
        at=("law",), kind=Kind.LINES, words=N_("Law or ordinance it rests on, with its article"), needed=True
    ),
    Entry(at=("who",), kind=Kind.PICKS, words=N_("Who may send it"), choices=WHO, needed=True),
    Entry(
        at=("group",),
        kind=Kind.PICK,
        words=N_("Shelf in the list of procedures"),
        choices=GROUPS,
        folded=True,
    ),
    Entry(at=("life_events",), kind=Kind.PICKS, words=N_("Life events"), choices=EVENTS, folded=True),
)
GUIDE = (
    Entry(at=("eligibility",), kind=Kind.TEXTS, words=N_("Who can use it")),
    Entry(at=("ready",), kind=Kind.TEXTS, words=N_("What to have ready")),
    Entry(at=("window",), kind=Kind.PROSE, words=N_("When it can be sent")),
    Entry(at=("after",), kind=Kind.TEXTS, words=N_("What happens after sending")),
    Entry(at=("declarations",), kind=Kind.TEXTS, words=N_("What they declare before sending")),
)
OFFICE = (
    Entry(
        at=("standard_days", "value"),
        kind=Kind.NUMBER,
        words=N_("Standard processing days"),
        hint=N_("Leave it empty until your municipality has set it; then it cannot be published yet."),
        needed=True,
    ),
    Entry(
        at=("standard_days", "source"), kind=Kind.LINE, words=N_("Who set the days, and where"), needed=True
    ),
    Entry(at=("form", "official"), kind=Kind.LINE, words=N_("Name of the statutory form (様式)")),
    Entry(at=("seal",), kind=Kind.PICK, words=N_("Seal on the notice"), choices=SEALS),
    Entry(at=("notices", "issued"), kind=Kind.PICK, words=N_("Document that is issued"), choices=DOCUMENTS),
    Entry(
        at=("certificate",),
        kind=Kind.PICK,
        words=N_("Certificate it ends in"),
        choices=DOCUMENTS,
        folded=True,
    ),
    Entry(
        at=("baseline", "resident_minutes"), kind=Kind.NUMBER, words=N_("On paper: minutes of the resident")
    ),
    Entry(at=("baseline", "staff_minutes"), kind=Kind.NUMBER, words=N_("On paper: minutes of the staff")),
    Entry(at=("baseline", "trips"), kind=Kind.NUMBER, words=N_("On paper: trips to the counter")),
    Entry(at=("baseline", "source"), kind=Kind.LINE, words=N_("Whose figures these are")),
    Entry(
        at=("assurance", "identity"), kind=Kind.NUMBER, words=N_("How sure who it is (0 to 3)"), needed=True
    ),
    Entry(
        at=("assurance", "authentication"),
        kind=Kind.NUMBER,
        words=N_("How safely signed in (0 to 3)"),
        needed=True,
    ),
    Entry(
        at=("assurance", "max_age_minutes"),
        kind=Kind.NUMBER,
        words=N_("How many minutes a sign-in counts"),
        hint=N_("Leave it empty if the session counts."),
        folded=True,
    ),
    Entry(
        at=("assurance", "at"),
        kind=Kind.LINE,
        words=N_("Id of the page from which people sign in"),
        hint=N_("Leave it empty: then it is the first page with a question that the sign-in fills in."),
        folded=True,
    ),
    Entry(at=("assurance", "reason"), kind=Kind.PROSE, words=N_("Reason for these levels"), needed=True),
    Entry(
        at=("assurance", "worksheet", "benefit"),
        kind=Kind.LINE,
        words=N_("Harm if somebody gets what is not theirs"),
    ),
    Entry(at=("assurance", "worksheet", "privacy"), kind=Kind.LINE, words=N_("Harm to privacy")),
    Entry(at=("assurance", "worksheet", "compensation"), kind=Kind.LINE, words=N_("What makes up for it")),
    Entry(
        at=("my_number",),
        kind=Kind.PICK,
        words=N_("My Number"),
        choices=NUMBER_USE,
        default="none",
        folded=True,
    ),
    Entry(at=("my_number_law",), kind=Kind.LINE, words=N_("Law that demands it"), folded=True),
)
OUTCOMES = (Entry(at=("outcomes",), kind=Kind.OUTCOMES, words=N_("How a case can end"), needed=True),)
STEP = (
    Entry(at=("title",), kind=Kind.TEXT, words=N_("Heading of the page"), needed=True),
    Entry(at=("intro",), kind=Kind.PROSE, words=N_("Words below the heading")),
    Entry(at=("when",), kind=Kind.CONDITION, words=N_("When is this page shown?")),
)
COMPUTED = (
    Entry(at=("label",), kind=Kind.TEXT, words=N_("What the value is called"), needed=True),
    Entry(at=(), kind=Kind.WAY, words=N_("How it is worked out"), needed=True),
    Entry(
        at=("unit",), kind=Kind.TEXT, words=N_("Unit"), hint=N_("Such as 円; ages and days have their own")
    ),
    Entry(at=("shown",), kind=Kind.SWITCH, words=N_("Show it before sending"), default=True),
)
ROOT_SHEETS: Mapping[str, tuple[str, tuple[Entry, ...]]] = {
    "about": (N_("About the procedure"), ABOUT),
    "guide": (N_("What people read first"), GUIDE),
    "office": (N_("In the office"), OFFICE),
    "outcomes": (N_("How a case can end"), OUTCOMES),
}
ON_A_PAGE = 4
"""Length of the place of a question that stands in no group: steps.0.fields.1."""
_AT = re.compile(r"[a-z_]+(?:\.(?:[a-z_]+|[0-9]{1,3})){0,12}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """The form of one thing. `key` is its address in the editor, `at` its place in the tree."""

    key: str
    at: At
    words: str
    entries: tuple[Entry, ...]
    name: str = ""
    """The author's own words for it."""


def place_of(key: str) -> At | None:
    """ "steps.0.fields.1" as a place; None for anything else than a place."""
    if not _AT.fullmatch(key):
        return None
    return tuple(int(part) if part.isdigit() else part for part in key.split("."))


def sheet_at(tree: Plain, key: str) -> Sheet | None:
    """None where there is no such thing (any more)."""
    if key in ROOT_SHEETS:
        words, entries = ROOT_SHEETS[key]
        return Sheet(key=key, at=(), words=words, entries=entries)
    at = place_of(key)
    thing = found(tree, at) if at else None
    if at is None or not isinstance(thing, dict):
        return None
    return _thing_sheet(tree, key, at, thing)


def _thing_sheet(tree: Plain, key: str, at: At, thing: Mapping[str, Plain]) -> Sheet | None:
    above = str(at[-2]) if len(at) > 1 else ""
    if above == "fields":
        kind = str(thing.get("type"))
        words = KINDS[kind].words if kind in KINDS else N_("Question of an unknown type")
        besides = verified_entries(kind) if len(at) == ON_A_PAGE else ()
        entries = (*_entries_of(thing, kind), *besides)
        return Sheet(key=key, at=at, words=words, entries=entries, name=name_of(thing, "label"))
    if above in {"checks", "stops"} and len(at) == 4:
        return _rule_sheet(tree, key, at, above)
    if above == "steps" and len(at) == 2:
        return Sheet(key=key, at=at, words=N_("Page"), entries=STEP, name=name_of(thing, "title"))
    if above == "computed" and len(at) == 2:
        return Sheet(
            key=key, at=at, words=N_("Value worked out"), entries=COMPUTED, name=name_of(thing, "label")
        )
    return None


def _entries_of(thing: Mapping[str, Plain], kind: str) -> tuple[Entry, ...]:
    """A list named elsewhere stays a name."""
    return tuple(
        Entry(at=one.at, kind=Kind.LINE, words=one.words, needed=True)
        if one.kind is Kind.OPTIONS and isinstance(thing.get(str(one.at[0])), str)
        else one
        for one in field_entries(kind)
    )


def _rule_sheet(tree: Plain, key: str, at: At, above: str) -> Sheet:
    fields = items_at(tree, (*at[:2], "fields"))
    places = {
        str(one["field"]): name_of(one, "label")
        for one in fields
        if isinstance(one, dict) and one.get("field")
    }
    where = Entry(at=("at",), kind=Kind.PICK, words=N_("At which question it is shown"), choices=places)
    message = Entry(at=("message",), kind=Kind.PROSE, words=N_("What the person is told"), needed=True)
    if above == "checks":
        rule = Entry(at=("rule",), kind=Kind.CONDITION, words=N_("What must be so"), needed=True)
        return Sheet(key=key, at=at, words=N_("Check"), entries=(rule, message, _needed(where)))
    when = Entry(at=("when",), kind=Kind.CONDITION, words=N_("When they cannot go on"), needed=True)
    instead = Entry(at=("instead",), kind=Kind.PROSE, words=N_("Where to go instead"), needed=True)
    return Sheet(key=key, at=at, words=N_("Stop"), entries=(when, message, instead, where))


def _needed(entry: Entry) -> Entry:
    return Entry(at=entry.at, kind=entry.kind, words=entry.words, choices=entry.choices, needed=True)


def name_of(thing: Plain, key: str) -> str:
    """The Japanese words of a thing, however half-written it is."""
    text = text_of(thing.get(key)) if isinstance(thing, dict) else None
    return text.ja if text else "—"
