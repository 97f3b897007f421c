"""Staff and versions as the rules in core see them."""

from __future__ import annotations

from todoke.core.assurance.policies import SheetActor, SheetFacts, SheetState
from todoke.core.cases.facts import Role
from todoke.office.assurance.models import Sheet
from todoke.office.staff.models import Staff


def actor_of(staff: Staff) -> SheetActor:
    """Roles held in any section: worksheets belong to the whole office."""
    roles = frozenset(Role(role) for role in staff.memberships.values_list("role", flat=True))
    return SheetActor(id=str(staff.pk), roles=roles)


def facts_of(sheet: Sheet) -> SheetFacts:
    return SheetFacts(
        state=SheetState(sheet.state),
        edit=sheet.edit,
        author=str(sheet.author_id),
        last_editor=str(sheet.last_editor_id),
    )
