"""How the portal and its cleaning processes talk over a pipe.

A frame is 4 bytes of length, a JSON head of that length, and as many bytes as the head's `size` says.
"""

from __future__ import annotations

import json
import struct
from typing import BinaryIO


def write_frame(stream: BinaryIO, head: dict[str, object], *, body: bytes) -> None:
    encoded = json.dumps({**head, "size": len(body)}).encode()
    stream.write(struct.pack(">I", len(encoded)) + encoded)
    stream.write(body)
    stream.flush()


def read_frame(stream: BinaryIO) -> tuple[dict[str, object], bytes]:
    """Raises EOFError when the other side is gone."""
    (length,) = struct.unpack(">I", _exactly(stream, 4))
    head = json.loads(_exactly(stream, length))
    return head, _exactly(stream, int(head["size"]))


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError
    return data
