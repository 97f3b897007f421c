"""The demo's 90 needs, all posted and open: each looked at home, next door and at the prefecture first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from todoke.catalogue.talent import shipped_roles
from todoke.cli.demo_prefecture import DemoNeed
from todoke.core.talent.needs import NeedState, Source
from todoke.core.talent.posting import DataZone, Funding
from todoke.hub.members.models import Body, Member, PostKind
from todoke.hub.talent.needs.models import Need

FORMS = [
    "own_duty_of_prefecture",
    "concurrent",
    "side_duty",
    "fiscal_year_part",
    "special_part_time",
    "outsourcing",
]
CAME_OF_IT = {
    Source.OWN_STAFF: "できる職員がいない、または担当の仕事で手がいっぱい。",
    Source.NEIGHBOURS: "となりの町にも聞いたが、同じ人を探していた。",
    Source.PREFECTURE: "県の専門人材だけでは日数が足りない。",
}


def seed_needs(needs: Iterable[DemoNeed], bodies: dict[str, Body], *, now: datetime) -> None:
    authors = {code: author_of(body) for code, body in bodies.items()}
    Need.objects.bulk_create(
        need_of(one, bodies[one.host], author=authors[one.host], now=now) for one in needs
    )


def author_of(body: Body) -> Member | None:
    post = body.posts.filter(kind=PostKind.DX_LEAD.value).select_related("member").first()
    return post.member if post else None


def need_of(one: DemoNeed, host: Body, *, author: Member | None, now: datetime) -> Need:
    role = shipped_roles().by_id[one.role]
    skills = [{"skill": s.skill, "level": s.level, "essential": s.essential} for s in role.skills]
    return Need(
        host=host,
        number=one.number,
        title=one.title,
        problem=one.problem,
        outcome=one.outcome,
        role=one.role,
        skills=skills,
        tracks=list(role.tracks),
        days_month=one.days,
        since=one.since,
        until=one.until,
        zone=one.zone,
        onsite_days=one.onsite,
        data_zones=[DataZone.LGWAN.value],
        categories=list(one.categories),
        forms=FORMS,
        funding=Funding.UNDECIDED.value,
        rubric={criterion.value: reason for criterion, reason in one.rubric.items()},
        source=one.source.value,
        sources={source.value: words for source, words in CAME_OF_IT.items()},
        state=NeedState.OPEN.value,
        author=author,
        created_at=now,
        opened_at=now,
    )
