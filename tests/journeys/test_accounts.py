"""Accounts in a real browser with a virtual authenticator: a code by e-mail, a passkey, the passkey alone.

At phone and desktop width; without script the code by e-mail works and the page says what passkeys need.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import Browser
from tests.journeys.browser_eyes import DESKTOP, PHONE, Device, device

from todoke.cli.layout import Layout

pytestmark = pytest.mark.browser
WIDTHS = {"phone": PHONE, "desktop": DESKTOP}
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(params=WIDTHS, ids=WIDTHS)
def hanako(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Device]:
    with device(browser, name=f"account-{request.param}", viewport=WIDTHS[request.param]) as found:
        yield found


def give_passkeys(person: Device) -> None:
    """A phone with a finger that is always on it."""
    session = person.page.context.new_cdp_session(person.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def mailed_code(layout: Layout, address: str, *, but: str = "") -> str:
    """Of the newest mail to this address, not the one of before; the outbox goes every second."""
    folder, until = layout.portal_config.parent / "mail", time.monotonic() + 15
    while time.monotonic() < until:
        for file in sorted(folder.iterdir(), key=lambda one: one.stat().st_mtime, reverse=True):
            mail = message_from_bytes(file.read_bytes(), policy=policy.default)
            found = re.search(r"\d{6}", mail["Subject"]) if mail["To"] == address else None
            if found and found[0] != but:
                return found[0]
        time.sleep(0.2)
    raise AssertionError(f"no code for {address}")


def press(person: Device, words: str) -> None:
    person.page.get_by_role("button", name=words, exact=True).click()


def follow(person: Device, words: str) -> None:
    person.page.get_by_role("link", name=words, exact=True).click()


def sign_in_by_email(person: Device, layout: Layout, address: str) -> None:
    person.go(f"{layout.portal_url}/account/login/")
    person.see("01-sign-in")
    person.page.get_by_label("メールアドレス").fill(address)
    press(person, "番号を送る")
    person.see("02-code")
    person.page.get_by_label("6けたの番号").fill(mailed_code(layout, address))
    press(person, "次へ")
    assert "ここにあるのはログインの方法だけです" in person.text()


def test_hanako_adds_a_passkey_and_then_signs_in_with_it_alone(hanako: Device, layout: Layout) -> None:
    give_passkeys(hanako)
    sign_in_by_email(hanako, layout, f"{hanako.name}@example.jp")
    hanako.see("03-account-new")
    follow(hanako, "パスキーを追加する")
    hanako.see("04-passkey-add")
    hanako.page.get_by_label("このパスキーの名前").fill("わたしの電話")
    press(hanako, "パスキーを追加する")
    hanako.page.wait_for_url("**/account/codes/**")
    hanako.see("05-recovery-codes")
    follow(hanako, "控えました")
    assert "わたしの電話" in hanako.text()
    hanako.see("06-account-with-passkey")
    press(hanako, "ログアウト")
    see_second_step(hanako, layout)
    press(hanako, "パスキーを使う")
    hanako.page.wait_for_url("**/account/")
    assert "わたしの電話" in hanako.text()
    look_around(hanako, layout)


def see_second_step(hanako: Device, layout: Layout) -> None:
    """A code by e-mail alone does not sign in any more."""
    hanako.page.get_by_label("メールアドレス").fill(f"{hanako.name}@example.jp")
    before = mailed_code(layout, f"{hanako.name}@example.jp")
    press(hanako, "番号を送る")
    hanako.page.get_by_label("6けたの番号").fill(mailed_code(layout, f"{hanako.name}@example.jp", but=before))
    press(hanako, "次へ")
    hanako.see("13-second-step")
    follow(hanako, "どれもなくした")
    hanako.see("14-begin-anew")
    hanako.go(f"{layout.portal_url}/account/login/")


def look_around(hanako: Device, layout: Layout) -> None:
    follow(hanako, "認証アプリを設定する")
    hanako.see("07-app")
    press(hanako, "アプリを設定する")
    hanako.see("08-app-wrong")
    follow(hanako, "アカウントに戻る")
    follow(hanako, "ログイン中の端末を見る・ログアウトさせる")
    hanako.see("09-sessions")
    for path in ("again/", "email/", "email/remove/", "delete/"):
        hanako.go(f"{layout.portal_url}/account/{path}")
        hanako.see(f"10-{path.replace('/', '-')}")
    press(hanako, "このアカウントを削除する")
    hanako.see("11-deleted")
    assert "アカウントを削除しました" in hanako.text()
    hanako.go(f"{layout.portal_url}/account/login/")
    press(hanako, "パスキーを使う")
    hanako.page.get_by_text("このパスキーでは確認できませんでした").first.wait_for()
    hanako.see("12-passkey-of-nobody")


def test_hanako_begins_an_account_with_a_passkey_and_nothing_else(hanako: Device, layout: Layout) -> None:
    give_passkeys(hanako)
    hanako.go(f"{layout.portal_url}/account/new/passkey/")
    hanako.see("20-passkey-account")
    press(hanako, "パスキーを作ってログインする")
    hanako.page.wait_for_url("**/account/")
    assert "まだありません。追加すると、端末をなくしたときも" in hanako.text()
    hanako.see("21-account-without-address")
    remove = hanako.page.get_by_role("link", name=re.compile("^外す"))
    remove.click()
    hanako.see("22-last-way")
    assert not hanako.page.get_by_role("button", name="このパスキーを外す").count()
    assert "ログインする方法がなくなります" in hanako.text()


def test_a_cancelled_passkey_leaves_the_page_usable_and_says_what_to_do(
    hanako: Device, layout: Layout
) -> None:
    session = hanako.page.context.new_cdp_session(hanako.page)
    session.send("WebAuthn.enable")
    options = {**AUTHENTICATOR, "isUserVerified": False}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    hanako.go(f"{layout.portal_url}/account/login/")
    press(hanako, "パスキーを使う")
    hanako.page.get_by_text("パスキーは使われませんでした").wait_for()
    hanako.see("30-passkey-cancelled")
    assert hanako.page.get_by_role("button", name="パスキーを使う").is_enabled()


@pytest.mark.parametrize("width", WIDTHS)
def test_without_script_the_code_by_email_works_and_the_page_says_what_passkeys_need(
    browser: Browser, layout: Layout, width: str
) -> None:
    with device(browser, name=f"account-noscript-{width}", viewport=WIDTHS[width], script=False) as ran:
        ran.go(f"{layout.portal_url}/account/login/")
        assert "パスキーを使うには、JavaScriptが必要です" in ran.text()
        assert not ran.page.get_by_role("button", name="パスキーを使う").is_visible()
        sign_in_by_email(ran, layout, f"{ran.name}@example.jp")
        ran.see("03-account-new")


def test_the_pages_speak_english_too(browser: Browser, layout: Layout) -> None:
    with device(browser, name="account-english", viewport=PHONE, language="en-GB") as ran:
        ran.go(f"{layout.portal_url}/account/login/")
        ran.see("01-sign-in")
        assert "Most procedures need no account" in ran.text()
