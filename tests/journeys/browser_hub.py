"""What the people of the fictional prefecture do at the hub, page by page."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date

from playwright.sync_api import Browser, Locator
from tests.journeys.browser_eyes import DESKTOP, PHONE, Device, device
from tests.journeys.browser_office import give_code

from todoke.cli.layout import Layout

ROUND_SECONDS, PAGE_MILLISECONDS = 180.0, 60_000
TOWN = "992011"
TITLE = "転入の窓口で書く回数を減らす"
OTHER_TOWN = "993417"
OTHER_TITLE = "台帳への転記を道具に任せる"
Answers = Mapping[str, str | date]


@dataclass(kw_only=True, slots=True)
class People:
    """One window for each person, signed in once."""

    browser: Browser
    layout: Layout
    windows: ExitStack
    held: dict[str, Device] = field(default_factory=dict)

    def __getitem__(self, login: str) -> Device:
        if login not in self.held:
            window = device(self.browser, name=f"1280-hub-{login}", viewport=DESKTOP)
            self.held[login] = self.windows.enter_context(window)
            self.held[login].page.set_default_timeout(PAGE_MILLISECONDS)  # what-if is worked out at once
            self.sign_in(self.held[login], login)
        return self.held[login]

    def sign_in(self, at: Device, login: str) -> None:
        at.go(self.layout.hub_url + "/login")
        at.hands.fill(at.page.locator("[name=login]"), login)
        at.hands.fill(at.page.locator("[name=password]"), self.layout.password_of(login, site="hub"))
        at.hands.press(at.page.locator("main button[type=submit]"))
        give_code(at)
        at.see("00-home")

    def open(self, login: str, path: str) -> Device:
        at = self[login]
        answer = at.go(self.layout.hub_url + path)
        assert answer is not None and answer.ok, f"{login} at {path}: {at.text()[:300]}"
        return at

    def leave(self) -> None:
        """Everybody closes their window; whoever comes back signs in anew."""
        self.windows.close()
        self.held.clear()


def see_both(at: Device, name: str) -> None:
    at.see(name)
    at.page.set_viewport_size(PHONE)
    at.see(f"{name}-375")
    at.page.set_viewport_size(DESKTOP)


def no_complaint(at: Device) -> None:
    wrong = at.page.locator(".notification.error, .error-summary, main .error")
    assert wrong.count() == 0, at.text()[:900]


def press(at: Device, button: Locator) -> None:
    """Press it; no sentence of refusal may come back."""
    at.hands.press(button)
    no_complaint(at)


def fill_in(at: Device, answers: Answers) -> None:
    """By name of the box: words, a day, an option, or the value to tick."""
    for name, value in answers.items():
        box = at.page.locator(f'main form [name="{name}"]')
        kind = box.first.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
        if isinstance(value, date):
            at.hands.set_day(box.first, value)
        elif kind == "select":
            at.hands.pick(box.first, value)
        elif kind in ("radio", "checkbox"):
            at.hands.tick(at.page.locator(f'main form [name="{name}"][value="{value}"]'))
        else:
            at.hands.fill(box.first, value)


def submit(at: Device, answers: Answers, *, form: str = "main form.sheet-form") -> None:
    fill_in(at, answers)
    press(at, at.page.locator(f"{form} button.button:not(.spoken)").first)


def follow(at: Device, words: str) -> None:
    at.hands.press(at.page.locator("main a", has_text=words).first)


def key_in(at: Device, folder: str) -> str:
    """The key in the address of the open page."""
    found = re.search(rf"/{folder}/([0-9a-f-]{{36}})", at.page.url)
    assert found, at.page.url
    return found.group(1)


def find_gap(at: Device) -> None:
    """From what shall change to the roles it takes."""
    at.see("01-changes")
    submit(
        at,
        {"changes": "同じことを何度も書いてもらっている", "words": "引っ越してきた人が同じことを3回書く。"},
    )
    at.see("02-roles-it-takes")
    at.hands.fill(at.page.locator('[name="people.service_designer"]'), "2")
    press(at, at.page.locator('main button[name=stage][value="save"]'))
    see_both(at, "03-team-picture")


NEED: Mapping[str, Answers] = {
    "outcome": {"outcome": "転入の手続で、名前と住所を書くのを1回にする。", "title": TITLE},
    "role": {"role": "service_designer"},
    "skills": {},
    "work": {
        "days_month": "2",
        "since": date(2026, 12, 2),
        "until": date(2026, 12, 31),
        "onsite_days": "1",
    },
    "data": {"data_zones": "lgwan"},
    "forms": {"forms": "side_duty", "funding": "undecided"},
    "rubric": {"criteria": "residents_wait", "reasons.residents_wait": "3月の窓口は1時間待ちになる。"},
    "sources": {
        "source": "prefecture",
        "sources.own_staff": "窓口の流れを直したことのある職員がいない。",
        "sources.neighbours": "となりの町も同じ人を探している。",
    },
}
OTHER_NEED: Mapping[str, Answers] = {
    **NEED,
    "outcome": {"outcome": "打ち直しをなくし、残業を減らす。", "title": OTHER_TITLE},
    "role": {"role": "engineer"},
    "work": {**NEED["work"], "onsite_days": "0"},
    "forms": {"forms": "special_part_time", "funding": "undecided"},
    "rubric": {"criteria": "nobody_here", "reasons.nobody_here": "道具を作れる職員がいない。"},
}


def post_need(at: Device, need: Mapping[str, Answers], *, problem: str) -> str:
    """Through the wizard; the key of the posted need."""
    submit(at, {"problem": problem})
    for step, answers in need.items():
        assert at.page.url.endswith(f"/{step}"), at.page.url
        at.see(f"04-need-{step}")
        submit(at, answers)
    see_both(at, "05-need-check")
    key = key_in(at, "needs")
    press(at, at.page.locator('main form[action$="/post"] button'))
    at.see("06-need-posted")
    assert str(need["outcome"]["title"]) in at.text()
    return key


def wait_for_round(at: Device) -> None:
    """Until the worker is done with it and the coordinator may publish."""
    deadline = time.monotonic() + ROUND_SECONDS
    while not at.page.locator('form[action$="/publish"]').count():
        assert time.monotonic() < deadline, at.text()[:900]
        time.sleep(0.5)
        at.go(at.page.url)


def pin(at: Device, *, reason: str) -> None:
    """On the page of a pair; the worker works the round out again."""
    submit(at, {"kind": "pin", "reason": reason})
    wait_for_round(at)


def say_yes(at: Device, title: str, *, reads: str = "") -> None:
    """From the list of proposals. `reads`: what the page of the proposal has to say."""
    card = at.page.locator("main li", has_text=title).first
    at.hands.press(card.locator("a").first)
    at.see("16-proposal")
    assert reads in at.text()
    submit(at, {"answer": "accept"})
    at.see("17-proposals")
