"""Whether the card that signed is the card of the person who signed in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from todoke.core.assurance.identity import Identity, Sex
from todoke.core.assurance.signer import ANOTHER_SIGNER, refuse_signer

HANAKO = Identity(
    name="山田　花子", address="霧原県ひばり市本町１－２－３", birth_date=date(1954, 4, 3), sex=Sex.FEMALE
)


@pytest.mark.parametrize(
    "signed",
    [
        HANAKO,
        replace(HANAKO, name="山田 花子"),
        replace(HANAKO, name="山由　花子", name_substituted=(1,)),
        replace(HANAKO, address="霧原県山辺郡森野町１"),
        replace(HANAKO, sex=None),
    ],
    ids=["the same", "another space", "a substitute", "she has moved", "no sex"],
)
def test_it_is_the_same_person(signed):
    assert refuse_signer(HANAKO, signed) is None


@pytest.mark.parametrize(
    "signed",
    [
        replace(HANAKO, name="山田　一郎"),
        replace(HANAKO, birth_date=date(1954, 4, 4)),
        replace(HANAKO, sex=Sex.MALE),
    ],
    ids=["name", "birth date", "sex"],
)
def test_one_fact_that_differs_is_another_person(signed):
    assert refuse_signer(HANAKO, signed) is ANOTHER_SIGNER


def test_who_signed_in_without_a_name_is_known_by_the_card_alone():
    assert refuse_signer(Identity(), HANAKO) is None
