"""What the mailbox's forms say: corrected answers, a reason, an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.utils import timezone

from todoke.core.errors import Refused
from todoke.core.lexicon.address import normalise_postcode
from todoke.core.lexicon.text import clean_text
from todoke.core.procedures.answers import AnswerContext, check_all, walk
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.fields.base import Field, FieldProblems
from todoke.core.procedures.fields.file import FileField
from todoke.core.refusal import N_, Refusal
from todoke.portal.apply.uploads import CleanFile, take_upload
from todoke.web.postcodes import lookup

LONGEST_REASON = 500
BUTTONS = frozenset({"add_row", "remove_row", "lookup", "upload", "remove_file"})
JAPAN = ZoneInfo("Asia/Tokyo")

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
    definition: Definition, ids: Sequence[str], *, answers: Mapping[str, object]
) -> tuple[Field, ...]:
    """In the order of the procedure's own pages; what the answers make optional is asked as optional."""
    path = walk(definition, _known(answers), _context())
    asked = {one.id: one for page in path.steps for one in page.fields}
    every = (one for step in definition.steps for one in step.fields if one.id in set(ids))
    return tuple(asked.get(one.id, one) for one in every)


def _known(answers: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in answers.items() if value is not None}


def _context() -> AnswerContext:
    return AnswerContext(today=timezone.now().astimezone(JAPAN).date(), postcodes=lookup())


def shown(fields: Sequence[Field], answers: Mapping[str, object]) -> CorrectionForm:
    """The form before anything was typed: the answers as they stand."""
    raw: dict[str, list[str]] = {}
    for one in fields:
        if answers.get(one.id) is not None:
            raw |= one.inputs(answers[one.id], one.id)
    return CorrectionForm(fields=tuple(fields), raw=raw)


def rearranged(request: HttpRequest, fields: Sequence[Field]) -> CorrectionForm:
    """The form as typed, with a row more or less, or the postcode's place filled in. Nothing is sent."""
    raw = {name: [str(value) for value in values] for name, values in request.POST.lists()}
    if "add_row" in raw:
        _add_row(raw, raw["add_row"][-1], fields=fields)
    elif "remove_row" in raw:
        prefix = raw["remove_row"][-1] + "."
        raw = {name: values for name, values in raw.items() if not name.startswith(prefix)}
    elif "lookup" in raw:
        _fill_place(raw, raw["lookup"][-1])
    return CorrectionForm(fields=tuple(fields), raw=raw)


def _add_row(raw: dict[str, list[str]], name: str, *, fields: Sequence[Field]) -> None:
    rows = {
        int(key.split(".")[1]) for key in raw if key.startswith(f"{name}.") and key.split(".")[1].isdecimal()
    }
    for one in fields:
        if one.id == name:
            for inner in getattr(one, "fields", ()):
                raw[f"{name}.{max(rows, default=-1) + 1}.{inner.id}"] = [""]


def _fill_place(raw: dict[str, list[str]], name: str) -> None:
    try:
        areas = lookup().areas(normalise_postcode(raw.get(f"{name}.postcode", [""])[-1]))
    except Refused:
        return
    for area in areas[:1]:
        raw |= {
            f"{name}.prefecture": [area.prefecture],
            f"{name}.city": [area.city],
            f"{name}.town": [area.town],
        }


def read_correction(
    request: HttpRequest,
    definition: Definition,
    *,
    fields: Sequence[Field],
    answers: Mapping[str, object],
    files: Mapping[str, Sequence[CleanFile]],
) -> CorrectionForm:
    """Read the requested fields only; whatever else was posted is not looked at. `files` are kept already."""
    raw = {name: [str(value) for value in values] for name, values in request.POST.lists()}
    read: dict[str, object] = {}
    problems: dict[str, Refusal] = {}
    for one in fields:
        try:
            if isinstance(one, FileField):
                read[one.id] = _references(one, answers, files=files.get(one.id, ())) or None
            else:
                read[one.id] = one.parse(raw, one.id)
        except FieldProblems as error:
            problems |= error.problems
        except Refused as error:
            problems[one.id] = error.refusals[0]
    problems |= _judged(definition, {**answers, **read}, fields=fields, unread=problems)
    questions = {one.id for one in fields if isinstance(one, FileField)}
    given = {name: value for name, value in read.items() if name not in questions}
    return CorrectionForm(fields=tuple(fields), raw=raw, answers=given, files=files, problems=problems)


def _judged(
    definition: Definition,
    answers: Mapping[str, object],
    *,
    fields: Sequence[Field],
    unread: Mapping[str, Refusal],
) -> dict[str, Refusal]:
    """The same rules as at the first sending, told for the requested fields alone."""
    asked = {one.id for one in fields} - {name.split(".")[0] for name in unread}
    found = check_all(definition, _known(answers), _context())
    return {name: refusal for name, refusal in found.items() if name.split(".")[0] in asked}


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
