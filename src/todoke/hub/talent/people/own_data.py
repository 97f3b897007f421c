"""Everything the hub keeps about somebody, for that person alone.

Invariants:
- every room's rows about a person are found by the tables' own links, so none is forgotten.
- what a round says of a person comes with its proposal; rows of rounds that may be unpublished stay out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import models

from todoke.hub.members.models import Body, HubEvent, Member
from todoke.hub.talent.people.models import Person, SkillAssessment

UNPUBLISHED = frozenset({"hub_rounds"})


def own_data(person: Person) -> dict[str, object]:
    return {
        "account": {
            "login": person.member.login,
            "name": person.member.name,
            "body": person.member.body.name,
        },
        "profile": row_data(person),
        **{name: [row_data(row) for row in rows] for name, rows in sorted(_related(person).items())},
        "assessments": [
            {"skill": one.claim.skill, **row_data(one)}
            for one in SkillAssessment.objects.filter(claim__person=person).select_related(
                "claim", "body", "by"
            )
        ],
        "events": [
            {"at": one.at.isoformat(), "what": one.name, "who": one.actor_name, "details": one.body}
            for one in HubEvent.objects.filter(person=person.pk).order_by("at", "pk")
        ],
    }


def _related(person: Person) -> dict[str, list[models.Model]]:
    """Rows of other tables that point at the person, by table."""
    found: dict[str, list[models.Model]] = {}
    for link in Person._meta.get_fields(include_hidden=True):
        if not (link.one_to_many or link.one_to_one) or not link.auto_created:
            continue
        table = link.related_model
        if table._meta.app_label not in UNPUBLISHED:
            rows = table._default_manager.filter(**{link.field.name: person})
            found[f"{table._meta.model_name}_{link.field.name}"] = list(rows)
    return found


def row_data(row: models.Model) -> dict[str, object]:
    return {
        field.name: _value(getattr(row, field.name))
        for field in row._meta.concrete_fields
        if not isinstance(field, models.BinaryField)
    }


def _value(value: object) -> object:
    if isinstance(value, Body | Member):
        return value.name
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, models.Model | Decimal):
        return str(value.pk) if isinstance(value, models.Model) else str(value)
    if value is None or isinstance(value, bool | int | str | list | Mapping):
        return value
    return str(value)
