"""What people change in their own profile. Nobody else can: every command takes the own account."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils import timezone

from todoke.catalogue.talent import shipped_skills
from todoke.core.errors import Refused
from todoke.core.refusal import Refusal
from todoke.core.talent import profiles
from todoke.core.talent.people import Audience, Purpose
from todoke.core.talent.profiles import ClaimFacts, MonthFacts, ProfileFacts
from todoke.hub.members.events import record
from todoke.hub.members.models import Member
from todoke.hub.members.signals import consent_withdrawn
from todoke.hub.talent.people import queries
from todoke.hub.talent.people.models import Availability, Consent, Correction, Person, SkillClaim
from todoke.hub.talent.roles.models_of import roles_of
from todoke.web.database import write


def require(*refusals: Refusal | None) -> None:
    found = [one for one in refusals if one is not None]
    if found:
        raise Refused(*found)


def own_person(by: Member) -> Person:
    """Held until the transaction ends, so that two windows do not cross."""
    person = Person.objects.select_for_update(of=("self",)).filter(member=by).first()
    if person is None:
        raise Refused(profiles.NOT_A_PERSON)
    return person


def note(name: str, person: Person, *, by: Member, body: dict[str, object] | None = None) -> None:
    record(name, f"person:{person.pk}", by=by, person=person.pk, body=body)


def save_profile(given: ProfileFacts, *, by: Member) -> None:
    with write():
        person = own_person(by)
        require(*profiles.profile_problems(given, roles=roles_of(person.home).by_id).values())
        person.introduction, person.wishes = given.introduction, list(given.wishes)
        person.most_hosts = given.most_hosts or 1
        person.save(update_fields=["introduction", "wishes", "most_hosts"])
        note("person.profile", person, by=by)


def pause(until: date | None, *, by: Member) -> None:
    """Until and with that day no round proposes the person."""
    with write():
        person = own_person(by)
        require(profiles.refuse_pause(until, today=timezone.localdate()))
        person.paused_until = until
        person.save(update_fields=["paused_until"])
        note("person.paused", person, by=by, body={"until": until.isoformat() if until else ""})


def resume(*, by: Member) -> None:
    with write():
        person = own_person(by)
        person.paused_until = None
        person.save(update_fields=["paused_until"])
        note("person.resumed", person, by=by)


def claim(given: ClaimFacts, *, by: Member) -> SkillClaim:
    """Says a skill, or says it anew; what others assessed stays until it expires."""
    with write():
        person = own_person(by)
        require(*profiles.claim_problems(given, skills=shipped_skills().by_id).values())
        row, _ = SkillClaim.objects.update_or_create(
            person=person,
            skill=given.skill,
            defaults={
                "level": given.level,
                "evidence": [{"words": given.evidence, "link": given.link}],
                "claimed_at": timezone.now(),
            },
        )
        note("person.claimed", person, by=by, body={"skill": given.skill, "level": given.level})
    return row


def unclaim(skill: str, *, by: Member) -> None:
    """With its assessments: they are about a skill the person no longer wants to show."""
    with write():
        person = own_person(by)
        gone, _ = person.claims.filter(skill=skill).delete()
        if gone:
            note("person.unclaimed", person, by=by, body={"skill": skill})


def save_days(months: Collection[MonthFacts], *, by: Member) -> None:
    with write():
        person = own_person(by)
        known = queries.zones()
        require(*(profiles.refuse_month(one, zones=known) for one in months))
        for one in months:
            Availability.objects.update_or_create(
                person=person,
                month=one.month,
                defaults={"days": one.days, "zones": list(one.zones), "remote": one.remote},
            )
        note("person.days", person, by=by, body={"months": [f"{one.month:%Y-%m}" for one in months]})


def consent(audience: Audience, purpose: Purpose, *, by: Member, until: date | None = None) -> Consent:
    """`until` None: until it is withdrawn."""
    with write():
        person = own_person(by)
        today = timezone.localdate()
        held = (audience.value, purpose.value) in queries.consents_of(person, on=today)
        require(profiles.CONSENT_HELD if held else None)
        if until is not None:
            require(profiles.refuse_pause(until, today=today))
        row = Consent.objects.create(
            person=person, audience=audience.value, purpose=purpose.value, since=today, until=until
        )
        note("person.consented", person, by=by, body={"audience": audience.value, "purpose": purpose.value})
    return row


def withdraw(audience: Audience, purpose: Purpose, *, by: Member) -> None:
    """Ends at once, in every room: whoever relies on it hears of it in the same transaction."""
    with write():
        person = own_person(by)
        rows = person.consents.filter(audience=audience.value, purpose=purpose.value, withdrawn_at=None)
        require(None if rows.update(withdrawn_at=timezone.now()) else profiles.NO_CONSENT)
        note("person.withdrew", person, by=by, body={"audience": audience.value, "purpose": purpose.value})
        consent_withdrawn.send(sender=Consent, person=person.pk, audience=audience, purpose=purpose)


def ask_correction(about: str, text: str, *, by: Member) -> Correction:
    """`about`: one of the own skills, or "" for anything else."""
    with write():
        person = own_person(by)
        require(profiles.refuse_correction(text))
        known = person.claims.filter(skill=about).exists()
        row = Correction.objects.create(
            person=person, about=about if known else "", text=text, at=timezone.now()
        )
        note("person.correction", person, by=by)
    return row


def note_download(person: Person, *, by: Member) -> None:
    with write():
        note("person.downloaded", person, by=by)
