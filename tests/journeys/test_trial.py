"""The main job through the real processes, and what they may not write down."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from todoke.cli import trial
from todoke.cli.layout import Layout
from todoke.cli.supervisor import Supervisor

MEMORY_LIMIT_MB = 700
CANARIES = {
    "applicant_name.name": "鴉野 翠鳥",
    "applicant_name.kana": "カラスノ ミドリトリ",
    "applicant_address.block": "97-31-8642",
    "applicant_phone": "000-9753-1864",
    "damage_description": "玄関の金糸雀の籠が流された。",
    "survey_dates": "木曜の黄昏どき",
}


def test_the_trial_brings_the_certificate_back(layout: Layout) -> None:
    result = trial.run(layout)
    assert result.notice_read
    assert set(result.as_json()) == {"receipt", "notice_read", "submit_ms", "filed_ms", "notice_ms"}


def test_the_town_whose_office_is_closed_still_takes_applications(layout: Layout) -> None:
    answers = trial.ANSWERS | {
        "postcode": "000-0201",
        "house_address.postcode": "000-0201",
        "house_address.city": "山辺郡森野町",
        "house_address.town": "森野",
    }
    page, _ = trial.apply_online(trial.portal_of(layout), town="morino", answers=answers)
    assert len(trial.receipt_on(page)) == 14


def test_the_whole_demo_stays_under_its_memory_limit(running: tuple[Layout, Supervisor]) -> None:
    trial.run(running[0])
    roots = [psutil.Process(child.pid) for child in running[1].children.values()]
    everyone = {process for root in roots for process in (root, *root.children(recursive=True))}
    used = sum(process.memory_full_info().pss for process in everyone) / 2**20
    assert used < MEMORY_LIMIT_MB, f"{used:.0f} MB"


def written(layout: Layout) -> Iterator[Path]:
    """Everything the processes wrote, except the office's own database, which must hold the case."""
    for path in layout.data.rglob("*"):
        if path.is_file() and not (path.parent.name == "db" and path.parent.parent.name.startswith("office")):
            yield path


def spellings(text: str) -> list[bytes]:
    return [
        text.encode(),
        text.encode("utf-16-le"),
        text.encode("cp932"),
        urllib.parse.quote(text).encode(),
        json.dumps(text).strip('"').encode(),
    ]


@pytest.mark.parametrize("where", ["after the receipt", "after the certificate was read"])
def test_no_answer_is_written_anywhere_but_in_the_office(layout: Layout, where: str) -> None:
    hanako = trial.portal_of(layout)
    page, _ = trial.apply_online(hanako, answers=trial.ANSWERS | CANARIES)
    receipt = trial.receipt_on(page)
    case = trial.wait_for(trial.find_case(trial.office_of(layout, "sato"), receipt), named="the case")
    assert CANARIES["damage_description"] in case.text, "the canary must have flown through"
    if where != "after the receipt":
        trial.handle(layout, case.path)
        trial.wait_for(trial.certificate_in(hanako, page), named="the certificate")
    found = [
        f"{path.relative_to(layout.data)}: {name}"
        for path in written(layout)
        for name, text in CANARIES.items()
        if any(spelling in path.read_bytes() for spelling in spellings(text))
    ]
    assert found == []
