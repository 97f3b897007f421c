"""Publish without the studio: what an operator or the preparation of a site puts in place."""

from __future__ import annotations

from todoke.core.procedures.load import load_definition
from todoke.office.studio.models import Revision
from todoke.office.studio.publishing import Origin, add_revision
from todoke.office.studio.queries import newest_of
from todoke.web.database import write


def publish(text: str, *, file: str = "studio", base_text: str = "") -> Revision:
    """The next revision of a procedure. The same text again is the same revision again.

    `base_text` is the catalogue's text this one stands on. Raises DefinitionErrors where the text is no
    valid definition.
    """
    definition = load_definition(text, file=file)
    with write():
        newest = newest_of(definition.procedure)
        if newest is not None and newest.text == text:
            return newest
        return add_revision(definition.procedure, text, origin=Origin(base_text=base_text))
