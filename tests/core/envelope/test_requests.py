"""An office's request to the door is good once said, for a minute, and for nothing else."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest

from todoke.core.envelope.keys import SigningKey
from todoke.core.envelope.reasons import Reason
from todoke.core.envelope.requests import sign_request, verify_request
from todoke.core.errors import UntrustedEnvelope

TARGET = "/exchange/v1/receipts?after=7"
BODY = b'{"receipts": []}'


def sign(town, now, **changes) -> str:
    return sign_request(
        "POST", TARGET, body=BODY, **{"key": town.office, "municipality": "992011", "now": now, **changes}
    )


def verify(town, now, token, *, method="POST", target=TARGET, body=BODY) -> str:
    return verify_request(token, method, target, body, keys={"992011": town.office.verify_key}, now=now)


def test_a_signed_request_names_its_municipality(town, now):
    assert verify(town, now, sign(town, now)) == "992011"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"method": "GET"}, id="another method"),
        pytest.param({"target": "/exchange/v1/receipts?after=8"}, id="another query"),
        pytest.param({"target": "/exchange/v1/envelopes?after=7"}, id="another path"),
        pytest.param({"body": b"{}"}, id="another body"),
    ],
)
def test_a_token_fits_no_other_request(change, town, now):
    with pytest.raises(UntrustedEnvelope) as caught:
        verify(town, now, sign(town, now), **change)
    assert caught.value.reason == Reason.REQUEST


@pytest.mark.parametrize(
    ("later", "good"),
    [
        pytest.param(timedelta(seconds=59), True, id="within the minute"),
        pytest.param(timedelta(seconds=359), True, id="within the skew"),
        pytest.param(timedelta(seconds=360), False, id="too old"),
        pytest.param(timedelta(seconds=-300), True, id="clock ahead within the skew"),
        pytest.param(timedelta(seconds=-301), False, id="too new"),
    ],
)
def test_a_token_lives_a_minute_and_five_of_skew(later, good, town, now):
    token = sign(town, now)
    if good:
        assert verify(town, now + later, token) == "992011"
        return
    with pytest.raises(UntrustedEnvelope) as caught:
        verify(town, now + later, token)
    assert caught.value.reason == Reason.REQUEST_TIME


def _b64(value) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def forged(token: str, header: dict) -> str:
    _, claims, signature = token.split(".")
    return ".".join((_b64(header), claims, signature))


@pytest.mark.parametrize(
    "forge",
    [
        pytest.param(lambda t: "", id="nothing"),
        pytest.param(lambda t: "a.b.c", id="no token"),
        pytest.param(lambda t: forged(t, {"alg": "none", "typ": "todoke-request+jwt"}), id="alg none"),
        pytest.param(lambda t: forged(t, {"alg": "HS256", "typ": "todoke-request+jwt"}), id="alg HS256"),
        pytest.param(lambda t: t.rsplit(".", 1)[0] + ".", id="signature removed"),
        pytest.param(lambda t: t[:-6] + "AAAAAA", id="signature altered"),
        pytest.param(lambda t: t + "A" * 5000, id="much too long"),
        pytest.param(lambda t: ".".join((t.split(".")[0], _b64(["iss"]), t.split(".")[2])), id="a list"),
        pytest.param(lambda t: "\u3042" + t, id="not ASCII"),
    ],
)
def test_a_forged_token_is_refused(forge, town, now):
    with pytest.raises(UntrustedEnvelope) as caught:
        verify(town, now, forge(sign(town, now)))
    assert caught.value.reason == Reason.REQUEST


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"key": SigningKey.from_bytes(bytes([9]) * 32)}, id="another key"),
        pytest.param({"municipality": "993417"}, id="a town without a pinned key"),
    ],
)
def test_nobody_speaks_for_another_office(changes, town, now):
    with pytest.raises(UntrustedEnvelope) as caught:
        verify(town, now, sign(town, now, **changes))
    assert caught.value.reason == Reason.REQUEST
