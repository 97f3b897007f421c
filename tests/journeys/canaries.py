"""Words that must turn up nowhere, and the search for them in whatever the processes wrote or said.

The search reads more than raw bytes: rows of databases, decoded mails, and each word in the ways programs
write it (escaped JSON, percent signs, base64, UTF-16, CP932).
"""

from __future__ import annotations

import base64
import html
import json
import re
import sqlite3
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path

import httpx

from todoke.cli.pages import Walker

Words = Mapping[str, str]
BETWEEN_MAILS = b"\n" + b"-" * 79
LINKS = re.compile(r'(?:href|action|src|formaction)="([^"]*)"')
SHOWN_AGAIN = 422  # a form with its own person's words in it


def spellings(text: str) -> set[bytes]:
    plain = text.encode()
    found = {
        plain,
        text.encode("utf-16-le"),
        text.encode("cp932", "ignore"),
        urllib.parse.quote(text).encode(),
    }
    found |= {urllib.parse.quote_plus(text).encode(), json.dumps(text).strip('"').encode()}
    found |= {html.escape(text).encode(), repr(plain)[2:-1].encode()}
    for before in range(3):  # where in a longer text it begins decides how base64 writes it
        written = base64.b64encode(b"\0" * before + plain)
        middle = written[4 if before else 0 : len(written) // 4 * 4 - 4]
        found |= {middle, middle.replace(b"+", b"-").replace(b"/", b"_")}
    return {one for one in found if len(one) >= 8}


def words_in(content: bytes, words: Words) -> list[str]:
    return [name for name, text in words.items() if any(one in content for one in spellings(text))]


def written(folder: Path, *, besides: Callable[[Path], bool] = lambda path: False) -> Iterator[Path]:
    """Every file below the folder, those left out excepted."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not besides(path):
            yield path


def readings(path: Path) -> Iterator[bytes]:
    """The file as it is, and what a program reads out of it."""
    content = path.read_bytes()
    yield content
    if content.startswith(b"SQLite format 3\0"):
        yield from _rows(path)
    if path.parent.name == "mail":
        for one in content.split(BETWEEN_MAILS):
            yield from _mail(one.lstrip())


def _rows(path: Path) -> Iterator[bytes]:
    """A long text is spread over pages that need not lie side by side."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for row in database.execute(f'SELECT * FROM "{table}"'):
                for cell in row:
                    yield cell if isinstance(cell, bytes) else str(cell).encode("utf-8", "surrogatepass")


def _mail(raw: bytes) -> Iterator[bytes]:
    mail = message_from_bytes(raw, policy=policy.default)
    yield "\n".join(f"{name}: {value}" for name, value in mail.items()).encode()
    for part in mail.walk():
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            yield payload


def leaks(folder: Path, words: Words, *, besides: Callable[[Path], bool] = lambda path: False) -> list[str]:
    """`<file>: <name of the word>` for each word in each file."""
    found = []
    for path in written(folder, besides=besides):
        names = {name for content in readings(path) for name in words_in(content, words)}
        found += [f"{path.relative_to(folder).as_posix()}: {name}" for name in sorted(names)]
    return found


@dataclass(kw_only=True, slots=True)
class Trail:
    """Every address a walker asked for, was sent to or was shown; and the error pages it saw."""

    addresses: set[str] = field(default_factory=set)
    errors: list[tuple[int, str]] = field(default_factory=list)

    def watch(self, walker: Walker) -> Walker:
        walker.client.event_hooks = {"response": [self._note]}
        return walker

    def _note(self, response: httpx.Response) -> None:
        response.read()
        self.addresses |= {str(response.request.url), response.headers.get("location", "")}
        if "html" in response.headers.get("content-type", ""):
            self.addresses |= {html.unescape(link) for link in LINKS.findall(response.text)}
        if response.status_code >= 400 and response.status_code != SHOWN_AGAIN:
            self.errors.append((response.status_code, response.text))

    def leaks(self, words: Words) -> list[str]:
        found = [
            f"address {one}: {name}"
            for one in sorted(self.addresses)
            for name in words_in(f"{one} {urllib.parse.unquote_plus(one)}".encode(), words)
        ]
        return found + [
            f"error page {status}: {name}"
            for status, text in self.errors
            for name in words_in(text.encode(), words)
        ]
