"""As whom a member stands before an engagement. Everything a member may do here follows from this.

Invariants:
- an administrator's post opens nothing; whoever has no part in an engagement does not learn that it exists.
- an employer sees days and hours, and not what was worked on: that is the town's confidence.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from todoke.catalogue.talent.agreements import template_of
from todoke.core.talent.answers import Party
from todoke.core.talent.engagements import EngagementState
from todoke.hub.members.models import Body, Member, PostKind
from todoke.hub.talent.engagements.models import Engagement

HOST_POSTS = (PostKind.DX_LEAD.value, PostKind.APPROVER.value)
ALL_POSTS = (PostKind.COORDINATOR.value, PostKind.AUDITOR.value)
RELATED = ("person__member", "person__home", "person__employer", "need__host")


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    person: bool
    host: bool
    home: bool
    employer: bool
    coordinator: bool
    auditor: bool

    @property
    def sees(self) -> bool:
        return any((self.person, self.host, self.home, self.employer, self.coordinator, self.auditor))

    @property
    def leads(self) -> bool:
        """Writes terms, settles, plans."""
        return self.host or self.coordinator

    @property
    def may_end(self) -> bool:
        return self.person or self.host or self.home or self.employer or self.coordinator

    @property
    def sees_tasks(self) -> bool:
        return self.person or self.host or self.coordinator or self.auditor

    def speaks_for(self, party: Party) -> bool:
        speakers = {
            Party.PERSON: self.person,
            Party.HOME_BODY: self.home,
            Party.EMPLOYER: self.employer,
            Party.HOST: self.host,
        }
        return speakers[party]


def standing(member: Member, engagement: Engagement) -> Standing:
    person, posts = engagement.person, set(member.posts.values_list("kind", "body_id"))
    kinds = {kind for kind, _ in posts}

    def speaks(body: Body | None, *names: str) -> bool:
        return body is not None and any((name, body.pk) in posts for name in names)

    return Standing(
        person=person.member_id == member.pk,
        host=speaks(engagement.need.host, *HOST_POSTS),
        home=speaks(person.home, PostKind.APPROVER.value),
        employer=speaks(person.employer, PostKind.APPROVER.value),
        coordinator=PostKind.COORDINATOR.value in kinds,
        auditor=PostKind.AUDITOR.value in kinds,
    )


def visible_to(member: Member) -> QuerySet[Engagement]:
    found = Engagement.objects.select_related(*RELATED)
    if member.posts.filter(kind__in=ALL_POSTS).exists():
        return found
    hosts = member.posts.filter(kind__in=HOST_POSTS).values("body")
    approves = member.posts.filter(kind=PostKind.APPROVER.value).values("body")
    mine = (
        Q(person__member=member)
        | Q(need__host__in=hosts)
        | Q(person__home__in=approves)
        | Q(person__employer__in=approves)
    )
    return found.filter(mine)


def get_engagement_or_404(member: Member, key: object) -> tuple[Engagement, Standing]:
    found = Engagement.objects.select_related(*RELATED).filter(pk=key).first()
    if found is None or not (mine := standing(member, found)).sees:
        raise Http404
    return found, mine


def shows_name(engagement: Engagement, mine: Standing) -> bool:
    """Under a form that chooses nobody by name the host deals with the contractor, not with a person."""
    outsider = mine.host and not (mine.person or mine.employer or mine.home or mine.coordinator)
    return not outsider or template_of(engagement.form).names_person


def is_open(engagement: Engagement) -> bool:
    return engagement.state in {
        EngagementState.CONSENTED.value,
        EngagementState.APPROVED.value,
        EngagementState.ACTIVE.value,
    }
