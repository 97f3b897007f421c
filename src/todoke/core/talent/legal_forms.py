"""Legal forms in which somebody works for a host, as data that decides what may be done.

Invariants:
- a form says who gives orders, whether a person may be named, who pays and which permissions it needs.
- a proposal, an agreement and a work log ask the form; nothing else knows what 委託 or 派遣 means.

Source: domain.md §9.3 (地方公務員法, 地方自治法, …); every line is to be checked by counsel before use.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from pydantic import Field as PydanticField

from todoke.core.refusal import N_, Refusal
from todoke.core.talent.people import PersonKind
from todoke.core.talent.permissions import PermissionKind
from todoke.core.talent.skills import ID, Certainty, Part


class Applies(StrEnum):
    """Whether an article of the 地方公務員法 reaches the person in this form."""

    YES = "yes"
    NO = "no"
    CONTRACT = "contract"
    PERMIT = "permit"
    NOT_APPLIED = "not_applied"
    NOT_CONCERNED = "not_concerned"


class Director(StrEnum):
    """Who gives the orders (指揮命令)."""

    HOST = "host"
    HOME = "home"
    CONTRACTOR = "contractor"


class Payer(StrEnum):
    """AGREED: the bodies settle it in their agreement."""

    HOST = "host"
    HOME = "home"
    AGREED = "agreed"


class LegalForm(Part):
    """`longest_months` null: no length is known to us, the agreement sets one."""

    form: str = PydanticField(pattern=ID)
    name: str
    basis: str = PydanticField(min_length=1)
    duty_of_secrecy: Applies
    undivided_service: Applies
    side_job: Applies
    directs: Director
    pays: Mapping[Payer, tuple[str, ...]]
    permissions: tuple[PermissionKind, ...]
    named_person: bool
    for_kinds: tuple[PersonKind, ...]
    longest_months: int | None = PydanticField(ge=1, le=120)
    certainty: Certainty
    note: str = PydanticField(min_length=1)

    @property
    def host_directs(self) -> bool:
        return self.directs is Director.HOST

    @property
    def secrecy_by_agreement(self) -> bool:
        """The law alone binds nobody to secrecy here, so an agreement has to."""
        return self.duty_of_secrecy is not Applies.YES


class LegalForms(Part):
    version: int = PydanticField(ge=1)
    source: str
    forms: tuple[LegalForm, ...]

    @property
    def by_id(self) -> Mapping[str, LegalForm]:
        return {one.form: one for one in self.forms}


def refuse_name(form: LegalForm) -> Refusal | None:
    """Whether the host may choose a person by name."""
    if form.named_person:
        return None
    return Refusal(
        code="talent.form.no-names",
        message=N_("Under “%(form)s” the town does not choose a person by name. Describe the work instead."),
        params={"form": form.name},
    )


def refuse_form(form: LegalForm, kind: PersonKind, *, months: int) -> Refusal | None:
    """Whether a person of this kind can work in this form, for so long."""
    if kind not in form.for_kinds:
        return Refusal(
            code="talent.form.kind",
            message=N_("“%(form)s” does not fit this person’s status. Choose another legal form."),
            params={"form": form.name},
        )
    if form.longest_months is not None and months > form.longest_months:
        return Refusal(
            code="talent.form.too-long",
            message=N_("“%(form)s” lasts %(most)d months at the most. Shorten the period."),
            params={"form": form.name, "most": form.longest_months},
        )
    return None


def forms_for(
    kind: PersonKind, forms: Iterable[LegalForm], *, allowed: Collection[str]
) -> tuple[LegalForm, ...]:
    """Those the need allows and the person's status fits, fewest permissions first."""
    found = [one for one in forms if one.form in allowed and kind in one.for_kinds]
    return tuple(sorted(found, key=lambda one: len(one.permissions)))
