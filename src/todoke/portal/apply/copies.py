"""The applicant's own copy as PDF, made when asked for and kept nowhere."""

from __future__ import annotations

from django.utils.translation import gettext as _

from todoke.core.cases.receipt_number import grouped
from todoke.core.envelope.payloads import ApplicationPayload
from todoke.core.procedures.answers import walk
from todoke.core.procedures.definition import Definition
from todoke.portal.apply.forms import context_now
from todoke.portal.apply.queries import OwnSubmission, own_copy
from todoke.portal.catalogue import queries as catalogue
from todoke.web.documents import render_pdf
from todoke.web.jinja import both_time


def copy_pdf(own: OwnSubmission, *, language: str) -> bytes:
    row = own.submission
    payload = own_copy(own)
    definition = catalogue.definition_of(row.town_code, row.procedure, row.revision)
    data = {
        "facts": [
            {"label": _("Receipt number"), "value": grouped(payload.receipt)},
            {"label": _("Sent to"), "value": own.town.name},
            {"label": _("Received by this site"), "value": both_time(payload.stored_at)},
        ],
        "sections": _sections(definition, payload, language=language),
    }
    return render_pdf("applicant_copy", data, title=definition.title.say(language), language=language)


def _sections(
    definition: Definition, payload: ApplicationPayload, *, language: str
) -> list[dict[str, object]]:
    context = context_now()
    path = walk(definition, payload.answers, context)
    return [
        {
            "title": page.step.title.say(language),
            "rows": [
                {"label": question.label.say(language), "value": question.show_in(value, language, context)}
                for question in page.fields
                if (value := payload.answers.get(question.id)) is not None
            ],
        }
        for page in path.steps
    ]
