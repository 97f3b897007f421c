"""Each numbered check of an envelope, and the one opaque answer."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from todoke.core.envelope import sealing
from todoke.core.envelope.header import PREFIX, cut, read_prefix
from todoke.core.envelope.keys import NO_KEYS, FixedKeys, SealingKey, SigningKey
from todoke.core.envelope.kinds import KINDS, Direction, Kind, Suite
from todoke.core.envelope.opening import check_envelope, open_envelope
from todoke.core.envelope.reasons import SENTENCES, Reason
from todoke.core.errors import Refused, UntrustedEnvelope

APPLICATION = b'{"answers": "Hanako\'s"}'


def refused(raw, receiver, now) -> str:
    with pytest.raises(UntrustedEnvelope) as caught:
        open_envelope(raw, receiver=receiver, now=now)
    assert str(caught.value) == "The envelope was refused."
    return caught.value.reason


def resigned(raw: bytes, signer: SigningKey, *, suite: int | None = None, **header: object) -> bytes:
    """The envelope with other header values, signed again by a sender who is trusted."""
    layout = cut(raw, read_prefix(raw))
    base = json.dumps({**json.loads(layout.base), **header}).encode()
    prefix = replace(
        layout.prefix,
        base_length=len(base),
        sender=signer.key_id,
        suite=suite if suite is not None else layout.prefix.suite,
    ).packed()
    signature = signer.sign(sealing.signed_bytes(prefix, base + layout.table, layout.wraps))
    return prefix + base + layout.table + signature + layout.wraps + bytes(layout.body)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_arrives_as_it_was_sent(kind, town, now):
    small = KINDS[kind].largest < 64 * 1024
    parts = (APPLICATION,) if small else (APPLICATION, b"", b"\x00photo" * 900)
    sealed = town.seal(kind, *parts)
    opened = open_envelope(sealed.raw, receiver=town.receiver(kind), now=now)
    assert opened.parts == parts
    assert (opened.id, opened.kind, opened.municipality, opened.issued) == (sealed.id, kind, "992011", now)
    assert opened.sha256 == sealed.sha256 == hashlib.sha256(sealed.raw).hexdigest()


def test_the_recovery_key_opens_too(town, now):
    sealed = town.seal(Kind.APPLICATION, APPLICATION)
    receiver = town.receiver(Kind.APPLICATION, ring=FixedKeys(town.recovery))
    assert open_envelope(sealed.raw, receiver=receiver, now=now).parts == (APPLICATION,)


def test_the_door_checks_what_it_cannot_open(town, now):
    sealed = town.seal(Kind.STATE, b"{}")
    door = town.receiver(Kind.STATE, ring=NO_KEYS)
    header = check_envelope(sealed.raw, receiver=door, now=now)
    assert (header.id, header.sha256, header.size) == (sealed.id, sealed.sha256, sealed.size)
    assert header.recipients == (town.hanako.reply_key().key_id,)
    assert refused(sealed.raw, door, now) == Reason.KEY


@dataclass(frozen=True)
class Case:
    name: str
    reason: Reason
    raw: object


CASES = [
    Case("1 empty", Reason.SIZE, lambda raw, town: b""),
    Case("1 larger than any kind taken here", Reason.SIZE, lambda raw, town: raw + bytes(2**20)),
    Case("2 another magic", Reason.MAGIC, lambda raw, town: b"X" + raw[1:]),
    Case("2 a later version", Reason.VERSION, lambda raw, town: raw[:6] + b"\x02" + raw[7:]),
    Case("2 an unknown suite", Reason.SUITE, lambda raw, town: raw[:7] + b"\x09" + raw[8:]),
    Case("2 a sender not pinned", Reason.SENDER, lambda raw, town: resigned(raw, SigningKey.generate())),
    Case("3 a flipped bit in the header", Reason.SIGNATURE, lambda raw, town: flip(raw, PREFIX.size + 9)),
    Case("3 a wrap exchanged", Reason.SIGNATURE, lambda raw, town: flip(raw, wraps_at(raw))),
    Case("3 cut inside the wraps", Reason.SIZE, lambda raw, town: raw[: wraps_at(raw) + 9]),
    Case("4 an id that is none", Reason.HEADER, lambda raw, town: resigned(raw, town.portal, id=7)),
    Case("4 an unknown name", Reason.HEADER, lambda raw, town: resigned(raw, town.portal, trusted=True)),
    Case(
        "4 another town", Reason.MUNICIPALITY, lambda r, town: resigned(r, town.portal, municipality="993417")
    ),
    Case("4 another kind", Reason.KIND, lambda raw, town: resigned(raw, town.portal, kind="notice")),
    Case("4 reflected", Reason.DIRECTION, lambda raw, town: resigned(raw, town.portal, direction="outward")),
    Case("4 sent in the clear", Reason.SUITE, lambda raw, town: resigned(raw, town.portal, suite=2)),
    Case(
        "4 an expiry the kind does not have",
        Reason.HEADER,
        lambda raw, town: resigned(raw, town.portal, expires="2026-11-23T03:00:00.000000Z"),
    ),
    Case(
        "4 fewer recipients than wraps",
        Reason.HEADER,
        lambda raw, town: resigned(raw, town.portal, recipients=[]),
    ),
    Case(
        "4 sizes that contradict the table",
        Reason.HEADER,
        lambda r, town: resigned(r, town.portal, sizes=[9]),
    ),
    Case("6 a flipped bit in a part", Reason.PARTS, lambda raw, town: flip(raw, len(raw) - 1)),
    Case("6 a byte behind the end", Reason.PARTS, lambda raw, town: raw + b"\x00"),
    Case("6 cut at the end", Reason.PARTS, lambda raw, town: raw[:-1]),
    Case(
        "7 wraps made for another header",
        Reason.WRAP,
        lambda raw, town: resigned(raw, town.portal, issued="2026-11-23T02:00:00.000000Z"),
    ),
]


def flip(raw: bytes, at: int) -> bytes:
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


def wraps_at(raw: bytes) -> int:
    prefix = read_prefix(raw)
    return PREFIX.size + prefix.base_length + prefix.table_length + 64


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_broken_envelope_is_refused_by_the_check_meant_for_it(case, town, now):
    raw = case.raw(town.seal(Kind.WITHDRAWAL, b"{}").raw, town)
    assert refused(raw, town.receiver(Kind.WITHDRAWAL), now) == case.reason


def test_a_key_filed_under_another_ones_id_is_not_believed(town, now):
    raw = town.seal(Kind.WITHDRAWAL, b"{}").raw
    senders = {town.portal.key_id: town.office.verify_key}
    assert refused(raw, town.receiver(Kind.WITHDRAWAL, senders=senders), now) == Reason.SENDER


def test_another_offices_key_opens_nothing(town, now):
    raw = town.seal(Kind.APPLICATION, b"{}").raw
    receiver = town.receiver(Kind.APPLICATION, ring=FixedKeys(SealingKey.generate()))
    assert refused(raw, receiver, now) == Reason.KEY


def test_an_application_opens_after_a_hundred_years(town, now):
    raw = town.seal(Kind.APPLICATION, b"{}").raw
    assert open_envelope(raw, receiver=town.receiver(Kind.APPLICATION), now=now + timedelta(days=36525))


@pytest.mark.parametrize(
    ("late", "reason"),
    [
        pytest.param(timedelta(seconds=59), None, id="within its minute"),
        pytest.param(timedelta(seconds=60), Reason.EXPIRED, id="at its end"),
        pytest.param(timedelta(minutes=-5), None, id="within the skew"),
        pytest.param(timedelta(minutes=-6), Reason.EXPIRED, id="dated ahead"),
    ],
)
def test_a_preset_request_lives_a_minute(late, reason, town, now):
    raw = town.seal(Kind.PRESET_REQUEST, b"{}").raw
    receiver = town.receiver(Kind.PRESET_REQUEST)
    if reason is None:
        assert open_envelope(raw, receiver=receiver, now=now + late).parts == (b"{}",)
    else:
        assert refused(raw, receiver, now + late) == reason


def test_a_kind_larger_than_its_own_limit_is_refused_beside_larger_ones(town, now):
    receiver = town.receiver(Kind.WITHDRAWAL, kinds=frozenset({Kind.APPLICATION, Kind.WITHDRAWAL}))
    raw = town.seal(Kind.WITHDRAWAL, b"{}").raw
    assert refused(raw + bytes(2**20), receiver, now) == Reason.SIZE


def test_a_receiver_that_takes_no_kind_takes_nothing(town, now):
    raw = town.seal(Kind.WITHDRAWAL, b"{}").raw
    assert refused(raw, town.receiver(Kind.WITHDRAWAL, kinds=frozenset()), now) == Reason.SIZE


def test_the_same_content_never_gives_the_same_bytes(town):
    first, second = (town.seal(Kind.WITHDRAWAL, b"{}") for _ in range(2))
    assert first.id != second.id
    assert first.raw[-4096:] != second.raw[-4096:]


def test_two_answers_of_different_length_look_the_same_size(town):
    assert town.seal(Kind.WITHDRAWAL, b"a").size == town.seal(Kind.WITHDRAWAL, b"a" * 4000).size


def test_nothing_of_the_content_is_in_the_clear(town):
    assert b"Hanako" not in town.seal(Kind.APPLICATION, APPLICATION).raw


def test_what_is_too_large_is_refused_in_words(town):
    with pytest.raises(Refused) as caught:
        town.seal(Kind.WITHDRAWAL, bytes(2**20))
    (refusal,) = caught.value.refusals
    assert refusal.code == "envelope.too-large"
    assert refusal.in_english().startswith("Everything together is larger than 1 MB.")


@pytest.mark.parametrize(
    ("kind", "recipients"),
    [
        pytest.param(Kind.APPLICATION, 0, id="sealed to nobody"),
        pytest.param(Kind.KEY, 1, id="public yet sealed"),
    ],
)
def test_the_caller_cannot_choose_the_suite(kind, recipients, town, now):
    keys = [town.office_sealing.public] * recipients
    with pytest.raises(ValueError, match="recipients of"):
        sealing.seal(kind, [b"{}"], sender=town.portal, municipality="992011", recipients=keys, issued=now)


def test_every_reason_has_its_sentence():
    assert set(SENTENCES) == set(Reason)


def test_only_public_kinds_travel_in_the_clear():
    clear = {kind for kind, row in KINDS.items() if row.suite is Suite.SIGNED}
    assert clear == {Kind.KEY, Kind.PROCEDURE, Kind.RECEIPT, Kind.CHECKPOINT}
    assert set(KINDS) == set(Kind)
    assert all(row.directions for row in KINDS.values())
    assert KINDS[Kind.COPY].directions == (Direction.KEPT,)
