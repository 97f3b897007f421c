"""The house stands in another town: who takes the application, and beginning again there.

Invariants:
- an application whose addressee is another municipality is never sent to this one.
- beginning again leaves the first draft as it is: a new draft, a new key, copies of answers and files.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from todoke.core.envelope.applicant_key import ApplicantKey, seal_box
from todoke.core.errors import Refused
from todoke.core.procedures.answers import Answers
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.fields.file import FileField
from todoke.core.refusal import N_, Refusal
from todoke.portal.apply.commands import keep_new, refuse_start
from todoke.portal.apply.drafts import DraftContent
from todoke.portal.apply.forms import addressee_field
from todoke.portal.apply.models import DraftFile
from todoke.portal.apply.queries import OpenDraft, file_contents
from todoke.portal.catalogue import queries as catalogue
from todoke.portal.catalogue.queries import Published, TownFacts
from todoke.web.database import write
from todoke.web.ids import uuid7


def addressee_code(definition: Definition, answers: Answers) -> str | None:
    """The municipality the answers name; None where nothing is asked or the postcode does not tell."""
    address = answers.get(addressee_field(definition) or "")
    code = address.get("municipality_code") if isinstance(address, Mapping) else None
    return str(code) if code else None


def other_town(draft: OpenDraft) -> TownFacts | None:
    """The other town served here whose application this is (design §4.2)."""
    code = addressee_code(draft.definition, draft.content.answers)
    if code == draft.town.code:
        return None
    return next((town for town in catalogue.towns() if town.code == code), None)


def refuse_addressee(definition: Definition, answers: Answers, *, town: TownFacts) -> Refusal | None:
    code = addressee_code(definition, answers)
    if code in {None, town.code}:
        return None
    return Refusal(
        code="apply.send.other-municipality",
        message=N_(
            "The house is not in %(town)s, so this application cannot be sent to %(town)s."
            " Your answers are saved. Change the address, or apply where the house stands."
        ),
        params={"town": town.name},
    )


def start_with_answers(draft: OpenDraft, there: Published) -> OpenDraft:
    """A new draft in another town with the answers that town asks for too."""
    if refusal := refuse_start(there):
        raise Refused(refusal)
    now, key, draft_id = timezone.now(), ApplicantKey.new(secrets.token_bytes), uuid7()
    answers, files = _copied(draft, there.definition, key=key, draft_id=draft_id)
    content = _content(draft, there.definition, answers=answers, now=now)
    with write():
        begun = keep_new(there, content, key=key, draft_id=draft_id)
        DraftFile.objects.bulk_create(files)
    return begun


def _content(draft: OpenDraft, definition: Definition, *, answers: Answers, now: datetime) -> DraftContent:
    """Pages that town asks word for word alike need not be walked again."""
    here = {step.id: step for step in draft.definition.steps}
    alike = {step.id for step in definition.steps if step == here.get(step.id)}
    return DraftContent(
        answers=answers,
        language=draft.content.language,
        started_at=now,
        saved_at=now,
        wishes_notice=draft.content.wishes_notice,
        done=tuple(step for step in draft.content.done if step in alike),
    )


def _copied(
    draft: OpenDraft, definition: Definition, *, key: ApplicantKey, draft_id: UUID
) -> tuple[Answers, list[DraftFile]]:
    """The answers whose question exists there with this shape; files sealed anew under the new key."""
    answers: dict = {}
    rows: list[DraftFile] = []
    contents: dict[str, bytes] | None = None
    for question in (field for step in definition.steps for field in step.fields):
        value = draft.content.answers.get(question.id)
        if value is None or not question.has_shape(value):
            continue
        if not isinstance(question, FileField):
            answers[question.id] = value
            continue
        contents = file_contents(draft) if contents is None else contents
        new = [_file(contents[one["id"]], draft_id, field=question.id, key=key) for one in value]
        rows += new
        answers[question.id] = [{**one, "id": row.pk.hex} for one, row in zip(value, new, strict=True)]
    return answers, rows


def _file(content: bytes, draft_id: UUID, *, field: str, key: ApplicantKey) -> DraftFile:
    file_id = uuid7()
    blob = seal_box(key.draft_key(), content, file_id.bytes)
    return DraftFile(pk=file_id, draft_id=draft_id, field=field, blob=blob, size=len(content))
