"""What the mailbox's forms say: corrected answers, a reason, an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest

from todoke.core.errors import Refused
from todoke.core.lexicon.text import clean_text
from todoke.core.procedures.answers import AnswerContext, check_all, walk
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.fields.base import Field
from todoke.core.procedures.fields.file import FileField
from todoke.core.procedures.fields.group import GroupField
from todoke.core.procedures.reading import FieldsRead, read_fields
from todoke.core.procedures.row_inputs import with_row, without_row
from todoke.core.refusal import N_, Refusal
from todoke.portal.apply.forms import filled_in, inputs_of, lookup_problem
from todoke.portal.apply.uploads import CleanFile, take_upload

LONGEST_REASON = 500
BUTTONS = frozenset({"add_row", "remove_row", "lookup", "upload", "remove_file"})

REASON_TOO_LONG = Refusal(
    code="mailbox.withdraw.reason-too-long",
    message=N_("The reason is longer than %(limit)s characters. Make it shorter, or leave it out."),
    params={"limit": LONGEST_REASON},
)
ADDRESS_WRONG = Refusal(
    code="mailbox.email.address-wrong",
    message=N_("This is not an e-mail address. Type it like hanako@example.jp."),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectionForm:
    """What was typed for the requested fields. `raw` is what the form shows again."""

    fields: tuple[Field, ...]
    raw: Mapping[str, list[str]]
    answers: Mapping[str, object] = field(default_factory=dict)
    files: Mapping[str, Sequence[CleanFile]] = field(default_factory=dict)
    problems: Mapping[str, Refusal] = field(default_factory=dict)


def requested_fields(
    definition: Definition, ids: Sequence[str], *, answers: Mapping[str, object], context: AnswerContext
) -> tuple[Field, ...]:
    """In the order of the procedure's own pages; what the answers make optional is asked as optional."""
    path = walk(definition, _known(answers), context)
    asked = {one.id: one for page in path.steps for one in page.fields}
    every = (one for step in definition.steps for one in step.fields if one.id in set(ids))
    return tuple(asked.get(one.id, one) for one in every)


def _known(answers: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in answers.items() if value is not None}


def shown(fields: Sequence[Field], answers: Mapping[str, object]) -> CorrectionForm:
    """The form before anything was typed: the answers as they stand."""
    raw: dict[str, list[str]] = {}
    for one in fields:
        if answers.get(one.id) is not None:
            raw |= inputs_of(one, answers[one.id])
    return CorrectionForm(fields=tuple(fields), raw=raw)


def rearranged(request: HttpRequest, fields: Sequence[Field], *, context: AnswerContext) -> CorrectionForm:
    """The form as typed, with a row more or less, or the postcode's place filled in. Nothing is sent.

    A My Number that was typed is sealed already, so that no button brings it back in clear.
    """
    raw = read_fields(fields, form=_posted(request), context=context).raw
    problems: Mapping[str, Refusal] = {}
    if name := request.POST.get("add_row"):
        raw = with_row(raw, fields, name=name)
    elif row := request.POST.get("remove_row"):
        raw = without_row(raw, fields, row=row)
    elif address := request.POST.get("lookup"):
        raw, problems = filled_in(raw, address), lookup_problem(raw, address)
    return CorrectionForm(fields=tuple(fields), raw=raw, problems=problems)


def _posted(request: HttpRequest) -> dict[str, list[str]]:
    return {name: [str(value) for value in values] for name, values in request.POST.lists()}


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """What a correction is laid over: the answers as they stand, the files kept for it, and today's rules."""

    answers: Mapping[str, object]
    files: Mapping[str, Sequence[CleanFile]]
    context: AnswerContext


def read_correction(
    request: HttpRequest, definition: Definition, *, fields: Sequence[Field], sent: Sent
) -> CorrectionForm:
    """Read the requested fields only; whatever else was posted is not looked at."""
    read = read_fields(fields, form=_posted(request), context=sent.context)
    questions = tuple(one for one in fields if isinstance(one, FileField))
    files = {one.id: _references(one, sent.answers, files=sent.files.get(one.id, ())) for one in questions}
    whole = {**sent.answers, **read.answers, **{id: held or None for id, held in files.items()}}
    unread = {_id_of(name) for name in read.problems}
    problems = read.problems | _judged(
        definition, whole, asked={one.id for one in fields} - unread, context=sent.context
    )
    return CorrectionForm(
        fields=tuple(fields),
        raw=_rows_as_kept(fields, read, unread=unread),
        answers=read.answers,
        files=sent.files,
        problems=problems,
    )


def _judged(
    definition: Definition, answers: Mapping[str, object], *, asked: set[str], context: AnswerContext
) -> dict[str, Refusal]:
    """The same rules as at the first sending, told for the requested fields that could be read."""
    found = check_all(definition, _known(answers), context)
    return {name: refusal for name, refusal in found.items() if _id_of(name) in asked}


def _rows_as_kept(fields: Sequence[Field], read: FieldsRead, *, unread: set[str]) -> dict[str, list[str]]:
    """Empty rows are not kept: shown as kept, a problem's number and its row are the same one."""
    shown = read.raw
    for one in fields:
        kept = read.answers.get(one.id)
        if isinstance(one, GroupField) and one.id not in unread and kept is not None:
            others = {name: values for name, values in shown.items() if _id_of(name) != one.id}
            shown = others | one.inputs(kept, one.id)
    return shown


def _id_of(input_name: str) -> str:
    return input_name.partition(".")[0]


def read_uploads(request: HttpRequest, one: FileField) -> tuple[list[CleanFile], Refusal | None]:
    """The files that can be taken, and why the others cannot: one bad photo costs no good one."""
    taken: list[CleanFile] = []
    problem: Refusal | None = None
    for sent in request.FILES.getlist(one.id):
        try:
            taken.append(take_upload(sent, accept=one.accept))
        except Refused as error:
            problem = error.refusals[0]
    return taken, problem


def _references(
    one: FileField, answers: Mapping[str, object], *, files: Sequence[CleanFile]
) -> list[dict[str, object]]:
    """The files sent before, which stay at the office, and the new ones."""
    before = answers.get(one.id)
    held = before if isinstance(before, list) and one.has_shape(before) else []
    return [*held] + [
        {"id": file.sha256[:32], "name": file.name, "media_type": file.media_type, "size": file.size,
         "sha256": file.sha256}
        for file in files
    ]  # fmt: skip


def read_reason(request: HttpRequest) -> str:
    """The reason of a withdrawal, which may be empty."""
    reason = clean_text(request.POST.get("reason", ""), multiline=True)
    if len(reason) > LONGEST_REASON:
        raise Refused(REASON_TOO_LONG)
    return reason


def read_address(request: HttpRequest) -> str:
    address = request.POST.get("address", "").strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused(ADDRESS_WRONG) from error
    return address
