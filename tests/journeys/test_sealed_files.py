"""A town without any route takes part with sealed files: the same envelopes, the same receipts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.journeys.office_side import BESIDE, filed_answers, prefecture_plan

from todoke.cli import signing_in, trial
from todoke.cli.layout import OFFICES, Layout
from todoke.cli.pages import Page, Walker
from todoke.cli.supervisor import Supervisor

MORINO = OFFICES[1]
ANSWERS = trial.ANSWERS | {
    "postcode": "000-0201",
    "house_address.postcode": "000-0201",
    "house_address.city": "山辺郡森野町",
    "house_address.town": "森野",
}
PASSWORD = "only-for-this-test"
ASKED = "浸水の深さを、壁の跡で測り直してください。"
OPENED = "本人が通知（"


def todoke(*arguments: str, typed: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-m", "todoke.cli", *arguments],
        input=typed,
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
    return {receipt for receipt, _ in filed_answers(layout, MORINO)}


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


@pytest.fixture
def pages(layout: Layout) -> Iterator[str]:
    """森野町's own pages, with 佐藤 who proposes and 田中 who decides; no worker, no route to the portal."""
    config = ("--config", str(layout.office_config(MORINO)))
    todoke("office", "section", "add", "税務課", *config)
    for login, name, role in (("sato", "佐藤", "caseworker"), ("tanaka", "田中", "approver")):
        add = ("office", "staff", "add", login, name, "--in", f"税務課:{role}", "--password-stdin")
        todoke(*add, *config, typed=f"{PASSWORD}\n")
    supervisor = Supervisor()
    try:
        supervisor.start(replace(prefecture_plan(layout, MORINO), name="morino-pages"))
        supervisor.wait_ready()
        yield f"http://127.0.0.1:{layout.port_base + BESIDE}"
    finally:
        supervisor.stop()


def desk(base: str, login: str) -> Walker:
    walker = Walker(base, host=f"office.localhost:{base.rpartition(':')[2]}")
    page = signing_in.sign_in(walker, login, password=PASSWORD)
    assert page.path == "/", f"{login} is signed in"
    return walker


def sent(walker: Walker, page: Page, having: str, values: dict[str, str | list[str]]) -> Page:
    """One form of a page, filled in; no sentence of refusal may come back."""
    page = walker.send(page, page.form(having=having), values=values)
    assert page.status == 200, re.findall(r'<div class="notification error".*?</div>', page.text, re.DOTALL)
    return page


def test_the_whole_way_by_files_with_a_correction_and_the_certificate(
    layout: Layout, pages: str, tmp_path: Path
) -> None:
    """As over HTTPS, step by step, but every envelope is carried by hand."""
    hanako = trial.portal_of(layout)
    receipt_page, _ = trial.apply_online(hanako, town="morino", answers=ANSWERS)
    receipt, status = trial.receipt_on(receipt_page), receipt_page.path.removesuffix("/receipt") + "/status"

    def to_office(name: str) -> None:
        carry(layout, tmp_path / f"{name}-in.todoke", outward=False)

    def to_portal(name: str) -> None:
        carry(layout, tmp_path / f"{name}-out.todoke", outward=True)

    to_office("application")
    sato, tanaka = desk(pages, "sato"), desk(pages, "tanaka")
    found = trial.find_case(sato, receipt)()
    assert found is not None
    case = found.path
    trial.move(sato, case, "accept")
    trial.move(sato, case, "start_review")
    due = (date.today() + timedelta(days=14)).isoformat()
    asked: dict[str, str | list[str]] = {"fields": ["flood_depth_cm"], "message": ASKED, "due": due}
    sent(sato, sato.get(case), "fields", asked)

    to_portal("correction")
    page = hanako.get(status)
    assert ASKED in page.text
    (link,) = [href for href, _ in page.links if "/correct/" in href]
    page = sent(hanako, hanako.get(link), "flood_depth_cm", {"flood_depth_cm": "60"})
    assert page.path == status and ASKED not in page.text.split("<ol")[0]

    to_office("answer")
    assert dict(filed_answers(layout, MORINO))[receipt]["flood_depth_cm"] == 60
    trial.move(sato, case, "start_review")
    sent(sato, sato.get(case), "outcome", {"outcome": "半壊", "reasons": "床上浸水 60cm"})
    trial.move(tanaka, case, "decide")
    trial.move(sato, case, "issue")
    assert OPENED not in sato.get(case).text

    to_portal("certificate")
    pdf = trial.certificate_in(hanako, receipt_page)()
    assert pdf is not None and pdf.content.startswith(b"%PDF"), "the certificate opens with the applicant key"

    to_office("opening")
    assert OPENED in sato.get(case).text
