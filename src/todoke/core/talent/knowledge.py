"""What towns write for each other: themes, licences, and what makes a text whole.

Invariants:
- every playbook names its author, the author's body and a licence; taking it over keeps them.
- thanks are counted for texts, never for people.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from todoke.core.refusal import N_, Refusal

LONGEST_TITLE, LONGEST_TEXT, LONGEST_PLACE = 160, 20_000, 160


class Theme(StrEnum):
    """What work is about: our own short list."""

    FRONT_DESK = "front_desk"
    ONLINE = "online"
    STANDARD = "standard"
    REFORM = "reform"
    IN_HOUSE = "in_house"
    SECURITY = "security"
    DATA_AI = "data_ai"
    PEOPLE = "people"
    PROCUREMENT = "procurement"
    OTHER = "other"


THEME_WORDS: Mapping[Theme, str] = MappingProxyType(
    {
        Theme.FRONT_DESK: N_("Counters and waiting"),
        Theme.ONLINE: N_("Online procedures"),
        Theme.STANDARD: N_("Standardised core systems"),
        Theme.REFORM: N_("Reform of work"),
        Theme.IN_HOUSE: N_("Building it ourselves"),
        Theme.SECURITY: N_("Security and networks"),
        Theme.DATA_AI: N_("Data and AI"),
        Theme.PEOPLE: N_("Growing people"),
        Theme.PROCUREMENT: N_("Procurement"),
        Theme.OTHER: N_("Something else"),
    }
)


class Licence(StrEnum):
    """CC BY 4.0: free with the names kept. CC0: free. MEMBERS: inside the hub only, names kept."""

    CC_BY = "cc_by_4"
    CC0 = "cc0_1"
    MEMBERS = "members"


LICENCE_WORDS: Mapping[Licence, str] = MappingProxyType(
    {
        Licence.CC_BY: N_("CC BY 4.0: everybody may use it and names the author"),
        Licence.CC0: N_("CC0 1.0: everybody may use it, without conditions"),
        Licence.MEMBERS: N_("Towns of this hub may use it and name the author"),
    }
)


class ItemKind(StrEnum):
    PLAYBOOK = "playbook"
    TEMPLATE = "template"


ITEM_WORDS: Mapping[ItemKind, str] = MappingProxyType(
    {ItemKind.PLAYBOOK: N_("Playbook"), ItemKind.TEMPLATE: N_("Template")}
)

TITLE = Refusal(code="talent.network.title", message=N_("Write a title in up to 160 characters."))
TEXT = Refusal(code="talent.network.text", message=N_("Write the text, in up to 20,000 characters."))
THEMES = Refusal(code="talent.network.themes", message=N_("Choose at least one theme from the list."))
ROLES = Refusal(code="talent.network.roles", message=N_("Choose roles from the list."))
LICENCE = Refusal(code="talent.network.licence", message=N_("Choose how others may use it."))
KIND = Refusal(code="talent.network.kind", message=N_("Choose whether it is a playbook or a template."))
PLACE = Refusal(code="talent.network.place", message=N_("Write where it is, in up to 160 characters."))
TIMES = Refusal(
    code="talent.network.times",
    message=N_("Write the day and both times; the end comes after the beginning, and neither is over yet."),
)
NOT_AUTHOR = Refusal(code="talent.network.not-author", message=N_("Only who wrote it can change it."))
NOT_ORGANISER = Refusal(
    code="talent.network.not-organiser",
    message=N_("Only members of the body that organises the event change it."),
)
CLOSED = Refusal(
    code="talent.network.closed", message=N_("This question is closed. Ask a new one if something is open.")
)
NOT_ASKER = Refusal(code="talent.network.not-asker", message=N_("Only who asked can do this."))
OWN_THANKS = Refusal(code="talent.network.own-thanks", message=N_("Thanks go to somebody else."))
ONESELF = Refusal(code="talent.network.oneself", message=N_("Ask somebody else than yourself."))
OVER = Refusal(
    code="talent.network.over", message=N_("This event is over or was cancelled, so it stays as it is.")
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemWords:
    title: str
    text: str
    kind: str
    roles: tuple[str, ...]
    themes: tuple[str, ...]
    licence: str


def item_problems(given: ItemWords, *, roles: Collection[str]) -> dict[str, Refusal]:
    """By field."""
    found = text_problems(given.title, given.text, themes=given.themes)
    if given.kind not in set(ItemKind):
        found["kind"] = KIND
    if set(given.roles) - set(roles):
        found["roles"] = ROLES
    if given.licence not in set(Licence):
        found["licence"] = LICENCE
    return found


def text_problems(title: str, text: str, *, themes: Collection[str]) -> dict[str, Refusal]:
    found: dict[str, Refusal] = {}
    if not 0 < len(title) <= LONGEST_TITLE:
        found["title"] = TITLE
    if not 0 < len(text) <= LONGEST_TEXT:
        found["text"] = TEXT
    if not themes or set(themes) - set(Theme):
        found["themes"] = THEMES
    return found


def event_problems(
    title: str, place: str, *, begins: datetime | None, ends: datetime | None, now: datetime
) -> dict[str, Refusal]:
    found: dict[str, Refusal] = {}
    if not 0 < len(title) <= LONGEST_TITLE:
        found["title"] = TITLE
    if not 0 < len(place) <= LONGEST_PLACE:
        found["place"] = PLACE
    if begins is None or ends is None or not now < begins < ends:
        found["day"] = TIMES
    return found
