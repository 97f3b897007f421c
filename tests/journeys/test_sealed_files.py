"""A town without any route takes part with sealed files: the same envelopes, the same receipts."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from todoke.cli import trial
from todoke.cli.layout import OFFICES, Layout

MORINO = OFFICES[1]
ANSWERS = trial.ANSWERS | {
    "postcode": "000-0201",
    "house_address.postcode": "000-0201",
    "house_address.city": "山辺郡森野町",
    "house_address.town": "森野",
}


def todoke(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "todoke.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def carry(layout: Layout, file: Path, *, outward: bool) -> str:
    """One way: written at one side, carried, read at the other."""
    portal = ("--site", "portal", "--town", MORINO.code, "--config", str(layout.portal_config))
    office = ("--site", "office", "--config", str(layout.office_config(MORINO)))
    first, second = (office, portal) if outward else (portal, office)
    todoke("exchange", "export", str(file), *first)
    return todoke("exchange", "import", str(file), *second)


def receipts_filed(layout: Layout) -> set[str]:
    file = layout.office_config(MORINO).parent / "db" / "office.sqlite3"
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        return {row[0] for row in database.execute("select receipt from office_cases_case")}


def test_an_application_crosses_in_files_and_its_arrival_comes_back(layout: Layout, tmp_path: Path) -> None:
    morino = trial.portal_of(layout)
    page, _ = trial.apply_online(morino, town="morino", answers=ANSWERS)
    receipt = trial.receipt_on(page)
    assert receipt not in receipts_filed(layout)
    carry(layout, tmp_path / "in.todoke", outward=False)
    assert receipt in receipts_filed(layout)
    before = morino.get(page.path.removesuffix("/receipt") + "/status").text
    carry(layout, tmp_path / "out.todoke", outward=True)
    after = morino.get(page.path.removesuffix("/receipt") + "/status").text
    assert after.count("<li>") > before.count("<li>"), "the state came back to the applicant"
