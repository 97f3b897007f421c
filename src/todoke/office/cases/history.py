"""What happened to a case, in sentences: the names of events are for machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from todoke.core.refusal import N_, Refusal
from todoke.office.cases.models import Case, CaseEvent
from todoke.office.numbers.words import CHECKED, NUMBER_SENTENCES, check_words

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
    "case.pay": N_("The payment was recorded."),
    "case.send_back": N_("It was returned to the applicant."),
    "case.close": N_("The case was completed."),
    "case.late_correction": N_("The applicant sent a correction that nobody awaited."),
    "case.late_withdrawal": N_("The applicant asked to withdraw after the decision."),
    "notice.opened": N_("The applicant opened notice no. %(notice)s."),
    **NUMBER_SENTENCES,
}
QUOTED = ("note", "reasons", "reason")
WHO: Mapping[str, str] = {"applicant": N_("The applicant"), "system": N_("By itself")}
OTHER = N_("Something else was recorded.")
BLANKS: Mapping[str, str] = dict.fromkeys(
    ("request", "outcome", "official_number", "notice", "question"), "–"
)


def sentence(event: CaseEvent, *, outcomes: Mapping[str, str] | None = None) -> Refusal:
    """The sentence with its values, ready for `say`; `outcomes` are the words for their names."""
    values = {name: str(value) for name, value in event.body.items() if name in BLANKS}
    if "outcome" in values:
        values["outcome"] = (outcomes or {}).get(values["outcome"], values["outcome"])
    return Refusal(code=event.name, message=SENTENCES.get(event.name, OTHER), params={**BLANKS, **values})


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One line of the history; `who` is a name or a sentence for `say`, `quote` what the person wrote."""

    at: datetime
    words: Refusal
    who: str
    quote: str


def history_of(case: Case, *, outcomes: Mapping[str, str]) -> list[Entry]:
    """The newest first."""
    asked = {str(request.number): request.message for request in case.corrections.all()}
    return [
        Entry(
            at=event.at,
            words=sentence(event, outcomes=outcomes),
            who=event.actor_name or WHO.get(event.actor, ""),
            quote=_quote(event, asked),
        )
        for event in case.events.order_by("-at", "-id")
    ]


def _quote(event: CaseEvent, asked: Mapping[str, str]) -> str:
    if event.name == "case.request_correction":
        return asked.get(str(event.body.get("request")), "")
    if event.name == CHECKED:
        return check_words(event.body)
    return next((str(event.body[name]) for name in QUOTED if event.body.get(name)), "")
