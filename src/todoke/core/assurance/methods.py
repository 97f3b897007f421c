"""The table method → level: data with a version, which a municipality may override; and what is offered.

Invariants:
- a method is offered only where it reaches both levels; ease never lowers what is asked.
- easiest means measured: the share of people who finished, with the doubt of small numbers taken off.
- a method to be avoided is never offered; a fallback comes after everything else.
- levels stated as a range count with the lower figure.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic import Field as PydanticField

from todoke.core.assurance.levels import SELF_DECLARED, Levels
from todoke.core.assurance.practice import Certainty
from todoke.core.procedures.text import Text

ID = r"^[a-z][a-z0-9_]{0,39}$"
FEWEST = 30
"""Attempts before a share says anything."""
DOUBT = 1.96
"""Standard deviations of the Wilson interval: 95 %."""


class PhishingResistant(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


class Use(StrEnum):
    NORMAL = "normal"
    FALLBACK = "fallback"
    AVOID = "avoid"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Method(_Part):
    """One way to show who one is.

    `identity` is what the method itself proves. `binds`: it carries an identity proved another way, such as
    at the counter, up to what was proved there. `identity_up_to` and `authentication_up_to`: the upper end
    where the source gives a range. `counter`: it happens at the counter, never inside a form.
    """

    method: str = PydanticField(pattern=ID)
    name: Text
    identity: int = PydanticField(ge=0, le=3)
    identity_up_to: int | None = PydanticField(default=None, ge=0, le=3)
    authentication: int = PydanticField(ge=0, le=3)
    authentication_up_to: int | None = PydanticField(default=None, ge=0, le=3)
    binds: bool = False
    counter: bool = False
    phishing_resistant: PhishingResistant
    use: Use = Use.NORMAL
    note: str = ""
    certainty: Certainty
    verify: str = ""
    acr: Mapping[str, Levels] = {}

    @model_validator(mode="after")
    def _ranges_rise(self) -> Method:
        for low, high in (
            (self.identity, self.identity_up_to),
            (self.authentication, self.authentication_up_to),
        ):
            if high is not None and high <= low:
                raise ValueError("…_up_to: higher than the level itself")
        return self

    @model_validator(mode="after")
    def _doubt_is_noted(self) -> Method:
        if self.certainty in {Certainty.MEDIUM, Certainty.LOW} and not self.verify:
            raise ValueError("verify: what to check, where the certainty is medium or low")
        return self

    def levels(self, *, bound_identity: int = 0) -> Levels:
        """What it reaches; `bound_identity` is what was proved another way and bound to it."""
        identity = max(self.identity, bound_identity if self.binds else 0)
        return Levels(identity=identity, authentication=self.authentication)

    def reaches(self, required: Levels, *, bound_identity: int = 0) -> bool:
        """Identity 1 is what the person writes in the form: no method has to prove it."""
        found = self.levels(bound_identity=bound_identity)
        stated = max(found.identity, SELF_DECLARED)
        return Levels(identity=stated, authentication=found.authentication).reaches(required)


class MethodTable(_Part):
    """All methods, in the order in which they stand where nothing was measured."""

    version: int = PydanticField(ge=1)
    source: str = PydanticField(min_length=1)
    methods: tuple[Method, ...] = PydanticField(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> MethodTable:
        ids = [one.method for one in self.methods]
        if len(set(ids)) != len(ids):
            raise ValueError("each method once")
        return self

    def method(self, id: str) -> Method | None:
        return next((one for one in self.methods if one.method == id), None)

    def override(self, other: MethodTable) -> MethodTable:
        """A municipality's table laid over this one: its methods replace those of the same id, new ones
        come last. What it does not name stays."""
        own = {one.method: one for one in other.methods}
        kept = tuple(own.pop(one.method, one) for one in self.methods)
        return MethodTable(version=other.version, source=other.source, methods=(*kept, *own.values()))


@dataclass(frozen=True, kw_only=True, slots=True)
class Completion:
    """How many began with a method, and how many of those finished; counts, nothing about people."""

    started: int
    finished: int

    def __post_init__(self) -> None:
        if not 0 <= self.finished <= self.started:
            raise ValueError(f"0 ≤ finished ≤ started: {self.finished} of {self.started}")

    def ease(self) -> float | None:
        """Lower end of the Wilson interval; None while too few have tried."""
        if self.started < FEWEST:
            return None
        share, square = self.finished / self.started, DOUBT**2 / self.started
        spread = DOUBT * math.sqrt((share * (1 - share) + square / 4) / self.started)
        return (share + square / 2 - spread) / (1 + square)


def methods_offered(
    required: Levels,
    table: MethodTable,
    *,
    available: Collection[str],
    completion: Mapping[str, Completion] | None = None,
    bound_identity: int = 0,
) -> tuple[Method, ...]:
    """Those that reach `required`, easiest first; unmeasured ones follow in the order of the table."""
    places = {one.method: place for place, one in enumerate(table.methods)}
    measured = {id: counted.ease() for id, counted in (completion or {}).items()}

    def order(method: Method) -> tuple[bool, float, bool, int]:
        ease = measured.get(method.method)
        return (
            method.use is Use.FALLBACK,
            1.0 if ease is None else -ease,
            ease is not None and method.phishing_resistant is not PhishingResistant.YES,
            places[method.method],
        )

    offered = [
        one
        for one in table.methods
        if one.method in available
        and one.use is not Use.AVOID
        and not one.counter
        and one.reaches(required, bound_identity=bound_identity)
    ]
    return tuple(sorted(offered, key=order))
