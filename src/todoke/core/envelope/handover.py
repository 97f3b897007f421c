"""What was proved in one place of the portal, handed to the form in another: sealed to the draft's reply key.

Invariants:
- who has not the applicant key cannot read it, and a database copy shows neither name nor address.
- the seal is bound to one draft and one step-up: in another place it does not open.
- its length tells little: the content is padded to whole blocks.
"""

from __future__ import annotations

import hashlib
from uuid import UUID

from cryptography.exceptions import InvalidTag

from todoke.core.envelope.keys import SealingKey, SealingPublicKey
from todoke.core.envelope.reasons import Reason, untrusted
from todoke.core.envelope.sealing import HPKE

BLOCK = 2048
LARGEST = 256 * 1024
_LENGTH_BYTES = 4
_LABEL = b"todoke hand-over v1"


def seal_handover(content: bytes, *, to: SealingPublicKey, draft: UUID, step_up: UUID) -> bytes:
    """ValueError above 256 KiB: a proof or a signature is never that large."""
    if len(content) > LARGEST:
        raise ValueError(f"hand-over — {LARGEST} bytes or fewer — {len(content)} bytes")
    plain = len(content).to_bytes(_LENGTH_BYTES, "big") + content
    padded = plain.ljust(-(-len(plain) // BLOCK) * BLOCK, b"\x00")
    return HPKE.encrypt(padded, to.hpke, info=_info(draft, step_up))


def open_handover(sealed: bytes, *, key: SealingKey, draft: UUID, step_up: UUID) -> bytes:
    """Raises UntrustedEnvelope for another key, another draft, another step-up and altered bytes."""
    try:
        padded = HPKE.decrypt(sealed, key.hpke, info=_info(draft, step_up))
    except (InvalidTag, ValueError) as error:
        raise untrusted(Reason.BOX) from error
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]


def _info(draft: UUID, step_up: UUID) -> bytes:
    return hashlib.sha256(b"\x00".join([_LABEL, draft.bytes, step_up.bytes])).digest()
