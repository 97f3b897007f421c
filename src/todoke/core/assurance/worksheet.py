"""The worksheet of one procedure, in the order of DS-511 chapter 3.

Redesign → six harms → (levels are worked out, never written down) → methods, weighed on five viewpoints →
compensating measures → residual risk and review.

Invariants:
- a worksheet is complete or it is none: every harm rated on both axes with a reason, every viewpoint weighed.
- it holds no level of its own; `deciding.decide` is the only place that says one.
- measures lower an axis only as `measures` allows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator
from pydantic import Field as PydanticField
from pydantic_core import PydanticCustomError

from todoke.core.assurance.levels import LEVEL_OF, Axis, Harm, Rating
from todoke.core.assurance.measures import COVERS, MOST, MeasureKind
from todoke.core.assurance.practice import Practice
from todoke.core.refusal import N_

LONGEST = 2_000
ID = r"^[a-z][a-z0-9_]{0,59}$"
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)]


class Redesign(StrEnum):
    """Could the procedure be redesigned so that less is needed?"""

    NOBODY_NEEDED = "nobody_needed"
    REDUCED = "reduced"
    PLANNED = "planned"
    UNCHANGED = "unchanged"


REDESIGN_WORDS: Mapping[Redesign, str] = MappingProxyType(
    {
        Redesign.NOBODY_NEEDED: N_("Nobody has to be known for it"),
        Redesign.REDUCED: N_("Yes, and this worksheet is about the redesigned procedure"),
        Redesign.PLANNED: N_("Yes, but not yet: it is planned"),
        Redesign.UNCHANGED: N_("No"),
    }
)


class Viewpoint(StrEnum):
    """The five viewpoints from which methods are weighed."""

    PURPOSE = "purpose"
    FAIRNESS = "fairness"
    PRIVACY = "privacy"
    USABILITY = "usability"
    SECURITY = "security"


VIEWPOINT_WORDS: Mapping[Viewpoint, str] = MappingProxyType(
    {
        Viewpoint.PURPOSE: N_("Purpose of the procedure"),
        Viewpoint.FAIRNESS: N_("Fairness"),
        Viewpoint.PRIVACY: N_("Privacy"),
        Viewpoint.USABILITY: N_("Usability and accessibility"),
        Viewpoint.SECURITY: N_("Security"),
    }
)


RULES: Mapping[str, str] = MappingProxyType(
    {
        "assurance.harms.missing": N_("Rate every harm. Missing: %(harms)s."),
        "assurance.viewpoints.missing": N_(
            "Weigh the methods from every viewpoint. Missing: %(viewpoints)s."
        ),
        "assurance.methods.twice": N_("Choose each method once."),
        "assurance.measures.axis-twice": N_("Name each axis once in a measure."),
        "assurance.measures.cannot": N_("“%(measure)s” cannot make up for %(axes)s. Untick it there."),
        "assurance.measures.twice": N_("Write each kind of measure once. Twice: %(measures)s."),
        "assurance.measures.too-many": N_(
            "Measures can lower %(axis)s by %(most)s at the most. Untick some; they stay recorded."
        ),
        "assurance.nobody.harm": N_(
            "You wrote that nobody has to be known, yet not every harm is rated low. Change one of the two."
        ),
        "assurance.nobody.measures": N_(
            "You wrote that nobody has to be known, so no measure can lower anything. Untick them."
        ),
    }
)
"""What a worksheet must keep, by code; also what a person reads who filled it in (see problems.py)."""


def _broken(code: str, **params: str) -> PydanticCustomError:
    shown = (RULES[code] % params).replace("{", "{{").replace("}", "}}")
    return PydanticCustomError(code, shown, dict(params))


def _listed(members: Iterable[StrEnum]) -> str:
    """Ids for the file's author; problems.py says them in words."""
    return ", ".join(one.value for one in members)


