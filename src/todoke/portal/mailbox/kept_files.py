"""Photos chosen for a correction that was not yet right: kept, so that nobody chooses them twice.

Invariants:
- name, kind and bytes of a file lie in one box that the applicant key alone opens.
- a file goes when the correction is sent, and 30 days after it came.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone

from todoke.core.envelope.applicant_key import open_box, seal_box
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.sealing import refuse_too_large
from todoke.core.errors import Refused
from todoke.core.procedures.fields.file import FileField
from todoke.portal.apply.models import Submission
from todoke.portal.apply.queries import OwnSubmission
from todoke.portal.apply.uploads import CleanFile
from todoke.portal.mailbox.models import KeptFile
from todoke.web.database import write
from todoke.web.ids import uuid7

LIFETIME = timedelta(days=30)
ROOM_FOR_ANSWERS = 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """One kept file, opened; `field` is the question it answers."""

    id: str
    field: str
    file: CleanFile

    @property
    def name(self) -> str:
        return self.file.name


def kept_files(own: OwnSubmission, request: int) -> tuple[Kept, ...]:
    """What waits to go with the answer to this request, in the order it came."""
    rows = KeptFile.objects.filter(submission=own.submission, request=request).order_by("id")
    return tuple(_opened(own, row) for row in rows)


def keep(own: OwnSubmission, request: int, *, question: FileField, files: Sequence[CleanFile]) -> None:
    """Raises Refused when it is too much for one envelope; then none of these is kept."""
    held = KeptFile.objects.filter(submission=own.submission, request=request)
    size = (held.aggregate(size=Sum("size"))["size"] or 0) + sum(file.size for file in files)
    if refusal := refuse_too_large(Kind.CORRECTION_ANSWER, size + ROOM_FOR_ANSWERS):
        raise Refused(refusal)
    with write():
        KeptFile.objects.bulk_create(_closed(own, request, question=question, file=file) for file in files)


def drop(own: OwnSubmission, request: int, *, file_id: str) -> None:
    """Forget one file; one that is gone already is no mistake."""
    try:
        pk = UUID(hex=file_id)
    except ValueError:
        return
    with write():
        KeptFile.objects.filter(submission=own.submission, request=request, pk=pk).delete()


def forget(submission: Submission, request: int) -> None:
    """The answer went; its files went with it."""
    held = KeptFile.objects.filter(submission=submission, request=request)
    if held.exists():
        with write():
            held.delete()


def forget_old_files(now: datetime) -> int:
    """Files of corrections nobody finished."""
    old = KeptFile.objects.filter(created_at__lt=now - LIFETIME)
    if not old.exists():
        return 0
    with write():
        return old.delete()[0]


def _closed(own: OwnSubmission, request: int, *, question: FileField, file: CleanFile) -> KeptFile:
    file_id = uuid7()
    head = json.dumps({"name": file.name, "media_type": file.media_type, "sha256": file.sha256})
    return KeptFile(
        id=file_id,
        submission=own.submission,
        request=request,
        field=question.id,
        box=seal_box(own.key.draft_key(), head.encode() + b"\n" + file.content, file_id.bytes),
        size=file.size,
        created_at=timezone.now(),
    )


def _opened(own: OwnSubmission, row: KeptFile) -> Kept:
    head, _, content = open_box(own.key.draft_key(), bytes(row.box), row.pk.bytes).partition(b"\n")
    file = CleanFile(content=content, size=len(content), **json.loads(head))
    return Kept(id=row.pk.hex, field=row.field, file=file)
