"""Facilities in the order the person wishes, such as 希望する保育施設 from the first to the sixth.

The list comes with the definition or from the town's overlay; as long as there is none, names are typed.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field as PydanticField
from pydantic import model_validator

from todoke.core.procedures.expressions import CelType
from todoke.core.procedures.fields.base import AnswerContext, Field, FieldProblems, FormInput, Json, one_box
from todoke.core.procedures.fields.choice import NOT_OFFERED, Option
from todoke.core.procedures.fields.text import length_problem, read_line
from todoke.core.procedures.text import Text
from todoke.core.refusal import N_, Refusal

LONGEST_NAME = 100
LONGEST_REASON = 300
LIST_NAME = r"^[a-z][a-z0-9_]{0,59}$"
_TWICE = Refusal(code="field.facility-ranking.twice", message=N_("You have chosen this facility already."))
_NO_FACILITY = Refusal(
    code="field.facility-ranking.no-facility",
    message=N_("Choose the facility that your reason or your visit belongs to."),
)
_VISITED = {True: {"ja": "見学済み", "en": "visited"}, False: {"ja": "見学していない", "en": "not visited"}}


class FacilityRankingField(Field):
    component: ClassVar[str] = "facility_ranking"
    minutes: ClassVar[float] = 4.0
    cel_type: ClassVar[CelType] = CelType.RECORDS

    type: Literal["facility_ranking"] = "facility_ranking"
    facilities: str | Annotated[tuple[Option, ...], PydanticField(strict=False)]
    """The facilities themselves, or the name of one of the definition's `lists`."""
    ranks: int = PydanticField(default=6, ge=1, le=30)
    visited: bool = False

    @model_validator(mode="after")
    def _a_list_or_its_name(self) -> FacilityRankingField:
        if isinstance(self.facilities, str):
            if not re.fullmatch(LIST_NAME, self.facilities):
                raise ValueError("facilities: the name of a list, or a list of {value, label}")
        elif len({one.value for one in self.facilities}) != len(self.facilities) or not self.facilities:
            raise ValueError("each facility needs a value of its own")
        return self

    @property
    def options(self) -> tuple[Option, ...]:
        """() while the town has not given its list."""
        return () if isinstance(self.facilities, str) else self.facilities

    @property
    def offered(self) -> tuple[tuple[str, Text], ...]:
        """Value and words of each facility."""
        return tuple((one.value, one.label) for one in self.options)

    def parse(self, form: FormInput, name: str) -> Json | None:
        problems: dict[str, Refusal] = {}
        ranking: list[Json] = []
        for rank in range(self.ranks):
            try:
                wish = self._parse_rank(form, f"{name}.{rank}")
            except FieldProblems as error:
                problems |= error.problems
            else:
                ranking += [wish] if wish else []
        if problems:
            raise FieldProblems(problems)
        return ranking or None

    def _parse_rank(self, form: FormInput, name: str) -> dict[str, Json] | None:
        facility, reason = read_line(form, f"{name}.facility"), read_line(form, f"{name}.reason")
        visited = one_box(form, f"{name}.visited") == "yes"
        if not facility:
            if reason or visited:
                raise FieldProblems({f"{name}.facility": _NO_FACILITY})
            return None
        if self.options and facility not in {one.value for one in self.options}:
            raise FieldProblems({f"{name}.facility": NOT_OFFERED})
        return {"facility": facility, "reason": reason, "visited": visited}

    def has_shape(self, value: Json) -> bool:
        return isinstance(value, list) and bool(value) and all(self._is_wish(one) for one in value)

    def _is_wish(self, value: Json) -> bool:
        """`reason` and `visited` may be absent in examples and in answers of other systems."""
        if not isinstance(value, dict) or not {"facility"} <= set(value) <= {"facility", "reason", "visited"}:
            return False
        facility = value["facility"]
        if not (isinstance(facility, str) and facility and isinstance(value.get("reason", ""), str)):
            return False
        known = not self.options or facility in {one.value for one in self.options}
        return known and isinstance(value.get("visited", False), bool)

    def problems(self, value: Any, name: str, context: AnswerContext) -> dict[str, Refusal]:
        if len(value) > self.ranks:
            return {self.first_input(name): self._too_many(len(value))}
        found: dict[str, Refusal] = {}
        chosen: set[str] = set()
        for rank, wish in enumerate(value):
            found |= length_problem(wish["facility"], f"{name}.{rank}.facility", most=LONGEST_NAME)
            found |= length_problem(wish.get("reason", ""), f"{name}.{rank}.reason", most=LONGEST_REASON)
            if wish["facility"] in chosen:
                found[f"{name}.{rank}.facility"] = _TWICE
            chosen.add(wish["facility"])
        return found

    def inputs(self, value: Any, name: str) -> dict[str, list[str]]:
        shown: dict[str, list[str]] = {}
        for rank, wish in enumerate(value):
            shown[f"{name}.{rank}.facility"] = [wish["facility"]]
            shown[f"{name}.{rank}.reason"] = [wish.get("reason", "")]
            if wish.get("visited"):
                shown[f"{name}.{rank}.visited"] = ["yes"]
        return shown

    def show(self, value: Any, language: str) -> str:
        return "\n".join(
            self._line(number, wish, language=language) for number, wish in enumerate(value, start=1)
        )

    def _line(self, number: int, wish: Any, *, language: str) -> str:
        labels = {one.value: one.label.say(language) for one in self.options}
        words = [labels.get(wish["facility"], wish["facility"])]
        if self.visited:
            words.append(_VISITED[bool(wish.get("visited"))]["en" if language == "en" else "ja"])
        words += [wish["reason"]] if wish.get("reason") else []
        return f"{number}. " + " / ".join(words)

    def free_texts(self, value: Any, name: str) -> dict[str, str]:
        return {f"{name}.{rank}.reason": wish.get("reason", "") for rank, wish in enumerate(value)}

    def first_input(self, name: str) -> str:
        return f"{name}.0.facility"

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        facility: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME}
        if self.options:
            facility = {"type": "string", "enum": [one.value for one in self.options]}
        wish = {
            "type": "object",
            "properties": {
                "facility": facility,
                "reason": {"type": "string", "maxLength": LONGEST_REASON},
                "visited": {"type": "boolean"},
            },
            "required": ["facility"],
            "additionalProperties": False,
        }
        return {"type": "array", "items": wish, "minItems": 1, "maxItems": self.ranks}

    def sample(self) -> Json:
        facility = self.options[0].value if self.options else "ひばり第一保育園"
        return [{"facility": facility, "reason": "家から近い", "visited": self.visited}]

    def _too_many(self, arrived: int) -> Refusal:
        return Refusal(
            code="field.facility-ranking.too-many",
            message=N_("You can enter %(most)d facilities or fewer. There are %(arrived)d."),
            params={"most": self.ranks, "arrived": arrived},
        )