class ProcedureClass(StrEnum):
    """Kinds of procedures that are decided alike."""

    PAYMENT = "payment"
    OWN_MONEY = "own_money"
    CARE_CERTIFICATION = "care_certification"
    ENTITLEMENT = "entitlement"
    NOTICE_OR_REISSUE = "notice_or_reissue"
    DISASTER = "disaster"
    CAR = "car"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RedesignStep(_Part):
    """`answer` and what was looked at."""

    answer: Redesign
    words: Words


class RatedHarm(_Part):
    """How bad it is if a stranger applies as this person (identity), or takes over what this person began
    or may open (authentication)."""

    identity: Rating
    authentication: Rating
    reason: Words

    def on(self, axis: Axis) -> Rating:
        return self.identity if axis is Axis.IDENTITY else self.authentication


class MethodChoice(_Part):
    """`chosen`: ids of the method table, none where nobody signs in. `otherwise`: the way for people who
    can use none of them."""

    chosen: tuple[str, ...]
    viewpoints: Mapping[Viewpoint, Words]
    otherwise: Words

    @model_validator(mode="after")
    def _every_viewpoint(self) -> MethodChoice:
        if missing := [one for one in Viewpoint if one not in self.viewpoints]:
            raise _broken("assurance.viewpoints.missing", viewpoints=_listed(missing))
        if len(set(self.chosen)) != len(self.chosen):
            raise _broken("assurance.methods.twice")
        return self


class Measure(_Part):
    """One compensating measure and the axes it lowers by one level; none where it is only recorded."""

    measure: MeasureKind
    lowers: tuple[Axis, ...] = ()
    words: Words

    @model_validator(mode="after")
    def _lowers_what_it_can(self) -> Measure:
        if len(set(self.lowers)) != len(self.lowers):
            raise _broken("assurance.measures.axis-twice")
        if cannot := [axis for axis in Axis if axis in set(self.lowers) - COVERS[self.measure]]:
            raise _broken("assurance.measures.cannot", measure=self.measure.value, axes=_listed(cannot))
        return self


class Worksheet(_Part):
    """One complete worksheet. `review_after_months` is a proposal; the approver sets the day.

    `max_age_minutes`: how long ago the person may have signed in when they send; None: the session counts.
    `verify`: what the author was not certain of.
    """

    worksheet: str = PydanticField(pattern=ID)
    version: int = PydanticField(ge=1)
    kind: ProcedureClass
    redesign: RedesignStep
    harms: Mapping[Harm, RatedHarm]
    methods: MethodChoice
    measures: tuple[Measure, ...] = ()
    residual: Words
    practice: Practice
    review_after_months: int = PydanticField(ge=1, le=60)
    max_age_minutes: int | None = PydanticField(default=None, ge=1, le=60 * 24 * 30)
    verify: tuple[Words, ...] = ()

    @model_validator(mode="after")
    def _every_harm(self) -> Worksheet:
        if missing := [one for one in Harm if one not in self.harms]:
            raise _broken("assurance.harms.missing", harms=_listed(missing))
        return self

    @model_validator(mode="after")
    def _measures_within_bounds(self) -> Worksheet:
        times = Counter(one.measure for one in self.measures)
        if doubled := [kind for kind, count in times.items() if count > 1]:
            raise _broken("assurance.measures.twice", measures=_listed(doubled))
        for axis in Axis:
            most = min(MOST, self.raw_level(axis))
            if sum(axis in one.lowers for one in self.measures) > most:
                raise _broken("assurance.measures.too-many", axis=axis.value, most=str(most))
        return self

    @model_validator(mode="after")
    def _nobody_needed_is_harmless(self) -> Worksheet:
        if self.redesign.answer is not Redesign.NOBODY_NEEDED:
            return self
        if any(self.heaviest(axis) is not Rating.LOW for axis in Axis):
            raise _broken("assurance.nobody.harm")
        if any(one.lowers for one in self.measures):
            raise _broken("assurance.nobody.measures")
        return self

    def heaviest(self, axis: Axis) -> Rating:
        return max((one.on(axis) for one in self.harms.values()), key=lambda rating: LEVEL_OF[rating])

    def raw_level(self, axis: Axis) -> int:
        """What the heaviest harm asks for, before measures."""
        return LEVEL_OF[self.heaviest(axis)]
