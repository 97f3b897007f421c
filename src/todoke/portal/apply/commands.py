"""What changes a draft: begin, save, add and remove files, forget.

A save is one UPDATE that names the version it was made from; when another window saved in between,
the change is made again on the newer content, so that two windows never undo each other.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from todoke.core.assurance.identity import IdentityProof
from todoke.core.envelope.applicant_key import ApplicantKey, seal_box
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.sealing import refuse_too_large
from todoke.core.errors import Refused
from todoke.core.procedures.answers import Answers
from todoke.core.procedures.definition import Step
from todoke.core.procedures.fields.file import FileField
from todoke.core.refusal import N_, Refusal
from todoke.portal.apply import draft_rows
from todoke.portal.apply.drafts import DraftContent, close_content
from todoke.portal.apply.models import Draft, DraftFile, Submission
from todoke.portal.apply.queries import AlreadySent, OpenDraft, open_draft
from todoke.portal.apply.taking import refuse_full, refuse_taking
from todoke.portal.apply.uploads.file_kinds import CleanFile
from todoke.portal.catalogue.queries import Published
from todoke.portal.step_up.gate import refuse_beginning
from todoke.web.database import write
from todoke.web.ids import uuid7

LIFETIME = timedelta(days=30)
MOST_TRIES = 8
ROOM_FOR_ANSWERS = 1024 * 1024

Change = Callable[[DraftContent], DraftContent]
Settle = Callable[[DraftContent], Answers]


class DraftGone(Refused):
    """The draft was deleted while the person was writing."""


def start_draft(published: Published, *, language: str, postcode: str | None) -> OpenDraft:
    """Begin an application: a new applicant key, a draft pinned to the newest revision."""
    if refusal := refuse_start(published):
        raise Refused(refusal)
    now, key, draft_id = timezone.now(), ApplicantKey.new(secrets.token_bytes), uuid7()
    content = DraftContent(answers={}, language=language, started_at=now, saved_at=now, postcode=postcode)
    # One statement needs no transaction around it.
    return keep_new(published, content, key=key, draft_id=draft_id)


def keep_new(published: Published, content: DraftContent, *, key: ApplicantKey, draft_id: UUID) -> OpenDraft:
    """Store a draft that begins now, pinned to the newest revision."""
    expires_at = content.started_at + LIFETIME
    Draft.objects.create(
        id=draft_id,
        town_code=published.town.code,
        procedure=published.definition.procedure,
        revision=published.revision,
        lookup_id=key.lookup_id(),
        box=close_content(content, key=key, draft_id=draft_id),
        created_at=content.started_at,
        expires_at=expires_at,
    )
    return OpenDraft(
        id=draft_id,
        town=published.town,
        procedure=published.definition.procedure,
        revision=published.revision,
        definition=published.definition,
        key=key,
        content=content,
        version=1,
        expires_at=expires_at,
    )


def refuse_start(published: Published) -> Refusal | None:
    """Not taken, full, or no keys of the office yet: better said now than after an hour of typing."""
    refusal = refuse_taking(published, now=timezone.now()) or refuse_full(published)
    if refusal := refusal or refuse_beginning(published.definition):
        return refusal
    if not published.town.recipients:
        return Refusal(
            code="apply.start.no-office-key",
            message=N_("The office is not connected yet. Try again later, or contact the office."),
        )
    return None


def save_step(
    draft: OpenDraft, *, step: Step, answers: Answers, done: bool, settle: Settle | None = None
) -> OpenDraft:
    """Keep what could be read of a step; `done`: nothing was wrong with it. `settle` has the last word."""
    ids = [field.id for field in step.fields if not isinstance(field, FileField)]

    def change(content: DraftContent) -> DraftContent:
        kept = {name: value for name, value in content.answers.items() if name not in ids}
        new = {name: answers[name] for name in ids if answers.get(name) is not None}
        steps = dict.fromkeys([*content.done, step.id]) if done else dict.fromkeys(content.done)
        saved = content.saved(now=timezone.now(), answers={**kept, **new}, done=tuple(steps))
        return saved if settle is None else replace(saved, answers=settle(saved))

    return _save(draft, change)


def keep_proof(draft: OpenDraft, proof: IdentityProof, *, settle: Settle) -> OpenDraft:
    """Who the person proved to be, and what that answers."""

    def change(content: DraftContent) -> DraftContent:
        proved = content.saved(now=timezone.now(), proof=proof.as_json())
        return replace(proved, answers=settle(proved))

    return _save(draft, change)


def alter(draft: OpenDraft, field_id: str, *, altered: bool, settle: Settle) -> OpenDraft:
    """The person says that the register is out of date here, or takes that back."""

    def change(content: DraftContent) -> DraftContent:
        others = tuple(one for one in content.altered if one != field_id)
        said = replace(content, altered=(*others, field_id) if altered else others)
        return replace(said, answers=settle(said))

    return _save(draft, change)


def keep_signature(draft: OpenDraft, *, statement: bytes, cms: bytes) -> OpenDraft:
    held = {"statement": base64.b64encode(statement).decode(), "cms": base64.b64encode(cms).decode()}
    return _save(draft, lambda content: content.saved(now=timezone.now(), signature=held))


def wish_notice(draft: OpenDraft, *, wishes: bool) -> OpenDraft:
    """Whether the answer may come electronically."""
    if draft.content.wishes_notice == wishes:
        return draft
    return _save(draft, lambda content: content.saved(now=timezone.now(), wishes_notice=wishes))


def add_files(draft: OpenDraft, field: FileField, files: Sequence[CleanFile]) -> OpenDraft:
    """Keep cleaned files under the draft's key. Raises Refused when there are too many or too much."""
    if refusal := refuse_files(draft, field, files):
        raise Refused(refusal)
    rows = [_draft_file(draft, field, file) for file in files]
    references = [
        {"id": row.pk.hex, "name": file.name, "media_type": file.media_type, "size": file.size,
         "sha256": file.sha256}
        for row, file in zip(rows, files, strict=True)
    ]  # fmt: skip

    def change(content: DraftContent) -> DraftContent:
        held = content.answers.get(field.id) or []
        answers = {**content.answers, field.id: [*held, *references]}
        return content.saved(now=timezone.now(), answers=answers)

    with write():
        saved = _save(draft, change)
        DraftFile.objects.bulk_create(rows)
    return saved


