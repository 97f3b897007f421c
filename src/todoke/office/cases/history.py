"""What happened to a case, in sentences: the names of events are for machines."""

from __future__ import annotations

from collections.abc import Mapping

from todoke.core.refusal import N_, Refusal
from todoke.office.cases.models import CaseEvent

SENTENCES: Mapping[str, str] = {
    "case.arrived": N_("The application arrived."),
    "case.accept": N_("It was accepted."),
    "case.start_review": N_("The review began."),
    "case.request_correction": N_("The applicant was asked for a correction (no. %(request)s)."),
    "case.answer_correction": N_("The applicant sent the correction."),
    "case.consult": N_("Somebody else was asked."),
    "case.end_consult": N_("The consultation ended."),
    "case.propose": N_("“%(outcome)s” was proposed."),
    "case.decide": N_("It was decided: %(outcome)s."),
    "case.notify": N_("The applicant was notified."),
    "case.issue": N_("A document was issued: %(official_number)s."),
    "case.withdraw": N_("The applicant withdrew."),
    "case.close": N_("The case was completed."),
    "case.late_correction": N_("The applicant sent a correction that nobody awaited."),
    "case.late_withdrawal": N_("The applicant asked to withdraw after the decision."),
    "notice.opened": N_("The applicant opened notice no. %(notice)s."),
}
OTHER = N_("Something else was recorded.")
BLANKS: Mapping[str, str] = {"request": "–", "outcome": "–", "official_number": "–", "notice": "–"}


def sentence(event: CaseEvent) -> Refusal:
    """The sentence with its values, ready for `say`."""
    values = {name: str(value) for name, value in event.body.items() if name in BLANKS}
    return Refusal(
        code=event.name, message=SENTENCES.get(event.name, OTHER), params={**BLANKS, **values}
    )
