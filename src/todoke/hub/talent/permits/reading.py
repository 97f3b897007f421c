"""The one place that decides who reads a document of the workspace, and the only one that gives its bytes.

Invariants:
- a document that is not there and one that is not open to the reader take the same questions to the
  database and end in the same page: neither words nor time tell them apart.
- a search looks only among what the reader can open; a title that cannot be opened is never compared.
- nothing is remembered from one page to the next: an agreement revoked now closes its documents now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from todoke.core.talent.conflicts import (
    AgreementFacts,
    DocumentFacts,
    Effect,
    InformationClass,
    RestrictionFacts,
    refuse_read,
    strictest,
)
from todoke.hub.members.models import Member, PostKind
from todoke.hub.talent.permits.facts import agreements_of, document_facts, restrictions_of
from todoke.hub.talent.permits.models import Document
from todoke.hub.talent.permits.speaking import person_of, spoken_for

KEEPERS = (PostKind.DX_LEAD, PostKind.APPROVER)
"""Posts whose holders keep the documents of their own body."""
PAGE = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """`own`: bodies whose documents the reader keeps."""

    own: frozenset[str]
    agreements: tuple[AgreementFacts, ...]
    restrictions: tuple[RestrictionFacts, ...]
    on: date

    def may_read(self, document: DocumentFacts) -> bool:
        """Keepers need no agreement for their own body's documents; a restriction closes them too."""
        if document.host in self.own:
            effect = strictest(self.restrictions, host=document.host, category=document.category, on=self.on)
            return not document.category or effect in (None, Effect.READ_ONLY)
        refusal = refuse_read(
            document, agreements=self.agreements, restrictions=self.restrictions, on=self.on
        )
        return refusal is None


def reader_of(member: Member) -> Reader:
    person = person_of(member)
    return Reader(
        own=frozenset(str(body) for body in spoken_for(member, *KEEPERS)),
        agreements=agreements_of(person),
        restrictions=restrictions_of(person),
        on=timezone.localdate(),
    )


def get_readable_or_404(member: Member, key: UUID) -> Document:
    """Without its bytes. Who may not read it learns nothing, not even that it is there."""
    reader = reader_of(member)
    row = Document.objects.defer("content").select_related("host", "added_by").filter(pk=key).first()
    may = reader.may_read(document_facts(row))
    if row is None or not may:
        raise Http404
    return row


def content_of(member: Member, key: UUID) -> tuple[Document, bytes]:
    row = get_readable_or_404(member, key)
    return row, bytes(row.content)


def readable(member: Member) -> QuerySet[Document]:
    """All that this member can open."""
    reader = reader_of(member)
    groups: dict[tuple[str, str], list[UUID]] = {}
    for host, kind, category in Document.objects.values_list("host_id", "kind", "category").distinct():
        facts = DocumentFacts(host=str(host), kind=InformationClass(kind), category=category)
        if reader.may_read(facts):
            groups.setdefault((kind, category), []).append(host)
    allowed = Q(pk__in=[])
    for (kind, category), hosts in groups.items():
        allowed |= Q(kind=kind, category=category, host__in=hosts)
    return Document.objects.defer("content").select_related("host").filter(allowed)


def found(member: Member, text: str) -> QuerySet[Document]:
    """Every word in the title, the file's name or the town's; newest first."""
    rows = readable(member)
    for word in text.split():
        rows = rows.filter(Q(title__icontains=word) | Q(name__icontains=word) | Q(host__name__icontains=word))
    return rows.order_by("-added_at", "-pk")
