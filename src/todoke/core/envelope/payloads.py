"""What part 0 of each kind says, as JSON.

Invariants:
- a payload is frozen and takes no unknown names: receivers upgrade before senders.
- decoding never tells the sender what was wrong (check 8 of an envelope).
- an attachment is believed only with the length and hash its reference names.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    field_validator,
    model_validator,
)

from todoke.core.envelope.header import HexId, Municipality, Sha256
from todoke.core.envelope.keys import SealingPublicKey, VerifyKey
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.reasons import Reason, untrusted

ReceiptNumber = Annotated[str, Field(pattern=r"^[0-9]{14}$")]
Positive = Annotated[int, Field(ge=1)]
Place = Annotated[int, Field(ge=0)]
Level = Annotated[int, Field(ge=0, le=3, strict=True)]


def _is_base64(text: str) -> str:
    base64.b64decode(text, validate=True)
    return text


Base64 = Annotated[str, Field(min_length=1), AfterValidator(_is_base64)]


class Payload(BaseModel):
    """Root of all payloads. `v` is the version of the payload's form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    v: Literal[1] = 1


class AttachmentRef(BaseModel):
    """A file of an envelope: `part` counts from 1 (part 0 is the payload itself); `size` in bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    part: Positive
    field: str
    name: str
    media_type: str
    size: Annotated[int, Field(ge=0)]
    sha256: Sha256


class DocumentRef(BaseModel):
    """The notice's PDF: which part, under which name, with which SHA-256."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    part: Positive
    name: str
    sha256: Sha256


class IdentityBlock(BaseModel):
    """What a sign-in proved about who sends it; no pseudonym travels.

    `identity` and `authentication` are the levels reached. `…_substituted`: places (from 0) of 代替文字.
    `altered`: ids of verified questions the person answered otherwise, and said so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: str
    issuer: str
    identity: Level
    authentication: Level
    authenticated_at: AwareDatetime
    name: str | None = None
    name_substituted: tuple[Place, ...] = ()
    address: str | None = None
    address_substituted: tuple[Place, ...] = ()
    birth_date: date | None = None
    sex: Literal["1", "2", "9"] | None = None
    altered: tuple[str, ...] = ()


class SignatureBlock(BaseModel):
    """base64 of the signed statement's exact bytes and of the detached CMS over them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    statement: Base64
    cms: Base64

    @property
    def statement_bytes(self) -> bytes:
        return base64.b64decode(self.statement)

    @property
    def cms_bytes(self) -> bytes:
        return base64.b64decode(self.cms)


class ApplicationPayload(Payload):
    """`reply_key` is the base64 of the applicant's sealing key; `stored_at` is the portal's time.

    `identity` None: nobody signed in. `signature` None: nobody signed.
    """

    receipt: ReceiptNumber
    procedure: str
    revision: Positive
    language: str
    answers: dict[str, JsonValue]
    attachments: tuple[AttachmentRef, ...] = ()
    reply_key: str
    started_at: AwareDatetime
    stored_at: AwareDatetime
    minutes_spent: int | None = None
    wishes_electronic_notice: bool = True
    identity: IdentityBlock | None = None
    signature: SignatureBlock | None = None

    @field_validator("reply_key")
    @classmethod
    def _is_a_sealing_key(cls, text: str) -> str:
        SealingPublicKey.from_b64(text)
        return text

    @property
    def reply_public_key(self) -> SealingPublicKey:
        return SealingPublicKey.from_b64(self.reply_key)


class CorrectionAnswerPayload(Payload):
    receipt: ReceiptNumber
    request: Positive
    answers: dict[str, JsonValue]
    attachments: tuple[AttachmentRef, ...] = ()
    at: AwareDatetime


class WithdrawalPayload(Payload):
    receipt: ReceiptNumber
    reason: str
    at: AwareDatetime


class NoticeOpenedPayload(Payload):
    """`notice` is the number of the notice's envelope within the application."""

    receipt: ReceiptNumber
    notice: Positive
    at: AwareDatetime


class NumberedPayload(Payload):
    """Outward payloads are numbered within the application, so that none overtakes another."""

    number: Positive
    receipt: ReceiptNumber
    at: AwareDatetime


class StatePayload(NumberedPayload):
    """`words` are sentences by language, where the procedure has its own for this state."""

    state: str
    outcome: str | None = None
    words: dict[str, str] | None = None


class CorrectionRequestPayload(NumberedPayload):
    """`fields` are the field ids to correct; `due` is the last day in Japan."""

    request: Positive
    message: str
    fields: tuple[str, ...]
    due: date | None = None


class NoticePayload(NumberedPayload):
    title: str
    text: str
    document: DocumentRef | None = None
    official_number: str | None = None
    seal: str | None = None


