"""What an office does with a filed case in the journeys: sign in, print its form, handle its My Number."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
from tests.journeys.browser_pdf import text_of

from todoke.cli import signing_in
from todoke.cli.layout import OFFICES, Layout, OfficeSite
from todoke.cli.pages import Page, Walker
from todoke.cli.supervisor import ProcessPlan
from todoke.core.procedures.answers import AnswerContext
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.fields.my_number import MyNumberField
from todoke.web.municipalities import lookup

PREFECTURE_STAFF, PASSWORD = "kato", "only-for-this-test"
BESIDE = 6
"""The port, above the base, of an office that `todoke up` does not start."""
KNOWN = AnswerContext(today=date(2026, 11, 23), municipalities=lookup())


def prefecture_plan(layout: Layout, office: OfficeSite) -> ProcessPlan:
    """The pages of an office that `todoke up` does not start."""
    config, port = layout.office_config(office), layout.port_base + BESIDE
    return ProcessPlan(
        name="prefecture-pages",
        log=config.parent / "log" / "office.log",
        ready_url=f"http://127.0.0.1:{port}/",
        arguments=("office", "serve", "--config", str(config), "--port", str(port)),
    )


def add_prefecture_staff(layout: Layout, office: OfficeSite) -> None:
    """加藤, once; the section is made where it is missing."""
    config = ("--config", str(layout.office_config(office)))
    todoke = (sys.executable, "-m", "todoke.cli", "office")
    subprocess.run([*todoke, "section", "add", "県税課", *config], check=True, capture_output=True)
    add = ["staff", "add", PREFECTURE_STAFF, "加藤", "--in", "県税課:caseworker", "--password-stdin"]
    subprocess.run(
        [*todoke, *add, *config], input=f"{PASSWORD}\n", text=True, capture_output=True, check=False
    )


def prefecture_desk(layout: Layout) -> Walker:
    port = layout.port_base + BESIDE
    walker = Walker(f"http://127.0.0.1:{port}", host=f"office.localhost:{port}")
    page = signing_in.sign_in(walker, PREFECTURE_STAFF, password=PASSWORD)
    assert page.path == "/", "加藤 is signed in"
    return walker


def printed_form(desk: Walker, case: str, folder: Path) -> str:
    """The words on the form of a case, without spaces and line ends."""
    page = desk.get(f"/cases/{case}/form.pdf")
    assert page.status == 200 and page.content.startswith(b"%PDF"), f"form.pdf — a PDF — {page.status}"
    file = folder / f"{case}.pdf"
    file.write_bytes(page.content)
    return "".join(text_of(file).split())


def pieces(definition: Definition, answers: Mapping[str, Any]) -> list[str]:
    """The parts of every answer as it reads, to be looked for one by one; My Numbers are not among them."""
    shown = [
        question.show_in(answers[question.id], "ja", KNOWN)
        for question in definition.fields
        if answers.get(question.id) is not None and not isinstance(question, MyNumberField)
    ]
    cut = [part for text in shown for part in re.split(r"[\n、（）]| / ", text)]
    return ["".join(part.split()) for part in cut if part and "入力済み" not in part]


def show_number(desk: Walker, case: str) -> Page:
    """The page that shows the first number of a case, with the reason that was recorded."""
    page = desk.get(f"/cases/{case}/numbers/")
    form = page.form(action="/numbers/show")
    return desk.send(page, form, values={"reason": "基幹システムに入力するため"})


def hand_over(desk: Walker, case: str) -> Page:
    """Both confirmations; the page of the numbers afterwards."""
    page = desk.get(f"/cases/{case}/numbers/")
    values: dict[str, str | list[str]] = {"why": "handed_over", "first": "yes"}
    page = desk.send(page, page.form(action="/numbers/part"), values=values)
    return desk.send(page, page.form(having="second"), values={"second": "yes"})


def filed_answers(layout: Layout, office: OfficeSite = OFFICES[0]) -> list[tuple[str, dict[str, Any]]]:
    """(receipt, answers) of every case, read from the office's own database, whichever it is."""
    question, config = "select receipt, answers from office_cases_case", layout.office_config(office)
    if url := layout.database_of(config):
        with psycopg.connect(url) as database:
            return [(receipt, answers) for receipt, answers in database.execute(question)]
    file = config.parent / "db" / "office.sqlite3"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        return [(receipt, json.loads(answers)) for receipt, answers in database.execute(question)]


def files_with(folder: Path, words: tuple[str, ...]) -> list[str]:
    """Files below a folder that hold any of these words: databases, their logs, notes, mails, envelopes."""
    found = []
    for file in sorted(one for one in folder.rglob("*") if one.is_file()):
        content = file.read_bytes()
        found += [file.relative_to(folder).as_posix() for word in words if word.encode() in content]
    return found
