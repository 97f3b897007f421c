"""What sealing costs, beside the bare cipher on the same bytes in the same run.

A form is 4 KB; an attachment is a form with a 5 MB file. Times are medians in milliseconds;
`…_of_limit` is how many times the bare AES-256-GCM plus SHA-256 of the same bytes that is.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from todoke.core.envelope.keys import FixedKeys, SealingKey, SigningKey
from todoke.core.envelope.kinds import Direction, Kind
from todoke.core.envelope.opening import Receiver, open_envelope
from todoke.core.envelope.sealing import SealedEnvelope, seal

FORM = 4096
ATTACHMENT = 5 * 1000 * 1000
TOWN = "992011"
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def run() -> dict[str, float | int]:
    """Two recipients, as for every application: the office's active and its recovery key."""
    form = [os.urandom(FORM)]
    return {
        **_measured("form", form, rounds=300),
        **_measured("attachment", [*form, os.urandom(ATTACHMENT)], rounds=15),
    }


def _measured(name: str, parts: Sequence[bytes], *, rounds: int) -> dict[str, float | int]:
    sender, office, recovery = SigningKey.generate(), SealingKey.generate(), SealingKey.generate()
    receiver = Receiver(
        municipality=TOWN,
        direction=Direction.INWARD,
        kinds=frozenset({Kind.APPLICATION}),
        senders={sender.key_id: sender.verify_key},
        ring=FixedKeys(office),
    )

    def sealing() -> SealedEnvelope:
        return seal(
            Kind.APPLICATION,
            parts,
            sender=sender,
            municipality=TOWN,
            recipients=[office.public, recovery.public],
            issued=NOW,
        )

    sealed = sealing()
    seal_ms = _median_ms(sealing, rounds)
    open_ms = _median_ms(lambda: open_envelope(sealed.raw, receiver=receiver, now=NOW), rounds)
    limit_ms = _median_ms(lambda: _bare(parts), rounds)
    return {
        f"{name}_seal_ms": seal_ms,
        f"{name}_open_ms": open_ms,
        f"{name}_limit_ms": limit_ms,
        f"{name}_seal_of_limit": round(seal_ms / limit_ms, 2),
        f"{name}_open_of_limit": round(open_ms / limit_ms, 2),
        f"{name}_bytes": sum(map(len, parts)),
        f"{name}_envelope_bytes": sealed.size,
    }


def _bare(parts: Sequence[bytes]) -> None:
    for part in parts:
        cipher = AESGCM(os.urandom(32)).encrypt(bytes(12), part, None)
        hashlib.sha256(cipher).digest()


def _median_ms(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return round(statistics.median(times) * 1000, 3)


if __name__ == "__main__":
    import json

    print(json.dumps(run(), indent=1))
