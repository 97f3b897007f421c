"""clamd over its INSTREAM command. Only the exact answer "stream: OK" lets a file pass.

clamd says OK for what it did not scan unless `AlertExceedsMax yes` is set; the operator's page says so.
"""

from __future__ import annotations

import socket
import struct

from todoke.core.errors import Refused
from todoke.portal.apply.uploads import refusals

_CHUNK = 64 * 1024
_SECONDS = 30.0


def _connect(address: str) -> socket.socket:
    """`/path/of/socket` or `host:port`."""
    if address.startswith("/"):
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(_SECONDS)
        try:
            link.connect(address)
        except OSError:
            link.close()
            raise
        return link
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=_SECONDS)


def _verdict(address: str, content: bytes) -> bytes:
    with _connect(address) as link:
        link.sendall(b"zINSTREAM\x00")
        for at in range(0, len(content), _CHUNK):
            piece = content[at : at + _CHUNK]
            link.sendall(struct.pack(">I", len(piece)) + piece)
        link.sendall(struct.pack(">I", 0))
        answer = b""
        while not answer.endswith(b"\x00") and len(answer) < 4096:
            piece = link.recv(4096)
            if not piece:
                break
            answer += piece
    return answer.rstrip(b"\x00\n")


def require_clean(content: bytes, *, address: str) -> None:
    """Raise Refused unless clamd at `address` calls the bytes clean; silence is never a yes."""
    try:
        answer = _verdict(address, content)
    except (OSError, ValueError) as error:
        raise Refused(refusals.CHECK_UNREACHABLE) from error
    if answer.endswith(b" FOUND"):
        raise Refused(refusals.INFECTED)
    if answer != b"stream: OK":
        raise Refused(refusals.CHECK_UNREACHABLE)
