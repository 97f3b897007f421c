"""Days that suit the person, best first, each with a part of the day."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field as PydanticField

from todoke.core.procedures.expressions import CelType, in_rows
from todoke.core.procedures.fields.base import AnswerContext, FieldProblems, FormInput, Json, one_box
from todoke.core.procedures.fields.date import PARTS, DateField
from todoke.core.procedures.text import Text
from todoke.core.refusal import N_, Refusal

TimeOfDay = Literal["am", "pm", "any"]
TIMES = {
    "am": Text(ja="午前", plain="午前（ひるの 12時まで）", en="Morning"),
    "pm": Text(ja="午後", plain="午後（ひるの 12時から）", en="Afternoon"),
    "any": Text(ja="いつでもよい", plain="いつでも いいです", en="Any time"),
}
_NO_TIME = Refusal(code="field.dates-wish.no-time", message=N_("Choose the part of the day."))
_NO_DATE = Refusal(
    code="field.dates-wish.no-date", message=N_("Enter the day as well as the part of the day.")
)
_TWICE = Refusal(code="field.dates-wish.twice", message=N_("You have entered this day and time already."))


class DatesWishField(DateField):
    """`slots` wishes at most; the first is demanded where the question is required."""

    component: ClassVar[str] = "dates_wish"
    minutes: ClassVar[float] = 1.0
    cel_type: ClassVar[CelType] = CelType.RECORDS

    type: Literal["dates_wish"] = "dates_wish"  # type: ignore[assignment]
    slots: int = PydanticField(default=3, ge=1, le=10)
    times: tuple[TimeOfDay, ...] = PydanticField(default=("am", "pm", "any"), min_length=1, strict=False)

    @property
    def offered_times(self) -> dict[str, Text]:
        """Value → words, in the order of the definition."""
        return {time: TIMES[time] for time in self.times}

    def parse(self, form: FormInput, name: str) -> Json | None:
        problems: dict[str, Refusal] = {}
        wishes: list[Json] = []
        for slot in range(self.slots):
            try:
                wish = self._parse_slot(form, f"{name}.{slot}")
            except FieldProblems as error:
                problems |= error.problems
            else:
                wishes += [wish] if wish else []
        if problems:
            raise FieldProblems(problems)
        return wishes or None

    def _parse_slot(self, form: FormInput, name: str) -> dict[str, Json] | None:
        day, time = super().parse(form, name), one_box(form, f"{name}.time")
        if day is None:
            # A part of the day chosen beforehand is no wish, unless it could only be meant as one.
            if time and any(one_box(form, f"{name}.{part}") for part in PARTS):
                raise FieldProblems({f"{name}.year": _NO_DATE})
            return None
        if not time and len(self.times) == 1:
            time = self.times[0]
        if time not in self.times:
            raise FieldProblems({f"{name}.time": _NO_TIME})
        return {"date": day, "time": time}

    def has_shape(self, value: Json) -> bool:
        return isinstance(value, list) and bool(value) and all(self._is_wish(one) for one in value)

    def _is_wish(self, value: Json) -> bool:
        if not isinstance(value, dict) or set(value) != {"date", "time"}:
            return False
        return super().has_shape(value["date"]) and value["time"] in self.times

    def problems(self, value: Any, name: str, context: AnswerContext) -> dict[str, Refusal]:
        if len(value) > self.slots:
            return {self.first_input(name): self._too_many(len(value))}
        found: dict[str, Refusal] = {}
        for slot, wish in enumerate(value):
            found |= super().problems(wish["date"], f"{name}.{slot}", context)
            if wish in value[:slot]:
                found[f"{name}.{slot}.year"] = _TWICE
        return found

    def inputs(self, value: Any, name: str) -> dict[str, list[str]]:
        shown: dict[str, list[str]] = {}
        for slot, wish in enumerate(value):
            shown |= super().inputs(wish["date"], f"{name}.{slot}")
            shown[f"{name}.{slot}.time"] = [wish["time"]]
        return shown

    def show(self, value: Any, language: str) -> str:
        lines = (
            f"{number}. {super(DatesWishField, self).show(wish['date'], language)}"
            f" {TIMES[wish['time']].say(language)}"
            for number, wish in enumerate(value, start=1)
        )
        return "\n".join(lines)

    def cel_value(self, value: Any) -> Any:
        day = super().cel_value
        return [in_rows({"date": day(one["date"]), "time": one["time"]}) for one in value]

    def first_input(self, name: str) -> str:
        return f"{name}.0.year"

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        wish = {
            "type": "object",
            "properties": {
                "date": {"type": "string", "format": "date"},
                "time": {"type": "string", "enum": list(self.times)},
            },
            "required": ["date", "time"],
            "additionalProperties": False,
        }
        return {"type": "array", "items": wish, "minItems": 1, "maxItems": self.slots}

    def sample(self) -> Json:
        return [{"date": "2026-12-01", "time": self.times[0]}]

    def _too_many(self, arrived: int) -> Refusal:
        return Refusal(
            code="field.dates-wish.too-many",
            message=N_("You can enter %(most)d days or fewer. There are %(arrived)d."),
            params={"most": self.slots, "arrived": arrived},
        )
