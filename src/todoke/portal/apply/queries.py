"""Whose application is this? The cookie's key answers, and nothing else.

Invariant: an unknown application, a wrong key and a missing cookie are answered alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone

from todoke.core.envelope.applicant_key import ApplicantKey, open_box
from todoke.core.envelope.keys import FixedKeys
from todoke.core.envelope.kinds import Direction, Kind
from todoke.core.envelope.opening import Receiver, open_envelope
from todoke.core.envelope.payloads import ApplicationPayload, decode
from todoke.core.errors import Refused, UntrustedEnvelope
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.text import Text
from todoke.portal.apply import draft_rows
from todoke.portal.apply.draft_rows import DraftRow
from todoke.portal.apply.drafts import DraftContent, open_content
from todoke.portal.apply.models import Draft, DraftFile, Submission
from todoke.portal.catalogue import queries as catalogue
from todoke.portal.catalogue.queries import TownFacts
from todoke.portal.exchange.queries import portal_signing_key

COOKIE = "todoke_key"
MINE, MOST_MINE = "todoke_mine", 10


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenDraft:
    """A draft whose box opened. `version` is the save this content comes from."""

    id: UUID
    town: TownFacts
    procedure: str
    revision: int
    definition: Definition
    key: ApplicantKey
    content: DraftContent
    version: int
    expires_at: datetime

    @property
    def newer_revision(self) -> bool:
        """The town has published a newer form since this draft began."""
        newest = self.town.revisions.get(self.procedure)
        return newest is not None and newest.revision > self.revision


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnSubmission:
    submission: Submission
    key: ApplicantKey
    town: TownFacts


class AlreadySent(Exception):
    """The draft became an application meanwhile."""


def key_of(request: HttpRequest) -> ApplicantKey:
    """The key in this application's cookie, or 404."""
    try:
        return ApplicantKey.parse(request.COOKIES.get(COOKIE, ""))
    except Refused as error:
        raise Http404 from error


def get_own_draft_or_404(request: HttpRequest, town: str, id: UUID) -> OpenDraft:
    """Raises `AlreadySent` when there is a receipt instead of a draft."""
    facts, key = catalogue.town_or_404(town), key_of(request)
    lookup = key.lookup_id()
    row = draft_rows.find(id, town_code=facts.code, lookup_id=lookup)
    if row is None or row.expires_at <= timezone.now():
        if Submission.objects.filter(pk=id, town_code=facts.code, lookup_id=lookup).exists():
            raise AlreadySent
        raise Http404
    return open_draft(row, town=facts, key=key)


def open_draft(row: DraftRow, *, town: TownFacts, key: ApplicantKey) -> OpenDraft:
    try:
        content = open_content(row.box, key=key, draft_id=row.id)
    except UntrustedEnvelope as error:
        raise Http404 from error
    return OpenDraft(
        id=row.id,
        town=town,
        procedure=row.procedure,
        revision=row.revision,
        definition=catalogue.definition_of(row.town_code, row.procedure, row.revision),
        key=key,
        content=content,
        version=row.version,
        expires_at=row.expires_at,
    )


def get_own_submission_or_404(request: HttpRequest, town: str, id: UUID) -> OwnSubmission:
    facts, key = catalogue.town_or_404(town), key_of(request)
    row = Submission.objects.filter(pk=id, town_code=facts.code, lookup_id=key.lookup_id()).first()
    if row is None:
        raise Http404
    return OwnSubmission(submission=row, key=key, town=facts)


def find_by_key(town: TownFacts, key: ApplicantKey) -> UUID | None:
    """The draft or application a key opens. Always both questions, so that every answer costs the same."""
    lookup = key.lookup_id()
    draft = Draft.objects.filter(
        lookup_id=lookup, town_code=town.code, expires_at__gt=timezone.now()
    ).values_list("pk", flat=True)
    sent = Submission.objects.filter(lookup_id=lookup, town_code=town.code).values_list("pk", flat=True)
    return next(iter([*draft, *sent]), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class OnThisDevice:
    """A link to something begun here; what is in it opens with its key alone."""

    id: UUID
    title: Text
    sent: bool
    since: datetime


def on_this_device(town: TownFacts, remembered: str) -> tuple[OnThisDevice, ...]:
    """Which of the remembered ids are still a draft or an application of this town, newest first."""
    ids = [UUID(one) for one in remembered.split(".")[:MOST_MINE] if re.fullmatch("[0-9a-f]{32}", one)]
    if not ids:
        return ()
    drafts = Draft.objects.filter(pk__in=ids, town_code=town.code, expires_at__gt=timezone.now())
    sent = Submission.objects.filter(pk__in=ids, town_code=town.code)
    columns = ("pk", "procedure", "revision")
    rows = [(*row, False) for row in drafts.values_list(*columns, "created_at")]
    rows += [(*row, True) for row in sent.values_list(*columns, "stored_at")]
    found = [
        OnThisDevice(
            id=one, title=catalogue.definition_of(town.code, name, revision).title, sent=is_sent, since=since
        )
        for one, name, revision, since, is_sent in rows
    ]
    return tuple(sorted(found, key=lambda one: ids.index(one.id)))


def file_contents(draft: OpenDraft) -> dict[str, bytes]:
    """The draft's files in clear, by the id their references name."""
    key = draft.key.draft_key()
    rows = DraftFile.objects.filter(draft_id=draft.id)
    return {row.pk.hex: open_box(key, bytes(row.blob), row.pk.bytes) for row in rows}


def own_copy(own: OwnSubmission) -> ApplicationPayload:
    """The applicant's copy, opened with the reply key only they hold."""
    portal = portal_signing_key().verify_key
    receiver = Receiver(
        municipality=own.submission.town_code,
        direction=Direction.KEPT,
        kinds=frozenset({Kind.COPY}),
        senders={portal.key_id: portal},
        ring=FixedKeys(own.key.reply_key()),
    )
    opened = open_envelope(bytes(own.submission.copy), receiver=receiver, now=timezone.now())
    payload = decode(opened.kind, opened.parts[0])
    if not isinstance(payload, ApplicationPayload):
        raise UntrustedEnvelope("copy holds no application")
    return payload
