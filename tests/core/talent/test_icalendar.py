"""Calendar files as RFC 5545 asks for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.core.talent.icalendar import DayEvent, Event, calendar, calendar_file, escape, fold

EVENT = Event(
    uid="0192f0c1-0000-7000-8000-000000000001",
    title="勉強会；窓口, 手続",
    text="一行目\n二行目; \\ 終わり",
    place="県庁",
    begins=datetime(2027, 1, 15, 4, 30, tzinfo=UTC),
    ends=datetime(2027, 1, 15, 6, 0, tzinfo=UTC),
    changed=datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
)


def unfolded(file: bytes) -> list[str]:
    return file.decode().replace("\r\n ", "").split("\r\n")


def test_times_are_told_in_japan_with_the_zone_beside():
    lines = unfolded(calendar([EVENT]))
    assert "DTSTART;TZID=Asia/Tokyo:20270115T133000" in lines
    assert "DTEND;TZID=Asia/Tokyo:20270115T150000" in lines
    assert "DTSTAMP:20261123T080000Z" in lines
    assert "TZID:Asia/Tokyo" in lines
    assert f"UID:{EVENT.uid}" in lines


def test_texts_are_escaped():
    lines = unfolded(calendar([EVENT]))
    assert "SUMMARY:勉強会；窓口\\, 手続" in lines
    assert "DESCRIPTION:一行目\\n二行目\\; \\\\ 終わり" in lines


def test_a_line_break_in_a_title_adds_no_line_of_its_own():
    lines = unfolded(calendar([replace(EVENT, title="会\r\nATTENDEE:mailto:x@example.jp")]))
    assert not [line for line in lines if line.startswith("ATTENDEE")]


def test_a_cancelled_event_says_so_with_a_higher_sequence():
    lines = unfolded(calendar([replace(EVENT, cancelled=True, sequence=3)]))
    assert {"STATUS:CANCELLED", "SEQUENCE:3"} <= set(lines)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=300))
def test_no_line_is_longer_than_75_octets_and_no_character_is_cut(text):
    folded = fold(f"SUMMARY:{text}")
    lines = folded.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert all(line.decode() for line in lines)
    assert "".join([lines[0].decode(), *(line[1:].decode() for line in lines[1:])]) == f"SUMMARY:{text}"


def test_controls_do_not_pass():
    assert escape("a\0b\x1bc\x7f") == "abc"


@pytest.mark.parametrize(
    "changed",
    [{"ends": EVENT.begins}, {"begins": datetime(2027, 1, 15, 13, 30)}],
    ids=["no length", "no zone"],
)
def test_an_event_that_cannot_be_is_refused(changed):
    with pytest.raises(ValueError, match="event"):
        calendar([replace(EVENT, **changed)])


def test_whole_days_end_on_the_day_after():
    day = DayEvent(uid="x@todoke", title="勤務", since=date(2026, 12, 31), until=date(2026, 12, 31), place="")
    lines = unfolded(calendar_file([day], name="予定", stamp=EVENT.changed))
    assert {"DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101"} <= set(lines)
