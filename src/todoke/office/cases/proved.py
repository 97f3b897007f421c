"""What was proved about who sent an application: kept with the case, and held against its answers.

Invariants:
- the office judges by what arrived, never by what the portal says it checked.
- a difference is a flag for a person to look at; nothing is refused for it and no answer is changed.
- a verified signature outweighs a sign-in; a signature that did not hold proves nothing.

`Case.identity["signature"]` is what a verification keeps: why it was refused, or who is `signed`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from todoke.core.assurance.comparing import is_same_name
from todoke.core.assurance.form_identity import SIGNATURE, Differing, demand_of, differing, unproved
from todoke.core.assurance.identity import Identity, IdentityProof, Sex
from todoke.core.assurance.identity_block import proof_in
from todoke.core.assurance.levels import Levels
from todoke.core.assurance.stepping_up import Demand, Missing, missing
from todoke.core.cases.clocks import legal_day
from todoke.core.envelope.payloads import ApplicationPayload, IdentityBlock
from todoke.core.procedures.answers import AnswerContext, Answers
from todoke.core.procedures.definition import Definition
from todoke.core.refusal import N_, Refusal
from todoke.office.cases.signatures import signature_flags

BY_APPLICATION_KEY = 1
"""Authentication that every application has: it was sent by whoever holds its key."""
BY_SIGNATURE = Levels(identity=3, authentication=3)
LACKING: Mapping[Missing, Refusal] = {
    Missing.SIGN_IN: Refusal(
        code="case.flag.identity.nobody",
        message=N_("Nobody proved who they are, though this procedure asks for it. Check who sent it."),
    ),
    Missing.IDENTITY: Refusal(
        code="case.flag.identity.too-low",
        message=N_("Who sent it was proved less surely than this procedure asks. Check who sent it."),
    ),
    Missing.AUTHENTICATION: Refusal(
        code="case.flag.identity.sign-in-too-low",
        message=N_("The sign-in was less sure than this procedure asks. Check who sent it."),
    ),
    Missing.FRESHNESS: Refusal(
        code="case.flag.identity.too-old",
        message=N_("When it was sent, the sign-in was older than this procedure allows. Check who sent it."),
    ),
}
ANOTHER_SIGNED = Refusal(
    code="case.flag.identity.another-signed",
    message=N_("One person signed in and another signed. Check who sent it."),
)
_DIFFERS = N_("“%(label)s” is not what was proved: %(claimed)s.")
_ALTERED = N_("“%(label)s” has changed since, says the applicant. Proved was: %(claimed)s.")
_DECLINED = N_("“%(label)s” was written by hand: the applicant did not hand over what is registered.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Proved:
    """What counts for one application. `best` None: nobody proved anything that holds."""

    best: IdentityProof | None = None
    sign_in: IdentityProof | None = None
    signer: Identity | None = None
    altered: frozenset[str] = frozenset()


def kept(payload: ApplicationPayload, *, signature: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
    """What the case keeps; `signature` is what its verification found."""
    if payload.identity is None and signature is None:
        return None
    proof = payload.identity.model_dump(mode="json") if payload.identity else None
    return {"proof": proof, "signature": dict(signature) if signature else None}


def proved(held: Mapping[str, Any] | None, *, sent_at: datetime) -> Proved:
    """`sent_at` is the time of the portal: a signature is as fresh as the sending it was made for."""
    held = held or {}
    block = IdentityBlock.model_validate(held["proof"]) if held.get("proof") else None
    sign_in = proof_in(block) if block else None
    signer = _signer(held.get("signature") or {})
    best = sign_in if signer is None else _by_signature(signer, sent_at=sent_at)
    return Proved(
        best=best, sign_in=sign_in, signer=signer, altered=frozenset(block.altered if block else ())
    )


def _signer(record: Mapping[str, Any]) -> Identity | None:
    """The person of the certificate, where the signature held."""
    signed = record.get("signed")
    if signed is None or record.get("refusal") is not None:
        return None
    born, sex = signed["birth_date"], signed["sex"]
    return Identity(
        name=signed["name"],
        name_substituted=tuple(signed["name_substituted"]),
        address=signed["address"],
        address_substituted=tuple(signed["address_substituted"]),
        birth_date=date.fromisoformat(born) if born else None,
        sex=Sex(sex) if sex else None,
    )


def _by_signature(signer: Identity, *, sent_at: datetime) -> IdentityProof:
    return IdentityProof(
        method=SIGNATURE,
        issuer="",
        subject="",
        levels=BY_SIGNATURE,
        authenticated_at=sent_at,
        identity=signer,
    )


def office_demand(definition: Definition) -> Demand:
    """What must have been proved: the application's own key is what authentication 1 asks for."""
    demand = demand_of(definition)
    if demand.levels.authentication > BY_APPLICATION_KEY:
        return demand
    return replace(demand, levels=replace(demand.levels, authentication=0))


def identity_flags(
    definition: Definition, held: Mapping[str, Any] | None, *, answers: Answers, sent_at: datetime
) -> Iterator[tuple[str, Refusal]]:
    """(input, what to look at): the signature, the level, then the answers in the order of the form."""
    yield from signature_flags(held)
    yield from _about(definition, proved(held, sent_at=sent_at), answers=answers, sent_at=sent_at)


def _about(
    definition: Definition, found: Proved, *, answers: Answers, sent_at: datetime
) -> Iterator[tuple[str, Refusal]]:
    proof = found.best.proof if found.best else None
    lacking = missing(office_demand(definition), proof, now=sent_at)
    yield from (("", LACKING[one]) for one in Missing if one in lacking)
    if found.best is None:
        return
    if another_signed(found):
        yield "", ANOTHER_SIGNED
    context = AnswerContext(today=legal_day(sent_at))
    for one in differing(definition, found.best, answers=answers, context=context):
        yield one.field, _difference(definition, one, altered=one.field in found.altered)
    if found.best.identity.claims:
        for field in unproved(definition, found.best, answers=answers, context=context):
            yield field, _refusal("declined", _DECLINED, label=definition.field(field).label)


def another_signed(found: Proved) -> bool:
    """Whether sign-in and signature name two people; birth dates decide before names do."""
    one, other = found.sign_in.identity if found.sign_in else Identity(), found.signer or Identity()
    if one.birth_date and other.birth_date and one.birth_date != other.birth_date:
        return True
    if one.name is None or other.name is None or one.name_substituted:
        return False
    return not is_same_name(other.name, one.name, substituted=other.name_substituted)


def _difference(definition: Definition, one: Differing, *, altered: bool) -> Refusal:
    code, message = ("altered", _ALTERED) if altered else ("differs", _DIFFERS)
    return _refusal(code, message, label=definition.field(one.field).label, claimed=one.claimed)


def _refusal(code: str, message: str, **params: object) -> Refusal:
    return Refusal(code=f"case.flag.identity.{code}", message=message, params=params)
