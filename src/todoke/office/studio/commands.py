"""Publish a revision: keep it here, sign it, send it to the portal."""

from __future__ import annotations

import hashlib

from django.utils import timezone

from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.payloads import ProcedurePayload
from todoke.core.procedures.load import load_definition
from todoke.office.exchange.commands import queue_public
from todoke.office.studio.models import Revision
from todoke.web.database import write


def publish(text: str, *, file: str = "studio") -> Revision:
    """The next revision of a procedure. The same text again is the same revision again.

    Raises DefinitionErrors where the text is no valid definition.
    """
    definition = load_definition(text, file=file)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    with write():
        newest = Revision.objects.filter(procedure=definition.procedure).order_by("-revision").first()
        if newest is not None and newest.sha256 == sha256:
            return newest
        revision = Revision.objects.create(
            procedure=definition.procedure,
            revision=newest.revision + 1 if newest else 1,
            text=text,
            sha256=sha256,
            published_at=timezone.now(),
        )
        queue_public(
            Kind.PROCEDURE,
            ProcedurePayload(
                procedure=revision.procedure, revision=revision.revision, text=text, sha256=sha256
            ),
        )
    return revision
