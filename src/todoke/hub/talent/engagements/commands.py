"""From four yeses to a text to sign: begins an engagement, sets its terms, writes its agreement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from todoke.catalogue.talent import shipped_legal_forms
from todoke.catalogue.talent.agreements import template_of
from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.answers import Answer, Party, is_agreed
from todoke.core.talent.engagements import EngagementState, refuse_borrowed_role, refuse_move
from todoke.core.talent.leaving import refuse_cancel
from todoke.core.talent.legal_forms import refuse_form
from todoke.core.talent.people import PersonKind
from todoke.core.talent.sharing import first_shares, refuse_shares
from todoke.core.talent.signing import NOT_YOUR_STEP, Decision, route_of
from todoke.hub.members.events import record
from todoke.hub.members.models import Body, Member
from todoke.hub.talent.engagements.facts import present_parties
from todoke.hub.talent.engagements.models import Agreement, Engagement
from todoke.hub.talent.engagements.standing import RELATED, standing
from todoke.hub.talent.engagements.wording import agreement_text, director_of, payers_of
from todoke.hub.talent.rounds.models import Proposal
from todoke.web.database import write

LONGEST_DAY = Decimal(24)
NOT_AGREED = Refusal(
    code="talent.engagement.not-agreed",
    message=N_("Not everybody has said yes yet. An engagement begins when all of them have."),
)
NOT_LEADING = Refusal(
    code="talent.engagement.not-leading",
    message=N_("The town where the work is done or a coordinator does this."),
)
SIGNING = Refusal(
    code="talent.engagement.signing",
    message=N_("Somebody has signed this text already. Have it returned before the terms are changed."),
)
WRONG_DAY = Refusal(
    code="talent.engagement.hours-day",
    message=N_("Write how many hours count as one day, more than 0 and at most 24."),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """`shares` by code of the body; None where what was typed is no number."""

    day_rate: int | None
    hours_day: Decimal | None
    shares: Mapping[str, int]
    successor: str
    handover_plan: str


def require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


def locked(key: UUID) -> Engagement:
    """The row as it stands now, held until the command is over."""
    return Engagement.objects.select_for_update(of=("self",)).select_related(*RELATED).get(pk=key)


def begin_from(proposal: Proposal, *, by: Member | None = None) -> Engagement:
    """Once all who have to agree did; again for the same proposal it gives the one that began."""
    with write():
        proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
        begun = Engagement.objects.filter(proposal=proposal).first()
        if begun is not None:
            return begun
        person, need = proposal.person, proposal.need
        answers = {Party(one.party): Answer(one.answer) for one in proposal.responses.all()}
        require(None if is_agreed(present_parties(person), answers) else NOT_AGREED)
        form = shipped_legal_forms().by_id[proposal.form]
        months = (need.until.year - need.since.year) * 12 + need.until.month - need.since.month + 1
        require(refuse_form(form, PersonKind(person.kind), months=months))
        engagement = Engagement(
            proposal=proposal,
            person=person,
            need=need,
            form=form.form,
            days_month=proposal.days_month,
            since=need.since,
            until=need.until,
            state=EngagementState.CONSENTED.value,
        )
        home = person.home or person.employer
        shares = first_shares(form, host=need.host.code, home=home.code if home else "")
        engagement.director, engagement.shares = director_of(engagement, form), dict(shares)
        engagement.save()
        note("engagement.begun", engagement, by=by)
    return engagement


def set_terms(key: UUID, terms: Terms, *, by: Member) -> None:
    """Cost, shares, successor. Not once somebody has signed the text that holds them."""
    with write():
        engagement = locked(key)
        require(_refuse_change(engagement, by))
        payers = frozenset(payers_of(engagement))
        require(refuse_shares(terms.shares, payers=payers, day_rate=terms.day_rate))
        day = terms.hours_day
        require(None if day is not None and 0 < day <= LONGEST_DAY else WRONG_DAY)
        require(
            refuse_borrowed_role(until=engagement.until, successor=terms.successor, plan=terms.handover_plan)
        )
        engagement.day_rate, engagement.hours_day = terms.day_rate, day
        engagement.shares = dict(terms.shares)
        engagement.successor, engagement.handover_plan = terms.successor.strip(), terms.handover_plan.strip()
        engagement.save(update_fields=["day_rate", "hours_day", "shares", "successor", "handover_plan"])
        note("engagement.terms", engagement, by=by)
        make_agreement(engagement, by=by)


def _refuse_change(engagement: Engagement, by: Member) -> Refusal | None:
    if not standing(by, engagement).leads:
        return NOT_LEADING
    if engagement.state != EngagementState.CONSENTED.value:
        return refuse_move(EngagementState(engagement.state), EngagementState.CONSENTED)
    text = engagement.agreements.order_by("-version").first()
    if text is None:
        return None
    decisions = set(text.steps.values_list("decision", flat=True))
    signed = Decision.APPROVED.value in decisions and Decision.RETURNED.value not in decisions
    return SIGNING if signed else None


def make_agreement(engagement: Engagement, *, by: Member) -> Agreement:
    """A new version of the text and its route; within the command that set the terms."""
    template = template_of(engagement.form)
    version = engagement.agreements.count() + 1
    text = agreement_text(engagement)
    agreement = Agreement.objects.create(
        engagement=engagement, version=version, template=template.name, text=text, made_at=timezone.now()
    )
    parties = route_of(template.signs, present=present_parties(engagement.person))
    for order, party in enumerate(parties, start=1):
        agreement.steps.create(body=body_of(engagement, party), party=party.value, order=order)
    note("agreement.made", engagement, by=by, body={"version": version, "template": template.name})
    return agreement


def body_of(engagement: Engagement, party: Party) -> Body | None:
    person = engagement.person
    bodies = {Party.HOST: engagement.need.host, Party.HOME_BODY: person.home, Party.EMPLOYER: person.employer}
    return bodies.get(party)


def cancel(key: UUID, *, reason: str, by: Member) -> None:
    """Before the first day; afterwards it ends early."""
    with write():
        engagement = locked(key)
        require(None if standing(by, engagement).may_end else NOT_YOUR_STEP)
        require(refuse_cancel(EngagementState(engagement.state), reason=reason))
        engagement.state = EngagementState.CANCELLED.value
        engagement.ended_on, engagement.ended_why = timezone.localdate(), reason.strip()
        engagement.save(update_fields=["state", "ended_on", "ended_why"])
        note("engagement.cancelled", engagement, by=by)


def note(
    name: str, engagement: Engagement, *, by: Member | None, body: Mapping[str, object] | None = None
) -> None:
    """An event of the engagement that its person can read."""
    record(name, f"engagement:{engagement.pk}", by=by, person=engagement.person_id, body=body)
