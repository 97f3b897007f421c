"""From a definition's texts to `Rules`; everything that does not fit together is found here.

Invariants:
- an expression sees only the questions before it (a check or stop: also those of its own step), so
  conditions can never run in a circle; values computed from each other in a circle are refused.
- all mistakes are reported at once, each with its place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from todoke.core.procedures.computed import RESULT_TYPES, Computed, Sum
from todoke.core.procedures.expressions import (
    KEYWORDS,
    RESERVED,
    CelType,
    Expression,
    ExpressionError,
    compile_expression,
)
from todoke.core.procedures.fields.base import Field
from todoke.core.procedures.fields.group import GroupField
from todoke.core.procedures.fields.my_number import MyNumberField
from todoke.core.procedures.fields.postal_address import PostalAddressField
from todoke.core.procedures.filled_by_claims import misfits
from todoke.core.procedures.rows import CellRule, RowRules
from todoke.core.procedures.rules import (
    CheckRule,
    ComputedRule,
    Question,
    RuleErrors,
    RuleFault,
    Rules,
    StepRules,
    StopRule,
)

if TYPE_CHECKING:
    from todoke.core.procedures.definition import Definition, Step

Loc = tuple[int | str, ...]
COUNTED = frozenset({CelType.RECORDS, CelType.STRINGS})


def compile_rules(definition: Definition) -> Rules:
    """RuleErrors with everything that is wrong, in the order of the file."""
    compiler = _Compiler(definition)
    rules = compiler.rules()
    if compiler.faults:
        raise RuleErrors(tuple(compiler.faults))
    return rules


@dataclass(slots=True)
class _Compiler:
    definition: Definition
    types: dict[str, CelType] = field(default_factory=lambda: {"today": CelType.DATE})
    faults: list[RuleFault] = field(default_factory=list)
    later: dict[str, CelType] = field(default_factory=dict)
    groups: dict[str, GroupField] = field(default_factory=dict)
    waiting: list[tuple[int, Computed]] = field(default_factory=list)
    pages_before: dict[str, CelType] = field(default_factory=dict)

    def rules(self) -> Rules:
        questions = [one for page in self.definition.steps for one in page.fields]
        self.later = {one.id: one.cel_type for one in questions}
        self.later |= {one.id: one.cel_type for one in self.definition.computed}
        self.waiting = list(enumerate(self.definition.computed))
        self._refuse_names()
        first = self._computed_now()
        steps = tuple(
            self._step(page, ("steps", number)) for number, page in enumerate(self.definition.steps)
        )
        for number, computed in self.waiting:
            self._explain_waiting(computed, ("computed", number))
        self._refuse_whole(questions)
        return Rules(steps=steps, first=first)

    def _fault(self, path: Loc, requirement: str, arrived: str) -> None:
        self.faults.append(RuleFault(path=path, requirement=requirement, arrived=arrived))

    def _refuse_names(self) -> None:
        seen: set[str] = {one.id for page in self.definition.steps for one in page.fields}
        for number, computed in enumerate(self.definition.computed):
            path = ("computed", number, "computed")
            if computed.id in RESERVED | KEYWORDS:
                self._fault(path, "an id that expressions do not reserve", computed.id)
            elif computed.id in seen:
                self._fault(path, "an id used once in the definition", computed.id)
            seen.add(computed.id)
        pages: set[str] = set()
        for number, page in enumerate(self.definition.steps):
            if page.id in pages:
                self._fault(("steps", number, "step"), "a step id used once in the definition", page.id)
            pages.add(page.id)

    def _refuse_whole(self, questions: list[Field]) -> None:
        """What fits in its place and not in the whole."""
        house = next((one for one in questions if one.id == "house_address"), None)
        addressee = self.definition.addressee
        at = self.definition.assurance.at
        if at is not None and at not in {page.id for page in self.definition.steps}:
            self._fault(("assurance", "at"), "the id of a step", at)
        if addressee == "postcode_of_house" and not isinstance(house, PostalAddressField):
            self._fault(("addressee",), "a field house_address of type postal_address", str(addressee))

    def _step(self, page: Step, path: Loc) -> StepRules:
        when = self._condition(page.when, (*path, "when"))
        self.pages_before = dict(self.types)
        questions = tuple(
            self._question(one, (*path, "fields", place)) for place, one in enumerate(page.fields)
        )
        return StepRules(
            step=page,
            when=when,
            questions=questions,
            checks=self._checks(page, path),
            stops=self._stops(page, path),
        )

    def _question(self, one: Field, path: Loc) -> Question:
        when = self._condition(one.when, (*path, "when"))
        demanded = self._condition(one.required_when, (*path, "required_when"))
        rows = self._rows(one, path)
        about_sender = self._about_sender(one, path)
        self._declare(one, path)
        return Question(
            field=_demanded(one),
            voluntary=one.model_copy(update={"required": False}),
            when=when,
            demanded=demanded,
            rows=rows,
            then=self._computed_now(),
            about_sender=about_sender,
        )

    def _about_sender(self, one: Field, path: Loc) -> Expression | None:
        """Over the pages before: what is filled must be known when the page is opened."""
        for key, requirement, arrived in misfits(one):
            self._fault((*path, key), requirement, arrived)
        if not one.verified_when:
            return None
        types, self.types = self.types, self.pages_before
        found = self._condition(one.verified_when, (*path, "verified_when"))
        self.types = types
        return found

    def _declare(self, one: Field, path: Loc) -> None:
        if one.id in RESERVED | KEYWORDS:
            self._fault((*path, "field"), "an id that expressions do not reserve", one.id)
            return
        if one.id in self.types:
            self._fault((*path, "field"), "an id used once in the definition", one.id)
        self._refuse_number(one, path)
        self.types[one.id] = one.cel_type
        if isinstance(one, GroupField):
            self.groups[one.id] = one

    def _refuse_number(self, one: Field, path: Loc) -> None:
        if isinstance(one, MyNumberField) and self.definition.my_number != "sealed":
            self._fault((*path, "type"), "my_number: sealed with my_number_law above", one.id)

    def _rows(self, group: Field, path: Loc) -> RowRules | None:
        """None where no cell has a condition: then a walk need not look into the rows."""
        if not isinstance(group, GroupField):
            return None
        outer, cells = dict(self.types), []
        for place, cell in enumerate(group.fields):
            cells.append(self._cell(cell, (*path, "fields", place)))
            self.types[f"row.{cell.id}"] = cell.cel_type
        self.types = outer
        conditional = any(cell.when or cell.demanded or cell.rows for cell in cells)
        return RowRules(cells=tuple(cells)) if conditional else None

    def _cell(self, cell: Field, path: Loc) -> CellRule:
        self._refuse_number(cell, path)
        if cell.verified or cell.verified_when:
            self._fault((*path, "verified"), "no verified inside a group: a row is not the sender", cell.id)
        when = self._condition(cell.when, (*path, "when"))
        demanded = self._condition(cell.required_when, (*path, "required_when"))
        own, self.types = self.types, {k: v for k, v in self.types.items() if not k.startswith("row.")}
        rows = self._rows(cell, path)
        self.types = own
        voluntary = cell.model_copy(update={"required": False})
        return CellRule(field=_demanded(cell), voluntary=voluntary, when=when, demanded=demanded, rows=rows)

    def _checks(self, page: Step, path: Loc) -> tuple[CheckRule, ...]:
        found: list[CheckRule] = []
        for number, check in enumerate(page.checks):
            place = (*path, "checks", number)
            if check.at not in {one.id for one in page.fields}:
                self._fault((*place, "at"), "a field of this step", check.at)
            rule = self._condition(check.rule, (*place, "rule"))
            found += [CheckRule(check=check, expression=rule, number=number)] if rule else []
        return tuple(found)

    def _stops(self, page: Step, path: Loc) -> tuple[StopRule, ...]:
        found: list[StopRule] = []
        ids = [one.id for one in page.fields]
        for number, stop in enumerate(page.stops):
            place = (*path, "stops", number)
            if stop.at is not None and stop.at not in ids:
                self._fault((*place, "at"), "a field of this step", stop.at)
            rule = self._condition(stop.when, (*place, "when"))
            if rule:
                read = [id for id in ids if id in rule.names]
                at = stop.at or (read or ids)[-1 if read else 0]
                found.append(StopRule(stop=stop, expression=rule, at=at, number=number))
        return tuple(found)

    def _condition(self, source: str | None, path: Loc) -> Expression | None:
        return self._expression(source, path, result=CelType.BOOLEAN) if source else None

    def _expression(self, source: str, path: Loc, *, result: CelType) -> Expression | None:
        try:
            return compile_expression(source, self.types, result=result)
        except ExpressionError as error:
            self._fault(path, *self._explain(source, error, result=result))
            return None

    def _explain(self, source: str, error: ExpressionError, *, result: CelType) -> tuple[str, str]:
        """An expression that would compile with later questions looks ahead: say that instead."""
        try:
            compile_expression(source, {**self.later, **self.types}, result=result)
        except ExpressionError:
            return error.requirement, error.arrived
        return "an expression over questions asked before it", source

    def _computed_now(self) -> tuple[ComputedRule, ...]:
        """Every value that can be worked out from what is declared by now, in an order that works."""
        found: list[ComputedRule] = []
        moved = True
        while moved:
            moved = False
            for number, computed in list(self.waiting):
                if self._lacks(computed):
                    continue
                self.waiting.remove((number, computed))
                rule = self._computed(computed, ("computed", number))
                self.types[computed.id] = computed.cel_type
                found += [rule] if rule else []
                moved = True
        return tuple(found)

    def _lacks(self, computed: Computed) -> list[str]:
        """Names it reads that come later; names nobody knows do not keep it waiting."""
        return [name for name in computed.reads() if name in self.later and name not in self.types]

    def _computed(self, computed: Computed, path: Loc) -> ComputedRule | None:
        if computed.value is not None and computed.result is not None:
            found = self._expression(computed.value, (*path, "value"), result=RESULT_TYPES[computed.result])
            return ComputedRule(computed=computed, expression=found, reads=()) if found else None
        wrong = [name for name in computed.reads() if not self._suits(computed, name)]
        for name in wrong:
            self._fault(path, _wanted(computed), name)
        if not wrong and computed.sum:
            self._refuse_cell(computed.sum, path)
        return ComputedRule(computed=computed, expression=None, reads=computed.reads())

    def _suits(self, computed: Computed, name: str) -> bool:
        kind = self.types.get(name)
        if computed.sum:
            return name in self.groups
        return kind in COUNTED if computed.count else kind is CelType.DATE

    def _refuse_cell(self, total: Sum, path: Loc) -> None:
        group, _, cell = total.of.partition(".")
        kinds = {one.id: one.cel_type for one in self.groups[group].fields}
        if kinds.get(cell) is not CelType.INTEGER:
            self._fault((*path, "sum"), "a cell of that group of type integer or yen", total.of)

    def _explain_waiting(self, computed: Computed, path: Loc) -> None:
        circle = {one.id for _, one in self.waiting}
        reads = ", ".join(name for name in self._lacks(computed) if name in circle)
        self._fault(path, "values that do not depend on each other in a circle", f"{computed.id} ← {reads}")


def _demanded(one: Field) -> Field:
    """As asked where `required_when` holds."""
    return one.model_copy(update={"required": True}) if one.required_when else one


def _wanted(computed: Computed) -> str:
    if computed.sum:
        return "sum of a cell of a group, such as items.price"
    return "count of a group, of files or of choices" if computed.count else "a date, a month or today"
