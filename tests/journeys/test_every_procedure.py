"""Every shipped procedure, typed page by page from its own complete examples through the real servers; the
office files each case and prints its form.

Each example says on which day it holds, so the servers' clocks are set to that day (`demo_clock_offset`).
"""

from __future__ import annotations

import io
import json
import sqlite3
import time
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pikepdf
import pytest
from PIL import Image
from tests.journeys.office_side import (
    add_prefecture_staff,
    files_with,
    hand_over,
    pieces,
    prefecture_desk,
    prefecture_plan,
    printed_form,
    show_number,
)
from tests.journeys.walker_identity import sender_of, show_who, sign

from todoke.catalogue import shipped
from todoke.cli import trial
from todoke.cli.layout import OFFICES, Layout, OfficeSite
from todoke.cli.pages import Page, PageSurprise, Walker
from todoke.cli.supervisor import ProcessPlan
from todoke.cli.up import start_all
from todoke.core.procedures.answers import AnswerContext, on_path
from todoke.core.procedures.definition import Addressee, Definition, Example, Group, Status
from todoke.core.procedures.fields.base import Field
from todoke.core.procedures.fields.file import FileField
from todoke.core.procedures.fields.group import GroupField
from todoke.core.procedures.fields.my_number import MyNumberField
from todoke.core.procedures.load import load_definition

HIBARI, _, KIRIHARA = OFFICES
DESKS = {Group.DISASTER: "sato", Group.CARE: "sato", Group.CHILDCARE: "suzuki"}
NUMBER, SPACED = "123456789018", "1234 5678 9018"
DEFINITIONS = {name: load_definition(text, file=name) for name, text in shipped().items()}
CURRENT = {name: one for name, one in DEFINITIONS.items() if one.status is Status.CURRENT}
COMPLETE = [
    (definition, example)
    for definition in CURRENT.values()
    for example in definition.examples
    if example.problems == () and example.stopped is None
]
DAYS = sorted({example.today for _, example in COMPLETE})


@contextmanager
def servers_on(day: str, layout: Layout) -> Iterator[None]:
    """All servers of the demo, the prefecture's worker and pages, at noon of that day in Japan."""
    noon = datetime.fromisoformat(f"{day}T03:00:00+00:00")
    offset = int((noon - datetime.now(UTC)).total_seconds())
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TODOKE_DEMO_CLOCK_OFFSET", str(offset))
        supervisor = start_all(layout)
        try:
            config = layout.office_config(KIRIHARA)
            log = config.parent / "log" / "worker.log"
            arguments = ("office", "work", "--config", str(config))
            supervisor.start(ProcessPlan(name="prefecture", log=log, arguments=arguments))
            add_prefecture_staff(layout, KIRIHARA)
            supervisor.start(prefecture_plan(layout, KIRIHARA))
            supervisor.wait_ready()
            yield
        finally:
            supervisor.stop()


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), (90, 120, 90)).save(out, "JPEG")
    return out.getvalue()


def paper() -> bytes:
    out, document = io.BytesIO(), pikepdf.new()
    document.add_blank_page()
    document.save(out)
    return out.getvalue()


def typed(question: Field, value: Any) -> dict[str, list[str]]:
    """What a person types; a My Number is typed as the number, not as its seal."""
    inputs = question.inputs(value, question.id)
    sealed = [name.removesuffix(".sealed") for name in inputs if name.endswith(".sealed")]
    return {name: texts for name, texts in inputs.items() if not name.endswith(".sealed")} | {
        name: [NUMBER] for name in sealed
    }


def uploads(question: FileField, value: list) -> list[tuple[str, tuple[str, bytes, str]]]:
    as_photo = "image/jpeg" in question.accept
    one = ("ie.jpg", photo(), "image/jpeg") if as_photo else ("kami.pdf", paper(), "application/pdf")
    return [(question.id, one) for _ in value]


def apply(walker: Walker, definition: Definition, answers: Mapping[str, Any]) -> Page:
    """From the start page to the receipt, as the pages lead."""
    town = KIRIHARA.slug if definition.addressee is Addressee.PREFECTURE else HIBARI.slug
    page = walker.get(f"/{town}/{definition.procedure}/start")
    house = answers.get("house_address", {})
    page = walker.send(page, page.main_form(), values={"postcode": house.get("postcode", "")})
    page = walker.get(page.next_link())
    for _ in range(40):
        if page.path.endswith("/receipt"):
            return page
        if page.path.endswith("/identify"):
            page = show_who(walker, page, person=sender_of(definition, answers))
        elif page.path.endswith("/check"):
            page = _send(walker, page, definition, answers)
        else:
            page = _answer(walker, definition, answers, page)
        assert page.status == 200, (page.path, _told(page))
    raise AssertionError(f"no receipt after 40 pages, at {page.path}")


def _send(walker: Walker, page: Page, definition: Definition, answers: Mapping[str, Any]) -> Page:
    """As the page says: who one is first, where no question is about it; with a signature, or without."""
    if any(href.endswith("/identify?to=check") for href, _ in page.links):
        return walker.get(f"{page.path.removesuffix('check')}identify?to=check")
    given: dict[str, str | list[str]] = {"declared": "yes", "electronic": "yes"}
    if any(form.action.endswith("/sign") for form in page.forms):
        return sign(walker, page, person=sender_of(definition, answers), values=given)
    return walker.send(page, page.form(action="/send"), values=given)


