"""What 佐藤 and 田中 do at the office, and what they read there."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Locator
from tests.journeys.browser_eyes import Device

from todoke.cli.layout import Layout

WAIT_SECONDS = 20.0
CODE_SECONDS = 60.0
KEPT: dict[tuple[str, str], list[Any]] = {}
"""Cookies by office and account."""
STUMBLED: set[tuple[str, str]] = set()
"""Who typed a wrong code already."""


def password_of(layout: Layout, login: str) -> str:
    return layout.password_of(login, site="office")


def sign_in(at: Device, layout: Layout, *, login: str, stumbling: bool = False, anew: bool = False) -> None:
    """Both steps; a second window of the same person shares the sign-in, since each code is taken once.

    `anew`: what comes next asks for a proof that is not older than five minutes.
    """
    held = KEPT.setdefault((layout.office_url, login), [])
    if held and not stumbling and not anew:
        at.page.context.add_cookies(held)
        at.go(layout.office_url + "/")
        if not at.page.url.startswith(layout.office_url + "/login"):
            return
    at.go(layout.office_url + "/login")
    at.see("01-login")
    give_password(at, layout, login=login, stumbling=stumbling)
    at.see("02-second-step")
    # Few wrong codes are allowed in a quarter of an hour, and many tests share the person.
    give_code(at, stumbling=stumbling and (layout.office_url, login) not in STUMBLED)
    STUMBLED.update({(layout.office_url, login)} if stumbling else ())
    at.see("03-inbox")
    held[:] = at.page.context.cookies()


def give_password(at: Device, layout: Layout, *, login: str, stumbling: bool = False) -> None:
    for password in (["wrong"] if stumbling else []) + [password_of(layout, login)]:
        at.hands.fill(at.page.locator("[name=login]"), login)
        at.hands.fill(at.page.locator("[name=password]"), password)
        at.hands.press(at.page.locator("main button[type=submit]"))
        if password == "wrong":
            at.see("02-login-wrong")


def give_code(at: Device, *, stumbling: bool = False) -> None:
    """The code that the demo's page shows; none is shown while the newest was used already."""
    for wrong in [True, False] if stumbling else [False]:
        code = "000000" if wrong else shown_code(at)
        at.hands.fill(at.page.locator("[name=code]"), code)
        at.hands.press(at.page.locator("form:has([name=code]) button[type=submit]"))
        if wrong:
            at.see("02-second-step-wrong")


def shown_code(at: Device) -> str:
    deadline = time.monotonic() + CODE_SECONDS
    shown = at.page.locator("[data-demo-code]")
    while not shown.count():
        assert time.monotonic() < deadline, "the demo's page never showed a code"
        time.sleep(1)
        at.go(at.page.url)  # a reload would send a refused code again
    return shown.get_attribute("data-demo-code") or ""


def search(at: Device, layout: Layout, words: str) -> None:
    if not at.page.locator("[name=query]").count():
        at.go(layout.office_url + "/")
    at.hands.fill(at.page.locator("[name=query]"), words)
    at.hands.press(at.page.locator("form:has([name=query]) button[type=submit]"))


def find_case(at: Device, layout: Layout, receipt: str) -> None:
    """Search the inbox by receipt number until the application has come through, and open it."""
    link = at.page.locator(f'main a[href*="/cases/"]:has-text("{receipt[:4]}-")')
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        search(at, layout, receipt)
        if link.count():
            at.hands.press(link.first)
            return
        time.sleep(0.1)
    raise AssertionError("no case for this receipt number")


def wait_until(at: Device, words: str) -> None:
    """Reload the page until it says so."""
    deadline = time.monotonic() + WAIT_SECONDS
    while words not in at.text():
        assert time.monotonic() < deadline, f"{at.name}: the page never said {words}"
        time.sleep(0.1)
        at.page.reload()


def move_button(at: Device, move: str) -> Locator:
    return at.page.locator(f'main form:has(input[name=move][value="{move}"]) button')


def make_move(at: Device, move: str) -> None:
    """Press a move's button; no sentence of refusal may come back."""
    at.hands.press(move_button(at, move))
    assert at.page.locator(".notification.error").count() == 0, at.text()


def ask_for_correction(at: Device, *, fields: tuple[str, ...], message: str) -> None:
    form = at.page.locator("main form:has([name=fields])")
    if not form.locator("[name=message]").is_visible():
        at.hands.toggle(at.page.locator("main details:has([name=fields]) > summary"))
    at.see("11-asking")
    for field in fields:
        at.hands.tick(form.locator(f'[name=fields][value="{field}"]'))
    at.hands.fill(form.locator("[name=message]"), message)
    at.hands.set_day(form.locator("[name=due]"), date.today() + timedelta(days=14))
    at.hands.press(form.locator("button[type=submit]"))
    assert at.page.locator(".notification.error").count() == 0, at.text()


def propose(at: Device, *, outcome: str, reasons: str) -> None:
    form = at.page.locator("main form:has([name=outcome])")
    at.hands.pick(form.locator("select[name=outcome]"), outcome)
    at.hands.fill(form.locator("[name=reasons]"), reasons)
    at.hands.press(form.locator("button[type=submit]"))
    assert at.page.locator(".notification.error").count() == 0, at.text()
