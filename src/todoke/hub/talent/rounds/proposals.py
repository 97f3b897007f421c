"""Proposals as each side sees them.

Invariants:
- a town sees role, levels and days; the name only after the person said yes.
- why somebody said not this time is read by coordinators and by who said it, by nobody else.
- the home body and the employer see a proposal after the person agreed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from todoke.catalogue.talent import shipped_legal_forms, shipped_skills
from todoke.core.refusal import N_
from todoke.core.talent.answers import ANSWER_WORDS, PARTY_WORDS, Answer, Party
from todoke.core.talent.people import KIND_WORDS, PersonKind
from todoke.core.talent.rounds import RoundState
from todoke.hub.members.models import Body, Member, PostKind
from todoke.hub.members.waiting import Waiting
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.rounds.answering import answers_to, needed, parties_for, turn_refused
from todoke.hub.talent.rounds.models import Appeal, Override, Proposal, Response, Round
from todoke.hub.talent.rounds.reading import READERS, conditions

WAITING = N_("Waiting for an answer")
CLOSED = N_("Closed: no proposal came about this time")
AGREED = N_("Everybody agreed")


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """One of the four. `words`: how it stands, as far as the reader may know."""

    party: Party
    name: str
    words: str
    agreed: bool
    mine: bool
    response: Response | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """`name` "": not yet for this reader. `kind` and `levels` are for everybody who sees the card."""

    proposal: Proposal
    name: str
    kind: str
    levels: tuple[tuple[str, int, int], ...]
    form: str
    stays_out: tuple[tuple[str, str], ...]
    sides: tuple[Side, ...]
    to_answer: tuple[Party, ...]
    state: str

    @property
    def is_open(self) -> bool:
        return self.proposal.closed_at is None and self.proposal.agreed_at is None


def oversees(member: Member) -> bool:
    return any(member.holds(kind) for kind in READERS)


def visible_to(member: Member) -> QuerySet[Proposal]:
    """Own, of own towns, of own staff once they agreed; all for coordinators and auditors."""
    found = Proposal.objects.select_related(
        "need__host", "person__member", "person__home", "person__employer", "round"
    ).prefetch_related("responses", "person__claims__assessments")
    found = found.order_by("-round__number", "need__host__code", "need__number")
    if oversees(member):
        return found
    leads = Body.objects.filter(posts__member=member, posts__kind=PostKind.DX_LEAD.value)
    approves = Body.objects.filter(posts__member=member, posts__kind=PostKind.APPROVER.value)
    agreed = Response.objects.filter(party=Party.PERSON.value, answer=Answer.ACCEPT.value).values("proposal")
    own_staff = Q(person__home__in=approves) | Q(person__employer__in=approves)
    return found.filter(
        Q(person__member=member) | Q(need__host__in=leads) | (own_staff & Q(pk__in=agreed))
    ).distinct()


def get_proposal_or_404(member: Member, key: UUID) -> Proposal:
    found = visible_to(member).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def cards(proposals: Iterable[Proposal], *, reader: Member) -> list[Card]:
    """What waits for the reader first."""
    sees_all = oversees(reader)
    found = [card(one, reader=reader, sees_all=sees_all) for one in proposals]
    return sorted(found, key=lambda one: (not one.to_answer, not one.is_open))


def card(proposal: Proposal, *, reader: Member, sees_all: bool) -> Card:
    person = proposal.person
    mine = parties_for(proposal, reader)
    agreed = answers_to(proposal).get(Party.PERSON) is Answer.ACCEPT
    knows = sees_all or person.member_id == reader.pk or agreed
    waits = (Party.PERSON, Party.HOME_BODY, Party.EMPLOYER, Party.HOST)
    return Card(
        proposal=proposal,
        name=person.member.name if knows else "",
        kind=KIND_WORDS[PersonKind(person.kind)],
        levels=_levels(proposal),
        form=shipped_legal_forms().by_id[proposal.form].name,
        stays_out=conditions(proposal.conditions),
        sides=tuple(
            _side(proposal, one, mine=mine, sees_all=sees_all) for one in waits if one in needed(proposal)
        ),
        to_answer=tuple(
            one
            for one in waits
            if one in mine
            and turn_refused(proposal, one, by=reader) is None
            and answers_to(proposal).get(one) is not Answer.ACCEPT
        ),
        state=_state(proposal),
    )


def decided_about(row: Round, person: Person) -> QuerySet[Override]:
    """What coordinators decided about this person in a round, with the reason that the person may read."""
    return row.overrides.filter(person=person).select_related("need__host").order_by("at")


def why_decided(proposal: Proposal, *, reader: Member) -> str:
    """The reason of a pin, for the person and for those who look through rounds; "" for everybody else."""
    if proposal.person.member_id != reader.pk and not oversees(reader):
        return ""
    found = decided_about(proposal.round, proposal.person).filter(need=proposal.need).first()
    return found.reason if found else ""


def _state(proposal: Proposal) -> str:
    if proposal.agreed_at is not None:
        return AGREED
    return CLOSED if proposal.closed_at is not None else WAITING


def _side(proposal: Proposal, party: Party, *, mine: Iterable[Party], sees_all: bool) -> Side:
    """Other sides read that somebody agreed or that the answer is not there; a decline stays private."""
    response = next((one for one in proposal.responses.all() if one.party == party.value), None)
    own = party in mine
    agreed = response is not None and response.answer == Answer.ACCEPT.value
    tells = response is not None and (own or sees_all or agreed)
    return Side(
        party=party,
        name=PARTY_WORDS[party],
        words=ANSWER_WORDS[Answer(response.answer)] if response is not None and tells else WAITING,
        agreed=agreed,
        mine=own,
        response=response if own or sees_all else None,
    )


def _levels(proposal: Proposal) -> tuple[tuple[str, int, int], ...]:
    """(skill, asked, assessed) of what the need cannot do without."""
    today = timezone.localdate()
    held: dict[str, int] = {}
    for claim in proposal.person.claims.all():
        valid = [one for one in claim.assessments.all() if one.valid_until >= today]
        if valid:
            held[claim.skill] = max(valid, key=lambda one: (one.at, one.pk)).level
    names = shipped_skills().by_id
    return tuple(
        (
            names[row["skill"]].name if row["skill"] in names else row["skill"],
            row["level"],
            held.get(row["skill"], 0),
        )
        for row in proposal.need.skills
        if row.get("essential")
    )


def last_published() -> Round | None:
    return Round.objects.filter(state=RoundState.PUBLISHED.value).order_by("-number").first()


def without_proposal(row: Round, member: Member) -> list[Need]:
    """Needs of the towns this member leads that the round left open."""
    leads = Body.objects.filter(posts__member=member, posts__kind=PostKind.DX_LEAD.value)
    asked = {one["id"] for one in row.input["needs"]}
    served = {one["need"] for one in (row.output or {}).get("proposals", ())}
    found = Need.objects.filter(pk__in=asked - served, host__in=leads).select_related("host")
    return list(found.order_by("host__code", "number"))


def was_in(row: Round, person: Person) -> bool:
    return any(one["id"] == str(person.pk) for one in row.input["people"])


def waiting(member: Member) -> list[Waiting]:
    """Proposals to answer, rounds to look through, appeals to decide."""
    found = []
    for one in visible_to(member).filter(closed_at=None, agreed_at=None):
        shown = card(one, reader=member, sees_all=False)
        if shown.to_answer:
            found.append(
                Waiting(
                    words=N_("Answer the proposal “%(title)s” of %(town)s"),
                    params={"title": one.need.title, "town": one.need.host.name},
                    href=reverse("rounds:proposal", args=[one.pk]),
                    until=one.answer_by,
                )
            )
    return found + _of_coordinators(member)


def _of_coordinators(member: Member) -> list[Waiting]:
    bodies = Body.objects.filter(posts__member=member, posts__kind=PostKind.COORDINATOR.value)
    if not bodies:
        return []
    states = [RoundState.COMPUTED.value, RoundState.INTERRUPTED.value]
    found = [
        Waiting(
            words=N_("Look through round %(number)s"),
            params={"number": one.number},
            href=reverse("rounds:round", args=[one.pk]),
        )
        for one in Round.objects.filter(prefecture__in=bodies, state__in=states)
    ]
    appeals = Appeal.objects.filter(decided_at=None).exclude(by=member)
    return found + [
        Waiting(
            words=N_("Decide on a request for review"),
            href=reverse("rounds:appeals"),
            until=one.answer_by,
        )
        for one in appeals
        if not Round.objects.filter(pk=one.about.removeprefix("round:"), begun_by=member).exists()
    ]
