"""Puts documents into the workspace, takes them out, and notes who opened one."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.conflicts import InformationClass
from todoke.core.talent.workspace import MOST_NAME, document_problems, media_type
from todoke.hub.members.events import record
from todoke.hub.members.models import Body, Member
from todoke.hub.talent.permits.models import Document
from todoke.hub.talent.permits.reading import KEEPERS
from todoke.hub.talent.permits.speaking import require, spoken_for
from todoke.web.database import write

NOT_KEEPER = Refusal(
    code="talent.document.not-keeper",
    message=N_("Only the DX lead or an approver of the town keeps its documents."),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewDocument:
    """`content` None: no file was sent."""

    host: Body
    title: str
    kind: InformationClass | None
    category: str
    name: str
    content: bytes | None


def keeps(member: Member, host: Body) -> bool:
    return host.pk in spoken_for(member, *KEEPERS)


def problems_of(new: NewDocument) -> dict[str, Refusal]:
    found = document_problems(new.title, new.kind, category=new.category, name=new.name, content=new.content)
    return dict(found)


def add(new: NewDocument, *, by: Member) -> Document:
    with write():
        require(None if keeps(by, new.host) else NOT_KEEPER)
        problems = problems_of(new)
        if problems:
            raise Refused(*problems.values())
        row = Document.objects.create(
            host=new.host,
            title=new.title,
            kind=new.kind.value,
            category=new.category,
            name=new.name[-MOST_NAME:],
            media_type=media_type(new.name),
            content=new.content,
            added_by=by,
            added_at=timezone.now(),
        )
        record("document.added", f"document:{row.pk}", by=by, body={"class": row.kind})
    return row


def remove(row: Document, *, by: Member) -> None:
    with write():
        require(None if keeps(by, row.host) else NOT_KEEPER)
        record("document.removed", f"document:{row.pk}", by=by, body={"class": row.kind})
        row.delete()


def note_opened(row: Document, *, by: Member, taken: bool) -> None:
    """`taken`: the file itself, not only its page."""
    with write():
        name = "document.taken" if taken else "document.opened"
        record(name, f"document:{row.pk}", by=by, body={"class": row.kind})
