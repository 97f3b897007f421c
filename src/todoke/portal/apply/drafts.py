"""What is inside a draft's box: the answers and what the wizard must remember.

Invariants:
- the box is only ever written under the applicant's key; the server keeps no copy in clear.
- the box is bound to its draft's id: put into another draft it does not open.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from todoke.core.assurance.identity import IdentityProof
from todoke.core.envelope.applicant_key import ApplicantKey, open_box, seal_box
from todoke.core.procedures.answers import Answers

LONGEST_PAUSE = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftContent:
    """`postcode` is what the start page was told; `seconds` is time at the form without long pauses."""

    answers: Answers
    language: str
    started_at: datetime
    saved_at: datetime
    seconds: int = 0
    postcode: str | None = None
    wishes_notice: bool = False
    done: tuple[str, ...] = field(default=())
    """Steps the person has saved without a problem."""
    moved_from: int | None = None
    """The revision it began with, where it moved to a newer one."""
    proof: Mapping[str, Any] | None = None
    """Who the person proved to be (`IdentityProof.as_json`); None: nobody asked, or nobody answered."""
    altered: tuple[str, ...] = field(default=())
    """Verified questions whose registered answer is no longer true, as the person said."""
    signature: Mapping[str, str] | None = None
    """`statement` and `cms` in base64: what was signed, and the card's signature over it."""

    @property
    def identity_proof(self) -> IdentityProof | None:
        return None if self.proof is None else IdentityProof.from_json(self.proof)

    def saved(self, *, now: datetime, **changes: object) -> DraftContent:
        """The content after a save at `now`: pauses over 15 minutes count as no time at the form."""
        pause = now - self.saved_at
        spent = int(pause.total_seconds()) if timedelta() <= pause <= LONGEST_PAUSE else 0
        return replace(self, saved_at=now, seconds=self.seconds + spent, **changes)  # type: ignore[arg-type]

    @property
    def minutes_spent(self) -> int:
        return -(-self.seconds // 60)


_FIELDS = tuple(one.name for one in fields(DraftContent))


def close_content(content: DraftContent, *, key: ApplicantKey, draft_id: UUID) -> bytes:
    held = {name: getattr(content, name) for name in _FIELDS}
    plain = json.dumps(held, default=datetime.isoformat, ensure_ascii=False)
    return seal_box(key.draft_key(), plain.encode(), draft_id.bytes)


def open_content(box: bytes, *, key: ApplicantKey, draft_id: UUID) -> DraftContent:
    """Raises UntrustedEnvelope when the box was not closed with this key for this draft."""
    held = json.loads(open_box(key.draft_key(), box, draft_id.bytes))
    lists = {name: tuple(held.get(name, ())) for name in ("done", "altered")}
    times = {name: datetime.fromisoformat(held.pop(name)) for name in ("started_at", "saved_at")}
    return DraftContent(**{**held, **times, **lists})
