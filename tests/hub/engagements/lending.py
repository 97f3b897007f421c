"""中村 of 霧原県 is lent to ひばり市 for two days a month; 加藤 works beside his company."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from todoke.core.talent.answers import Answer, Party
from todoke.core.talent.needs import NeedState
from todoke.core.talent.people import PersonKind
from todoke.core.talent.permissions import PermissionKind, PermissionState
from todoke.core.talent.procurement import Category
from todoke.core.talent.rounds import RoundState
from todoke.core.talent.signing import Decision
from todoke.core.talent.working import Day, Orderer
from todoke.hub.members.models import Body, Member
from todoke.hub.talent.engagements import commands, signing_commands
from todoke.hub.talent.engagements.models import Engagement
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.permits.models import Confidentiality, Permission, Restriction
from todoke.hub.talent.rounds.models import Proposal, Round

TODAY = timezone.localdate()
FIRST = TODAY - timedelta(days=70)
LAST = TODAY + timedelta(days=70)


def new_person(member: Member, kind: PersonKind, *, home: Body | None = None, employer: Body | None = None):
    return Person.objects.create(
        member=member, kind=kind.value, home=home, employer=employer, created_at=timezone.now()
    )


def new_need(host: Body, author: Member, *, since: date = FIRST, until: date = LAST) -> Need:
    return Need.objects.create(
        host=host,
        number=Need.objects.filter(host=host).count() + 1,
        problem="転入の窓口で、同じことを何度も書いてもらっている。",
        title="窓口の書かせる回数を減らす",
        since=since,
        until=until,
        days_month=Decimal(2),
        categories=[Category.NETWORK.value],
        state=NeedState.PROPOSED.value,
        author=author,
        created_at=timezone.now(),
    )


def new_proposal(person: Person, need: Need, *, form: str, by: Member, days: int = 2) -> Proposal:
    body = Body.objects.get(code="990001")
    round_ = Round.objects.create(
        prefecture=body,
        number=Round.objects.count() + 1,
        state=RoundState.PUBLISHED.value,
        rules_version="1",
        seed=1,
        input={},
        input_hash="",
        begun_by=by,
        begun_at=timezone.now(),
    )
    return Proposal.objects.create(
        round=round_, person=person, need=need, form=form, days_month=Decimal(days), answer_by=TODAY
    )


def answer_all(proposal: Proposal, by: Member, *, without: Party | None = None) -> None:
    for party in Party:
        if party is not without:
            proposal.responses.create(party=party.value, answer=Answer.ACCEPT.value, by=by, at=timezone.now())


def permit(
    person: Person, kind: PermissionKind, *, since: date = FIRST, until: date = LAST, week: int | None = None
) -> Permission:
    return Permission.objects.create(
        person=person,
        kind=kind.value,
        authority=person.home or person.employer,
        basis="地方公務員法38条",
        since=since,
        until=until,
        per_week=week,
        caps_source="霧原県の許可基準 第3条" if week else "",
        state=PermissionState.GRANTED.value,
        asked_at=timezone.now(),
        decided_at=timezone.now(),
    )


def secrecy(person: Person, host: Body, *, revoked_at: datetime | None = None) -> Confidentiality:
    return Confidentiality.objects.create(
        person=person,
        host=host,
        classes=["town"],
        template="pledge-1",
        text="秘密を守ります。",
        since=FIRST,
        until=LAST,
        signed_at=timezone.now(),
        revoked_at=revoked_at,
    )


def restrict(person: Person, host: Body, by: Member, *, category: Category = Category.NETWORK) -> Restriction:
    return Restriction.objects.create(
        person=person,
        host=host,
        category=category.value,
        effect="recuse",
        since=FIRST,
        decided_by=by,
        decided_at=timezone.now(),
        reason="勤め先が入札に加わる見込みのため",
    )


def terms(**changed: object) -> commands.Terms:
    given = {
        "day_rate": 31_000,
        "hours_day": Decimal("7.75"),
        "shares": {"992011": 100},
        "successor": "鈴木",
        "handover_plan": "手順書を書き、最後の月に二人で作業する。",
    }
    return commands.Terms(**(given | changed))


def sign_all(engagement: Engagement, *signers: Member) -> None:
    for member in signers:
        engagement.refresh_from_db()
        step = signing_commands.turn_of(engagement)
        signing_commands.sign(
            engagement.pk, step.pk, decision=Decision.APPROVED, reason="本来の仕事に支障がない", by=member
        )
    engagement.refresh_from_db()


def day(on: date = TODAY, hours: str = "3", **changed: object) -> Day:
    given = {"category": "", "orderer": Orderer.MYSELF, "task": "窓口の流れを書き出した"}
    return Day(on=on, hours=Decimal(hours), **(given | changed))
