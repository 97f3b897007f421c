"""People keep applying while processes are killed; what came of it. Used on SQLite and on PostgreSQL."""

from __future__ import annotations

import random
import threading
import time

import httpx
from tests.journeys.office_side import filed_answers

from todoke.cli import trial
from todoke.cli.layout import Layout
from todoke.cli.pages import NOTHING_KEPT_OPEN, Page, Walker
from todoke.cli.supervisor import Supervisor
from todoke.cli.up import plans

CLIENTS = 3
SETTLE_SECONDS = 90.0


class Patient(httpx.BaseTransport):
    """Asks again when the connection breaks, as a person pressing reload does."""

    def __init__(self) -> None:
        self.inner = httpx.HTTPTransport(limits=NOTHING_KEPT_OPEN)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        for _ in range(400):
            try:
                response = self.inner.handle_request(request)
                response.read()
                return response
            except httpx.TransportError:
                time.sleep(0.1)
        raise httpx.ConnectError("the portal did not come back", request=request)


def patient_walker(layout: Layout) -> Walker:
    walker = trial.portal_of(layout)
    walker.client.close()
    walker.client = httpx.Client(
        base_url=walker.base, headers=walker.client.headers, timeout=30, transport=Patient()
    )
    return walker


def step_on(walker: Walker, page: Page, answers: dict[str, str | list[str]]) -> Page:
    """One more page; a page that is not where it should be is opened again from the application's address."""
    if page.path.endswith("/key"):
        return walker.get(page.next_link())
    if page.status >= 500:
        return walker.get(page.path)
    form = page.form(action="/send") if page.path.endswith(("/check", "/send")) else page.main_form()
    return walker.send(page, form, values=answers)


def keep_applying(layout: Layout, name: str, stop: threading.Event, shown: dict[str, str]) -> None:
    number = 0
    while not stop.is_set():
        number += 1
        mark = f"{name}-{number}: 床の上まで水につかりました。"
        walker = patient_walker(layout)
        page = walker.get("/hibari/disaster_certificate/start")
        for _ in range(60):
            if page.path.endswith("/receipt") and page.status == 200:
                shown[trial.receipt_on(page)] = mark
                break
            page = step_on(walker, page, trial.ANSWERS | {"damage_description": mark})


def kill_at_random(layout: Layout, supervisor: Supervisor, *, kills: int) -> dict[str, str]:
    """What each receipt shown to somebody was written with, once everything was started again."""
    chance = random.Random(20261123)
    every = {plan.name: plan for plan in plans(layout)}
    stop, shown = threading.Event(), {}
    clients = [
        threading.Thread(target=keep_applying, args=(layout, f"client{n}", stop, shown))
        for n in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    try:
        for _ in range(kills):
            time.sleep(chance.uniform(0.3, 1.2))
            name = chance.choice(sorted(every))
            supervisor.kill(name)
            supervisor.start(every[name])
    finally:
        stop.set()
        for client in clients:
            client.join(120)
    return shown


def refuse_loss(layout: Layout, shown: dict[str, str]) -> None:
    """Every receipt shown is exactly one case, with what was written; nothing became two cases."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < deadline and not set(shown) <= {receipt for receipt, _ in cases(layout)}:
        time.sleep(0.5)
    filed = cases(layout)
    assert len(shown) >= CLIENTS, "nobody got through: the test proves nothing"
    assert len({receipt for receipt, _ in filed}) == len(filed)
    assert {receipt: text for receipt, text in filed if receipt in shown} == shown
    marks = [text for _, text in filed]
    assert len(set(marks)) == len(marks), "one application became two cases"


def cases(layout: Layout) -> list[tuple[str, str]]:
    """(receipt, what was written) of every case, read from the office's database."""
    return [(receipt, answers["damage_description"]) for receipt, answers in filed_answers(layout)]
