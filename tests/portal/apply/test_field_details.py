"""What the definition says of a question reaches its input: the unit, the kinds of files."""

from __future__ import annotations

import pytest
from lxml import html


@pytest.mark.parametrize(
    ("step", "name", "unit"),
    [
        pytest.param("damage", "flood_depth_cm", "cm", id="depth"),
        pytest.param("consent", "copies", "部", id="copies"),
    ],
)
def test_a_number_shows_its_unit_and_reads_it_out(hanako, step, name, unit):
    hanako.fill()
    box = html.fromstring(hanako.get(f"s/{step}").content).get_element_by_id(name)
    assert box.getnext().text_content() == unit
    assert box.getnext().get("id") in box.get("aria-describedby").split()


def test_a_file_question_offers_the_kinds_it_takes(hanako):
    box = html.fromstring(hanako.get("s/photos").content).get_element_by_id("photos")
    assert box.get("accept") == "image/jpeg,image/png,image/heic,image/heif"
