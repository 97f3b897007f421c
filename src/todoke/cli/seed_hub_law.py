"""Permissions, confidentiality, interests and the tender document of the demo.

鈴木's permission is still asked for, 中村 has neither permission nor agreement yet, 加藤 stays out of the
tender of the town his employer sells to. Of the others, about one in five lacks something.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from todoke.cli.demo_prefecture import DemoPerson
from todoke.core.talent.bodies import BodyKind
from todoke.core.talent.conflicts import Effect, InformationClass, InterestKind
from todoke.core.talent.people import PersonKind
from todoke.core.talent.permissions import PermissionKind, PermissionState
from todoke.hub.members.models import Body, Member, PostKind
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.permits.models import (
    AuthorityCaps,
    Confidentiality,
    Document,
    Interest,
    InterestDeclaration,
    Permission,
    Restriction,
)

if TYPE_CHECKING:
    from todoke.cli.seed_hub_people import Who

SINCE, UNTIL, SOON = date(2026, 12, 1), date(2027, 11, 30), date(2026, 12, 10)
PER_WEEK, PER_MONTH = 8, 30
CAPS_SOURCE = "職員の兼業の許可に関する基準（見本。総行公第72号の目安にならう）"
EMPLOYER_BASIS = "就業規則による副業・出向の承認（見本）"
BASES = {
    PermissionKind.SIDE_JOB_38: "地方公務員法38条",
    PermissionKind.DUTY_35: "地方公務員法35条と、職務に専念する義務の特例に関する条例（見本）",
    PermissionKind.AGREEMENT_OF_HEADS: "地方自治法252条の17",
    PermissionKind.EMPLOYER_CONSENT: EMPLOYER_BASIS,
}
KINDS_OF = {
    PersonKind.STAFF: (PermissionKind.SIDE_JOB_38, PermissionKind.DUTY_35),
    PersonKind.PREFECTURE_EXPERT: (),
    PersonKind.SECONDEE: (PermissionKind.EMPLOYER_CONSENT,),
    PersonKind.SIDE_WORKER: (PermissionKind.EMPLOYER_CONSENT,),
}
WAITS, NOTHING_YET = "suzuki", "nakamura"
CLASSES = [InformationClass.TOWN.value, InformationClass.VENDOR.value, InformationClass.TENDER.value]
PLEDGE = "業務で知ったことを、ほかの人に話しません。役割が終わったあとも同じです。（見本）"
TENDER_TITLE = "基幹系システムの更新　調達仕様書（案）"
TENDER = f"{TENDER_TITLE}\n\n架空の文書です。予定価格と評価の方法は、公告まで公表しません。\n"
GUIDE = "ひばり市の業務の地図\n\n架空の文書です。どの課がどの手続を受け持つかを並べています。\n"


def seed_caps(bodies: Iterable[Body]) -> None:
    AuthorityCaps.objects.bulk_create(
        AuthorityCaps(
            body=body,
            kind=PermissionKind.SIDE_JOB_38.value,
            per_week=PER_WEEK,
            per_month=PER_MONTH,
            source=f"{body.name} {CAPS_SOURCE}",
            since=date(2026, 4, 1),
        )
        for body in bodies
        if body.kind in (BodyKind.MUNICIPALITY, BodyKind.PREFECTURE)
    )


def seed_law(person: Person, one: DemoPerson, *, who: Who, number: int) -> None:
    """`number` of the person decides what is missing, the same every time."""
    if one.login != NOTHING_YET:
        for kind in KINDS_OF[one.kind]:
            if one.login == WAITS or number % 6 != 5:
                seed_permission(person, kind, who=who, number=number)
        if number % 5 != 4:
            seed_pledge(person, who)
    if one.interest is not None:
        seed_interest(person, one.interest, who=who)


def seed_permission(person: Person, kind: PermissionKind, *, who: Who, number: int) -> None:
    authority = person.home or person.employer
    asked = person.member.login == WAITS
    capped = kind is PermissionKind.SIDE_JOB_38
    decider = None if asked else _decider(authority)
    Permission.objects.create(
        person=person,
        kind=kind.value,
        authority=authority,
        basis=BASES[kind],
        work="ほかの市町の、手続のデジタル化を手伝う。",
        since=SINCE,
        until=SOON if number == 20 else UNTIL,
        per_week=PER_WEEK if capped else None,
        per_month=PER_MONTH if capped else None,
        caps_source=f"{authority.name} {CAPS_SOURCE}" if capped else "",
        state=(PermissionState.ASKED if asked else PermissionState.GRANTED).value,
        asked_at=who.now,
        decided_by=decider,
        decided_at=None if asked else who.now,
        ground="" if asked else "本務に支障がない。",
    )


def _decider(authority: Body) -> Member:
    return authority.posts.filter(kind=PostKind.APPROVER.value).select_related("member")[0].member


def seed_pledge(person: Person, who: Who) -> None:
    """Prefecture-wide."""
    Confidentiality.objects.create(
        person=person,
        classes=CLASSES,
        template="pledge_demo",
        text=PLEDGE,
        since=SINCE.replace(month=11),
        until=UNTIL,
        made_by=who.coordinator,
        signed_by=person.member,
        signed_at=who.now,
    )


def seed_interest(person: Person, told: dict[str, str], *, who: Who) -> None:
    """Declared by the person; two coordinators decided that they stay out."""
    host = who.bodies[told["host"]]
    declaration = InterestDeclaration.objects.create(
        person=person, since=SINCE.replace(month=11), until=UNTIL, declared_at=who.now, confirmed_at=who.now
    )
    Interest.objects.create(
        declaration=declaration,
        supplier=told["supplier"],
        supplier_code=person.employer.code if person.employer else "",
        host=host,
        category=told["category"],
        kind=InterestKind(told["kind"]).value,
    )
    Restriction.objects.create(
        person=person,
        host=host,
        category=told["category"],
        effect=Effect.RECUSE.value,
        since=SINCE.replace(month=11),
        until=UNTIL,
        decided_by=who.coordinator,
        decided_at=who.now,
        confirmed_by=who.second,
        confirmed_at=who.now,
        reason=f"勤め先の{told['supplier']}が、{host.name}の基幹系システムの調達に応募できる立場にある。",
    )


def seed_tender(host: Body, by: Member, *, now: datetime) -> None:
    rows = (
        (TENDER_TITLE, InformationClass.TENDER, "core_systems", TENDER),
        ("ひばり市の業務の地図", InformationClass.TOWN, "", GUIDE),
    )
    for title, kind, category, text in rows:
        Document.objects.create(
            host=host,
            title=title,
            kind=kind.value,
            category=category,
            name=f"{title}.txt",
            media_type="text/plain",
            content=text.encode(),
            added_by=by,
            added_at=now,
        )
