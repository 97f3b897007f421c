"""What an ID service says of a person, read into an `Identity`.

Invariants:
- a claim of another type than agreed is refused; nothing is guessed from it.
- an empty claim, an unknown day (month or day 00) and an unknown sex are absent, never a value.
- a character nobody else can read (外字) becomes 〓 and counts as substituted, as does one with a flag
  (`name_substituted`, `address_substituted`: 0 or 1 for each character, as in a certificate).

Sources: OpenID Connect Core 1.0 §5.1 (name, address, birthdate, gender) and domain.md §3, §4 (EYYYYMMDD, sex
as 1, 2, 9). Which of the two the real service sends is not public; both are read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from todoke.core.assurance.identity import Identity, Sex
from todoke.core.errors import Refused
from todoke.core.lexicon.text import refuse_characters
from todoke.core.refusal import N_, Refusal

LONGEST = 500
GETA = "〓"
UNREADABLE = Refusal(
    code="assurance.claims.unreadable",
    message=N_("The ID service sent something we cannot read. Try again, or choose another way."),
)
_SEXES: Mapping[str, Sex] = {
    "male": Sex.MALE,
    "female": Sex.FEMALE,
    **{sex.value: sex for sex in Sex},
}
_DAY = re.compile(r"(?:(?P<era>[0-9])|(?=[0-9]{4}-))([0-9]{4})-?([0-9]{2})-?([0-9]{2})", re.ASCII)
_FLAGS = re.compile(r"[01]+", re.ASCII)
_YEAR_ALONE = re.compile(r"[0-9]{4}", re.ASCII)
_UNKNOWN_ERA = "0"
_LAST_ERA = "5"


def identity_from_claims(claims: Mapping[str, Any]) -> Identity:
    """Refused where a claim is not what the standard says. Other claims are not looked at."""
    name, name_substituted = _text(claims.get("name"), claims.get("name_substituted"))
    address, address_substituted = _text(_formatted(claims.get("address")), claims.get("address_substituted"))
    return Identity(
        name=name,
        name_substituted=name_substituted,
        address=address,
        address_substituted=address_substituted,
        birth_date=birth_date_of(claims.get("birthdate")),
        sex=_sex(claims.get("gender")),
    )


def birth_date_of(written: Any) -> date | None:
    """YYYY-MM-DD or EYYYYMMDD (era 1–5, the year Gregorian); None where a part of it is unknown."""
    text = _string(written)
    if not text or _YEAR_ALONE.fullmatch(text):
        return None
    found = _DAY.fullmatch(text)
    if found is None or (found["era"] or "1") > _LAST_ERA:
        raise Refused(UNREADABLE)
    year, month, day = found[2], found[3], found[4]
    if found["era"] == _UNKNOWN_ERA or year == "0000" or "00" in (month, day):
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise Refused(UNREADABLE) from error


def _string(written: Any) -> str:
    if written is None:
        return ""
    if not isinstance(written, str) or len(written) > LONGEST:
        raise Refused(UNREADABLE)
    return written.strip(" \u3000\t\r\n")


def _formatted(written: Any) -> Any:
    """An address is text, or the object of OIDC with one line or several in `formatted`."""
    if isinstance(written, Mapping):
        written = written.get("formatted")
    return re.sub(r"[\r\n]+", " ", written) if isinstance(written, str) else written


def _text(written: Any, flags: Any) -> tuple[str | None, tuple[int, ...]]:
    text = _string(written)
    unreadable = {place for place, one in enumerate(text) if unicodedata.category(one) == "Co"}
    shown = "".join(GETA if place in unreadable else one for place, one in enumerate(text))
    places = tuple(sorted(unreadable | _flagged(written, flags, text=text)))
    if refuse_characters(shown, besides=""):
        raise Refused(UNREADABLE)
    return shown or None, places


def _flagged(written: Any, flags: Any, *, text: str) -> set[int]:
    """Places in `text`. The flags count the characters as they were sent, spaces at the ends too."""
    if flags is None or not text:
        return set()
    if not isinstance(flags, str) or not _FLAGS.fullmatch(flags) or len(flags) != len(written):
        raise Refused(UNREADABLE)
    begins = written.index(text)
    return {place for place in range(len(text)) if flags[begins + place] == "1"}


def _sex(written: Any) -> Sex | None:
    return _SEXES.get(_string(written).lower())
