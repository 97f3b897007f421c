"""The whole way in a real browser: 花子 applies and corrects, the office decides, she opens her certificate.

At phone and desktop width, with script and without, and once by keyboard alone. Every page met is checked
by axe against WCAG 2.2 A and AA; screenshots go to $TODOKE_SHOTS when it is set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.journeys import browser_office as office
from tests.journeys import browser_resident as resident
from tests.journeys.browser_eyes import DESKTOP, PHONE, Device, device
from tests.journeys.browser_hands import Keyboard, Mouse
from tests.journeys.browser_pdf import text_of

from todoke.cli.layout import Layout

pytestmark = pytest.mark.browser
GRADE = "半壊"
ASKED = ("damage_description", "flood_depth_cm", "photos")
WAYS = {
    "phone with script": {"viewport": PHONE},
    "phone without script": {"viewport": PHONE, "script": False},
    "desktop with script": {"viewport": DESKTOP},
    "desktop without script": {"viewport": DESKTOP, "script": False},
    "desktop by keyboard alone": {"viewport": DESKTOP, "keyboard": True},
}

Open = Callable[[str], Device]


@pytest.fixture(params=WAYS.values(), ids=WAYS.keys())
def opened(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Opens one person's window after the other, all of this way's kind."""
    kind = dict(request.param)
    hands = Keyboard() if kind.pop("keyboard", False) else Mouse()
    way = f"{kind['viewport']['width']}{'' if kind.get('script', True) else '-noscript'}"
    way += "-keys" if isinstance(hands, Keyboard) else ""
    with ExitStack() as stack:
        yield lambda who: stack.enter_context(device(browser, name=f"{way}-{who}", hands=hands, **kind))


def test_hanako_applies_corrects_and_opens_her_certificate(
    opened: Open, layout: Layout, tmp_path: Path
) -> None:
    sent = resident.apply(opened("a-hanako"), layout)
    sato = opened("b-sato")
    office.sign_in(sato, layout, login="sato", stumbling=True)
    office.find_case(sato, layout, sent.receipt)
    take_in_and_ask(sato)
    hanako = opened("c-hanako-elsewhere")
    resident.open_with_key(hanako, layout, sent)
    office.wait_until(hanako, "水の深さが分かる写真")
    hanako.see("41-status-correction")
    assert "ひばり市" in hanako.text()
    resident.correct(hanako)
    hanako.see("44-status-corrected")
    review_and_propose(sato)
    tanaka = opened("d-tanaka")
    decide(tanaka, layout, sent.receipt)
    issue(sato)
    open_certificate(hanako, tmp_path)
    read_that_it_was_opened(sato, layout, sent.receipt)


def take_in_and_ask(sato: Device) -> None:
    assert "山田 花子" in sato.text()
    assert "genkan.jpg" in sato.text()
    sato.see("10-case-arrived")
    office.make_move(sato, "accept")
    sato.see("11-case-accepted")
    office.make_move(sato, "start_review")
    sato.see("12-case-reviewing")
    office.ask_for_correction(sato, fields=ASKED, message="水の深さが分かる写真をもう1枚送ってください。")
    sato.see("13-case-correction-requested")


def review_and_propose(sato: Device) -> None:
    office.wait_until(sato, "fukasa.jpg")
    assert "床から60cmまで水が来ました。" in sato.text()
    assert "genkan.jpg" in sato.text()
    sato.see("14-case-corrected")
    office.make_move(sato, "start_review")
    office.propose(sato, outcome=GRADE, reasons="床上浸水 60cm")
    assert GRADE in sato.text()
    sato.see("15-case-proposed")


def decide(tanaka: Device, layout: Layout, receipt: str) -> None:
    office.sign_in(tanaka, layout, login="tanaka")
    office.find_case(tanaka, layout, receipt)
    tanaka.see("16-case-to-decide")
    office.make_move(tanaka, "decide")
    tanaka.see("17-case-decided")


def issue(sato: Device) -> None:
    sato.page.reload()
    office.make_move(sato, "issue")
    sato.see("18-case-issued")


def open_certificate(hanako: Device, folder: Path) -> None:
    link = hanako.page.locator('main a[href*="/notice/"]')
    office.wait_until(hanako, "通知を読む")
    hanako.see("51-status-issued")
    hanako.hands.press(link.first)
    hanako.see("52-notice")
    with hanako.page.expect_download() as download:
        hanako.hands.toggle(hanako.page.locator('main a[href$=".pdf"]'))
    download.value.save_as(folder / "certificate.pdf")
    words = text_of(folder / "certificate.pdf").replace(" ", "")
    assert "山田花子" in words
    assert GRADE in words


def read_that_it_was_opened(sato: Device, layout: Layout, receipt: str) -> None:
    office.wait_until(sato, "開")
    sato.see("19-case-opened")
    sato.hands.press(sato.page.locator('nav a[href="/register/"]'))
    sato.see("20-register")
    row = sato.page.locator("main tr", has_text=receipt[:4] + "-")
    assert "年" in row.locator("td").last.inner_text()
