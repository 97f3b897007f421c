"""The office calls the portal's door; every request is signed, every call may be repeated."""

from __future__ import annotations

import json
import ssl
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

import httpx
from django.utils import timezone

from todoke.core.envelope.keys import SigningKey
from todoke.core.envelope.requests import SKEW, sign_request
from todoke.core.errors import TodokeError

BASE = "/exchange/v1"
WAIT_SECONDS = 25
OVER_THE_WAIT = 15


class DoorClosed(TodokeError):
    """The door could not be reached or did not serve us; try again later."""


class DoorLocked(DoorClosed):
    """The door does not know who is calling; the text tells the operator what to mend."""

    def __init__(self, sentence: str, *, clocks_apart: bool) -> None:
        super().__init__(sentence)
        self.clocks_apart = clocks_apart


class DoorRefused(TodokeError):
    """The door refused this one request for good; others may pass. `status` is its HTTP status."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the door refused with status {status}")
        self.status = status


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One envelope in line at the door; `raw` came along when it is small."""

    seq: int
    id: str
    kind: str
    size: int
    sha256: str
    raw: bytes | None


class Door:
    """Use as a context manager; one per thread."""

    def __init__(
        self,
        url: str,
        *,
        key: SigningKey,
        town_code: str,
        tls: ssl.SSLContext | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._key = key
        self._town_code = town_code
        timeout = httpx.Timeout(10.0, read=WAIT_SECONDS + OVER_THE_WAIT)
        # No proxy by environment: the one route to the door is configured, never inherited.
        self._http = httpx.Client(
            base_url=url, timeout=timeout, transport=transport, trust_env=False, verify=tls or True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def waiting(
        self, *, after: int, wait: float = WAIT_SECONDS, limit: int = 100, kinds: Sequence[str] = ()
    ) -> list[Listed]:
        """What the portal holds for this office and has no receipt for, oldest first."""
        question = {"after": after, "wait": wait, "limit": limit}
        if kinds:
            question["kinds"] = ",".join(kinds)
        answer = self._call("GET", f"{BASE}/envelopes?{urlencode(question)}").json()
        return [_listed(row) for row in answer["envelopes"]]

    def fetch(self, envelope_id: str) -> bytes:
        return self._call("GET", f"{BASE}/envelopes/{envelope_id}").content

    def post_envelope(self, raw: bytes) -> bytes:
        """Hand over one outbound envelope; returns the portal's signed `stored` receipt."""
        return b64decode(self._call("POST", f"{BASE}/envelopes", body=raw).json()["receipt"])

    def post_receipts(self, receipts: Sequence[bytes]) -> list[str]:
        body = json.dumps({"receipts": [b64encode(raw).decode() for raw in receipts]}).encode()
        answers = self._call("POST", f"{BASE}/receipts", body=body).json()["answers"]
        return [str(answer) for answer in answers]

    def unopened(self) -> dict[str, int]:
        """How many envelopes the portal holds without our `opened` receipt, by key id."""
        found: dict[str, int] = self._call("GET", f"{BASE}/unopened").json()["unopened"]
        return found

    def keys(self) -> dict[str, object]:
        found: dict[str, object] = self._call("GET", f"{BASE}/keys").json()
        return found

    def _call(self, method: str, address: str, *, body: bytes = b"") -> httpx.Response:
        token = sign_request(
            method, address, body=body, key=self._key, municipality=self._town_code, now=timezone.now()
        )
        headers = {"Authorization": f"Bearer {token}"}
        try:
            answer = self._http.request(method, address, content=body or None, headers=headers)
        except httpx.TransportError as error:
            raise DoorClosed(f"door not reached: {type(error).__name__}") from error
        if answer.status_code in (200, 201):
            return answer
        if answer.status_code in (404, 409, 413, 422):
            raise DoorRefused(answer.status_code)
        if answer.status_code == 401:
            raise locked(answer.headers.get("date", ""), now=timezone.now())
        raise DoorClosed(f"door answered {answer.status_code}")


def locked(portal_date: str, *, now: datetime) -> DoorLocked:
    """Why nobody opens: the door tells callers nothing, but every answer carries the time it was given."""
    try:
        apart = abs((now - parsedate_to_datetime(portal_date)).total_seconds())
    except ValueError:
        apart = 0.0
    if apart >= SKEW.total_seconds():
        return DoorLocked(
            f"The door refuses this office because the clocks of office and portal are {_span(apart)} apart;"
            f" {SKEW.total_seconds() / 60:.0f} minutes are allowed. Set both by a time server (NTP)."
            " Nothing is lost meanwhile.",
            clocks_apart=True,
        )
    return DoorLocked(
        "The door does not know the key this office signs with. Compare `todoke keys show --site office` with"
        " what the portal has pinned. Nothing is lost meanwhile.",
        clocks_apart=False,
    )


def _span(seconds: float) -> str:
    if seconds < 2 * 3600:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3600:.0f} hours" if seconds < 2 * 86400 else f"{seconds / 86400:.0f} days"


def _listed(row: dict[str, object]) -> Listed:
    body = row.get("body")
    return Listed(
        seq=int(str(row["seq"])),
        id=str(row["id"]),
        kind=str(row["kind"]),
        size=int(str(row["size"])),
        sha256=str(row["sha256"]),
        raw=None if body is None else b64decode(str(body)),
    )
