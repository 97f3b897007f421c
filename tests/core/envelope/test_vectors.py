"""The published vectors: whoever writes a second implementation holds it against these."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from pathlib import Path

import pytest

from todoke.core.envelope.keys import FixedKeys, SealingKey, SigningKey, VerifyKey
from todoke.core.envelope.kinds import KINDS, Direction, Kind
from todoke.core.envelope.opening import Receiver, open_envelope
from todoke.core.envelope.reasons import Reason
from todoke.core.errors import UntrustedEnvelope

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "envelope_v1.json").read_text("utf-8"))
NOW = datetime.fromisoformat(VECTORS["now"])


def receiver(direction: Direction, owner: str) -> Receiver:
    sender = VerifyKey.from_hex(VECTORS["sender_verify_key_hex"])
    return Receiver(
        municipality=VECTORS["municipality"],
        direction=direction,
        kinds=frozenset(Kind(kind) for kind in VECTORS["kinds"]),
        senders={sender.key_id: sender},
        ring=FixedKeys(SealingKey.from_seed(bytes.fromhex(VECTORS["sealing_seeds_hex"][owner]))),
    )


@pytest.mark.parametrize("owner", ["office", "recovery"])
@pytest.mark.parametrize("vector", VECTORS["accepted"], ids=lambda vector: vector["name"])
def test_an_accepted_vector_opens_to_its_parts(vector, owner):
    direction = KINDS[Kind(vector["kind"])].directions[0]
    raw = base64.b64decode(vector["envelope"])
    opened = open_envelope(raw, receiver=receiver(direction, owner), now=NOW)
    assert list(opened.parts) == [base64.b64decode(part) for part in vector["parts"]]


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: vector["name"])
def test_a_refused_vector_names_its_reason(vector):
    raw = base64.b64decode(vector["envelope"])
    reasons = set()
    for direction in (Direction.INWARD, Direction.OUTWARD):
        with pytest.raises(UntrustedEnvelope) as caught:
            open_envelope(raw, receiver=receiver(direction, "office"), now=NOW)
        reasons.add(caught.value.reason)
    assert vector["reason"] in reasons


def test_the_key_ids_follow_from_the_keys():
    signer = SigningKey.from_bytes(bytes.fromhex(VECTORS["sender_seed_hex"]))
    found = {name: SealingKey(bytes.fromhex(s)).key_id for name, s in VECTORS["sealing_seeds_hex"].items()}
    assert {"sender": signer.key_id, **found} == VECTORS["key_ids"]


def test_the_vectors_reach_every_check():
    reasons = {vector["reason"] for vector in VECTORS["refused"]}
    missing = {str(reason) for reason in Reason} - reasons
    assert missing == {"key", "content", "payload", "box", "request", "request_time"}
