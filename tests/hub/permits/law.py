"""People who can be lent, and what binds them, made through the commands."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from tests.hub.roles.towns import member

from todoke.core.talent.conflicts import Effect, InformationClass, InterestKind
from todoke.core.talent.people import PersonKind
from todoke.core.talent.permissions import PermissionKind
from todoke.hub.members.models import Body, Member
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.permits import agreement_commands, commands, document_commands
from todoke.hub.talent.permits.interest_commands import Declaration, Line, declare
from todoke.hub.talent.permits.models import Confidentiality, Document, Permission, Restriction
from todoke.hub.talent.permits.restriction_commands import Decision, restrict

SECRET = (InformationClass.TOWN, InformationClass.VENDOR, InformationClass.TENDER)
RULE = "ひばり市職員の兼業の許可に関する基準3条"


def today() -> date:
    return timezone.localdate()


def after(days: int) -> date:
    return today() + timedelta(days=days)


def lent(login: str, name: str, *, kind: PersonKind, home: Body | None = None, employer: Body | None = None):
    at = home or employer
    account = member(login, name, at=at, posts=())
    return Person.objects.create(
        member=account, kind=kind.value, home=home, employer=employer, created_at=timezone.now()
    )


def asked(person: Person, *, kind: PermissionKind = PermissionKind.SIDE_JOB_38, **changed) -> Permission:
    given = {
        "kind": kind,
        "hosts": (),
        "since": today(),
        "until": after(200),
        "basis": "地方公務員法38条",
        "work": "窓口の流れを直す。",
        "hours": (None, None),
    }
    return commands.ask(person, commands.Request(**(given | changed)), by=person.member)


def rule(body: Body, by: Member, *, hours=(8.0, 30.0), kind: PermissionKind = PermissionKind.SIDE_JOB_38):
    given = commands.Rule(kind=kind, hours=hours, source=RULE, link="", since=date(2026, 4, 1))
    return commands.enter_rule(body, given, by=by)


def pledged(person: Person, by: Member, *, host: Body | None = None, classes=SECRET) -> Confidentiality:
    draft = agreement_commands.Draft(
        person=person, employer=None, host=host, classes=classes, since=today(), until=after(300)
    )
    row = agreement_commands.make(draft, by=by)
    return agreement_commands.sign(row, read=True, by=person.member)


def kept(
    host: Body, by: Member, *, kind=InformationClass.TENDER, category="core_systems", title="調達仕様書（案）"
) -> Document:
    new = document_commands.NewDocument(
        host=host, title=title, kind=kind, category=category, name="siyou.txt", content="予定価格".encode()
    )
    return document_commands.add(new, by=by)


def tie(supplier: Body | str, *, kind=InterestKind.EMPLOYER, host: Body | None = None, category="*") -> Line:
    name, code = (supplier.name, supplier.code) if isinstance(supplier, Body) else (supplier, "")
    return Line(supplier=name, code=code, host=host, category=category, kind=kind)


def declared(person: Person, *lines: Line, since: date | None = None, days: int = 300):
    since = since or today()
    given = Declaration(since=since, until=since + timedelta(days=days), none=not lines, lines=lines)
    return declare(person, given, by=person.member)


def restricted(
    person: Person, by: Member, *, host: Body, category="core_systems", effect=Effect.RECUSE
) -> Restriction:
    given = Decision(
        host=host,
        category=category,
        effect=effect,
        since=today(),
        until=None,
        reason="勤め先が応募できる立場にある。",
    )
    return restrict(person, given, by=by)
