"""The demo ID service among the running sites: by keyboard, without script, on a phone and a wide screen."""

from __future__ import annotations

import secrets
import subprocess
import sys
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page
from tests.journeys.browser_eyes import DESKTOP, PHONE, Device, device
from tests.journeys.browser_hands import Keyboard

from todoke.cli.identity_links import CLIENT_ID
from todoke.cli.layout import Layout
from todoke.demo_id.people import SIGN_IN_PIN

pytestmark = pytest.mark.browser
DEVICES = {
    "phone, keyboard, no script, 日本語": {"viewport": PHONE, "script": False, "hands": Keyboard()},
    "wide, keyboard, no script, 日本語": {"viewport": DESKTOP, "script": False, "hands": Keyboard()},
    "phone, script, English": {"viewport": PHONE, "language": "en-GB"},
    "wide, script, English": {"viewport": DESKTOP, "language": "en-GB"},
}


def address(layout: Layout, **changes: str) -> str:
    asked = {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": f"{layout.portal_url}/account/oidc/digital_id/login/callback/",
        "scope": "openid name address birthdate gender",
        "state": secrets.token_urlsafe(16),
        "nonce": secrets.token_urlsafe(16),
        "code_challenge": "a" * 43,
        "code_challenge_method": "S256",
    } | changes
    return f"{layout.id_url}/api/realms/main/protocol/openid-connect/auth?{urlencode(asked)}"


def watch_return(page: Page) -> list[str]:
    """What is sent back to the portal, which will not know it: it did not begin this."""
    caught: list[str] = []
    page.on("request", lambda one: caught.append(one.url) if "/login/callback/?" in one.url else None)
    return caught


def sign_in(seen: Device, person: str) -> None:
    seen.hands.tick(seen.page.locator(f"#person-{person}"))
    seen.hands.fill(seen.page.locator("#pin"), SIGN_IN_PIN)
    seen.hands.press(seen.page.locator("button[value=sign_in]"))


@pytest.mark.parametrize("how", DEVICES.values(), ids=DEVICES)
def test_ichiro_signs_in_and_keeps_his_address(layout: Layout, browser: Browser, how: dict) -> None:
    name = f"id-{how['viewport']['width']}-{how.get('language', 'ja')}"
    with device(browser, name=name, **how) as seen:
        caught = watch_return(seen.page)
        seen.go(f"{layout.id_url}/")
        seen.see("about")
        seen.go(address(layout))
        seen.see("sign-in")
        seen.hands.press(seen.page.locator("button[value=sign_in]"))
        seen.see("sign-in-refused")
        sign_in(seen, "ichiro")
        seen.see("agreement")
        assert not seen.page.locator("#hand-over-address").is_checked()
        seen.hands.press(seen.page.locator("button[value=hand_over]"))
        assert len(caught) == 1
        assert "code=" in caught[0]
        assert "session_state=" in caught[0]


def test_an_unknown_site_is_told_and_nobody_is_sent_there(layout: Layout, browser: Browser) -> None:
    with device(browser, name="id-unknown") as seen:
        seen.go(address(layout, redirect_uri="https://evil.example/"))
        seen.see("unknown-site")
        assert "登録されていないサイト" in seen.text()


def test_hanako_signs_in_to_the_portal_with_it(layout: Layout, browser: Browser) -> None:
    with device(browser, name="id-portal") as seen:
        seen.go(f"{layout.portal_url}/account/login/")
        seen.hands.press(seen.page.get_by_role("button", name="見本の認証サービス"))
        seen.page.wait_for_url(f"{layout.id_url}/**")
        sign_in(seen, "hanako")
        assert "氏名や住所を求めていません" in seen.text()
        seen.hands.press(seen.page.locator("button[value=hand_over]"))
        assert seen.page.url.startswith(f"{layout.portal_url}/account/")
        assert "failed" not in seen.page.url
        assert "login" not in seen.page.url


def todoke_id(layout: Layout, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "todoke.cli", "id", *arguments, "--config", str(layout.id_config)],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return done.stdout


def test_its_operator_can_let_it_be_down_and_give_it_another_key(layout: Layout, browser: Browser) -> None:
    with device(browser, name="id-faults") as seen:
        assert todoke_id(layout, "fault", "--down") == "down\n"
        try:
            assert seen.go(address(layout)).status == 503
        finally:
            assert todoke_id(layout, "fault") == "all is well\n"
        assert seen.go(address(layout)).status == 200
        kid = todoke_id(layout, "rotate-key").removeprefix("kid ").strip()
        keys = seen.page.request.get(
            f"http://127.0.0.1:{layout.id_port}/api/realms/main/protocol/openid-connect/certs"
        )
        assert keys.json()["keys"][0]["kid"] == kid
