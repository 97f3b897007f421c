"""Who sent it, as the case page shows it: by what it was proved, how surely, and what the answers say of it.

Invariants:
- shown is what the flags were raised from: `proved` decides for both.
- characters that are 代替文字 are marked, since the register's own character is another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext

from todoke.core.assurance.form_identity import SIGNATURE, differing, verified_fields
from todoke.core.assurance.identity import Claim, Identity, IdentityProof, Sex
from todoke.core.assurance.levels import NOTHING, Levels
from todoke.core.assurance.stepping_up import missing
from todoke.core.cases.clocks import legal_day
from todoke.core.procedures.answers import AnswerContext
from todoke.core.procedures.definition import Definition
from todoke.core.refusal import N_, Refusal
from todoke.office.assurance.queries import method_table
from todoke.office.cases.facts import definition_for
from todoke.office.cases.models import Case
from todoke.office.cases.proved import Proved, another_signed, office_demand, proved
from todoke.office.cases.signatures import signature_flags

CLAIM_WORDS: Mapping[Claim, str] = {
    Claim.NAME: N_("Name"),
    Claim.ADDRESS: N_("Address"),
    Claim.BIRTH_DATE: N_("Date of birth"),
    Claim.SEX: N_("Sex"),
}
SEX_WORDS: Mapping[Sex, str] = {
    Sex.MALE: N_("male"),
    Sex.FEMALE: N_("female"),
    Sex.NOT_APPLICABLE: N_("not applicable"),
}


class Verdict(StrEnum):
    """How a proved fact stands to the answers."""

    SAME = "same"
    SAME_BUT_SUBSTITUTED = "same_but_substituted"
    DIFFERS = "differs"
    ALTERED = "altered"
    DECLINED = "declined"
    NOT_ASKED = "not_asked"


VERDICT_WORDS: Mapping[Verdict, str] = {
    Verdict.SAME: N_("The same as answered"),
    Verdict.SAME_BUT_SUBSTITUTED: N_("The same as answered, apart from the marked characters"),
    Verdict.DIFFERS: N_("Answered otherwise"),
    Verdict.ALTERED: N_("Answered otherwise: the applicant says that it has changed"),
    Verdict.DECLINED: N_("Not handed over; answered by hand"),
    Verdict.NOT_ASKED: N_("Not asked in the form"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class FactShown:
    """`text` in pieces (characters, whether they are 代替文字); `day` where the fact is a date.

    `field` is the answer it is held against, "" where the form does not ask it.
    """

    label: str
    verdict: Verdict
    words: str
    field: str = ""
    text: tuple[tuple[str, bool], ...] = ()
    day: date | None = None

    @property
    def has_substitutes(self) -> bool:
        return any(substituted for _, substituted in self.text)


@dataclass(frozen=True, kw_only=True, slots=True)
class SignatureShown:
    """`fault` None: it holds, and the rest says with which certificate."""

    fault: Refusal | None
    issuer: str = ""
    serial: str = ""
    algorithm: str = ""
    not_after: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class IdentityShown:
    """`method` in words, "" where nothing was proved. `another`: two people signed in and signed."""

    asked: Levels
    reached: Levels
    is_enough: bool
    method: str
    issuer: str
    at: datetime | None
    facts: tuple[FactShown, ...]
    signature: SignatureShown | None
    another: bool


def identity_shown(case: Case, language: str) -> IdentityShown | None:
    """None where the procedure asks for nothing and nothing was proved."""
    definition = definition_for(case)
    demand = office_demand(definition) if definition else None
    asked = demand.levels if demand else NOTHING
    found = proved(case.identity, sent_at=case.stored_at)
    lacking = missing(demand, found.best.proof if found.best else None, now=case.stored_at) if demand else ()
    if case.identity is None and not lacking:
        return None
    return IdentityShown(
        asked=asked,
        reached=found.best.levels if found.best else NOTHING,
        is_enough=not lacking,
        method=_method_words(found, language),
        issuer=found.sign_in.issuer if found.sign_in else "",
        at=found.sign_in.authenticated_at if found.sign_in else None,
        facts=tuple(_facts(case, definition, found=found)),
        signature=_signature((case.identity or {}).get("signature")),
        another=another_signed(found),
    )


def _method_words(found: Proved, language: str) -> str:
    """The sign-in, and the signature where one holds."""
    used = [found.sign_in.method] if found.sign_in else []
    used += [SIGNATURE] if found.signer else []
    table = method_table()
    named = ((id, table.method(id)) for id in used)
    return " ＋ ".join(method.name.say(language) if method else id for id, method in named)


def _facts(case: Case, definition: Definition | None, *, found: Proved) -> Iterator[FactShown]:
    if found.best is None:
        return
    verdicts = _verdicts(case, definition, best=found.best, altered=found.altered)
    for claim in Claim:
        field, verdict = verdicts.get(claim, ("", Verdict.NOT_ASKED))
        if claim in found.best.identity.claims:
            yield _fact(found.best.identity, claim, field=field, verdict=verdict)
        elif verdict is not Verdict.NOT_ASKED and found.best.identity.claims:
            yield _row(claim, field=field, verdict=Verdict.DECLINED)


def _verdicts(
    case: Case, definition: Definition | None, *, best: IdentityProof, altered: frozenset[str]
) -> dict[Claim, tuple[str, Verdict]]:
    """By fact: the answer it is held against; the one that differs where there are several."""
    if definition is None:
        return {}
    context = AnswerContext(today=legal_day(case.stored_at))
    others = {one.field for one in differing(definition, best, answers=case.answers, context=context)}
    found: dict[Claim, tuple[str, Verdict]] = {}
    for field in verified_fields(definition, answers=case.answers, context=context):
        if field.verified is None or field.id not in case.answers:
            continue
        if field.id in others:
            verdict = Verdict.ALTERED if field.id in altered else Verdict.DIFFERS
            found[field.verified] = (field.id, verdict)
        else:
            found.setdefault(field.verified, (field.id, Verdict.SAME))
    return found


def _fact(identity: Identity, claim: Claim, *, field: str, verdict: Verdict) -> FactShown:
    if claim is Claim.BIRTH_DATE:
        return _row(claim, field=field, verdict=verdict, day=identity.birth_date)
    if claim is Claim.SEX:
        words = gettext(SEX_WORDS[identity.sex]) if identity.sex else ""
        return _row(claim, field=field, verdict=verdict, text=((words, False),))
    text, places = getattr(identity, claim.value), getattr(identity, f"{claim.value}_substituted")
    if places and verdict is Verdict.SAME:
        verdict = Verdict.SAME_BUT_SUBSTITUTED
    return _row(claim, field=field, verdict=verdict, text=tuple(_pieces(text, places)))


def _row(claim: Claim, *, field: str, verdict: Verdict, **shown: Any) -> FactShown:
    words = gettext(VERDICT_WORDS[verdict])
    return FactShown(label=gettext(CLAIM_WORDS[claim]), field=field, verdict=verdict, words=words, **shown)


def _pieces(text: str, places: tuple[int, ...]) -> Iterator[tuple[str, bool]]:
    """Neighbours of one kind together, so that a reader does not hear letter by letter."""
    piece, kind = "", False
    for place, character in enumerate(text):
        if (place in places) != kind and piece:
            yield piece, kind
            piece = ""
        piece, kind = piece + character, place in places
    yield piece, kind


def _signature(record: Mapping[str, Any] | None) -> SignatureShown | None:
    if record is None:
        return None
    fault = next((refusal for _, refusal in signature_flags({"signature": record})), None)
    certificate = record.get("certificate")
    if fault is not None or certificate is None:
        return SignatureShown(fault=fault)
    return SignatureShown(
        fault=None,
        issuer=certificate["issuer"],
        serial=certificate["serial"],
        algorithm=certificate["algorithm"],
        not_after=datetime.fromisoformat(certificate["not_after"]),
    )
