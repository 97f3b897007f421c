"""Links inside README, CHANGELOG and docs lead to files and headings that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"")


def anchors(page: Path) -> set[str]:
    """As GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.strip().lower()).replace(" ", "-") for one in headings}


def broken(page: Path) -> list[str]:
    found = []
    for link in (first or second for first, second in LINK.findall(page.read_text())):
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        elsewhere = re.match(r"[a-z]+:", link)
        if not elsewhere and (not target.exists() or (anchor and anchor not in anchors(target))):
            found.append(link)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_the_page_leads_somewhere(page):
    assert broken(page) == []


def test_a_link_to_nowhere_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Here\n\n[a](gone.md) [b](#here) [c](#there) [d](https://example.jp)")
    assert broken(page) == ["gone.md", "#there"]
