"""What a procedure is, as frozen values; the YAML of an author becomes these and nothing else.

Invariants:
- a definition never changes; a new wording is a new revision.
- ids are unique in a definition, and no field takes a name that expressions reserve.
- every expression was compiled against the fields asked before it, so it can never look ahead.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, PrivateAttr, SerializeAsAny, field_validator, model_validator
from pydantic import Field as PydanticField

from todoke.core.cases.acts import Act
from todoke.core.cases.outcomes import OutcomeMeaning
from todoke.core.procedures.compiling import compile_rules
from todoke.core.procedures.computed import Computed
from todoke.core.procedures.fields.base import Field, Json
from todoke.core.procedures.fields.choice import Option
from todoke.core.procedures.rules import Rules
from todoke.core.procedures.text import Text

ID = r"^[a-z][a-z0-9_]{0,59}$"


class RepresentativeKind(StrEnum):
    """Who may send it (design §5.7)."""

    SELF = "self"
    VOLUNTARY = "voluntary"
    LEGAL_GUARDIAN = "legal_guardian"
    STATUTORY_AGENT = "statutory_agent"
    LICENSED = "licensed"
    FAMILY = "family"
    HEIR = "heir"
    MESSENGER = "messenger"


class MyNumberUse(StrEnum):
    """Whether the 個人番号 is asked; NONE means that the office finds the person itself."""

    NONE = "none"
    SEALED = "sealed"


class Addressee(StrEnum):
    """Who takes it, where that is not the municipality of the resident register."""

    POSTCODE_OF_HOUSE = "postcode_of_house"
    PREFECTURE = "prefecture"


class Group(StrEnum):
    """The four groups of the national list of 31 procedures."""

    CHILDCARE = "childcare"
    CARE = "care"
    DISASTER = "disaster"
    CAR = "car"


class Status(StrEnum):
    """HISTORIC: no longer law; it is listed and explained, and cannot be started."""

    CURRENT = "current"
    HISTORIC = "historic"


class Seal(StrEnum):
    """How the certificate or notice is sealed."""

    OFFICIAL_CERTIFICATE = "職責証明書"
    SEAL_OMITTED = "公印省略"
    PRINT_AND_SEAL = "print_and_seal"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Assurance(_Part):
    """Levels asked of the person (design §5.6): identity 0–3, authentication 0–3 (0: nobody signs in).

    `at`: the step from which they are asked. `max_age_minutes`: how long a sign-in counts; None: the session.
    """

    identity: int = PydanticField(ge=0, le=3)
    authentication: int = PydanticField(ge=0, le=3)
    reason: Text
    at: str | None = PydanticField(default=None, pattern=ID)
    max_age_minutes: int | None = PydanticField(default=None, ge=1, le=60 * 24 * 30)
    worksheet: Mapping[str, str] = {}


class StandardDays(_Part):
    """標準処理期間 (行政手続法6条) in days. Local: null until the municipality sets it."""

    value: int | None = PydanticField(ge=1, le=1_000)
    source: str = PydanticField(min_length=1)


class Baseline(_Part):
    """What the paper way costs, for the merits. `source` says whose figure it is.

    Local: null until the municipality has measured it; a shared file invents none.
    """

    resident_minutes: int | None = PydanticField(default=None, ge=0)
    staff_minutes: int | None = PydanticField(default=None, ge=0)
    trips: int | None = PydanticField(default=None, ge=0)
    source: str = PydanticField(min_length=1)

    @property
    def is_open(self) -> bool:
        """Whether a figure is still to be measured."""
        return None in (self.resident_minutes, self.staff_minutes, self.trips)


class Check(_Part):
    """A rule over several answers. `at` is the field where the message appears."""

    rule: str
    message: Text
    at: str


class Stop(_Part):
    """Where the person cannot go on: why, and where to go instead. `at` is the answer that leads here."""

    when: str
    message: Text
    instead: Text
    at: str | None = None


class Form(_Part):
    """What the office prints: its typst layout, and the name of the statutory form (様式)."""

    template: str = PydanticField(default="generic", pattern=ID)
    official: str | None = PydanticField(default=None, min_length=1)


class Step(_Part):
    """One page of the form."""

    id: str = PydanticField(alias="step", pattern=ID)
    title: Text
    intro: Text | None = None
    when: str | None = None
    fields: tuple[SerializeAsAny[Field], ...] = PydanticField(min_length=1)
    checks: tuple[Check, ...] = ()
    stops: tuple[Stop, ...] = ()


class Outcome(_Part):
    """One way a case can end, under the name this procedure gives it."""

    meaning: OutcomeMeaning
    label: Text


class Example(_Part):
    """The procedure's own test: what must follow from answers. `problems: null` checks the path alone.

    With `stopped` and no `problems` of its own, the problems of unanswered questions do not count.
    """

    name: str = PydanticField(min_length=1)
    today: str = PydanticField(default="2026-11-23", pattern=r"^\d{4}-\d{2}-\d{2}$")
    answers: Mapping[str, Json]
    path: tuple[str, ...] | None = None
    problems: tuple[str, ...] | None = ()
    computed: Mapping[str, Json] = {}
    stopped: str | None = None


class Definition(_Part):
    """One procedure. `section` (担当) is a local overlay and may be empty in shared files."""

    procedure: str = PydanticField(pattern=ID)
    title: Text
    summary: Text
    law: tuple[str, ...] = PydanticField(min_length=1)
    act: Act
    group: Group | None = None
    status: Status = Status.CURRENT
    historic: Text | None = None
    verify: tuple[str, ...] = ()
    life_events: tuple[str, ...] = ()
    who: tuple[RepresentativeKind, ...] = PydanticField(min_length=1)
    addressee: Addressee | None = None
    eligibility: tuple[Text, ...] = ()
    ready: tuple[Text, ...] = ()
    after: tuple[Text, ...] = ()
    window: Text | None = None
    assurance: Assurance
    my_number: MyNumberUse = MyNumberUse.NONE
    my_number_law: str | None = None
    standard_days: StandardDays
    section: str = ""
    form: Form = Form()
    lists: Mapping[str, tuple[Option, ...]] = {}
    computed: tuple[Computed, ...] = ()
    steps: tuple[Step, ...] = PydanticField(min_length=1, max_length=30)
    outcomes: Mapping[str, Outcome] = PydanticField(min_length=1)
    notices: Mapping[str, str] = {}
    certificate: str | None = None
    seal: Seal | None = None
    baseline: Baseline | None = None
    declarations: tuple[Text, ...] = ()
    examples: tuple[Example, ...] = ()

    _rules: Rules = PrivateAttr()
    _fields: dict[str, Field] = PrivateAttr()

    @field_validator("outcomes", mode="before")
    @classmethod
    def _short_outcomes(cls, value: Any) -> Any:
        """`全壊: granted` says the same as a meaning with the name as its label."""
        if not isinstance(value, Mapping):
            return value
        return {
            name: {"meaning": outcome, "label": name} if isinstance(outcome, str) else outcome
            for name, outcome in value.items()
        }

    @model_validator(mode="after")
    def _my_number_needs_a_law(self) -> Definition:
        if self.my_number is MyNumberUse.SEALED and not self.my_number_law:
            raise ValueError("my_number: sealed needs my_number_law, the law that demands it")
        return self

    @model_validator(mode="after")
    def _historic_says_why(self) -> Definition:
        if (self.status is Status.HISTORIC) != (self.historic is not None):
            raise ValueError("status: historic together with historic, the sentence that says why")
        return self

    def model_post_init(self, context: Any, /) -> None:
        self._fields = {field.id: field for step in self.steps for field in step.fields}
        self._rules = compile_rules(self)

    @property
    def rules(self) -> Rules:
        """The compiled expressions of this definition."""
        return self._rules

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every question in order; rows of groups are inside their group."""
        return tuple(self._fields.values())

    def field(self, id: str) -> Field:
        """KeyError for an unknown id."""
        return self._fields[id]

    def step(self, id: str) -> Step:
        """KeyError for an unknown id."""
        for step in self.steps:
            if step.id == id:
                return step
        raise KeyError(id)

    def estimated_minutes(self) -> int:
        """Whole minutes for the form, generous: rounded up, at least one."""
        return max(1, math.ceil(sum(field.minutes for field in self.fields)))
