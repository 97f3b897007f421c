"""Which type of question takes which fact a sign-in proved.

Invariant: `misfits` names every key of `verified` that could never be filled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from todoke.core.assurance.basic_facts import Claim
from todoke.core.procedures.fields.base import Field
from todoke.core.procedures.fields.choice import ChoiceField
from todoke.core.procedures.fields.date import DateField
from todoke.core.procedures.fields.person_name import PersonNameField
from todoke.core.procedures.fields.postal_address import PostalAddressField

TAKEN_BY: Mapping[Claim, type[Field]] = {
    Claim.NAME: PersonNameField,
    Claim.ADDRESS: PostalAddressField,
    Claim.BIRTH_DATE: DateField,
    Claim.SEX: ChoiceField,
}
SEX_OPTIONS = frozenset({"male", "female"})


def misfits(field: Field) -> Iterator[tuple[str, str, str]]:
    """Key, requirement and what arrived, of each part of `verified` that does not fit."""
    if field.verified is None:
        if field.verified_when:
            yield "verified_when", "verified beside it", field.id
        return
    kind = TAKEN_BY[field.verified]
    if type(field) is not kind:
        wanted = kind.model_fields["type"].default
        yield "verified", f"a question of type {wanted} for {field.verified.value}", field.type
    elif isinstance(field, ChoiceField):
        offered = {option.value for option in field.options}
        if not offered >= SEX_OPTIONS:
            yield "verified", "the options male and female for sex", ", ".join(sorted(offered))