class MessagePayload(NumberedPayload):
    text: str


class PublishedKey(BaseModel):
    """One sealing key of an office; the recovery key lies offline and opens when all else is lost."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Literal["active", "recovery"]
    key: str

    @field_validator("key")
    @classmethod
    def _is_a_sealing_key(cls, text: str) -> str:
        SealingPublicKey.from_b64(text)
        return text

    @property
    def public(self) -> SealingPublicKey:
        return SealingPublicKey.from_b64(self.key)


class KeyDocument(Payload):
    """What an office publishes: its keys, and which versions, suites and kinds it takes.

    `serial` only grows; `verify_key` is hex.
    """

    municipality: Municipality
    serial: Positive
    verify_key: str
    sealing_keys: tuple[PublishedKey, ...]
    versions: tuple[int, ...]
    suites: tuple[int, ...]
    kinds: tuple[str, ...]
    at: AwareDatetime

    @model_validator(mode="after")
    def _is_usable(self) -> KeyDocument:
        VerifyKey.from_hex(self.verify_key)
        roles = [key.role for key in self.sealing_keys]
        if roles.count("active") != 1 or roles.count("recovery") > 1:
            raise ValueError("sealing keys — one active, at most one recovery key — other")
        return self

    def recipients(self) -> tuple[SealingPublicKey, ...]:
        """Whom an application is sealed to: the active key first, then the recovery key."""
        ordered = sorted(self.sealing_keys, key=lambda key: key.role != "active")
        return tuple(key.public for key in ordered)


class ProcedurePayload(Payload):
    """`text` is the definition's YAML, `sha256` its hash.

    The rest says when it takes applications and may be told again for the same revision, the newest
    envelope counts: `cap` is the most applications, `withdrawn` the sentence for residents by language.
    """

    procedure: str
    revision: Positive
    text: str
    sha256: Sha256
    opens_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None
    cap: Positive | None = None
    withdrawn: dict[str, str] | None = None

    @model_validator(mode="after")
    def _a_withdrawal_speaks_japanese(self) -> ProcedurePayload:
        if self.withdrawn is not None and not self.withdrawn.get("ja", "").strip():
            raise ValueError("withdrawn — a sentence in Japanese — none")
        return self

    @model_validator(mode="after")
    def _has_its_own_hash(self) -> ProcedurePayload:
        if hashlib.sha256(self.text.encode()).hexdigest() != self.sha256:
            raise ValueError("sha256 of a procedure — that of its text — another")
        return self


class ReceiptPayload(Payload):
    """Names the envelope by id and by the SHA-256 of all its bytes."""

    outcome: Literal["stored", "opened", "quarantined"]
    envelope_id: HexId
    envelope_sha256: Sha256
    at: AwareDatetime


PAYLOADS: Mapping[Kind, type[Payload]] = {
    Kind.APPLICATION: ApplicationPayload,
    Kind.COPY: ApplicationPayload,
    Kind.CORRECTION_ANSWER: CorrectionAnswerPayload,
    Kind.WITHDRAWAL: WithdrawalPayload,
    Kind.NOTICE_OPENED: NoticeOpenedPayload,
    Kind.STATE: StatePayload,
    Kind.CORRECTION_REQUEST: CorrectionRequestPayload,
    Kind.NOTICE: NoticePayload,
    Kind.MESSAGE: MessagePayload,
    Kind.KEY: KeyDocument,
    Kind.PROCEDURE: ProcedurePayload,
    Kind.RECEIPT: ReceiptPayload,
}


def encode(payload: Payload) -> bytes:
    """Part 0 of an envelope: UTF-8 JSON."""
    return payload.model_dump_json().encode()


def decode(kind: Kind, part: bytes) -> Payload:
    """Check 8: the payload of an opened envelope, of the one form its kind has."""
    # 8. Parse: only now, after everything else held.
    form = PAYLOADS.get(kind)
    if form is None:
        raise untrusted(Reason.KIND)
    try:
        return form.model_validate_json(part)
    except ValidationError as error:
        raise untrusted(Reason.PAYLOAD) from error


def files_of(attachments: Sequence[AttachmentRef], parts: Sequence[bytes]) -> dict[int, bytes]:
    """The files by part number; each part named exactly once, with its true length and hash."""
    if sorted(ref.part for ref in attachments) != list(range(1, len(parts))):
        raise untrusted(Reason.PAYLOAD)
    for ref in attachments:
        content = parts[ref.part]
        if len(content) != ref.size or hashlib.sha256(content).hexdigest() != ref.sha256:
            raise untrusted(Reason.PAYLOAD)
    return {ref.part: parts[ref.part] for ref in attachments}
