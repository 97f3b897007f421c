"""Makes confidentiality agreements, takes signatures, revokes at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from todoke.catalogue.talent.papers import filled
from todoke.core.errors import Refused
from todoke.core.talent.confidentiality import (
    NOT_MAKER,
    AgreementDays,
    AgreementState,
    Paper,
    agreement_problems,
    refuse_revoke,
    refuse_sign,
)
from todoke.core.talent.conflicts import CLASS_WORDS, InformationClass
from todoke.hub.members.events import record
from todoke.hub.members.models import Body, Member, PostKind
from todoke.hub.members.signals import agreement_revoked
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.permits.models import Confidentiality
from todoke.hub.talent.permits.speaking import require, spoken_for
from todoke.web.database import write
from todoke.web.jinja import say, wareki

WHOLE_PREFECTURE = "県内のすべての団体"


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A person or an employer signs. `host` None: prefecture-wide."""

    person: Person | None
    employer: Body | None
    host: Body | None
    classes: Sequence[InformationClass]
    since: date | None
    until: date | None

    @property
    def paper(self) -> Paper:
        return Paper.COMPANY if self.employer else Paper.PLEDGE


def days_of(row: Confidentiality) -> AgreementDays:
    return AgreementDays(
        since=row.since, until=row.until, signed=row.signed_at is not None, revoked=row.revoked_at is not None
    )


def state_of(row: Confidentiality) -> AgreementState:
    return days_of(row).state(timezone.localdate())


def draft_problems(draft: Draft) -> dict[str, object]:
    found = agreement_problems(
        named=(draft.person is None) != (draft.employer is None),
        classes=draft.classes,
        since=draft.since,
        until=draft.until,
    )
    return dict(found)


def make(draft: Draft, *, by: Member) -> Confidentiality:
    """The text is filled in now and stays as it is."""
    with write():
        require(None if by.holds(PostKind.COORDINATOR) else NOT_MAKER)
        problems = draft_problems(draft)
        if problems:
            raise Refused(*problems.values())  # type: ignore[arg-type]
        row = Confidentiality.objects.create(
            person=draft.person,
            employer=draft.employer,
            host=draft.host,
            classes=[one.value for one in draft.classes],
            template=draft.paper.value,
            text=_text(draft),
            since=draft.since,
            until=draft.until,
            made_by=by,
        )
        record("agreement.made", f"agreement:{row.pk}", by=by, person=row.person_id)
    return row


def _text(draft: Draft) -> str:
    values = {
        "host": draft.host.name if draft.host else WHOLE_PREFECTURE,
        "signer": draft.person.member.name if draft.person else draft.employer.name,
        "classes": "\n".join(f"　・{say(CLASS_WORDS[one], 'ja')}" for one in draft.classes),
        "since": wareki(draft.since),
        "until": wareki(draft.until),
    }
    return filled(draft.paper, values)


def bound(member: Member, row: Confidentiality) -> bool:
    """The person themselves; for a company its own approver, not that of a company it was merged into."""
    if row.person_id is not None:
        return row.person.member_id == member.pk
    return row.employer is not None and member.holds(PostKind.APPROVER, row.employer)


def may_revoke(member: Member, row: Confidentiality) -> bool:
    keeps = row.host_id is not None and row.host_id in spoken_for(member, PostKind.DX_LEAD)
    return keeps or member.holds(PostKind.COORDINATOR)


def sign(row: Confidentiality, *, read: bool, by: Member) -> Confidentiality:
    with write():
        row = Confidentiality.objects.select_for_update().get(pk=row.pk)
        require(refuse_sign(state_of(row), bound=bound(by, row), read=read))
        row.signed_at, row.signed_by = timezone.now(), by
        row.save(update_fields=["signed_at", "signed_by"])
        record("agreement.signed", f"agreement:{row.pk}", by=by, person=row.person_id)
    return row


def revoke(row: Confidentiality, *, why: str, by: Member) -> Confidentiality:
    """The next page anybody asks for no longer counts it."""
    with write():
        row = Confidentiality.objects.select_for_update().get(pk=row.pk)
        require(refuse_revoke(state_of(row), may=may_revoke(by, row), why=why))
        row.revoked_at, row.revoked_why = timezone.now(), why
        row.save(update_fields=["revoked_at", "revoked_why"])
        record("agreement.revoked", f"agreement:{row.pk}", by=by, person=row.person_id)
        agreement_revoked.send(sender=Confidentiality, agreement=row.pk)
    return row
