"""People who can be lent, and what they let others know.

Invariants:
- nothing here knows age, sex, nationality, health or family: what is not kept cannot be weighed.
- a name is shown only after the person agreed to be proposed; before that there is a role, levels and days.
- a consent is for one audience and one purpose, and ends at once when it is withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from todoke.core.refusal import N_


class PersonKind(StrEnum):
    """Whose member of staff somebody is. BUILDER and other roles are said by role models, never here."""

    STAFF = "staff"
    PREFECTURE_EXPERT = "prefecture_expert"
    SECONDEE = "secondee"
    SIDE_WORKER = "side_worker"


KIND_WORDS: Mapping[PersonKind, str] = MappingProxyType(
    {
        PersonKind.STAFF: N_("Member of a municipality’s staff"),
        PersonKind.PREFECTURE_EXPERT: N_("Expert of the prefecture"),
        PersonKind.SECONDEE: N_("Seconded from a company"),
        PersonKind.SIDE_WORKER: N_("Side job beside a company"),
    }
)


class Audience(StrEnum):
    """Who may see: coordinators always see what a round needs; the rest is the person's own choice."""

    COORDINATORS = "coordinators"
    MEMBER_TOWNS = "member_towns"
    HOSTS_PROPOSED = "hosts_proposed"
    OTHER_PREFECTURES = "other_prefectures"


class Purpose(StrEnum):
    ALLOCATION = "allocation"
    QUESTIONS = "questions"
    EVENTS = "events"


AUDIENCE_WORDS: Mapping[Audience, str] = MappingProxyType(
    {
        Audience.COORDINATORS: N_("Coordinators of the prefecture"),
        Audience.MEMBER_TOWNS: N_("Member towns (role, levels and days, no name)"),
        Audience.HOSTS_PROPOSED: N_("The town you agreed to be proposed to"),
        Audience.OTHER_PREFECTURES: N_("Coordinators of other prefectures"),
    }
)
PURPOSE_WORDS: Mapping[Purpose, str] = MappingProxyType(
    {
        Purpose.ALLOCATION: N_("Finding work that fits"),
        Purpose.QUESTIONS: N_("Being asked by colleagues"),
        Purpose.EVENTS: N_("Invitations"),
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentFacts:
    """`until` None: until it is withdrawn."""

    audience: Audience
    purpose: Purpose
    since: date
    until: date | None
    withdrawn_at: datetime | None

    def holds(self, audience: Audience, purpose: Purpose, *, on: date) -> bool:
        in_time = self.since <= on and (self.until is None or on <= self.until)
        return (self.audience, self.purpose) == (audience, purpose) and in_time and self.withdrawn_at is None


def consents_to(consents: Iterable[ConsentFacts], audience: Audience, *, purpose: Purpose, on: date) -> bool:
    return any(one.holds(audience, purpose, on=on) for one in consents)
