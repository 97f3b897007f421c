"""Whether the person who signed is the person who signed in.

Invariants:
- only facts that both name are compared; a substituted place (代替文字) of either is not.
- the address is not compared: one of the two may be older than a move, and the office looks at both.
"""

from __future__ import annotations

from todoke.core.assurance.comparing import is_same_name
from todoke.core.assurance.identity import Identity
from todoke.core.refusal import N_, Refusal

ANOTHER_SIGNER = Refusal(
    code="assurance.signer.another",
    message=N_("The card that signed is not the card of the person who signed in. Sign with your own card. "
               "What you have written is kept."),
)  # fmt: skip


def refuse_signer(signed_in: Identity, signed: Identity) -> Refusal | None:
    same_birth = _same_or_unknown(signed_in.birth_date, signed.birth_date)
    same_sex = _same_or_unknown(signed_in.sex, signed.sex)
    return None if same_birth and same_sex and _same_name(signed_in, signed) else ANOTHER_SIGNER


def _same_or_unknown(one: object, other: object) -> bool:
    return one is None or other is None or one == other


def _same_name(one: Identity, other: Identity) -> bool:
    if one.name is None or other.name is None:
        return True
    places = {*one.name_substituted, *other.name_substituted}
    return is_same_name(one.name, other.name, substituted=places)
