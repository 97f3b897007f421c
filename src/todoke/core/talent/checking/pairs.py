"""May this person do this work? Every rule again, from the data, for one proposal.

Invariant: a proposal that breaks several rules is reported for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from todoke.core.talent.checking.reading import Row, holds_on, holds_throughout, months, overlaps
from todoke.core.talent.checking.violations import Broken

STOPPING = ("exclude", "cooling_off")


def broken_by_pair(proposal: Row, person: Row, *, need: Row, data: Row) -> Iterator[Broken]:
    checks: Mapping[Broken, bool] = {
        Broken.SKILL: any(person["skills"].get(one, 0) < level for one, level in need["skills"].items()),
        Broken.PERIOD: any(person["days"].get(one, 0) < need["days"] for one in months(need["period"])),
        Broken.PLACE: need["zone"] not in person["zones"] and not (need["remote"] and person["remote"]),
        Broken.COURSE: not all(_passed(person, one, day=need["period"]["since"]) for one in need["courses"]),
        Broken.CONFIDENTIALITY: need["confidential"] and not _silent(person, need),
        Broken.INTEREST: any(one["effect"] in STOPPING for one in touching(person, need)),
        Broken.PERMISSION: not _lawful(proposal, person, need=need, data=data),
        Broken.OWN_BODY: need["host"] in (person["home"], person["employer"]),
        Broken.CONSENT: person["consents"] is not True,
        Broken.FORBIDDEN: any(
            one["kind"] == "forbid" and (one["person"], one["need"]) == (person["id"], need["id"])
            for one in data["decisions"]
        ),
        Broken.MISSTATED: (proposal["host"], proposal["days"]) != (need["host"], need["days"]),
    }
    return (broken for broken, is_so in checks.items() if is_so)


def could_serve(person: Row, need: Row, *, data: Row) -> bool:
    """In any form the host allows, with any permissions the person has."""
    held = [
        one["id"]
        for one in person["permits"]
        if (not one["hosts"] or need["host"] in one["hosts"])
        and holds_throughout(one["period"], need["period"])
        and (one["days_per_month"] is None or need["days"] <= one["days_per_month"])
    ]
    proposal = {"host": need["host"], "days": need["days"], "permits": held}
    return any(
        not list(broken_by_pair({**proposal, "form": form}, person, need=need, data=data))
        for form in need["forms"]
    )


def touching(person: Row, need: Row) -> list[Row]:
    """Restrictions of the person that meet this work in host, category and time."""
    return [
        one
        for one in person["restrictions"]
        if one["host"] == need["host"]
        and (one["category"] == "*" or one["category"] in need["categories"])
        and overlaps(one["period"], need["period"])
    ]


def _passed(person: Row, course: str, *, day: str) -> bool:
    return any(one["course"] == course and holds_on(one["period"], day) for one in person["completions"])


def _silent(person: Row, need: Row) -> bool:
    return any(
        one["host"] in ("*", need["host"]) and holds_throughout(one["period"], need["period"])
        for one in person["agreements"]
    )


def _lawful(proposal: Row, person: Row, *, need: Row, data: Row) -> bool:
    """The form is allowed by the host, open to this kind of person, and every permission it asks is named."""
    forms = {one["code"]: one["permissions"] for one in data["forms"]}
    asked = forms.get(proposal["form"], {}).get(person["kind"])
    if proposal["form"] not in need["forms"] or asked is None:
        return False
    named = [one for one in person["permits"] if one["id"] in proposal["permits"]]
    covering = {
        one["kind"]
        for one in named
        if (not one["hosts"] or need["host"] in one["hosts"])
        and holds_throughout(one["period"], need["period"])
    }
    return len(named) == len(proposal["permits"]) and set(asked) <= covering
