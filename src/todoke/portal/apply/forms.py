"""What the wizard's forms hold: the start page's postcode, a step's inputs, files and small buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from todoke.core.envelope.sealed_value import MY_NUMBER_PURPOSE, seal_value
from todoke.core.errors import Refused
from todoke.core.lexicon.address import PostcodeArea, normalise_postcode
from todoke.core.procedures.answers import AnswerContext, StepOnPath
from todoke.core.procedures.definition import Addressee as DefinitionAddressee
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.fields.base import Field
from todoke.core.procedures.fields.file import FileField
from todoke.core.procedures.fields.municipality import MunicipalityField
from todoke.core.procedures.row_inputs import with_row, without_row
from todoke.core.refusal import N_, Refusal
from todoke.portal.apply.queries import OpenDraft
from todoke.portal.apply.uploads import CleanFile, take_upload
from todoke.portal.catalogue import queries as catalogue
from todoke.portal.catalogue.queries import TownFacts
from todoke.web import municipalities
from todoke.web.postcodes import lookup

Raw = dict[str, list[str]]
Problems = dict[str, Refusal]
BUTTONS = ("lookup", "add_row", "remove_row", "remove_file", "upload", "later", "differs", "as_registered")
NOT_ANSWERS = {"csrfmiddlewaretoken", *BUTTONS}


def context_now() -> AnswerContext:
    return AnswerContext(today=today_in_japan(), postcodes=lookup(), municipalities=municipalities.lookup())


def context_of(town: TownFacts) -> AnswerContext:
    """As `context_now`, and a My Number can be sealed to this town's office as it is entered."""
    return replace(context_now(), seal=partial(_seal_number, town) if town.recipients else None)


def _seal_number(town: TownFacts, digits: str) -> str:
    return seal_value(digits, recipients=town.recipients, municipality=town.code, purpose=MY_NUMBER_PURPOSE)


def today_in_japan() -> date:
    return timezone.localdate()


@dataclass(frozen=True, kw_only=True, slots=True)
class Addressee:
    """What a postcode says: this town, another one served here, or a problem."""

    postcode: str = ""
    elsewhere: TownFacts | None = None
    problem: Refusal | None = None


def read_addressee(town: TownFacts, typed: str) -> Addressee:
    try:
        postcode = normalise_postcode(typed)
    except Refused as error:
        return Addressee(problem=error.refusals[0])
    areas = lookup().areas(postcode)
    codes = {area.municipality_code for area in areas}
    if town.code in codes:
        return Addressee(postcode=postcode)
    for other in catalogue.towns():
        if other.code in codes:
            return Addressee(elsewhere=other)
    return Addressee(problem=_unknown(town) if not areas else _not_served(areas[0]))


def _unknown(town: TownFacts) -> Refusal:
    return Refusal(
        code="apply.start.unknown-postcode",
        message=N_("We do not know this postcode. Check the number. If it is right, contact %(town)s."),
        params={"town": town.name},
    )


def _not_served(area: PostcodeArea) -> Refusal:
    return Refusal(
        code="apply.start.not-served",
        message=N_("This place is in %(place)s, which takes no applications here. Contact its office."),
        params={"place": f"{area.prefecture}{area.city}"},
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class StepForm:
    """One posted page: `raw` are the inputs as typed, `button` the small button that was pressed."""

    raw: Raw
    button: str | None = None
    value: str = ""
    files: Mapping[str, Sequence[CleanFile]] = field(default_factory=dict)
    problems: Mapping[str, Refusal] = field(default_factory=dict)


def read_form(request: HttpRequest, page: StepOnPath, *, context: AnswerContext) -> StepForm:
    """Uploads are checked and written anew here; what cannot be taken becomes a problem at its question.

    A My Number is sealed before anything else sees the form.
    """
    raw = {name: list(values) for name, values in request.POST.lists() if name not in NOT_ANSWERS}
    for question in page.fields:
        raw |= question.sealed_inputs(raw, question.id, context)
    button = next((name for name in BUTTONS if name in request.POST), None)
    files: dict[str, list[CleanFile]] = {}
    problems: Problems = {}
    for question in page.fields:
        if not isinstance(question, FileField):
            continue
        for upload in request.FILES.getlist(question.id):
            try:
                clean = take_upload(upload, accept=question.accept)
            except Refused as error:
                problems[question.id] = error.refusals[0]
            else:
                files.setdefault(question.id, []).append(clean)
    value = request.POST.get(button, "") if button else ""
    return StepForm(raw=raw, button=button, value=value, files=files, problems=problems)


def stored_inputs(page: StepOnPath, draft: OpenDraft) -> Raw:
    """What the page shows before anything is typed: the saved answers, else what the start page knows."""
    raw: Raw = {}
    for question in page.fields:
        value = draft.content.answers.get(question.id)
        if value is not None and question.has_shape(value):
            raw |= inputs_of(question, value)
        elif draft.content.postcode and question.id == addressee_field(draft.definition):
            raw |= filled_in({f"{question.id}.postcode": [draft.content.postcode]}, question.id)
    return raw


def inputs_of(question: Field, value: Any) -> Raw:
    """A stored answer as its boxes show it; a municipality by its name, which reads back as the same one."""
    if isinstance(question, MunicipalityField):
        return {question.id: [question.show_in(value, "ja", context_now())]}
    return question.inputs(value, question.id)


def addressee_field(definition: Definition) -> str | None:
    """`postcode_of_house` is asked again, whole, as `house_address`; other addressees are not asked."""
    return "house_address" if definition.addressee is DefinitionAddressee.POSTCODE_OF_HOUSE else None


def filled_in(raw: Raw, name: str) -> Raw:
    """The address parts a postcode settles; several areas fill in what they share."""
    try:
        postcode = normalise_postcode((raw.get(f"{name}.postcode") or [""])[-1])
    except Refused:
        return raw
    areas = lookup().areas(postcode)
    filled = dict(raw)
    for part in ("prefecture", "city", "town"):
        values = {getattr(area, part) for area in areas}
        if len(values) == 1:
            filled[f"{name}.{part}"] = [values.pop()]
    return filled


def lookup_problem(raw: Raw, name: str) -> Problems:
    """Why a postcode could not fill in the address."""
    try:
        postcode = normalise_postcode((raw.get(f"{name}.postcode") or [""])[-1])
    except Refused as error:
        return {f"{name}.postcode": error.refusals[0]}
    if lookup().areas(postcode):
        return {}
    unknown = Refusal(
        code="apply.lookup.unknown",
        message=N_("We do not know this postcode. Check the number, or fill in the address yourself."),
    )
    return {f"{name}.postcode": unknown}


def press(form: StepForm, page: StepOnPath) -> tuple[Raw, Problems]:
    """The page after a small button: look up a postcode, add or remove a row."""
    name = form.value.partition(".")[0]
    if form.button == "lookup" and any(one.id == name for one in page.fields):
        return filled_in(form.raw, form.value), lookup_problem(form.raw, form.value)
    if form.button == "add_row":
        return with_row(form.raw, page.fields, name=form.value), {}
    if form.button == "remove_row":
        return without_row(form.raw, page.fields, row=form.value), {}
    return form.raw, {}
