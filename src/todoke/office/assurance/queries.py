"""Which worksheet counts, what it comes to, and the overview of all procedures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.http import Http404

from todoke.catalogue import shipped
from todoke.catalogue.assurance import shipped_methods, shipped_worksheets
from todoke.core.assurance.deciding import Decision, decide
from todoke.core.assurance.levels import Levels
from todoke.core.assurance.loading import read_worksheet
from todoke.core.assurance.methods import Method, MethodTable, methods_offered
from todoke.core.assurance.policies import ReviewAlarm, SheetState, review_alarm
from todoke.core.assurance.practice import Excess, excess
from todoke.core.assurance.worksheet import Worksheet
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.load import load_definition
from todoke.office.assurance.models import OPEN, MethodTableVersion, Sheet
from todoke.office.studio.queries import definition_of, newest_revisions


@cache
def _shipped_definition(procedure: str) -> Definition:
    return load_definition(shipped()[procedure], file=f"{procedure}.yaml")


def definitions() -> dict[str, tuple[Definition, bool]]:
    """Procedure → its newest definition and whether this office has published it, published ones first."""
    newest = newest_revisions()
    own = {id: found for id, number in newest.items() if (found := definition_of(id, number))}
    others = {id: _shipped_definition(id) for id in shipped() if id not in own}
    return {
        **{id: (one, True) for id, one in sorted(own.items())},
        **{id: (one, False) for id, one in others.items()},
    }


def get_definition_or_404(procedure: str) -> Definition:
    newest = newest_revisions()
    found = definition_of(procedure, newest[procedure]) if procedure in newest else None
    if found is None and procedure in shipped():
        found = _shipped_definition(procedure)
    if found is None:
        raise Http404
    return found


def get_sheet_or_404(procedure: str, version: int) -> Sheet:
    get_definition_or_404(procedure)
    rows = Sheet.objects.select_related("author", "last_editor", "decided_by")
    sheet = rows.filter(procedure=procedure, version=version).first()
    if sheet is None:
        raise Http404
    return sheet


def open_sheet(procedure: str) -> Sheet | None:
    return Sheet.objects.filter(procedure=procedure, state__in=OPEN).first()


def approved_sheet(procedure: str) -> Sheet | None:
    rows = Sheet.objects.filter(procedure=procedure, state=SheetState.APPROVED.value)
    return rows.select_related("author", "decided_by").order_by("-version").first()


def versions_of(procedure: str) -> list[Sheet]:
    """Newest first; the proposal that ships is version 0 and no row."""
    rows = Sheet.objects.filter(procedure=procedure).select_related("author", "last_editor", "decided_by")
    return list(rows.order_by("-version"))


def newest_version(procedure: str) -> int:
    found = Sheet.objects.filter(procedure=procedure).order_by("-version").values_list("version", flat=True)
    return found.first() or 0


def newest_content(procedure: str) -> dict[str, Any]:
    """What a new version begins with: the version before, the proposal that ships, or an empty sheet."""
    before = Sheet.objects.filter(procedure=procedure).order_by("-version").first()
    if before is not None:
        return dict(before.content)
    proposal = shipped_worksheets().get(procedure)
    return proposal.model_dump(mode="json") if proposal else {"worksheet": procedure, "kind": "entitlement"}


def method_table() -> MethodTable:
    """The one in force: the newest of this office laid over the one that ships."""
    return table_at(None)


def table_at(version: int | None) -> MethodTable:
    """`None`: in force. Raises Http404 for a version that never was."""
    rows = MethodTableVersion.objects.order_by("-version")
    row = rows.first() if version is None else rows.filter(version=version).first()
    if row is not None:
        return shipped_methods().override(MethodTable.model_validate(row.content))
    if version is None or version == shipped_methods().version:
        return shipped_methods()
    raise Http404


def table_versions() -> list[MethodTableVersion]:
    return list(MethodTableVersion.objects.select_related("by").order_by("-version"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """The worksheet that counts for a procedure. `sheet` None: nobody approved one, the proposal counts."""

    worksheet: Worksheet
    decision: Decision
    sheet: Sheet | None

    @property
    def levels(self) -> Levels:
        return self.decision.levels


def standing(procedure: str) -> Standing | None:
    """None for a procedure of the office's own that nobody has written a worksheet for."""
    return _standing(procedure, approved_sheet(procedure))


def worksheet_of(procedure: str) -> Worksheet | None:
    """The one that counts, for the lint."""
    found = standing(procedure)
    return found.worksheet if found else None


def _standing(procedure: str, sheet: Sheet | None) -> Standing | None:
    if sheet is not None:
        worksheet = read_worksheet(sheet.content)
    elif procedure in shipped_worksheets():
        worksheet = shipped_worksheets()[procedure]
    else:
        return None
    return Standing(worksheet=worksheet, decision=decide(worksheet), sheet=sheet)


def chosen_methods(worksheet: Worksheet, levels: Levels, *, table: MethodTable) -> tuple[Method, ...]:
    """Those the worksheet chose and that reach its levels; an identity bound at the counter counts."""
    return methods_offered(levels, table, available=worksheet.methods.chosen, bound_identity=levels.identity)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One procedure of the overview."""

    procedure: str
    definition: Definition
    published: bool
    standing: Standing | None
    open_sheet: Sheet | None
    methods: tuple[Method, ...]
    excess: Excess
    alarm: ReviewAlarm

    @property
    def differs(self) -> bool:
        """Whether the form asks for something else than the worksheet found."""
        asked = self.definition.assurance
        return self.standing is not None and self.standing.levels != Levels(
            identity=asked.identity, authentication=asked.authentication
        )


def overview(*, today: date) -> list[Line]:
    approved = {
        one.procedure: one
        for one in Sheet.objects.filter(state=SheetState.APPROVED.value)
        .select_related("decided_by")
        .order_by("version")
    }
    being_written = {one.procedure: one for one in Sheet.objects.filter(state__in=OPEN)}
    table, lines = method_table(), []
    for id, (definition, published) in definitions().items():
        stands = _standing(id, approved.get(id))
        sheet = stands.sheet if stands else None
        line = Line(
            procedure=id,
            definition=definition,
            published=published,
            standing=stands,
            open_sheet=being_written.get(id),
            methods=chosen_methods(stands.worksheet, stands.levels, table=table) if stands else (),
            excess=excess(stands.worksheet.practice, stands.levels) if stands else Excess.NONE,
            alarm=review_alarm(sheet.review_on if sheet else None, today=today),
        )
        lines.append(line)
    return lines
