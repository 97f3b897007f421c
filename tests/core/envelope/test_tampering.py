"""Whatever is changed on the way, nothing changed is accepted."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.core.envelope.header import SMALLEST_PADDED, pad, padded_length, unpad
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.opening import check_envelope, open_envelope
from todoke.core.envelope.receipts import ReceiptFacts, ReceiptOutcome, make_receipt, read_receipt
from todoke.core.errors import UntrustedEnvelope

CASES = 3000
SEED = 20261123


def tampered(raw: bytes, chance: random.Random) -> tuple[str, bytes]:
    """One of the ways to change bytes; sections near the start are hit as often as the long body."""
    span = chance.choice([40, 700, len(raw)])
    at, length = chance.randrange(min(span, len(raw))), chance.randint(1, 40)
    other = chance.randrange(len(raw))
    ways = {
        "flip a bit": raw[:at] + bytes([raw[at] ^ (1 << chance.randrange(8))]) + raw[at + 1 :],
        "cut out": raw[:at] + raw[at + length :],
        "cut off": raw[:at],
        "put in": raw[:at] + chance.randbytes(length) + raw[at:],
        "overwrite": raw[:at] + chance.randbytes(length) + raw[at + length :],
        "append": raw + chance.randbytes(length),
        "repeat": raw[:at] + raw[at : at + length] + raw[at:],
        "copy within": raw[:at] + raw[other : other + length] + raw[at + length :],
    }
    way = chance.choice(sorted(ways))
    return way, ways[way]


@pytest.mark.parametrize("kind", [Kind.APPLICATION, Kind.STATE, Kind.PROCEDURE])
def test_no_tampered_envelope_is_accepted(kind, town, now):
    chance = random.Random(f"{SEED} {kind}")
    raw = town.seal(kind, b'{"name": "Hanako"}', b"photo" * 300).raw
    receiver = town.receiver(kind)
    accepted = []
    tried = 0
    while tried < CASES:
        way, other = tampered(raw, chance)
        if other == raw:
            continue
        tried += 1
        for read in (check_envelope, open_envelope):
            try:
                read(other, receiver=receiver, now=now)
            except UntrustedEnvelope:
                continue
            accepted.append(way)
    assert accepted == []


def test_every_single_byte_of_a_receipt_matters(town, now):
    facts = ReceiptFacts(
        outcome=ReceiptOutcome.STORED, envelope_id="ab" * 16, envelope_sha256="cd" * 32, at=now
    )
    raw = make_receipt(facts, signer=town.portal, municipality="992011")
    senders = {town.portal.key_id: town.portal.verify_key}
    for at in range(len(raw)):
        other = raw[:at] + bytes([raw[at] ^ 0x20]) + raw[at + 1 :]
        with pytest.raises(UntrustedEnvelope):
            read_receipt(other, senders=senders, municipality="992011")


def test_parts_of_two_true_envelopes_cannot_be_mixed(town, now):
    first, second = (town.seal(Kind.APPLICATION, b"{}", name * 300).raw for name in (b"Hanako", b"Lan"))
    body = 2 * (SMALLEST_PADDED + 16)
    assert len(first) == len(second)
    for at in (body, body + 2 * 1168, SMALLEST_PADDED + 16):
        with pytest.raises(UntrustedEnvelope):
            open_envelope(first[:-at] + second[-at:], receiver=town.receiver(Kind.APPLICATION), now=now)


@settings(max_examples=300, deadline=None)
@given(noise=st.binary(max_size=300), head=st.booleans())
def test_noise_is_refused_and_never_crashes(noise, head, town, now):
    raw = town.seal(Kind.WITHDRAWAL, b"{}").raw if not head else b"TODOKE\x01\x01"
    with pytest.raises(UntrustedEnvelope):
        open_envelope(raw[: len(noise)] + noise, receiver=town.receiver(Kind.WITHDRAWAL), now=now)


@settings(max_examples=300, deadline=None)
@given(content=st.binary(max_size=9000))
def test_padding_gives_back_what_it_was_given(content):
    assert unpad(pad(content)) == content


@given(length=st.integers(min_value=0, max_value=2**40))
def test_padding_costs_at_most_an_eighth(length):
    padded = padded_length(length)
    assert padded >= length
    assert padded == padded_length(padded)
    assert padded <= max(SMALLEST_PADDED, length * 1.12)


@pytest.mark.parametrize(
    "padded",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(bytes(8), id="shorter than the smallest"),
        pytest.param(pad(b"x") + bytes(4096), id="longer than needed"),
        pytest.param(pad(b"x")[:-1] + b"\x01", id="something hidden in it"),
        pytest.param(b"\xff" * 8 + bytes(4088), id="a length beyond the end"),
    ],
)
def test_only_the_one_padding_is_taken(padded):
    with pytest.raises(UntrustedEnvelope):
        unpad(padded)