def _answer(walker: Walker, definition: Definition, answers: Mapping[str, Any], page: Page) -> Page:
    """One page; where its answers open one more question, that one too."""
    given: set[str] = set()
    step = definition.step(page.path.rsplit("/", 1)[1])
    for _ in range(3):
        form = page.main_form()
        data, files = dict(form.values), []
        for question in step.fields:
            value = answers.get(question.id)
            if value is None:
                continue
            if not isinstance(question, FileField):
                data |= typed(question, value)
            elif question.id in form.names - given:
                given.add(question.id)
                files += uploads(question, value)
        page = walker._follow(walker.client.post(page.path, data=data, files=files or None))
        if page.status != 422 or "もう1つ質問があります" not in page.text:
            break
    return page


def _told(page: Page) -> list[str]:
    return [line.strip() for line in page.text.splitlines() if "error" in line][:6]


SIGNED_BY_ANOTHER = {"child_allowance_unpaid": ["carer_name", "carer_address"]}
"""Sent by a father who is none of the four people with a card: the office is told what is not his."""


def filed(layout: Layout, office: OfficeSite, receipt: str) -> tuple[str, dict[str, Any]]:
    """The id of the case and its answers, as the office has them."""
    file = layout.office_config(office).parent / "db" / "office.sqlite3"
    deadline = time.monotonic() + 30
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        while True:
            row = database.execute(
                "select answers, flags, id, procedure from office_cases_case where receipt = ?", (receipt,)
            ).fetchone()
            if row:
                places = [flag["at"] for flag in json.loads(row[1])]
                assert places == SIGNED_BY_ANOTHER.get(row[3], []), "nothing else to check for the office"
                answers: dict[str, Any] = json.loads(row[0])
                return str(UUID(row[2])), answers
            assert time.monotonic() < deadline, f"{receipt} was not filed within 30 s"
            time.sleep(0.05)


def compared(definition: Definition, answers: Mapping[str, Any]) -> dict[str, str]:
    """Every answer as it reads; of files their count, of My Numbers that they were entered. A card writes
    digits and spaces wider than people do."""
    return {
        question.id: str(len(answers[question.id]))
        if isinstance(question, FileField)
        else unicodedata.normalize("NFKC", question.show(answers[question.id], "ja"))
        for question in definition.fields
        if question.id in answers
    }


def sealed_in(question: Field, value: Any) -> list[str]:
    if isinstance(question, MyNumberField):
        return [value["sealed"]]
    if isinstance(question, GroupField):
        rows = [(cell, row[cell.id]) for row in value for cell in question.fields if cell.id in row]
        return [one for cell, held in rows for one in sealed_in(cell, held)]
    return []


def desk_of(layout: Layout, definition: Definition) -> Walker:
    """A caseworker of the section in charge, signed in."""
    if definition.addressee is Addressee.PREFECTURE:
        return prefecture_desk(layout)
    return trial.office_of(layout, DESKS[definition.group])


def walk_one(layout: Layout, definition: Definition, example: Example) -> str:
    """From the start page to the printed form; the id of the case."""
    context = AnswerContext(today=date.fromisoformat(example.today))
    meant = on_path(definition, example.answers, context)
    receipt = trial.receipt_on(apply(trial.portal_of(layout), definition, meant))
    office = KIRIHARA if definition.addressee is Addressee.PREFECTURE else HIBARI
    case, held = filed(layout, office, receipt)
    assert compared(definition, held) == compared(definition, meant)
    assert NUMBER not in json.dumps(held)
    for question in definition.fields:
        if question.id in held:
            assert all(len(one) > 1_000 for one in sealed_in(question, held[question.id]))
    form = printed_form(desk_of(layout, definition), case, layout.data.parent)
    assert [one for one in pieces(definition, held) if one not in form] == [], "every answer is on the form"
    assert NUMBER not in form
    return case


def test_every_shipped_procedure_is_completed_sent_and_filed(free_port_base, tmp_path: Path) -> None:
    layout = Layout(data=tmp_path / "var", port_base=free_port_base())
    assert {definition.procedure for definition, _ in COMPLETE} == set(CURRENT)
    failed: dict[str, str] = {}
    cases: dict[str, str] = {}
    for day in DAYS:
        with servers_on(day, layout):
            for definition, example in COMPLETE:
                if example.today == day:
                    try:
                        cases[definition.procedure] = walk_one(layout, definition, example)
                    except (AssertionError, PageSurprise) as error:
                        failed[f"{definition.procedure}: {example.name}"] = str(error)[:600]
            if "child_allowance_claim" in cases:
                walk_number(layout, cases.pop("child_allowance_claim"))
    assert not failed, json.dumps(failed, ensure_ascii=False, indent=1)


def walk_number(layout: Layout, case: str) -> None:
    """The sealed number opens for 鈴木, once and recorded; handed over, it is nowhere any more."""
    desk = trial.office_of(layout, "suzuki")
    assert SPACED in show_number(desk, case).text
    assert SPACED not in desk.get(f"/cases/{case}/numbers/").text
    case_page = desk.get(f"/cases/{case}/").text
    assert "個人番号を表示しました" in case_page and SPACED not in case_page
    assert "基幹システムに入力するため" in case_page
    gone = hand_over(desk, case)
    assert "削除済み" in gone.text and "/numbers/show" not in gone.text
    assert "●" not in printed_form(desk, case, layout.data.parent)
    for encoding in ("cp932", "utf-8-sig"):
        table = desk.client.get("/cases/export.csv", params={"state": "all", "encoding": encoding})
        assert table.status_code == 200 and NUMBER.encode() not in table.content
    assert files_with(layout.data, ("number.shown",)), "the search sees what was written"
    assert files_with(layout.data, (NUMBER, SPACED)) == []


def test_what_is_historic_can_be_read_but_not_started(layout: Layout) -> None:
    historic = set(DEFINITIONS) - set(CURRENT)
    assert historic == {"car_env_tax"}
    page = trial.portal_of(layout).get("/kirihara/car_env_tax/")
    assert page.status == 200
    assert "/kirihara/car_env_tax/start" not in [href for href, _ in page.links]
