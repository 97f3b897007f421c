"""Writes the published vectors: `python tests/core/envelope/make_vectors.py`.

Sealing is random, so new vectors differ in every byte; keep the published ones unless the format's
version changes.
"""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path

from todoke.core.envelope.header import cut, read_prefix
from todoke.core.envelope.keys import SealingKey, SigningKey
from todoke.core.envelope.kinds import KINDS, Direction, Kind
from todoke.core.envelope.reasons import Reason
from todoke.core.envelope.sealing import seal, signed_bytes

FILE = Path(__file__).parent.parent / "vectors" / "envelope_v1.json"
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
PORTAL = SigningKey.from_bytes(bytes(range(32)))
STRANGER = SigningKey.from_bytes(bytes(range(1, 33)))
OFFICE = SealingKey.from_seed(bytes(range(96)))
RECOVERY = SealingKey.from_seed(bytes(range(100, 196)))
TOWN = "992011"
WITHDRAWAL = (
    '{"v":1,"receipt":"40015000230011","reason":"花子: もう必要なくなりました。","at":"2026-11-23T03:00:00Z"}'
).encode()


def sealed(kind: Kind, *parts: bytes, signer: SigningKey = PORTAL, town: str = TOWN) -> bytes:
    recipients = [] if KINDS[kind].suite == 2 else [OFFICE.public, RECOVERY.public]
    return seal(kind, parts, sender=signer, municipality=town, recipients=recipients, issued=NOW).raw


def with_header(raw: bytes, **changes: object) -> bytes:
    layout = cut(raw, read_prefix(raw))
    base = json.dumps({**json.loads(layout.base), **changes}, separators=(",", ":")).encode()
    prefix = layout.prefix_bytes[:24] + len(base).to_bytes(4, "big") + layout.prefix_bytes[28:]
    signature = PORTAL.sign(signed_bytes(prefix, base + layout.table, layout.wraps))
    return prefix + base + layout.table + signature + layout.wraps + bytes(layout.body)


def accepted() -> dict[str, tuple[Kind, bytes, list[bytes]]]:
    texts = {
        "withdrawal": (Kind.WITHDRAWAL, [WITHDRAWAL]),
        "application with a file": (Kind.APPLICATION, [b"{}", bytes(range(256)) * 20]),
        "state": (Kind.STATE, [b"{}"]),
        "procedure in the clear": (Kind.PROCEDURE, ["procedure: 罹災証明書".encode()]),
        "preset request within its minute": (Kind.PRESET_REQUEST, [b"{}"]),
    }
    return {name: (kind, sealed(kind, *parts), parts) for name, (kind, parts) in texts.items()}


def refused() -> dict[str, tuple[Reason, bytes]]:
    raw = sealed(Kind.WITHDRAWAL, WITHDRAWAL)
    clear = sealed(Kind.PROCEDURE, b"{}")
    return {
        "cut after the prefix": (Reason.SIZE, raw[:40]),
        "another magic": (Reason.MAGIC, b"todoke" + clear[6:]),
        "version 2": (Reason.VERSION, clear[:6] + b"\x02" + clear[7:]),
        "suite 3": (Reason.SUITE, clear[:7] + b"\x03" + clear[8:]),
        "a stranger signed": (Reason.SENDER, sealed(Kind.PROCEDURE, b"{}", signer=STRANGER)),
        "signature altered": (Reason.SIGNATURE, _flipped(clear, clear.index(b"}]") + 2)),
        "header altered": (Reason.SIGNATURE, clear.replace(b"992011", b"992012")),
        "an unknown name in the header": (Reason.HEADER, with_header(clear, more=1)),
        "another town": (Reason.MUNICIPALITY, sealed(Kind.PROCEDURE, b"{}", town="993417")),
        "a kind not taken": (Reason.KIND, sealed(Kind.CHECKPOINT, b"{}")),
        "a direction the kind does not have": (Reason.DIRECTION, with_header(clear, direction="kept")),
        "sealed kind in the clear": (Reason.SUITE, with_header(clear, kind="state")),
        "a minute too late": (Reason.EXPIRED, with_header(
            sealed(Kind.PRESET_REQUEST, b"{}"),
            issued="2026-11-23T02:59:00.000000Z", expires="2026-11-23T03:00:00.000000Z")),
        "a part altered": (Reason.PARTS, _flipped(clear, len(clear) - 1)),
        "a byte behind the end": (Reason.PARTS, clear + b"\x00"),
        "wraps of another header": (Reason.WRAP, with_header(raw, issued="2026-11-23T02:00:00.000000Z")),
    }  # fmt: skip


def _flipped(raw: bytes, at: int) -> bytes:
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def document() -> dict[str, object]:
    kinds = [Kind.APPLICATION, Kind.WITHDRAWAL, Kind.STATE, Kind.PROCEDURE, Kind.PRESET_REQUEST]
    return {
        "about": "Envelope v1. The receiver takes the kinds below from one sender, in every direction the"
        " kinds table gives them, at the time below. Private keys are for these vectors only.",
        "now": NOW.isoformat(),
        "municipality": TOWN,
        "kinds": [kind.value for kind in kinds],
        "directions": [Direction.INWARD.value, Direction.OUTWARD.value],
        "sender_verify_key_hex": PORTAL.verify_key.hex,
        "sender_seed_hex": PORTAL.private_bytes.hex(),
        "sealing_seeds_hex": {"office": OFFICE.private_bytes.hex(), "recovery": RECOVERY.private_bytes.hex()},
        "key_ids": {"sender": PORTAL.key_id, "office": OFFICE.key_id, "recovery": RECOVERY.key_id},
        "accepted": [
            {
                "name": name,
                "kind": kind.value,
                "envelope": _text(raw),
                "parts": [_text(part) for part in parts],
            }
            for name, (kind, raw, parts) in accepted().items()
        ],
        "refused": [
            {"name": name, "reason": reason.value, "envelope": _text(raw)}
            for name, (reason, raw) in refused().items()
        ],
    }


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(document(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
