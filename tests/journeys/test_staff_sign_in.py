"""佐藤's first sign-in: a passkey in a browser, an app without script; then signing in with each."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from tests.journeys import browser_office as office
from tests.journeys.browser_eyes import DESKTOP, PHONE, Device, device

from todoke.cli.layout import OFFICES, Layout
from todoke.cli.signing_in import code_of

pytestmark = pytest.mark.browser
PASSWORD = "only-for-this-test"
CLOSED = "() => { navigator.credentials.get = () => Promise.reject(new DOMException('closed')); }"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def new_account(layout: Layout, login: str) -> None:
    """佐藤 as a newcomer: an account with a password and nothing else."""
    config = ("--config", str(layout.office_config(OFFICES[0])))
    add = ["staff", "add", login, "佐藤", "--in", "介護保険課:administrator", "--password-stdin", *config]
    command = [sys.executable, "-m", "todoke.cli", "office", *add]
    subprocess.run(command, input=f"{PASSWORD}\n", text=True, check=True, capture_output=True)


def give_password(at: Device, layout: Layout, login: str) -> None:
    at.go(layout.office_url + "/login")
    at.hands.fill(at.page.locator("[name=login]"), login)
    at.hands.fill(at.page.locator("[name=password]"), PASSWORD)
    at.hands.press(at.page.locator("main button[type=submit]"))


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def sato(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Device]:
    with device(browser, name=f"{request.param['width']}-staff", viewport=request.param) as window:
        yield window


def test_sato_sets_up_a_passkey_and_signs_in_with_it(sato: Device, layout: Layout) -> None:
    login = f"{sato.name.replace('-', '.')}"
    new_account(layout, login)
    keys = sato.page.context.new_cdp_session(sato.page)
    keys.send("WebAuthn.enable")
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    give_password(sato, layout, login)
    assert sato.page.url.endswith("/account/set-up")
    sato.see("p1-set-up")
    sato.go(layout.office_url + "/")
    assert sato.page.url.endswith("/account/set-up"), "nothing else opens"
    sato.hands.press(sato.page.locator('main a[href="/account/passkey"]'))
    sato.see("p2-passkey")
    sato.hands.fill(sato.page.locator("[name=name]"), "職場のパソコン")
    sato.hands.press(sato.page.locator("form[data-passkey] button[type=submit]"))
    expect(sato.page).to_have_url(re.compile("/account/codes$"))
    sato.see("p3-recovery-codes")
    assert len(re.findall(r"\d{4}-\d{4}", sato.text())) == 10
    sato.hands.press(sato.page.locator("main a.button"))
    expect(sato.page.locator("h1")).to_have_text("受付一覧")
    sato.go(layout.office_url + "/account/")
    sato.see("p4-account")
    assert "職場のパソコン" in sato.text()
    for name in ("sessions", "roles"):
        sato.go(f"{layout.office_url}/{'account' if name == 'sessions' else 'staff'}/{name}")
        sato.see(f"p5-{name}")
    sato.hands.press(sato.page.locator("form[action='/logout'] button"))
    give_password(sato, layout, login)
    assert sato.page.url.endswith("/login/second")
    sato.see("p6-second-step")
    refuse_once(sato)
    sato.hands.press(sato.page.locator("form[data-passkey] button[type=submit]"))
    expect(sato.page.locator("h1")).to_have_text("受付一覧")


def refuse_once(sato: Device) -> None:
    """佐藤 closes the browser's window for passkeys: the page says so, and the button is there again."""
    sato.page.evaluate(CLOSED)
    sato.page.locator("form[data-passkey] button[type=submit]").click()
    expect(sato.page.locator("[data-passkey-failed]")).to_be_visible()
    sato.see("p7-passkey-refused")
    sato.page.reload()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_an_app_works_without_script(browser: Browser, layout: Layout, viewport: dict[str, int]) -> None:
    login = f"noscript.{viewport['width']}"
    new_account(layout, login)
    with device(browser, name=f"{viewport['width']}-app", viewport=viewport, script=False) as sato:
        give_password(sato, layout, login)
        sato.hands.press(sato.page.locator('main a[href="/account/passkey"]'))
        sato.see("q1-passkey-without-script")
        sato.hands.press(sato.page.locator('main a[href="/account/app"]'))
        sato.see("q2-app")
        secret = sato.page.locator("[data-app-key]").get_attribute("data-app-key") or ""
        for code in ("000000", code_of(secret, at=time.time())):
            sato.hands.fill(sato.page.locator("[name=code]"), code)
            sato.hands.press(sato.page.locator("form:has([name=code]) button[type=submit]"))
            if code == "000000":
                sato.see("q3-app-wrong-code")
        sato.see("q4-recovery-codes")
        sato.hands.press(sato.page.locator("main a.button"))
        expect(sato.page.locator("h1")).to_have_text("受付一覧")
        sato.hands.press(sato.page.locator("form[action='/logout'] button"))
        give_password(sato, layout, login)
        sato.see("q5-second-step")
        office.give_code(sato, stumbling=True)
        expect(sato.page.locator("h1")).to_have_text("受付一覧")
