"""How a walker signs in at an office, in both steps, through the pages a person uses."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time

from todoke.cli.pages import Page, PageSurprise, Walker

STEP_SECONDS = 30
WAIT_SECONDS = 2 * STEP_SECONDS
SHOWN_CODE = re.compile(r'data-demo-code="(\d+)"')
SHOWN_KEY = re.compile(r'data-app-key="([A-Z2-7]+)"')


def sign_in(walker: Walker, login: str, *, password: str) -> Page:
    """The page that was reached. The second step is set up with an app where it is the first time.

    Of a demo office only: its pages show the code of the app.
    """
    page = walker.get("/login")
    page = walker.send(page, page.form(having="password"), values={"login": login, "password": password})
    if page.path == "/login":
        raise PageSurprise("/login — signed in — still the sign-in page")
    if page.path == "/account/set-up":
        return set_up_app(walker)
    return give_code(walker, page)


def give_code(walker: Walker, page: Page) -> Page:
    """Every code is taken once, so the third sign-in within a minute waits for its own."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        shown = SHOWN_CODE.search(page.text)
        if shown:
            sent = walker.send(page, page.form(having="code"), values={"code": shown.group(1)})
            if sent.path != page.path:
                return sent
        time.sleep(1)
        page = walker.get(page.path)
    raise PageSurprise(f"{page.path} — a code of the demo that is taken — none")


def set_up_app(walker: Walker) -> Page:
    page = walker.get("/account/app")
    key = SHOWN_KEY.search(page.text)
    if key is None:
        raise PageSurprise(f"{page.path} — the app's key — none")
    code = code_of(key.group(1), at=time.time())
    page = walker.send(page, page.form(having="code"), values={"code": code})
    if page.path != "/account/codes":
        raise PageSurprise(f"{page.path} — recovery codes — none")
    return walker.get("/")


def code_of(secret: str, *, at: float) -> str:
    """Six digits as an authenticator app shows them (RFC 6238: SHA-1, 30 seconds)."""
    counter = struct.pack(">Q", int(at) // STEP_SECONDS)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
