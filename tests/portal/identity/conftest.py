"""花子 and ラン at their browsers, the codes in their mailboxes, and devices with passkeys."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

import pytest
from django.test import Client
from tests.portal.identity.device import Device

from todoke.portal.mailbox import mails
from todoke.portal.mailbox.models import MailOutbox

HANAKO, RAN = "hanako@example.jp", "lan@example.jp"


def all_mails() -> list[mails.Written]:
    return [mails.disclose(row) for row in MailOutbox.objects.order_by("pk")]


def newest_code(address: str) -> str:
    found = [one for one in all_mails() if one.to == address and re.search(r"\d{6}", one.subject)]
    return re.search(r"\d{6}", found[-1].subject)[0]


def options_on(page: str) -> str:
    return html.unescape(re.search(r'data-passkey="([^"]*)"', page)[1])


@dataclass
class Person:
    """Somebody at a browser. `client` keeps the cookies."""

    address: str
    client: Client = field(default_factory=Client)
    device: Device = field(default_factory=Device)

    def ask_for_code(self, **more: str):
        return self.client.post("/account/login/", {"address": self.address, **more})

    def sign_in(self, **more: str):
        self.ask_for_code(**more)
        return self.type_code()

    def type_code(self, code: str | None = None):
        return self.client.post("/account/login/code/", {"code": code or newest_code(self.address)})

    def add_passkey(self):
        options = options_on(self.client.get("/account/passkeys/add/").text)
        return self.client.post(
            "/account/passkeys/add/", {"credential": self.device.create(options), "name": "わたしの電話"}
        )

    def sign_in_with_passkey(self, client: Client | None = None, **more: str):
        client = client or self.client
        options = options_on(client.get("/account/login/").text)
        return client.post("/account/login/passkey/", {"credential": self.device.get(options), **more})

    @property
    def is_signed_in(self) -> bool:
        return self.client.get("/account/").status_code == 200


@pytest.fixture
def hanako(db) -> Person:
    return Person(HANAKO)


@pytest.fixture
def ran(db) -> Person:
    return Person(RAN)
