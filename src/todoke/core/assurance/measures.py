"""Compensating measures (補完的対策): what makes up for a weaker method, and on which axis it can.

Invariants:
- a measure lowers an axis by one level and only where COVERS says it can work.
- an axis is lowered by MOST levels at the most, each by another kind of measure.

That measures are counted like this is our own proposal; DS-511 asks that they are recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from todoke.core.assurance.levels import Axis
from todoke.core.refusal import N_

MOST = 2


class MeasureKind(StrEnum):
    REGISTERED_ADDRESS = "registered_address"
    INTERVIEW = "interview"
    SITE_SURVEY = "site_survey"
    REGISTER_MATCH = "register_match"
    ACCOUNT_MATCH = "account_match"
    DOCUMENTS = "documents"
    THIRD_PARTY = "third_party"
    AGENT_OFFICE = "agent_office"
    SEALED_ANSWERS = "sealed_answers"
    NOTHING_ONLINE = "nothing_online"
    OTHER = "other"


_IDENTITY, _BOTH = frozenset({Axis.IDENTITY}), frozenset(Axis)
COVERS: Mapping[MeasureKind, frozenset[Axis]] = MappingProxyType(
    {
        MeasureKind.REGISTERED_ADDRESS: _BOTH,
        MeasureKind.INTERVIEW: _IDENTITY,
        MeasureKind.SITE_SURVEY: _IDENTITY,
        MeasureKind.REGISTER_MATCH: _IDENTITY,
        MeasureKind.ACCOUNT_MATCH: _IDENTITY,
        MeasureKind.DOCUMENTS: _IDENTITY,
        MeasureKind.THIRD_PARTY: _IDENTITY,
        MeasureKind.AGENT_OFFICE: _IDENTITY,
        MeasureKind.SEALED_ANSWERS: frozenset({Axis.AUTHENTICATION}),
        MeasureKind.NOTHING_ONLINE: frozenset({Axis.AUTHENTICATION}),
        MeasureKind.OTHER: frozenset(),
    }
)
MEASURE_WORDS: Mapping[MeasureKind, str] = MappingProxyType(
    {
        MeasureKind.REGISTERED_ADDRESS: N_("Posting to the registered address"),
        MeasureKind.INTERVIEW: N_("Interview in person"),
        MeasureKind.SITE_SURVEY: N_("Survey on site"),
        MeasureKind.REGISTER_MATCH: N_("Comparison with the office’s registers"),
        MeasureKind.ACCOUNT_MATCH: N_("Payment only to the person’s own account"),
        MeasureKind.DOCUMENTS: N_("Check of documents others made out"),
        MeasureKind.THIRD_PARTY: N_("Question to a provider, bank or other office"),
        MeasureKind.AGENT_OFFICE: N_("Check of the office that files for the person, and record of consent"),
        MeasureKind.SEALED_ANSWERS: N_("What was sent opens only with the application key"),
        MeasureKind.NOTHING_ONLINE: N_("The result is not given online"),
        MeasureKind.OTHER: N_("Another measure (recorded, lowers nothing)"),
    }
)
