"""What every type of question can do, and the list of all types.

Invariants:
- `parse` reads what a browser sent and nothing else; it never trusts that a question was asked.
- `problems` is only called for a value that `has_shape` accepted, so it needs no type checks.
- `show(value)` never loses a character of the answer.
- keys of problems are input names, exactly as in the form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, TypeAlias

from pydantic import BaseModel, ConfigDict, JsonValue
from pydantic import Field as PydanticField

from todoke.core.assurance.basic_facts import Claim
from todoke.core.errors import Refused
from todoke.core.lexicon.address import PostcodeLookup
from todoke.core.lexicon.municipality import MunicipalityLookup
from todoke.core.procedures.expressions import CelType
from todoke.core.procedures.text import Text
from todoke.core.refusal import N_, Refusal

Json: TypeAlias = JsonValue
FormInput: TypeAlias = Mapping[str, Sequence[str]]

LONGEST_INPUT = 20_000
"""Characters in one box beyond which we do not even look at it (a box is not a file)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerContext:
    """What an answer is judged against besides itself. `today` is the date in Japan.

    `seal` closes a My Number to the office's key and gives base64; where it is None none can be taken.
    """

    today: date
    postcodes: PostcodeLookup | None = field(default=None)
    municipalities: MunicipalityLookup | None = field(default=None)
    seal: Callable[[str], str] | None = field(default=None, repr=False)


class FieldProblems(Refused):
    """An answer could not be read. `problems` maps input names to what the person is told."""

    def __init__(self, problems: Mapping[str, Refusal]) -> None:
        super().__init__(*problems.values())
        self.problems = dict(problems)


class Field(BaseModel):
    """One question. Subclasses are the types; `id` is stable across revisions.

    `verified`: it asks a fact about the person who signs in, and the sign-in can fill it. `verified_when`:
    only where this holds, over the pages before; elsewhere somebody else sends it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, strict=True)

    component: ClassVar[str] = "input"
    minutes: ClassVar[float] = 0.3
    cel_type: ClassVar[CelType] = CelType.STRING
    free_text: ClassVar[bool] = False

    id: str = PydanticField(alias="field", pattern=r"^[a-z][a-z0-9_]{0,59}$")
    type: str
    label: Text
    hint: Text | None = None
    why: Text | None = None
    required: bool = True
    required_when: str | None = None
    when: str | None = None
    preset: str | None = None
    autocomplete: str | None = None
    verified: Claim | None = PydanticField(default=None, strict=False)
    verified_when: str | None = None

    def parse(self, form: FormInput, name: str) -> Json | None:
        """The answer in `form`, None where it was left empty; FieldProblems where it cannot be read."""
        raise NotImplementedError

    def has_shape(self, value: Json) -> bool:
        """Whether `value` is of this type at all (stored answers may be from another revision)."""
        raise NotImplementedError

    def problems(self, value: Any, name: str, context: AnswerContext) -> dict[str, Refusal]:
        """What is wrong with an answer of the right shape."""
        return {}

    def complete(self, value: Any, context: AnswerContext) -> Json:
        """The answer with what we can add ourselves, such as the municipality of a postcode.

        FieldProblems (keyed from the field's own id) where only a look-up can tell that it is unreadable.
        """
        return value  # type: ignore[no-any-return]

    def sealed_inputs(self, form: FormInput, name: str, context: AnswerContext) -> dict[str, list[str]]:
        """What must replace inputs before anything else sees them; only a My Number has any."""
        return {}

    def inputs(self, value: Any, name: str) -> dict[str, list[str]]:
        """What the form shows again."""
        return {name: [str(value)]}

    def show(self, value: Any, language: str) -> str:
        """Plain text for check pages, copies and the office; may hold line breaks."""
        return str(value)

    def show_in(self, value: Any, language: str, context: AnswerContext) -> str:
        """As `show`, with the names only a look-up knows."""
        return self.show(value, language)

    def cel_value(self, value: Any) -> Any:
        """The answer as expressions see it."""
        return value

    def free_texts(self, value: Any, name: str) -> dict[str, str]:
        """Input name → what the person wrote in their own words (scanned for My Numbers)."""
        return {name: value} if self.free_text else {}

    def first_input(self, name: str) -> str:
        """The input a "please answer" points at."""
        return name

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        """JSON Schema of the stored answer."""
        return {"type": "string"}

    def sample(self) -> Json:
        """A plausible answer, for examples, previews and tests."""
        raise NotImplementedError


def one_box(form: FormInput, name: str) -> str:
    """What one input held, or "". A browser sends at most one value; the last one counts."""
    values = form.get(name) or [""]
    text = values[-1]
    if len(text) > LONGEST_INPUT:
        raise FieldProblems({name: too_long(LONGEST_INPUT, len(text))})
    return text


def too_long(most: int, arrived: int) -> Refusal:
    return Refusal(
        code="field.too-long",
        message=N_("Use %(most)d characters or fewer. You have written %(arrived)d."),
        params={"most": most, "arrived": arrived},
    )


def unreadable(label: Text) -> Refusal:
    return Refusal(
        code="field.unreadable",
        message=N_("We cannot read your answer to “%(label)s”. Enter it again."),
        params={"label": label},
    )


def missing(label: Text) -> Refusal:
    return Refusal(code="field.missing", message=N_("Answer “%(label)s”."), params={"label": label})


def first_refusal(error: Refused) -> Refusal:
    return error.refusals[0]
