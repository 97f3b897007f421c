"""The office's keys through their life, and the document that publishes them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from todoke.core.envelope.key_document import read_key_document, refuse_older_document
from todoke.core.envelope.keys import SealingKey, SealingPublicKey, SigningKey, VerifyKey
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.office_keys import OfficeKeyRing, OfficeKeyState, make_key_document
from todoke.core.envelope.opening import open_envelope
from todoke.core.envelope.payloads import KeyDocument, encode
from todoke.core.envelope.reasons import Reason
from todoke.core.envelope.sealing import seal
from todoke.core.errors import OperatorError, UntrustedEnvelope


@pytest.fixture
def ring(town, now) -> OfficeKeyRing:
    return OfficeKeyRing.new(recovery_public=town.recovery.public, now=now)


def states(ring: OfficeKeyRing) -> list[OfficeKeyState]:
    return [key.state for key in ring.keys]


def test_after_a_rotation_the_older_key_still_opens(ring, town, now):
    sealed = seal(
        Kind.APPLICATION,
        [b"{}"],
        sender=town.portal,
        municipality="992011",
        recipients=ring.recipients(),
        issued=now,
    )
    rotated = ring.rotate(now)
    assert states(rotated) == [OfficeKeyState.ACTIVE, OfficeKeyState.OPEN_ONLY]
    assert rotated.active().key_id != ring.active().key_id
    assert open_envelope(sealed.raw, receiver=town.receiver(Kind.APPLICATION, ring=rotated), now=now)
    retired = rotated.retire(ring.active().key_id, now=now)
    assert states(retired) == [OfficeKeyState.ACTIVE, OfficeKeyState.RETIRED]
    with pytest.raises(UntrustedEnvelope) as caught:
        open_envelope(sealed.raw, receiver=town.receiver(Kind.APPLICATION, ring=retired), now=now)
    assert caught.value.reason == Reason.KEY


def test_the_active_key_cannot_be_retired(ring, now):
    with pytest.raises(OperatorError, match="is not one that only opens"):
        ring.retire(ring.active().key_id, now=now)


def test_the_ring_comes_back_from_its_file(ring, now):
    used = ring.rotate(now).rotate(now)
    used = used.retire(ring.active().key_id, now=now)
    again = OfficeKeyRing.from_json(used.to_json())
    assert states(again) == states(used)
    assert (again.serial, again.recovery_public) == (4, used.recovery_public)
    assert again.active().private_bytes == used.active().private_bytes


def test_a_damaged_file_is_named_without_quoting_it(ring):
    text = ring.to_json()
    secret = text.split('"seed": "')[1][:40]
    for damaged in ("", text[:-2], text.replace("active", "retired"), text.replace('"v": 1', '"v": 2')):
        with pytest.raises(OperatorError, match="office's keys is damaged") as caught:
            OfficeKeyRing.from_json(damaged)
        assert secret not in str(caught.value)
        assert caught.value.__suppress_context__


def test_no_secret_shows_in_a_repr(ring, town):
    shown = repr(ring) + repr(town.portal)
    assert town.portal.private_bytes.hex() not in shown
    assert str(ring.active().private_bytes) not in shown


def publish(ring: OfficeKeyRing, town, now, **changes):
    arguments = {"signer": town.office, "municipality": "992011", "serial": ring.serial, "now": now}
    return make_key_document(ring.recipients(), **{**arguments, **changes}).raw


def read(raw, town, now) -> KeyDocument:
    senders = {town.office.key_id: town.office.verify_key}
    return read_key_document(raw, senders=senders, municipality="992011", now=now)


def test_the_key_document_tells_whom_to_seal_to(ring, town, now):
    document = read(publish(ring, town, now), town, now)
    assert document.recipients() == ring.recipients()
    assert document.versions == (1,)
    assert "application" in document.kinds


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"signer": SigningKey.from_bytes(bytes([9]) * 32)}, Reason.SENDER, id="a stranger"),
        pytest.param({"municipality": "993417"}, Reason.MUNICIPALITY, id="another town"),
    ],
)
def test_a_strangers_key_document_is_refused(changes, reason, ring, town, now):
    with pytest.raises(UntrustedEnvelope) as caught:
        read(publish(ring, town, now, **changes), town, now)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"municipality": "993417"}, Reason.MUNICIPALITY, id="speaks of another town"),
        pytest.param({"verify_key": "00" * 31 + "01"}, Reason.SENDER, id="names a key that is not pinned"),
    ],
)
def test_a_key_document_speaks_only_for_its_signer(changes, reason, ring, town, now):
    document = read(publish(ring, town, now), town, now).model_copy(update=changes)
    sealed = seal(
        Kind.KEY, [encode(document)], sender=town.office, municipality="992011", recipients=(), issued=now
    )
    with pytest.raises(UntrustedEnvelope) as caught:
        read(sealed.raw, town, now)
    assert caught.value.reason == reason


def test_an_older_key_document_never_replaces_a_newer_one(ring, town, now):
    document = read(publish(ring, town, now), town, now)
    assert refuse_older_document(known_serial=None, document=document) is None
    assert refuse_older_document(known_serial=1, document=document) is None
    refusal = refuse_older_document(known_serial=2, document=document)
    assert refusal.code == "key-document.older"
    assert refusal.in_english().startswith("The key document is older than the one in use.")


def test_two_active_keys_are_no_ring(ring):
    with pytest.raises(ValueError, match="exactly one active"):
        replace(ring, keys=ring.keys * 2)


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: SealingKey.from_seed(bytes(95)), id="a short seed"),
        pytest.param(lambda: SealingPublicKey(bytes(1215)), id="a short public key"),
        pytest.param(lambda: SealingPublicKey.from_b64("?"), id="no base64"),
        pytest.param(lambda: VerifyKey(bytes(31)), id="a short verify key"),
        pytest.param(lambda: VerifyKey.from_hex("zz"), id="no hex"),
    ],
)
def test_what_is_no_key_is_refused(make):
    with pytest.raises(ValueError):
        make()


def test_a_key_survives_its_bytes(town):
    assert SigningKey.from_bytes(town.portal.private_bytes).key_id == town.portal.key_id
    assert VerifyKey.from_hex(town.portal.verify_key.hex) == town.portal.verify_key
    assert SealingKey.from_seed(town.recovery.private_bytes).public == town.recovery.public
    assert SealingPublicKey.from_b64(town.recovery.public.b64) == town.recovery.public
    assert len(town.portal.verify_key.fingerprint()) == 79
