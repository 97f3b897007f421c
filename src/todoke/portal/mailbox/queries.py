"""The applicant's mailbox, opened with their key for one page and kept nowhere."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from todoke.core.cases.states import STATES, State, StateRow
from todoke.core.envelope.applicant_key import ApplicantKey, open_box
from todoke.core.envelope.keys import FixedKeys
from todoke.core.envelope.kinds import Direction, Kind
from todoke.core.envelope.opening import OpenedEnvelope, Receiver, open_envelope
from todoke.core.envelope.payloads import (
    CorrectionRequestPayload,
    NoticePayload,
    NumberedPayload,
    StatePayload,
    decode,
)
from todoke.core.errors import UntrustedEnvelope
from todoke.portal.apply.models import Submission
from todoke.portal.apply.queries import OwnSubmission, own_copy
from todoke.portal.exchange.towns import readers_of
from todoke.portal.mailbox.models import Act, Message

log = logging.getLogger(__name__)

MESSAGES = frozenset({Kind.STATE, Kind.CORRECTION_REQUEST, Kind.NOTICE, Kind.MESSAGE})


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """One opened message. `document` is the notice's PDF, if it has one."""

    id: str
    kind: Kind
    payload: NumberedPayload
    document: bytes | None
    read_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """All messages of one application by number; `acts` are (kind, number) already sent."""

    letters: tuple[Letter, ...]
    unreadable: int
    acts: frozenset[tuple[Kind, int]]
    opened_at: datetime | None

    def of(self, kind: Kind) -> tuple[Letter, ...]:
        return tuple(letter for letter in self.letters if letter.kind == kind)

    @property
    def state(self) -> State:
        """The newest state the office told; before the first, whether the office has the application."""
        told = [letter.payload for letter in self.letters if isinstance(letter.payload, StatePayload)]
        if told:
            return State(told[-1].state)
        return State.ARRIVED if self.opened_at else State.SUBMITTED

    @property
    def row(self) -> StateRow:
        return STATES[self.state]

    @property
    def withdrawn(self) -> bool:
        return (Kind.WITHDRAWAL, 0) in self.acts

    @property
    def may_withdraw(self) -> bool:
        return not self.withdrawn and State.WITHDRAWN in self.row.next

    def label_of(self, letter: Letter) -> str:
        """What the history calls a state."""
        return STATES[State(letter.payload.state)].label if isinstance(letter.payload, StatePayload) else ""

    def words(self, language: str) -> str | None:
        """The procedure's own sentence for the newest state, where the office sent one."""
        told = self.of(Kind.STATE)
        newest = told[-1].payload if told else None
        words = newest.words if isinstance(newest, StatePayload) else None
        return (words.get(language) or words.get("ja")) if words else None

    def correction(self, request: int) -> CorrectionRequestPayload | None:
        """The request of this number while it waits for an answer."""
        for asked in self.open_corrections:
            if asked.request == request:
                return asked
        return None

    @property
    def open_corrections(self) -> tuple[CorrectionRequestPayload, ...]:
        asked = [letter.payload for letter in self.of(Kind.CORRECTION_REQUEST)]
        return tuple(
            one
            for one in asked
            if isinstance(one, CorrectionRequestPayload)
            and (Kind.CORRECTION_ANSWER, one.request) not in self.acts
            and not self.row.final
            and not self.withdrawn
        )

    def notice(self, number: int) -> Letter | None:
        for letter in self.of(Kind.NOTICE):
            if letter.payload.number == number:
                return letter
        return None


def open_mail(own: OwnSubmission) -> Mail:
    """Every message opened and checked again; one that does not open is counted, never hidden."""
    submission = own.submission
    receiver = Receiver(
        municipality=submission.town_code,
        direction=Direction.OUTWARD,
        kinds=MESSAGES,
        senders=readers_of(submission.town_code),
        ring=FixedKeys(own.key.reply_key()),
    )
    rows = list(Message.objects.filter(submission=submission).order_by("seq"))
    letters = [
        letter for row in rows if (letter := _opened(row, receiver, submission=submission)) is not None
    ]
    acts = Act.objects.filter(submission=submission).values_list("kind", "number")
    return Mail(
        letters=tuple(sorted(letters, key=lambda letter: letter.payload.number)),
        unreadable=len(rows) - len(letters),
        acts=frozenset((Kind(kind), number) for kind, number in acts),
        opened_at=submission.opened_at,
    )


def _opened(row: Message, receiver: Receiver, *, submission: Submission) -> Letter | None:
    try:
        opened = open_envelope(bytes(row.raw), receiver=receiver, now=timezone.now())
        payload = decode(opened.kind, opened.parts[0])
        if not isinstance(payload, NumberedPayload) or payload.receipt != submission.receipt:
            raise UntrustedEnvelope("message of another application")
        document = _document(payload, opened)
    except UntrustedEnvelope as error:
        log.warning("message does not open: envelope=%s reason=%s", row.id, error.reason)
        return None
    return Letter(id=row.id, kind=opened.kind, payload=payload, document=document, read_at=row.read_at)


def _document(payload: NumberedPayload, opened: OpenedEnvelope) -> bytes | None:
    if not isinstance(payload, NoticePayload) or payload.document is None:
        return None
    if payload.document.part >= len(opened.parts):
        raise UntrustedEnvelope("notice without its document")
    return opened.parts[payload.document.part]


def current_answers(own: OwnSubmission) -> dict[str, object]:
    """The answers as sent, with every correction since laid over them."""
    answers: dict[str, object] = dict(own_copy(own).answers)
    acts = Act.objects.filter(submission=own.submission, kind=Kind.CORRECTION_ANSWER).exclude(box=None)
    for act in acts.order_by("at"):
        answers |= _corrected(act, own.key)
    return answers


def _corrected(act: Act, key: ApplicantKey) -> Mapping[str, object]:
    return json.loads(open_box(key.draft_key(), bytes(act.box), box_context(act.submission_id)))


def box_context(submission_id: object) -> bytes:
    return f"correction:{submission_id}".encode()


def status_url(town_slug: str, submission_id: object) -> str:
    return f"{settings.TODOKE.base_url.rstrip('/')}/{town_slug}/a/{submission_id}/status"
