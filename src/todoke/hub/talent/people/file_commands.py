"""A list of people taken in, all of it or nothing; and written, for whoever may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db import IntegrityError
from django.utils import timezone

from todoke.catalogue.talent import shipped_skills
from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.bodies import BodyKind
from todoke.core.talent.people import PersonKind
from todoke.core.talent.people_columns import KIND_NAMES, YES_NO, Column, KnownFacts, RowError, RowOfFile, at
from todoke.core.talent.people_file import FileRefused, read
from todoke.core.talent.people_rows import months_between
from todoke.hub.members.events import record
from todoke.hub.members.models import Body, Member, PostKind
from todoke.hub.talent.people import queries
from todoke.hub.talent.people.commands import note, require
from todoke.hub.talent.people.models import Availability, Person, SkillClaim
from todoke.web.database import write

NOT_COORDINATOR = Refusal(
    code="talent.file.not-yours", message=N_("Only a coordinator takes in a list of people.")
)
OTHER_NAME = Refusal(
    code="talent.file.other-name",
    message=N_("There is an account of this name that belongs to somebody else. Choose another one."),
)
AT_ONCE = Refusal(
    code="talent.file.at-once",
    message=N_("Somebody took in the same people at this moment. Nobody was doubled; choose the file again."),
)
AN_ADMINISTRATOR = Refusal(
    code="talent.file.administrator",
    message=N_("An administrator’s account cannot be a person who is lent. Choose another one."),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenIn:
    """`there`: had a profile already, which only the person changes, and was left as it is."""

    added: int
    there: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Bodies:
    public: Mapping[str, Body]
    companies: Mapping[str, Body]


def _bodies() -> _Bodies:
    found = list(Body.objects.filter(merged_into=None))
    return _Bodies(
        public={one.code: one for one in found if one.kind != BodyKind.COMPANY.value},
        companies={one.code: one for one in found if one.kind == BodyKind.COMPANY.value},
    )


def zone_names() -> dict[str, str]:
    """As people write them → as they are kept. Japanese words come from the catalogue."""
    from django.utils import translation
    from django.utils.translation import gettext

    with translation.override("ja"):
        found = {gettext(queries.area_words(one)): one for one in queries.zones()}
    return found | {one: one for one in queries.zones()}


def known_facts(bodies: _Bodies) -> KnownFacts:
    skills = shipped_skills().skills
    return KnownFacts(
        bodies=bodies.public.keys(),
        companies=bodies.companies.keys(),
        skills={one.name: one.skill for one in skills} | {one.skill: one.skill for one in skills},
        zones=zone_names(),
    )


def take_in(content: bytes, *, by: Member) -> TakenIn:
    """Raises FileRefused with every error; then nobody of the file is there."""
    require(None if by.holds(PostKind.COORDINATOR) else NOT_COORDINATOR)
    bodies = _bodies()
    rows = read(content, known=known_facts(bodies))
    try:
        return _take_in(rows, bodies=bodies, by=by)
    except IntegrityError as error:
        raise Refused(AT_ONCE) from error


def _take_in(rows: tuple[RowOfFile, ...], *, bodies: _Bodies, by: Member) -> TakenIn:
    with write():
        accounts = _accounts(rows)
        errors = [error for row in rows if (error := _account_error(row, accounts))]
        if errors:
            raise FileRefused(errors)
        there = set(Person.objects.filter(member__login__in=accounts).values_list("member__login", flat=True))
        fresh = [row for row in rows if row.login not in there]
        for row in fresh:
            _add(row, accounts.get(row.login), bodies=bodies, by=by)
    return TakenIn(added=len(fresh), there=len(rows) - len(fresh))


def _accounts(rows: tuple[RowOfFile, ...]) -> dict[str, Member]:
    found = Member.objects.select_for_update(of=("self",)).filter(login__in=[row.login for row in rows])
    return {one.login: one for one in found.select_related("body")}


def _account_error(row: RowOfFile, accounts: Mapping[str, Member]) -> RowError | None:
    member = accounts.get(row.login)
    if member is None:
        return None
    if member.name != row.name or member.body.code not in (row.home, row.employer):
        return at(row.line, Column.LOGIN, refusal=OTHER_NAME)
    if member.holds(PostKind.ADMINISTRATOR):
        return at(row.line, Column.LOGIN, refusal=AN_ADMINISTRATOR)
    return None


def _add(row: RowOfFile, member: Member | None, *, bodies: _Bodies, by: Member) -> Person:
    """Without a password that opens anything: the administrator makes one and hands it over."""
    home, employer = bodies.public.get(row.home), bodies.companies.get(row.employer)
    if member is None:
        member = Member(login=row.login, name=row.name, body=home or employer)
        member.set_unusable_password()
        member.save(force_insert=True)
        record("member.added", f"member:{member.pk}", by=by, body={"login": row.login})
    now = timezone.now()
    person = Person.objects.create(
        member=member, kind=row.kind.value, home=home, employer=employer, created_at=now
    )
    SkillClaim.objects.bulk_create(
        SkillClaim(person=person, skill=skill, level=level, evidence=[], claimed_at=now)
        for skill, level in row.skills.items()
    )
    if row.days is not None and row.first and row.last:
        Availability.objects.bulk_create(
            Availability(person=person, month=month, days=row.days, zones=list(row.zones), remote=row.remote)
            for month in months_between(row.first, row.last)
        )
    note("person.imported", person, by=by)
    return person


def rows_to_write(people: Iterable[Person]) -> list[dict[Column, str]]:
    """In the columns of the import: days of the first run of equal months from now on."""
    found = list(people)
    today = queries.first_of(timezone.localdate())
    names = {code: name for name, code in reversed(zone_names().items())}
    skills = {one.skill: one.name for one in shipped_skills().skills}
    claims: dict[object, list[str]] = {}
    for row in SkillClaim.objects.filter(person__in=found).order_by("skill"):
        claims.setdefault(row.person_id, []).append(f"{skills.get(row.skill, row.skill)}:{row.level}")
    months: dict[object, list[Availability]] = {}
    for month in Availability.objects.filter(person__in=found, month__gte=today).order_by("month"):
        months.setdefault(month.person_id, []).append(month)
    return [_cells(one, claims.get(one.pk, []), months=months.get(one.pk, []), names=names) for one in found]


def _cells(
    person: Person, claims: list[str], *, months: list[Availability], names: Mapping[str, str]
) -> dict[Column, str]:
    cells = {
        Column.LOGIN: person.member.login,
        Column.NAME: person.member.name,
        Column.KIND: KIND_NAMES[PersonKind(person.kind)],
        Column.HOME: person.home.code if person.home else "",
        Column.EMPLOYER: person.employer.code if person.employer else "",
        Column.SKILLS: "；".join(claims),
    }
    runs = [list(run) for _, run in groupby(months, key=lambda one: (one.days, one.zones, one.remote))]
    if runs:
        first, last = runs[0][0], runs[0][-1]
        no = {said: name for name, said in YES_NO.items()}
        cells |= {
            Column.DAYS: f"{float(first.days):g}",
            Column.FIRST: _month(first.month),
            Column.LAST: _month(last.month),
            Column.ZONES: "；".join(names.get(one, one) for one in first.zones),
            Column.REMOTE: no[first.remote],
        }
    return cells


def _month(month: date) -> str:
    return f"{month:%Y-%m}"
