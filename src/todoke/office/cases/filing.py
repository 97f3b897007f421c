"""File what comes in. The exchange calls these inside its own transaction.

Invariants:
- an application is always filed: what is wrong with it becomes a flag for the caseworker.
- what arrives too late is kept in the history and flagged, never dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from todoke.core.cases import facts as core_facts
from todoke.core.cases import policies
from todoke.core.cases.acts import Act
from todoke.core.cases.clocks import ArrivalRule, arrival, legal_day
from todoke.core.cases.moves import Move
from todoke.core.cases.states import State
from todoke.core.envelope.payloads import (
    AttachmentRef,
    CorrectionAnswerPayload,
    NoticeOpenedPayload,
    WithdrawalPayload,
)
from todoke.core.procedures.answers import AnswerContext, check_all
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.sealed_numbers import forget_all
from todoke.core.procedures.text import Text
from todoke.core.refusal import N_, Refusal
from todoke.office.cases.changing import APPLICANT, SYSTEM, make_move, record
from todoke.office.cases.facts import definition_for, facts_of
from todoke.office.cases.models import Case, CaseFile, CorrectionRequest
from todoke.office.cases.places import next_place
from todoke.office.cases.proved import identity_flags, kept
from todoke.office.cases.received import ReceivedApplication
from todoke.office.cases.search import fold, index_again, index_case
from todoke.office.cases.signatures import check_signature, signature_flags
from todoke.office.studio.queries import definition_of
from todoke.web.postcodes import lookup

SECTIONS = {"disaster_certificate": "税務課", "ltc_card": "介護保険課"}
OTHER_SECTION = "総務課"
UNKNOWN_DEFINITION = Refusal(
    code="case.flag.unknown-definition",
    message=N_("This office has not published this revision of the procedure. The answers were not checked."),
)
LATE_CORRECTION = Refusal(
    code="case.flag.late-correction",
    message=N_("A correction arrived when none was awaited. It is kept in the history."),
)
LATE_WITHDRAWAL = Refusal(
    code="case.flag.late-withdrawal",
    message=N_("The applicant asked to withdraw after the decision. Please get in touch with them."),
)


def file_application(received: ReceivedApplication) -> Case:
    """File one opened application as a case in state `arrived`; the `opened` receipt tells the applicant."""
    payload = received.payload
    definition = definition_of(payload.procedure, payload.revision)
    case = Case.objects.create(**_columns(received, definition))
    CaseFile.objects.bulk_create(_file_row(case, ref, content=content) for ref, content in received.files)
    index_case(case, _searchable(definition, payload.answers))
    record(case, "case.arrived", by=SYSTEM, at=received.filed_at, body={"envelope": received.envelope_id})
    return case


def _columns(received: ReceivedApplication, definition: Definition | None) -> dict[str, Any]:
    payload = received.payload
    identity = kept(payload, signature=check_signature(payload, at=received.filed_at))
    arrived = arrival(received.stored_at, received.filed_at, rule=ArrivalRule(settings.TODOKE.town.arrival))
    days = definition.standard_days.value if definition else None
    return {
        "receipt": payload.receipt,
        "envelope_id": received.envelope_id,
        "procedure": payload.procedure,
        "revision": payload.revision,
        "act": (definition.act if definition else Act.APPLICATION).value,
        "section": _section(definition, payload.procedure),
        "state": State.ARRIVED.value,
        "language": payload.language,
        "answers": payload.answers,
        "flags": _flags(definition, payload.answers, identity=identity, sent_at=payload.stored_at),
        "identity": identity,
        "reply_key": payload.reply_key,
        "wishes_electronic_notice": payload.wishes_electronic_notice,
        "minutes_spent": payload.minutes_spent,
        "started_at": payload.started_at,
        "stored_at": received.stored_at,
        "filed_at": received.filed_at,
        "arrived_at": arrived,
        "place": next_place(arrived),
        "due_on": legal_day(arrived) + timedelta(days=days) if days else None,
        "state_since": arrived,
        **_names(definition, payload.answers),
    }


def _section(definition: Definition | None, procedure: str) -> str:
    named = definition.section if definition else ""
    return named or SECTIONS.get(procedure, OTHER_SECTION)


def _names(definition: Definition | None, answers: Mapping[str, Any]) -> dict[str, str]:
    names = _shown(definition, answers, kind="person_name")
    places = _shown(definition, answers, kind="postal_address")
    name = answers.get("applicant_name")
    kana = name.get("kana") if isinstance(name, dict) else None
    applicant = name.get("name") if isinstance(name, dict) else None
    first = next(iter(names.values()), "")
    place = places.get("house_address") or next(iter(places.values()), "")
    return {
        "applicant": str(applicant or first)[:400],
        "sort_name": fold(str(kana or applicant or first))[:400],
        "address": place.replace("\n", " ")[:800],
    }


def _shown(definition: Definition | None, answers: Mapping[str, Any], *, kind: str) -> dict[str, str]:
    if definition is None:
        return {}
    return {
        field.id: field.show(answers[field.id], "ja")
        for field in definition.fields
        if field.type == kind and field.id in answers and field.has_shape(answers[field.id])
    }


def _searchable(definition: Definition | None, answers: Mapping[str, Any]) -> list[str]:
    names = _names(definition, answers)
    shown = [*_shown(definition, answers, kind="person_name").values()]
    shown += _shown(definition, answers, kind="postal_address").values()
    return [*shown, names["applicant"], names["sort_name"]]


def _flags(
    definition: Definition | None,
    answers: Mapping[str, Any],
    *,
    identity: Mapping[str, Any] | None,
    sent_at: datetime,
    today: date | None = None,
) -> list[dict[str, Any]]:
    """`today`: the day the answers are judged by, where it is not that of sending."""
    if definition is None:
        return [flag("", UNKNOWN_DEFINITION), *(flag(name, one) for name, one in signature_flags(identity))]
    context = AnswerContext(today=today or legal_day(sent_at), postcodes=lookup())
    problems = check_all(definition, answers, context)
    found = identity_flags(definition, identity, answers=answers, sent_at=sent_at)
    return [flag(name, one) for name, one in (*problems.items(), *found)]


def flag(name: str, refusal: Refusal) -> dict[str, Any]:
    """A refusal as the case keeps it; `at` is the input it is about."""
    params = {key: _plain(value) for key, value in refusal.params.items()}
    return {"at": name, "code": refusal.code, "message": refusal.message, "params": params}


def _plain(value: object) -> object:
    if isinstance(value, Text):
        return value.say("ja")
    return value if isinstance(value, str | int | float) else str(value)


def _file_row(case: Case, ref: AttachmentRef, *, content: bytes) -> CaseFile:
    return CaseFile(
        case=case,
        field=ref.field,
        name=ref.name,
        media_type=ref.media_type,
        size=len(content),
        sha256=ref.sha256,
        content=content,
    )


def _case_of(receipt: str) -> Case:
    case = Case.objects.select_for_update().filter(receipt=receipt).first()
    if case is None:
        raise LookupError("no case has this receipt number")
    return case


def file_correction_answer(
    payload: CorrectionAnswerPayload, *, files: Mapping[int, bytes], envelope_id: str, at: datetime
) -> Case:
    """Put the corrected answers in place of the old ones; the old ones stay with the request."""
    case = _case_of(payload.receipt)
    request = case.corrections.filter(number=payload.request, answered_at=None).first()
    refusal = _refuse_correction(case, request, payload=payload)
    CaseFile.objects.bulk_create(_file_row(case, ref, content=files[ref.part]) for ref in payload.attachments)
    if request is None or refusal is not None:
        _keep_late(
            case, LATE_CORRECTION, name="case.late_correction", at=at, body={"answers": payload.answers}
        )
        return case
    _correct(case, request, answers=payload.answers, at=at)
    make_move(case, Move.ANSWER_CORRECTION, by=APPLICANT, at=at, body={"envelope": envelope_id})
    return case


def _refuse_correction(
    case: Case, request: CorrectionRequest | None, *, payload: CorrectionAnswerPayload
) -> Refusal | None:
    asked: Sequence[str] = request.fields if request else ()
    return policies.refuse_answer_correction(
        facts_of(case), core_facts.APPLICANT, requested=asked, answered=payload.answers.keys()
    )


def _correct(case: Case, request: CorrectionRequest, *, answers: Mapping[str, Any], at: datetime) -> None:
    request.before = {name: case.answers.get(name) for name in answers}
    request.answered_at = at
    request.save(update_fields=["before", "answered_at"])
    definition = definition_for(case)
    known_by = _searchable(definition, case.answers)
    case.answers = {**case.answers, **answers}
    if definition is not None:
        case.flags = _flags(
            definition,
            case.answers,
            identity=case.identity,
            sent_at=case.stored_at,
            today=legal_day(at),
        )
        for column, value in _names(definition, case.answers).items():
            setattr(case, column, value)
    case.save(update_fields=["answers", "flags", "applicant", "sort_name", "address"])
    index_again(case, _searchable(definition, case.answers), before=known_by)


def file_withdrawal(
    payload: WithdrawalPayload, *, files: Mapping[int, bytes], envelope_id: str, at: datetime
) -> Case:
    case = _case_of(payload.receipt)
    if case.state == State.WITHDRAWN:
        return case
    body = {"envelope": envelope_id, "reason": payload.reason}
    if policies.refuse_withdraw(facts_of(case), core_facts.APPLICANT) is not None:
        _keep_late(case, LATE_WITHDRAWAL, name="case.late_withdrawal", at=at, body=body)
    else:
        make_move(case, Move.WITHDRAW, by=APPLICANT, at=at, body=body)
    return case


def file_notice_opened(
    payload: NoticeOpenedPayload, *, files: Mapping[int, bytes], envelope_id: str, at: datetime
) -> Case:
    """The applicant opened a notice; the first time counts."""
    case = _case_of(payload.receipt)
    case.documents.filter(message_number=payload.notice, opened_at=None).update(opened_at=payload.at)
    record(case, "notice.opened", by=APPLICANT, at=payload.at, body={"notice": payload.notice})
    return case


def _keep_late(case: Case, why: Refusal, *, name: str, at: datetime, body: Mapping[str, Any]) -> None:
    case.flags = [*case.flags, flag("", why)]
    case.save(update_fields=["flags"])
    # An event stays for ever, a My Number must not.
    record(case, name, by=APPLICANT, at=at, body=forget_all(body, at=at))
