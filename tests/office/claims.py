"""Cases of shipped procedures, filed from their own examples, with a really sealed number in each place."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, date, datetime

from todoke.catalogue import shipped
from todoke.core.cases.receipt_number import new_receipt_number
from todoke.core.envelope.keys import SealingKey
from todoke.core.envelope.payloads import ApplicationPayload, AttachmentRef
from todoke.core.envelope.sealed_value import MY_NUMBER_PURPOSE, seal_value
from todoke.core.procedures.answers import AnswerContext, on_path
from todoke.core.procedures.load import load_definition
from todoke.office.cases.commands import file_application
from todoke.office.cases.received import ReceivedApplication
from todoke.office.exchange import keyring
from todoke.office.studio.commands import publish

CHILDCARE = "子育て支援課"
NUMBER = "123456789018"
PHOTO = b"\xff\xd8\xff\xe0house"


def sealed(number: str = NUMBER, *, municipality: str = "992011") -> dict[str, str]:
    recipients = keyring.ring().recipients()
    return {"sealed": seal_value(number, recipients=recipients, municipality=municipality,
                                 purpose=MY_NUMBER_PURPOSE)}  # fmt: skip


def with_seals(value):
    """The same answers with a number sealed to this office in place of each sample."""
    if isinstance(value, dict):
        if set(value) == {"sealed"}:
            return sealed()
        return {name: with_seals(part) for name, part in value.items()}
    return [with_seals(one) for one in value] if isinstance(value, list) else value


def complete_example(procedure: str):
    """(definition, its first complete example)."""
    definition = load_definition(shipped()[procedure], file=procedure)
    found = [one for one in definition.examples if one.problems == () and one.stopped is None]
    return definition, found[0]


def file_case(procedure: str, *, example=None, answers=None, section=CHILDCARE, files=(), text=None):
    """`answers` replace those of the example; `files` are (field, name)."""
    definition, first = complete_example(procedure)
    example = definition.examples[example] if example is not None else first
    text = (text or shipped()[procedure]).replace('section: ""', f"section: {section}", 1)
    revision = publish(text, file=procedure)
    day = date.fromisoformat(example.today)
    meant = on_path(definition, answers or example.answers, AnswerContext(today=day))
    at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    payload = ApplicationPayload(
        receipt=new_receipt_number(lambda n: "".join(secrets.choice("0123456789") for _ in range(n))),
        procedure=procedure, revision=revision.revision, language="ja", answers=with_seals(meant),
        reply_key=SealingKey.generate().public.b64, started_at=at, stored_at=at,
    )  # fmt: skip
    attached = tuple(
        (AttachmentRef(part=part, field=field, name=name, media_type="image/jpeg", size=len(PHOTO),
                       sha256=hashlib.sha256(PHOTO).hexdigest()), PHOTO)
        for part, (field, name) in enumerate(files, start=1)
    )  # fmt: skip
    return file_application(ReceivedApplication(
        envelope_id=secrets.token_hex(16), payload=payload, files=attached, stored_at=at, filed_at=at
    ))  # fmt: skip
