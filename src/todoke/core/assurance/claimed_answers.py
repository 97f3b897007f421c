"""How each fact a sign-in proved answers a question, and whether an answer says the same.

Invariant: a value has the shape of its question; a fact without one (an unknown sex) answers nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from todoke.core.assurance.basic_facts import Claim
from todoke.core.assurance.comparing import is_same_address, is_same_name
from todoke.core.assurance.identity import Identity, Sex
from todoke.core.assurance.one_line_address import place_of
from todoke.core.procedures.fields.base import AnswerContext, Field, Json
from todoke.core.procedures.fields.choice import ChoiceField
from todoke.core.procedures.fields.postal_address import PARTS

SEX_OPTION: Mapping[Sex, str] = MappingProxyType({Sex.MALE: "male", Sex.FEMALE: "female"})


def fill(field: Field, identity: Identity, *, answered: Json | None, context: AnswerContext) -> Json | None:
    """What the proved fact answers; `answered` itself where it says the same. None: it answers nothing."""
    if field.verified is None or field.verified not in identity.claims:
        return None
    if answered is not None and field.has_shape(answered) and agrees(field, identity, answered=answered):
        return answered
    match field.verified:
        case Claim.NAME:
            return {"name": identity.name, "kana": None}
        case Claim.ADDRESS:
            return _laid_out(identity.address or "", context)
        case Claim.BIRTH_DATE:
            return identity.birth_date.isoformat() if identity.birth_date else None
        case Claim.SEX:
            return _option(field, identity.sex)


def agrees(field: Field, identity: Identity, *, answered: Any) -> bool:
    """`answered` has the shape of the question. False where the fact was not handed over."""
    return field.verified is not None and _AGREES[field.verified](identity, answered)


def _name_agrees(identity: Identity, answered: Any) -> bool:
    claimed = identity.name
    return claimed is not None and is_same_name(
        claimed, answered["name"], substituted=identity.name_substituted
    )


def _address_agrees(identity: Identity, answered: Any) -> bool:
    """With the building or without it: registers may leave it out."""
    claimed, places = identity.address, identity.address_substituted
    block = "".join(answered[part] for part in ("prefecture", "city", "town", "block"))
    lines = (f"{block} {answered['building']}", block)
    return claimed is not None and any(is_same_address(claimed, line, substituted=places) for line in lines)


def _born_agrees(identity: Identity, answered: Any) -> bool:
    return identity.birth_date is not None and identity.birth_date.isoformat() == answered


def _sex_agrees(identity: Identity, answered: Any) -> bool:
    return identity.sex is not None and SEX_OPTION.get(identity.sex) == answered


def _laid_out(address: str, context: AnswerContext) -> Json:
    place = place_of(address, context.municipalities)
    return {**dict.fromkeys(PARTS, ""), **place, "municipality_code": None}


def _option(field: Field, sex: Sex | None) -> Json | None:
    option = SEX_OPTION.get(sex) if sex else None
    return option if isinstance(field, ChoiceField) and field.offers(option) else None


_AGREES: Mapping[Claim, Callable[[Identity, Any], bool]] = MappingProxyType(
    {
        Claim.NAME: _name_agrees,
        Claim.ADDRESS: _address_agrees,
        Claim.BIRTH_DATE: _born_agrees,
        Claim.SEX: _sex_agrees,
    }
)
