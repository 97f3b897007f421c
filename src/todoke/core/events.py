"""The one shape of everything that happened: who did what to which thing.

Invariants:
- `canonical_bytes` is the same for equal events, on every machine and version.
- a salt makes the hash of an event useless for guessing its content.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """`actor` and `subject` are ids such as `staff:…`, `case:…`; `at` is aware; `salt` is 16 random bytes."""

    name: str
    actor: str
    subject: str
    at: datetime
    salt: bytes
    body: Mapping[str, object] = field(default_factory=dict)

    def canonical_bytes(self) -> bytes:
        """UTF-8 JSON with sorted keys and no spaces; times in UTC to the microsecond."""
        return json.dumps(
            {
                "actor": self.actor,
                "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
                "body": dict(self.body),
                "name": self.name,
                "salt": self.salt.hex(),
                "subject": self.subject,
            },
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        ).encode()
