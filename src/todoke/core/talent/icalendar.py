"""An event as iCalendar (RFC 5545), in Japan's time.

Invariants:
- no content line is longer than 75 octets, and no character is cut in two (3.1).
- backslash, semicolon, comma and line break are escaped in every text (3.3.11); no other control passes.
- the same event keeps its UID; a change raises SEQUENCE, a cancelled one says so (3.8.4.7, 3.8.7.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

JAPAN = ZoneInfo("Asia/Tokyo")
PRODUCT = "-//Todoke//Hub//JA"
LONGEST = 75
_ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Tokyo",
    "BEGIN:STANDARD",
    "DTSTART:19510909T010000",
    "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0900",
    "TZNAME:JST",
    "END:STANDARD",
    "END:VTIMEZONE",
)
"""Japan has kept +09:00 since 1951 (昭和27年法律第84号 ended summer time)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """`uid` the same for ever; `changed` when it was written last; `sequence` how often it was changed."""

    uid: str
    title: str
    text: str
    place: str
    begins: datetime
    ends: datetime
    changed: datetime
    sequence: int = 0
    cancelled: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class DayEvent:
    """Whole days, from `since` to `until`, both included."""

    uid: str
    title: str
    since: date
    until: date
    place: str


def calendar_file(events: Iterable[DayEvent], *, name: str, stamp: datetime) -> bytes:
    """Whole days under the name of the calendar. ValueError where an event ends before it begins."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{escape(name)}")
    for event in events:
        lines.extend(_whole_days(event, stamp))
    lines.append("END:VCALENDAR")
    return b"".join(fold(line) for line in lines)


def _whole_days(event: DayEvent, stamp: datetime) -> Iterator[str]:
    if event.until < event.since:
        raise ValueError(f"event — the last day on or after the first — {event.since} to {event.until}")
    yield "BEGIN:VEVENT"
    yield f"UID:{escape(event.uid)}"
    yield f"DTSTAMP:{_utc(stamp)}"
    yield f"DTSTART;VALUE=DATE:{event.since:%Y%m%d}"
    # DTEND is the first day after (3.6.1).
    yield f"DTEND;VALUE=DATE:{event.until + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escape(event.title)}"
    if event.place:
        yield f"LOCATION:{escape(event.place)}"
    yield "END:VEVENT"


def calendar(events: Iterable[Event]) -> bytes:
    """UTF-8, lines ended by CRLF. ValueError where an event ends before it begins or a time has no zone."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", *_ZONE]
    for event in events:
        lines.extend(_lines(event))
    lines.append("END:VCALENDAR")
    return b"".join(fold(line) for line in lines)


def _lines(event: Event) -> Iterator[str]:
    if _aware(event.ends) <= _aware(event.begins):
        raise ValueError(f"event — an end after its beginning — {event.begins} to {event.ends}")
    yield "BEGIN:VEVENT"
    yield f"UID:{escape(event.uid)}"
    yield f"DTSTAMP:{_utc(event.changed)}"
    yield f"DTSTART;TZID=Asia/Tokyo:{_local(event.begins)}"
    yield f"DTEND;TZID=Asia/Tokyo:{_local(event.ends)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield f"SUMMARY:{escape(event.title)}"
    if event.text:
        yield f"DESCRIPTION:{escape(event.text)}"
    yield f"LOCATION:{escape(event.place)}"
    yield "END:VEVENT"


def escape(text: str) -> str:
    """TEXT of 3.3.11."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(one for one in lines if one in "\n\t" or (ord(one) >= 32 and ord(one) != 127))
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        kept = kept.replace(plain, written)
    return kept


def fold(line: str) -> bytes:
    """The content line, folded by octets before a character that would not fit, with its CRLF."""
    pieces, piece = [], b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > LONGEST:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"


def _local(moment: datetime) -> str:
    return _aware(moment).astimezone(JAPAN).strftime("%Y%m%dT%H%M%S")


def _utc(moment: datetime) -> str:
    return _aware(moment).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"event — a time with its zone — {moment}")
    return moment
