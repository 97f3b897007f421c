"""A trusted sender's mistakes: signed, and still refused."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jwt
from joserfc.jwk import OKPKey

from todoke.core.envelope.header import cut, read_prefix
from todoke.core.envelope.kinds import Direction, Kind
from todoke.core.envelope.opening import open_envelope
from todoke.core.envelope.reasons import Reason
from todoke.core.envelope.requests import sign_request, verify_request
from todoke.core.envelope.sealing import signed_bytes
from todoke.core.errors import UntrustedEnvelope


def rebuilt(raw, signer, *, base=None, wraps=None) -> bytes:
    """The envelope with another base header or other wraps, signed again."""
    layout = cut(raw, read_prefix(raw))
    base = layout.base if base is None else base
    wraps = layout.wraps if wraps is None else wraps
    prefix = replace(layout.prefix, base_length=len(base), wraps=len(wraps) // 1168).packed()
    signature = signer.sign(signed_bytes(prefix, base + layout.table, wraps))
    return prefix + base + layout.table + signature + wraps + bytes(layout.body)


def changed(raw: bytes, **names: object) -> bytes:
    return json.dumps({**json.loads(cut(raw, read_prefix(raw)).base), **names}).encode()


def one_recipient(raw, town):
    return rebuilt(raw, town.portal, base=changed(raw, recipients=[town.office_sealing.key_id]))


def one_recipient_twice(raw, town):
    return rebuilt(raw, town.portal, base=changed(raw, recipients=[town.office_sealing.key_id] * 2))


def sealed_to_nobody(raw, town):
    return rebuilt(raw, town.portal, base=changed(raw, recipients=[]), wraps=b"")


def a_name_twice(raw, town):
    base = cut(raw, read_prefix(raw)).base
    return rebuilt(raw, town.portal, base=base[:-1] + b',"expires":null}')


def a_time_of_another_form(raw, town):
    return rebuilt(raw, town.portal, base=changed(raw, issued="2026-11-23T03:00:00.0Z"))


def very_deep(raw, town):
    return rebuilt(raw, town.portal, base=b"[" * 30_000)


@pytest.mark.parametrize(
    "mistake",
    [one_recipient, one_recipient_twice, sealed_to_nobody, a_name_twice, a_time_of_another_form, very_deep],
)
def test_a_header_that_contradicts_itself_is_refused(mistake, town, now):
    raw = mistake(town.seal(Kind.WITHDRAWAL, b"{}").raw, town)
    with pytest.raises(UntrustedEnvelope) as caught:
        open_envelope(raw, receiver=town.receiver(Kind.WITHDRAWAL), now=now)
    assert caught.value.reason == Reason.HEADER


def test_a_kind_of_both_directions_is_not_reflected(town, now):
    raw = town.seal(Kind.KEY, b"{}").raw
    with pytest.raises(UntrustedEnvelope) as caught:
        open_envelope(raw, receiver=town.receiver(Kind.KEY, direction=Direction.INWARD), now=now)
    assert caught.value.reason == Reason.DIRECTION


@pytest.mark.parametrize(
    ("typ", "longer"),
    [
        pytest.param("JWT", 0, id="a token meant for something else"),
        pytest.param("todoke-request+jwt", 3600, id="a token with a longer life"),
    ],
)
def test_a_token_of_another_make_is_refused_though_well_signed(typ, longer, town, now):
    key = OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(town.office.private_bytes))
    good = sign_request("GET", "/", body=b"", key=town.office, municipality="992011", now=now)
    claims = dict(jwt.decode(good, key, algorithms=["Ed25519"]).claims)
    claims["exp"] += longer
    token = jwt.encode({"alg": "Ed25519", "typ": typ}, claims, key, algorithms=["Ed25519"])
    with pytest.raises(UntrustedEnvelope) as caught:
        verify_request(token, "GET", "/", b"", keys={"992011": town.office.verify_key}, now=now)
    assert caught.value.reason == Reason.REQUEST
