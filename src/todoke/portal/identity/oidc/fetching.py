"""Asking an ID service: bounded in time and size, never redirected, answers that are JSON objects or nothing.

Every way in which that fails is one `SignInFailed(UNREACHABLE)`; the detail says which, for the operator.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests

from todoke.portal.identity.oidc.failures import Failure, SignInFailed

TIMEOUT = 5.0
"""Seconds for one whole answer. requests' own timeout only bounds the silence between two bytes."""
LARGEST = 256 * 1024
PIECE = 8 * 1024
HEADERS = {"Accept": "application/json", "User-Agent": "Todoke"}


def get(url: str, *, bearer: str | None = None) -> dict[str, Any]:
    return _json_of("GET", url, headers=_bearer(bearer))


def post(
    url: str,
    *,
    form: Mapping[str, str] | None = None,
    content: Mapping[str, Any] | None = None,
    bearer: str | None = None,
    basic: tuple[str, str] | None = None,
) -> dict[str, Any]:
    """`form` is sent as a body, never in the address, where it would reach logs."""
    return _json_of("POST", url, headers=_bearer(bearer), data=form, json=content, auth=basic)


def _bearer(token: str | None) -> dict[str, str]:
    return HEADERS | ({"Authorization": f"Bearer {token}"} if token else {})


def _json_of(method: str, url: str, **given: Any) -> dict[str, Any]:
    status, body = _answer(method, url, **given)
    if status >= 300:
        # 4xx of a token endpoint means a code that is used up, or credentials that are not registered.
        raise SignInFailed(Failure.UNREACHABLE, f"status {status}")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise SignInFailed(Failure.UNREACHABLE, "no JSON") from error
    if not isinstance(found, dict):
        raise SignInFailed(Failure.UNREACHABLE, "no JSON object")
    return found


def _answer(method: str, url: str, *, headers: dict[str, str], **given: Any) -> tuple[int, bytes]:
    """A redirect is not followed: it would carry credentials to where nobody configured them to go."""
    until = time.monotonic() + TIMEOUT
    url, host = _on_this_machine(url)
    given["headers"] = headers | host
    try:
        with (
            requests.Session() as session,
            session.request(
                method, url, timeout=TIMEOUT, allow_redirects=False, stream=True, **given
            ) as response,
        ):
            return response.status_code, _read(response, until=until)
    except requests.RequestException as error:
        raise SignInFailed(Failure.UNREACHABLE, type(error).__name__) from error


def _on_this_machine(url: str) -> tuple[str, dict[str, str]]:
    """RFC 6761 §6.3: every name below localhost is this machine. Browsers know that; not every resolver."""
    parts = urlsplit(url)
    if not (parts.hostname or "").endswith(".localhost"):
        return url, {}
    netloc = "127.0.0.1" + (f":{parts.port}" if parts.port else "")
    return parts._replace(netloc=netloc).geturl(), {"Host": parts.netloc}


def _read(response: requests.Response, *, until: float) -> bytes:
    body = b""
    for piece in response.iter_content(PIECE):
        body += piece
        if len(body) > LARGEST:
            raise SignInFailed(Failure.UNREACHABLE, "too large")
        if time.monotonic() > until:
            raise SignInFailed(Failure.UNREACHABLE, "too slow")
    return body
