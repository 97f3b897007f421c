"""Everything the hub keeps about somebody, for that person alone.

Invariants:
- rows are found by the tables' own links, and what hangs on those rows with them, so no room is forgotten.
- a row about somebody else (whose plan names this person as mentor) is theirs and stays out.
- what a round worked out may not be published yet; its rows stay out, what came of it is in the events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models

from todoke.hub.members.models import Body, HubEvent, Member
from todoke.hub.talent.people.models import Person

UNPUBLISHED = frozenset({"hub_rounds"})
Rows = list[models.Model]


def own_data(person: Person) -> dict[str, object]:
    account = person.member
    found = rows_about(person)
    return {
        "account": {"login": account.login, "name": account.name, "body": account.body.name},
        "profile": row_data(person),
        **{name: [row_data(row) for row in rows] for name, rows in sorted(found.items())},
        "events": [
            {"at": one.at.isoformat(), "what": one.name, "who": one.actor_name, "details": one.body}
            for one in HubEvent.objects.filter(person=person.pk).order_by("at", "pk")
        ],
    }


def rows_about(person: Person) -> dict[str, Rows]:
    """By table and link: what points at the person, then what points at that."""
    found: dict[str, Rows] = {}
    for link in links_to(Person):
        found[name_of(link)] = rows = _rows(link, [person])
        for below in links_to(link.related_model):
            if not has_owner(below.related_model):
                found[name_of(below)] = _rows(below, rows)
    return found


def links_to(table: type[models.Model]) -> Iterator[Any]:
    """Other tables' links to this one. A table with an owner is read by the owner's link alone."""
    for link in table._meta.get_fields(include_hidden=True):
        if not link.auto_created or link.concrete or not (link.one_to_many or link.one_to_one):
            continue
        elsewhere = link.related_model
        of_another = table is Person and link.field.name != "person" and has_owner(elsewhere)
        if elsewhere._meta.app_label not in UNPUBLISHED and not of_another:
            yield link


def has_owner(table: type[models.Model]) -> bool:
    return any(one.name == "person" and one.related_model is Person for one in table._meta.concrete_fields)


def name_of(link: Any) -> str:
    return f"{link.related_model._meta.model_name}_{link.field.name}"


def _rows(link: Any, to: Iterable[models.Model]) -> Rows:
    keys = [one.pk for one in to]
    return list(link.related_model._default_manager.filter(**{f"{link.field.name}__in": keys}))


def row_data(row: models.Model) -> dict[str, object]:
    """Without the content of files."""
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
    if isinstance(value, models.Model):
        return str(value.pk)
    if value is None or isinstance(value, bool | int | str | list | Mapping):
        return value
    return str(value)
