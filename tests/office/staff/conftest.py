"""佐藤 at the sign-in: through the pages, with a clock that can be moved."""

from __future__ import annotations

import html
import json
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from todoke.cli.signing_in import code_of
from todoke.core.cases.facts import Role
from todoke.office.staff.commands import add_staff

PASSWORD = "correct horse"


class Clock:
    """What `time.time` gives: it stands still, in the middle of a code's half minute, until it is moved."""

    def __init__(self) -> None:
        self.now = time.time() // 30 * 30 + 15

    def __call__(self) -> float:
        return self.now

    def pass_by(self, *, minutes: float = 0, seconds: float = 0) -> None:
        self.now += minutes * 60 + seconds


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(time, "time", clock)
    return clock


class Person:
    """One account in one browser."""

    def __init__(self, staff) -> None:
        self.staff, self.browser = staff, Client()
        self.browser.cookies["todoke_language"] = "en"
        self.secret = ""

    def with_app(self):
        self.secret = generate_totp_secret()
        TOTP.activate(self.staff, self.secret)
        RecoveryCodes.activate(self.staff)
        return self

    def elsewhere(self):
        """The same person at another computer."""
        other = Person(self.staff)
        other.secret = self.secret
        return other

    def code(self, *, steps: int = 0) -> str:
        return code_of(self.secret, at=time.time() + steps * 30)

    def recovery_codes(self) -> list[str]:
        held = Authenticator.objects.get(user=self.staff, type=Authenticator.Type.RECOVERY_CODES)
        return held.wrap().get_unused_codes()

    def give_password(self, **more):
        return self.browser.post("/login", {"login": self.staff.login, "password": PASSWORD, **more})

    def give_code(self, code=None, *, to="/login/second", **more):
        return self.browser.post(to, {"code": self.code() if code is None else code, **more})

    def sign_in(self, code=None):
        assert self.give_password().headers["Location"] == "/login/second"
        assert self.give_code(code).headers["Location"] == "/"
        return self

    def is_in(self) -> bool:
        return self.browser.get("/").status_code == 200

    def asked_by(self, page: str) -> dict:
        """The options a page gives to the browser's passkeys."""
        text = self.browser.get(page).content.decode()
        found = re.search(r'data-passkey="([^"]+)"', text)
        assert found is not None, text
        return json.loads(html.unescape(found.group(1)))


@pytest.fixture
def sato(db):
    memberships = [("介護保険課", Role.CASEWORKER), ("介護保険課", Role.AUTHOR)]
    return Person(add_staff("sato", PASSWORD, name="佐藤", memberships=memberships))


@pytest.fixture
def sato_with_app(sato):
    return sato.with_app()