def refuse_files(draft: OpenDraft, field: FileField, files: Sequence[CleanFile]) -> Refusal | None:
    held = draft.content.answers.get(field.id) or []
    if len(held) + len(files) > field.max_files:
        return Refusal(
            code="field.file.too-many",
            message=N_("You can add %(most)d files or fewer. You have added %(arrived)d."),
            params={"most": field.max_files, "arrived": len(held) + len(files)},
        )
    already = sum(reference["size"] for reference in file_references(draft))
    return refuse_too_large(Kind.APPLICATION, already + sum(file.size for file in files) + ROOM_FOR_ANSWERS)


def remove_file(draft: OpenDraft, field: FileField, file_id: str) -> OpenDraft:
    """Forget one file; one that is gone already is no mistake."""

    def change(content: DraftContent) -> DraftContent:
        rest = [one for one in content.answers.get(field.id) or [] if one["id"] != file_id]
        answers = {name: value for name, value in content.answers.items() if name != field.id}
        return content.saved(now=timezone.now(), answers={**answers, **({field.id: rest} if rest else {})})

    removed = [one["id"] for one in draft.content.answers.get(field.id) or [] if one["id"] == file_id]
    with write():
        saved = _save(draft, change)
        DraftFile.objects.filter(draft_id=draft.id, pk__in=removed).delete()
    return saved


def file_references(draft: OpenDraft) -> list[dict]:
    """Every file of the draft, whatever question it answers."""
    fields = [field for step in draft.definition.steps for field in step.fields]
    return [
        reference
        for field in fields
        if isinstance(field, FileField)
        for reference in draft.content.answers.get(field.id) or []
    ]


def delete_draft(draft: OpenDraft) -> None:
    """The person gives up: nothing of it stays."""
    with write():
        DraftFile.objects.filter(draft_id=draft.id).delete()
        Draft.objects.filter(pk=draft.id).delete()


def delete_expired_drafts(now: datetime) -> int:
    """Housekeeping: drafts nobody returned to. A submitted application is never touched by time."""
    with write():
        # Held while they are deleted: a save at this moment keeps its draft, files and all.
        over = Draft.objects.select_for_update().filter(expires_at__lte=now)
        ids = list(over.values_list("pk", flat=True)[:100])
        DraftFile.objects.filter(draft_id__in=ids).delete()
        Draft.objects.filter(pk__in=ids).delete()
    return len(ids)


def _draft_file(draft: OpenDraft, field: FileField, file: CleanFile) -> DraftFile:
    file_id = uuid7()
    blob = seal_box(draft.key.draft_key(), file.content, file_id.bytes)
    return DraftFile(pk=file_id, draft_id=draft.id, field=field.id, blob=blob, size=file.size)


def _save(draft: OpenDraft, change: Change) -> OpenDraft:
    for _ in range(MOST_TRIES):
        content = change(draft.content)
        box = close_content(content, key=draft.key, draft_id=draft.id)
        expires_at = timezone.now() + LIFETIME
        if draft_rows.save(draft.id, box=box, version=draft.version, expires_at=expires_at):
            return replace(draft, content=content, version=draft.version + 1, expires_at=expires_at)
        draft = _newer(draft)
    raise Refused(
        Refusal(
            code="apply.save.busy",
            message=N_(
                "This application is being changed in several windows. Use one window and save again."
            ),
        )
    )


def _newer(draft: OpenDraft) -> OpenDraft:
    row = draft_rows.find(draft.id, town_code=draft.town.code, lookup_id=draft.key.lookup_id())
    if row is not None:
        return open_draft(row, town=draft.town, key=draft.key)
    if Submission.objects.filter(pk=draft.id).exists():
        raise AlreadySent
    raise DraftGone(
        Refusal(
            code="apply.save.gone",
            message=N_("This draft was deleted in another window. Nothing was sent."),
        )
    )
