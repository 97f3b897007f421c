"""docs/reference/asvs.md names every requirement of four chapters of ASVS 5.0, each with its proof."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "asvs.md"
# How many requirements each section of ASVS 5.0.0 has.
SECTIONS = {
    **{"6.1": 3, "6.2": 12, "6.3": 8, "6.4": 6, "6.5": 8, "6.6": 4, "6.7": 2, "6.8": 4},
    **{"7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 3, "7.6": 2},
    **{"8.1": 4, "8.2": 4, "8.3": 3, "8.4": 2},
    **{"10.1": 2, "10.2": 3, "10.3": 5, "10.4": 16, "10.5": 5, "10.6": 2, "10.7": 3},
}
EVERY = [f"{section}.{number}" for section, count in SECTIONS.items() for number in range(1, count + 1)]
STATE = re.compile(r"\*\*(met|in part|not met|N/A)\*\* (.+)")
PROOF = re.compile(r"`test_\w+`|\]\([\w./-]+\.md\)")


def rows(text: str) -> list[list[str]]:
    """The cells of each requirement's line."""
    found = [line.strip("|").split(" | ") for line in text.splitlines() if re.match(r"\| \d", line)]
    return [[cell.strip() for cell in row] for row in found]


def every_test() -> set[str]:
    names = set()
    for file in (ROOT / "tests").rglob("test_*.py"):
        tree = ast.parse(file.read_text())
        names |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return names


def complaints(text: str, *, known: set[str]) -> list[str]:
    held = rows(text)
    counted = Counter(row[0] for row in held)
    found = [f"{one}: {counted[one]} rows" for one in EVERY if counted[one] != 1]
    found += [f"{one}: no requirement of these chapters" for one in counted if one not in EVERY]
    for number, *cells in held:
        found += [f"{number}: {what}" for what in wrong_with(cells)]
    named = set(re.findall(r"`(test_\w+)`", text))
    return found + [f"{name}: no such test" for name in sorted(named - known)]


def wrong_with(cells: list[str]) -> list[str]:
    if len(cells) != 4:
        return [f"{len(cells)} cells after the number"]
    level, asks, where, proof = cells
    state = STATE.fullmatch(proof)
    found = [] if level in {"1", "2", "3"} else ["no level"]
    found += [] if asks and set(where.split()) <= set("PSHD") and where else ["not said what or where"]
    if state is None:
        return [*found, "no proof"]
    proved = state.group(1) != "met" or PROOF.search(proof)
    return [*found, *([] if proved and len(state.group(2)) > 20 else ["no proof"])]


def test_every_requirement_has_one_row_with_a_proof_or_a_reason():
    assert len(EVERY) == 115
    assert complaints(PAGE.read_text(), known=every_test()) == []


FORGERIES = {
    "a row is missing": (r"\n\| 6\.2\.7 .*", "", "6.2.7: 0 rows"),
    "a row stands twice": (r"(\n\| 7\.1\.2 .*)", r"\1\1", "7.1.2: 2 rows"),
    "a requirement nobody knows": (r"\n\| 8\.4\.2 ", "\n| 8.4.3 ", "8.4.3: no requirement of these chapters"),
    "a proof that is only claimed": (
        r"(\n\| 7\.3\.2 .*)\*\*met\*\*.*",
        r"\1**met** surely it is so |",
        "7.3.2: no proof",
    ),
    "no reason": (r"(\n\| 6\.8\.3 .*)\*\*N/A\*\*.*", r"\1**N/A** |", "6.8.3: no proof"),
    "no state": (r"(\n\| 6\.8\.1 .*)\*\*met\*\*", r"\1", "6.8.1: no proof"),
    "a test that does not exist": (
        "test_signing_out_ends_the_session",
        "test_nobody_ever",
        "test_nobody_ever: no such test",
    ),
    "a level that is none": (r"\n\| 10\.7\.3 \| 2 ", "\n| 10.7.3 | 4 ", "10.7.3: no level"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_page_that_claims_too_much_is_found_out(name):
    pattern, instead, complaint = FORGERIES[name]
    text = PAGE.read_text()
    forged = re.sub(pattern, instead, text)
    assert forged != text
    assert complaint in complaints(forged, known=every_test())


@pytest.mark.parametrize("page", sorted(set(re.findall(r"\]\(([\w./-]+\.md)\)", PAGE.read_text()))))
def test_every_page_it_points_to_is_there(page):
    assert (PAGE.parent / page).is_file()
