"""The cleaning process: frames on stdin, frames on stdout, no database, no keys, no settings."""

from __future__ import annotations

import resource
import sys

from todoke.core.errors import Refused
from todoke.portal.apply.uploads import refusals
from todoke.portal.apply.uploads.cleaning import clean
from todoke.portal.apply.uploads.frames import read_frame, write_frame

MOST_MEMORY = 1536 * 1024 * 1024  # a decompression bomb dies here, not in the portal


def answer(content: bytes) -> tuple[dict[str, object], bytes]:
    try:
        cleaned = clean(content)
    except Refused as refused:
        return {"refused": refused.refusals[0].code}, b""
    except MemoryError:
        return {"refused": refusals.BROKEN.code}, b""
    return {"media_type": cleaned.media_type}, cleaned.content


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            _, content = read_frame(sys.stdin.buffer)
        except EOFError:
            return
        head, body = answer(content)
        write_frame(sys.stdout.buffer, head, body=body)


if __name__ == "__main__":
    main()
