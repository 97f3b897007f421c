"""The text of an agreement: a template of its legal form, filled with what was agreed.

Invariants:
- a template uses only the names in FILLED; an unknown one is an error when it is loaded, not on paper.
- what people typed is filled in and never read as a template.
- every text opens by saying that it is a draft to be checked by counsel.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pydantic import Field as PydanticField
from pydantic import field_validator

from todoke.core.talent.answers import Party
from todoke.core.talent.skills import ID, Part

FILLED = frozenset(
    {
        "host", "home", "employer", "person", "lender", "work", "since", "until", "days", "hours_day",
        "director", "basis", "pays", "shares", "day_rate", "permissions", "caps", "categories",
        "successor", "handover_plan", "form",
    }
)  # fmt: skip
"""What a template may name. `lender`: the home body or the employer, whoever lends."""
_NAMED = re.compile(r"\{([a-z_]+)\}")


class Clause(Part):
    heading: str = PydanticField(min_length=1)
    text: str = PydanticField(min_length=1)

    @field_validator("text")
    @classmethod
    def known_names(cls, text: str) -> str:
        unknown = set(_NAMED.findall(text)) - FILLED
        if unknown:
            raise ValueError(f"only names that can be filled in, not {', '.join(sorted(unknown))}")
        return text


class AgreementTemplate(Part):
    """`signs`: who signs, in this order. `names_person` False: the text names nobody who works."""

    form: str = PydanticField(pattern=ID)
    version: int = PydanticField(ge=1)
    title: str = PydanticField(min_length=1)
    signs: tuple[Party, ...] = PydanticField(min_length=2)
    names_person: bool
    clauses: tuple[Clause, ...]

    @property
    def name(self) -> str:
        return f"{self.form}-{self.version}"


class CommonClauses(Part):
    """What stands in every agreement, around the clauses of its form."""

    version: int = PydanticField(ge=1)
    mark: str = PydanticField(min_length=1)
    before: tuple[Clause, ...]
    after: tuple[Clause, ...]


def text_of(template: AgreementTemplate, common: CommonClauses, *, values: Mapping[str, str]) -> str:
    """KeyError where a value is missing."""
    lines = [common.mark, "", template.title, ""]
    for number, clause in enumerate((*common.before, *template.clauses, *common.after), start=1):
        lines += [f"第{number}条（{clause.heading}）", fill(clause.text.strip(), values), ""]
    return "\n".join(lines).strip() + "\n"


def fill(text: str, values: Mapping[str, str]) -> str:
    return _NAMED.sub(lambda found: values[found[1]], text)
