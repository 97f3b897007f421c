"""What an application asks of the person who sends it, and whether what was proved is enough now.

The rule itself is core's `refuse_step`; here it is asked for a definition, on this portal, with what the
draft holds. Every page asks it, and sending asks it again.

Invariants:
- who needs no more than their application key is never asked, and pays no statement and no time for it.
- where this portal has no way to reach what is asked, sending is refused; nothing passes for want of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from todoke.catalogue.assurance import shipped_methods
from todoke.core.assurance.form_identity import asked_from, demand_of, form_demand, signing_needed
from todoke.core.assurance.identity import Claim, IdentityProof
from todoke.core.assurance.stepping_up import Demand, refuse_step
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.text import Text
from todoke.core.refusal import N_, Refusal
from todoke.portal.step_up import offers

KEY = "application_key"
CHECK = "check"
NO_WAY = Refusal(
    code="step-up.no-way",
    message=N_(
        "This site has no way yet to prove who you are as surely as this needs. Your answers are kept. "
        "Contact the office: you can apply at the counter or on paper."
    ),
)
NOT_SIGNED = Refusal(
    code="step-up.not-signed",
    message=N_("This has to be signed with your My Number Card. Sign it, and it is sent."),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """`whole` is what sending demands, `in_form` what a sign-in inside the form must reach of it.

    `signs`: a signature at the end gives the rest. `from_step`: the first page that asks; None: the check
    page.
    """

    whole: Demand
    in_form: Demand
    from_step: str | None
    signs: bool
    claims: frozenset[Claim]

    @property
    def signs_in(self) -> bool:
        """False where only the signature at the end is asked for."""
        return not _key_reaches(self.in_form)

    def begins_by(self, definition: Definition, page: str) -> bool:
        """Whether this page, a step or "check", lies at the first one that asks, or behind it."""
        if page == CHECK:
            return True
        ids = [step.id for step in definition.steps]
        return self.from_step in ids and page in ids and ids.index(page) >= ids.index(self.from_step)


def asks_nothing(definition: Definition) -> bool:
    """Whether the application key alone is enough; decided before anything is looked up."""
    return _key_reaches(demand_of(definition))


def _key_reaches(demand: Demand) -> bool:
    key = shipped_methods().method(KEY)
    return key is not None and key.reaches(demand.levels)


def asked_of(definition: Definition) -> Asked | None:
    """None where the application key alone is enough."""
    if asks_nothing(definition):
        return None
    whole, table, usable = demand_of(definition), shipped_methods(), offers.available()
    return Asked(
        whole=whole,
        in_form=form_demand(whole, table, available=usable),
        from_step=asked_from(definition),
        signs=signing_needed(whole, table, available=usable),
        claims=frozenset(field.verified for field in definition.fields if field.verified is not None),
    )


def refuse_page(
    definition: Definition, proof: IdentityProof | None, *, page: str, now: datetime
) -> Refusal | None:
    """Why this page may not be shown yet: show who you are first."""
    asked = asked_of(definition)
    if asked is None or not asked.begins_by(definition, page):
        return None
    return refuse_step(asked.in_form, proof.proof if proof else None, now=now)


def refuse_sign_in(definition: Definition, proof: IdentityProof | None, *, now: datetime) -> Refusal | None:
    """Why it may not be sent, as far as signing in goes; the signature is verified beside it."""
    asked = asked_of(definition)
    if asked is None:
        return None
    if refusal := refuse_step(asked.in_form, proof.proof if proof else None, now=now):
        return refusal
    return NO_WAY if asked.signs and not can_sign(asked) else None


def refuse_beginning(definition: Definition) -> Refusal | None:
    """Better said before an hour of typing: nothing here reaches what sending will demand."""
    asked = asked_of(definition)
    return NO_WAY if asked is not None and asked.signs and not can_sign(asked) else None


def can_sign(asked: Asked) -> bool:
    signature = shipped_methods().method(offers.SIGNATURE)
    return (
        offers.signing_provider() is not None
        and signature is not None
        and signature.reaches(asked.whole.levels)
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What every page of such an application shows: by what, when, and whether it still counts."""

    method: Text | None
    at: datetime | None
    today: bool
    enough: bool
    signs: bool


def standing_of(definition: Definition, proof: IdentityProof | None, *, now: datetime) -> Standing | None:
    asked = asked_of(definition)
    if asked is None:
        return None
    method = shipped_methods().method(proof.method) if proof else None
    return Standing(
        method=method.name if method else None,
        at=proof.authenticated_at if proof else None,
        today=proof is not None and localdate(proof.authenticated_at) == localdate(now),
        enough=refuse_step(asked.in_form, proof.proof if proof else None, now=now) is None,
        signs=asked.signs,
    )
