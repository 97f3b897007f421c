"""At the moment of sending: whatever breaks or happens twice, it is exactly one application.

And the person knows which: every way ends on the same receipt, or on a sentence that nothing was sent.
"""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from todoke.catalogue import shipped
from todoke.cli import trial
from todoke.cli.layout import OFFICES, Layout
from todoke.cli.pages import Page, Walker

HIBARI = OFFICES[0]


@dataclass(frozen=True, kw_only=True)
class Ready:
    """花子 before the last button: her check page, and the words by which her case is known."""

    layout: Layout
    walker: Walker
    check: Page
    mark: str

    def press_send(self, page: Page | None = None, **changes: str) -> Page:
        page = page or self.check
        return self.walker.send(page, page.form(action="/send"), values=trial.ANSWERS | changes)

    def raw_request(self) -> tuple[bytes, bytes]:
        """Head and body of the sending request, as her phone would send it."""
        form = self.check.form(action="/send")
        values = form.values | {"declared": ["yes"], "electronic": ["yes"]}
        body = urlencode([(name, one) for name, given in values.items() for one in given]).encode()
        jar = self.walker.client.cookies.jar
        cookie = "; ".join(f"{one.name}={one.value}" for one in jar if form.action.startswith(one.path))
        head = (
            f"POST {form.action} HTTP/1.1\r\nHost: portal.localhost:{self.layout.portal_port}\r\n"
            f"Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode(), body

    def send_and_hang_up(self, *, keep_back: int = 0) -> None:
        """The request leaves, the network goes: nobody waits for the answer."""
        head, body = self.raw_request()
        with socket.create_connection(("127.0.0.1", self.layout.portal_port)) as wire:
            wire.sendall(head + body[: len(body) - keep_back])

    def cases(self) -> list[str]:
        """Receipt numbers of the cases that hold her words, read from the office's file."""
        file = self.layout.office_config(HIBARI).parent / "db" / "office.sqlite3"
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
            rows = database.execute("select receipt, answers from office_cases_case").fetchall()
        return [receipt for receipt, answers in rows if self.mark in json.loads(answers).values()]

    def the_one_case(self) -> str:
        """Its receipt number, once everything that was sent has been filed."""
        deadline = time.monotonic() + 30
        while not self.cases() and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(0.5)  # a second one would have come by now
        (receipt,) = self.cases()
        return receipt


def ready_to_send(layout: Layout) -> Ready:
    walker, mark = trial.portal_of(layout), f"床の上まで水につかりました。{uuid4().hex}"
    answers = trial.ANSWERS | {"damage_description": mark}
    page = walker.get("/hibari/disaster_certificate/start")
    for _ in range(trial.MOST_PAGES):
        if page.path.endswith("/check"):
            return Ready(layout=layout, walker=walker, check=page, mark=mark)
        if page.path.endswith("/key"):
            page = walker.get(page.next_link())
        else:
            page = walker.send(page, page.main_form(), values=answers)
    raise AssertionError(f"the check page did not come, but {page.path} with status {page.status}")


@pytest.fixture
def hanako(layout: Layout) -> Ready:
    return ready_to_send(layout)


def test_a_connection_lost_after_sending_leaves_one_application_and_the_back_button_shows_its_receipt(
    hanako: Ready,
) -> None:
    hanako.send_and_hang_up()
    again = hanako.press_send()  # back button, and the button once more
    assert again.path.endswith("/receipt")
    assert trial.receipt_on(again) == hanako.the_one_case()
    assert trial.receipt_on(hanako.walker.get(again.path)) == hanako.the_one_case()


@pytest.mark.parametrize("times", [2, 5])
def test_however_often_the_connection_is_lost_it_stays_one_application(hanako: Ready, times: int) -> None:
    for _ in range(times):
        hanako.send_and_hang_up()
    assert trial.receipt_on(hanako.press_send()) == hanako.the_one_case()


def test_a_connection_lost_before_everything_was_sent_sends_nothing_and_loses_nothing(hanako: Ready) -> None:
    hanako.send_and_hang_up(keep_back=5)
    time.sleep(1)
    assert hanako.cases() == []
    page = hanako.walker.get(hanako.check.path)
    assert hanako.mark in page.text, "the answers are still there"
    assert trial.receipt_on(hanako.press_send(page)) == hanako.the_one_case()


def test_the_pages_before_the_receipt_lead_to_the_receipt_after_a_lost_connection(hanako: Ready) -> None:
    hanako.send_and_hang_up()
    receipt = hanako.the_one_case()
    for page in ("check", "key", "s/damage"):
        shown = hanako.walker.get(hanako.check.path.removesuffix("check") + page)
        assert trial.receipt_on(shown) == receipt, page


@pytest.mark.parametrize("clicks", [2, 6])
def test_a_double_click_is_one_application_with_one_receipt(hanako: Ready, clicks: int) -> None:
    together = threading.Barrier(clicks)

    def click(_: int) -> str:
        second = trial.portal_of(hanako.layout)
        second.client.cookies = hanako.walker.client.cookies
        together.wait(10)
        page = second.send(hanako.check, hanako.check.form(action="/send"), values=trial.ANSWERS)
        return trial.receipt_on(page)

    with ThreadPoolExecutor(clicks) as fingers:
        receipts = set(fingers.map(click, range(clicks)))
    assert receipts == {hanako.the_one_case()}


def test_a_second_tab_that_sends_later_gets_the_first_receipt(hanako: Ready) -> None:
    other_tab = hanako.walker.get(hanako.check.path)
    first, second = hanako.press_send(), hanako.press_send(other_tab)
    assert trial.receipt_on(first) == trial.receipt_on(second) == hanako.the_one_case()


def test_a_tab_older_than_the_last_change_shows_the_answers_once_more_before_it_sends(hanako: Ready) -> None:
    edit = hanako.walker.get(hanako.check.path.removesuffix("check") + "s/damage")
    changed = hanako.mark + "（直しました）"
    values = trial.ANSWERS | {"damage_description": changed}
    hanako.walker.send(edit, edit.main_form(), values=values)
    shown = hanako.press_send()
    assert shown.status == 422
    assert "別の画面で答えが変わりました" in shown.text
    assert changed in shown.text
    assert hanako.cases() == []
    sent = hanako.press_send(shown)
    after = Ready(layout=hanako.layout, walker=hanako.walker, check=shown, mark=changed)
    assert trial.receipt_on(sent) == after.the_one_case()


def test_a_draft_deleted_in_another_tab_is_not_sent_and_the_person_is_told(hanako: Ready) -> None:
    delete = hanako.walker.get(hanako.check.path.removesuffix("check") + "delete")
    other_tab = trial.portal_of(hanako.layout)
    other_tab.client.cookies.update(hanako.walker.client.cookies)
    hanako.walker.send(delete, delete.form(action="/delete"))
    answer = other_tab.send(hanako.check, hanako.check.form(action="/send"), values=trial.ANSWERS)
    assert answer.status == 404
    assert "送られていません" in answer.text
    assert hanako.cases() == []


PUBLISH = """
import sys, django
django.setup()
from todoke.office.studio.commands import publish
print(publish(sys.stdin.read(), file="disaster_certificate.yaml").revision)
"""


OTHER_STATEMENT = ("書いたことは事実です。", "書いたことは、すべて事実です。")
"""What the person states has changed: nobody may be moved to that without knowing."""


def publish_another_revision(layout: Layout, *, change: tuple[str, str] = ("", "")) -> int:
    """The office publishes the form again, with one more remark; its worker carries it over."""
    section = shipped()["disaster_certificate"].replace('section: ""', "section: 税務課", 1)
    section = section.replace(*change, 1)
    done = subprocess.run(
        [sys.executable, "-c", PUBLISH],
        input=f"{section}\n# {uuid4().hex}\n",
        capture_output=True,
        text=True,
        check=True,
        env={
            **os.environ,
            "TODOKE_CONFIG": str(layout.office_config(HIBARI)),
            "DJANGO_SETTINGS_MODULE": "todoke.office.settings",
        },
    )
    return int(done.stdout)


def revision_of(layout: Layout, receipt: str) -> int:
    file = layout.office_config(HIBARI).parent / "db" / "office.sqlite3"
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        question = "select revision from office_cases_case where receipt = ?"
        return int(database.execute(question, [receipt]).fetchone()[0])


def told_of_the_newer_form(person: Ready) -> Page:
    deadline = time.monotonic() + 30
    while "新しくなりました" not in (page := person.walker.get(person.check.path)).text:
        assert time.monotonic() < deadline, "the check page never told of the newer form"
        time.sleep(0.3)
    return page


def test_a_draft_moves_to_a_form_that_keeps_its_answers_and_the_person_is_told(hanako: Ready) -> None:
    newer = publish_another_revision(hanako.layout)
    page = told_of_the_newer_form(hanako)
    receipt = trial.receipt_on(hanako.press_send(page))
    assert receipt == hanako.the_one_case()
    assert revision_of(hanako.layout, receipt) == newer


def test_a_draft_ends_on_the_form_it_began_with_where_the_new_one_asks_another_statement(
    hanako: Ready,
) -> None:
    newer = publish_another_revision(hanako.layout, change=OTHER_STATEMENT)
    page = told_of_the_newer_form(hanako)
    receipt = trial.receipt_on(hanako.press_send(page))
    assert receipt == hanako.the_one_case()
    assert revision_of(hanako.layout, receipt) < newer
    ran = ready_to_send(hanako.layout)
    ran.press_send()
    assert revision_of(hanako.layout, ran.the_one_case()) == newer
