"""The demo's teams: what a few towns want changed, whom they have, and one role borrowed for a while."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from todoke.cli.seed_hub_needs import author_of
from todoke.core.talent.needs import Source
from todoke.core.talent.team import PlacementFacts
from todoke.hub.members.models import Body, Member
from todoke.hub.talent.roles.commands import place, set_demands


def seed_teams(teams: Iterable[dict[str, Any]], bodies: dict[str, Body], *, today: date) -> None:
    """Through the room's own commands, so that no town has what it could not have entered."""
    for team in teams:
        body = bodies[team["town"]]
        lead = author_of(body)
        if lead is not None:
            set_demands(body, team["wants"], change_wanted=team["change"], by=lead)
            _place(body, team, lead=lead, today=today)


def _place(body: Body, team: dict[str, Any], *, lead: Member, today: date) -> None:
    for role, who in team.get("own", {}).items():
        stays = PlacementFacts(
            role=role, who=who, source=Source.OWN_STAFF, since=today, until=None, successor="", plan=""
        )
        place(body, stays, by=lead)
    if lent := team.get("borrowed"):
        goes = PlacementFacts(
            role=lent["role"],
            who=lent["who"],
            source=Source.PREFECTURE,
            since=today,
            until=today + timedelta(days=lent["days"]),
            successor=lent["successor"],
            plan=lent["plan"],
        )
        place(body, goes, by=lead)
