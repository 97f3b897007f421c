"""The four people who can sign in, and the PINs of their cards. They are invented, like the places.

What they are called, where they live and when they were born is as in the examples of the shipped procedures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from todoke.core.refusal import N_

SIGN_IN_PIN = "1234"
SIGNING_PIN = "ABC123"


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """`…_flags` as in a certificate: one digit per character, 1 where it is a substitute (代替文字).

    `sex` as in a certificate (1 male, 2 female). `about` tells a visitor of the demo why to choose them.
    """

    id: str
    name: str
    address: str
    born: date
    sex: str
    about: str
    name_flags: str = ""
    address_flags: str = ""
    hands_over_address: bool = True


PEOPLE = (
    Person(
        id="hanako",
        name="山田　花子",
        address="霧原県ひばり市本町１－２－３",
        born=date(1954, 5, 1),
        sex="2",
        about=N_("Hands over everything she is asked for."),
    ),
    Person(
        id="megumi",
        name="高橋　恵",
        name_flags="1000",
        address="霧原県ひばり市緑町１－８",
        born=date(1981, 9, 14),
        sex="2",
        about=N_("A character of her name is a substitute: the register has 髙, the card 高."),
    ),
    Person(
        id="lan",
        name="NGUYEN THI LAN",
        address="霧原県ひばり市朝日町４－５　２０３号室",
        born=date(1997, 4, 10),
        sex="2",
        about=N_("Her registered name is in Latin letters."),
    ),
    Person(
        id="ichiro",
        name="山田　一郎",
        address="霧原県山辺郡森野町森野５－６",
        born=date(1978, 1, 9),
        sex="1",
        hands_over_address=False,
        about=N_("Declines to hand over his address."),
    ),
)
_BY_ID = {person.id: person for person in PEOPLE}


def person_of(person_id: str) -> Person | None:
    return _BY_ID.get(person_id)
