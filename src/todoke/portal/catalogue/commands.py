"""What changes the catalogue: towns added by the operator, keys and procedures signed by the offices."""

from __future__ import annotations

from dataclasses import dataclass

from todoke.core.envelope.key_document import document_of, refuse_older_document
from todoke.core.envelope.keys import VerifyKey
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.opening import OpenedEnvelope
from todoke.core.envelope.payloads import KeyDocument, ProcedurePayload, decode
from todoke.core.errors import Refused, UntrustedEnvelope
from todoke.core.lexicon.municipality import Municipality
from todoke.portal.catalogue import queries
from todoke.portal.catalogue.models import PublishedProcedure, Town
from todoke.portal.exchange.towns import pin_office
from todoke.web.database import write


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """How people without this site reach the town: never by phone alone."""

    phone: str = ""
    fax: str = ""
    mail: str = ""


def add_town(
    municipality: Municipality, *, office_verify_key: bytes = b"", contact: Contact | None = None
) -> Town:
    """Serve a town, or change what we know of it. An empty key leaves the pinned one as it is."""
    contact = contact or Contact()
    facts: dict[str, object] = {
        "slug": municipality.slug,
        "name": municipality.name,
        "kana": municipality.kana,
        "name_en": municipality.name_en,
        "phone": contact.phone,
        "fax": contact.fax,
        "mail": contact.mail,
    }
    with write():
        town, _ = Town.objects.update_or_create(code=municipality.code, defaults=facts)
        if office_verify_key:
            pin_office(town.code, VerifyKey(office_verify_key))
            town.office_verify_key = office_verify_key
    queries.forget_towns()
    return town


def receive_key_document(opened: OpenedEnvelope) -> None:
    """Take an office's keys, inside the caller's transaction. An older document is refused."""
    town = Town.objects.select_for_update().get(code=opened.municipality)
    pinned = VerifyKey(bytes(town.office_verify_key))
    document = document_of(opened, senders={pinned.key_id: pinned})
    if refusal := refuse_older_document(known_serial=_known_serial(town), document=document):
        raise Refused(refusal)
    town.key_document = opened.parts[0]
    town.key_document_issued = opened.issued
    town.save(update_fields=["key_document", "key_document_issued"])
    queries.forget_towns()


def receive_procedure(opened: OpenedEnvelope) -> None:
    """Take a revision, inside the caller's transaction. The same revision again may only change when it
    takes applications, and the newest word counts, in whatever order the envelopes come."""
    payload = decode(opened.kind, opened.parts[0])
    if not isinstance(payload, ProcedurePayload):
        raise UntrustedEnvelope("not a procedure")
    queries.definition_from(payload.text, file=f"{payload.procedure}.yaml")
    opening = {
        "opens_at": payload.opens_at,
        "closes_at": payload.closes_at,
        "cap": payload.cap,
        "withdrawn": payload.withdrawn or {},
        "told_at": opened.issued,
    }
    row, new = PublishedProcedure.objects.select_for_update().get_or_create(
        town_id=opened.municipality,
        procedure=payload.procedure,
        revision=payload.revision,
        defaults={"text": payload.text, "envelope": opened.id, "sha256": payload.sha256, **opening},
    )
    # A revision is immutable: drafts and cases are pinned to exactly this text.
    if not new and row.sha256 != payload.sha256:
        raise UntrustedEnvelope("revision published twice with different texts")
    if not new and (row.told_at is None or row.told_at <= opened.issued):
        for name, value in opening.items():
            setattr(row, name, value)
        row.save(update_fields=list(opening))
    queries.forget_towns()


def _known_serial(town: Town) -> int | None:
    if not town.key_document:
        return None
    document = decode(Kind.KEY, bytes(town.key_document))
    return document.serial if isinstance(document, KeyDocument) else None
