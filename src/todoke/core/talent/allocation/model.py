"""The exact model of a round, or of a part of it while the rest stays as it is.

Invariants:
- only eligible pairs have a variable; a rule can therefore not be traded against an objective.
- whatever is fixed outside the part counts: days, hosts and values of fixed pairs are taken as they are.
- the model knows nothing about names, kinds or sizes of people, only numbers from the board.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from todoke.core.talent.allocation.board import Pair
from todoke.core.talent.allocation.stages import PER_MILLE, Aims, Stage

Expression = tuple[list[cp_model.IntVar], list[int], int]
"""Variables, their weights, and a constant."""


@dataclass(kw_only=True, slots=True)
class Part:
    """`free`: pairs that may be chosen; `fixed`: chosen pairs outside. No need has both."""

    aims: Aims
    free: Sequence[int]
    fixed: Sequence[int] = ()
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    chosen: dict[int, cp_model.IntVar] = field(default_factory=dict)
    of_host: dict[int, list[int]] = field(default_factory=dict)
    outside: list[int] = field(default_factory=list)
    balance: cp_model.IntVar | None = None

    def __post_init__(self) -> None:
        self.chosen = {number: self.model.new_bool_var("") for number in self.free}
        pairs = self.aims.board.pairs
        for number in self.free:
            self.of_host.setdefault(pairs[number].host, []).append(number)
        self.outside = self.aims.covered_by_host(self.fixed)
        self._one_person_each()
        self._limits()
        self._hosts_each()
        self._twins()

    def expression(self, stage: Stage) -> Expression:
        """What `stage` counts, outside included."""
        pairs = self.aims.board.pairs
        if stage is Stage.FLOOR:
            return self._floor()
        if stage is Stage.BALANCE:
            return [self._balance()], [1], 0
        if stage in {Stage.COVERAGE, Stage.REGAIN}:
            return self._coverage()
        outside = sum(_weight(pairs[number], stage) for number in self.fixed)
        weights = [_weight(pairs[number], stage) for number in self.chosen]
        return list(self.chosen.values()), weights, outside

    def keep(self, bounds: Mapping[Stage, int]) -> None:
        """No stage falls below its bound."""
        for stage, least in bounds.items():
            variables, weights, constant = self.expression(stage)
            self.model.add(cp_model.LinearExpr.weighted_sum(variables, weights) >= least - constant)

    def maximise(self, stage: Stage) -> int:
        """Set the objective; the constant that the solver does not see is returned."""
        variables, weights, constant = self.expression(stage)
        self.model.maximize(cp_model.LinearExpr.weighted_sum(variables, weights))
        return constant

    def hint(self, chosen: Iterable[int]) -> None:
        wanted = set(chosen)
        for number, variable in self.chosen.items():
            self.model.add_hint(variable, number in wanted)

    def _one_person_each(self) -> None:
        rows: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for number, variable in self.chosen.items():
            rows[self.aims.board.pairs[number].need].append(variable)
        for row in rows.values():
            if len(row) > 1:
                self.model.add_at_most_one(row)

    def _limits(self) -> None:
        board = self.aims.board
        fixed = set(self.fixed)
        for which in sorted({limit for number in self.free for limit in board.limits_of_pair[number]}):
            limit = board.limits[which]
            inside = [number for number in limit.pairs if number in self.chosen]
            left = limit.days - sum(board.days(number) for number in limit.pairs if number in fixed)
            days = [board.days(number) for number in inside]
            if sum(days) > left:
                row = [self.chosen[number] for number in inside]
                self.model.add(cp_model.LinearExpr.weighted_sum(row, days) <= max(0, left))

    def _hosts_each(self) -> None:
        board = self.aims.board
        hosts: dict[int, dict[int, list[cp_model.IntVar]]] = defaultdict(lambda: defaultdict(list))
        busy: dict[int, set[int]] = defaultdict(set)
        for number, variable in self.chosen.items():
            pair = board.pairs[number]
            hosts[pair.person][pair.host].append(variable)
        for number in self.fixed:
            busy[board.pairs[number].person].add(board.pairs[number].host)
        for person, rows in hosts.items():
            there = busy[person] | board.running_hosts[person]
            new = {host: row for host, row in rows.items() if host not in there}
            left = board.people[person].max_hosts - len(there)
            if len(new) > left:
                self._at_most_hosts(new, max(0, left))

    def _at_most_hosts(self, rows: Mapping[int, list[cp_model.IntVar]], left: int) -> None:
        serves = []
        for row in rows.values():
            there = row[0] if len(row) == 1 else self.model.new_bool_var("")
            if len(row) > 1:
                for variable in row:
                    self.model.add_implication(variable, there)
            serves.append(there)
        self.model.add(cp_model.LinearExpr.sum(serves) <= left)

    def _twins(self) -> None:
        board = self.aims.board
        taken = {board.pairs[number].need for number in self.fixed}
        free_needs = {board.pairs[number].need for number in self.free}
        for group in board.twins:
            if not free_needs & set(group):
                continue
            rows = [
                [self.chosen[number] for number in board.by_need[need] if number in self.chosen]
                for need in group
            ]
            filled = [
                cp_model.LinearExpr.sum(row) + int(need in taken)
                for row, need in zip(rows, group, strict=True)
            ]
            for other in filled[1:]:
                self.model.add(filled[0] == other)
            self._different_people(group)

    def _different_people(self, group: tuple[int, ...]) -> None:
        board = self.aims.board
        people: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        fixed = {board.pairs[number].person for number in self.fixed if board.pairs[number].need in group}
        for need in group:
            for number in board.by_need[need]:
                if number in self.chosen:
                    people[board.pairs[number].person].append(self.chosen[number])
        for person, row in people.items():
            self.model.add(cp_model.LinearExpr.sum(row) <= int(person not in fixed))

    def _floor(self) -> Expression:
        pairs = self.aims.board.pairs
        there = {pairs[number].host for number in self.fixed} & self.aims.floor_hosts
        helped = []
        for host, numbers in self.of_host.items():
            if host in self.aims.floor_hosts - there:
                variable = self.model.new_bool_var("")
                self.model.add_bool_or([*(self.chosen[number] for number in numbers), variable.negated()])
                helped.append(variable)
        return helped, [1] * len(helped), len(there)

    def _coverage(self) -> Expression:
        board = self.aims.board
        variables = list(self.chosen.values())
        weights = [board.pairs[number].value for number in self.chosen]
        constant = sum(self.outside)
        for host, half in enumerate(board.half_demand):
            done = self.outside[host]
            if host not in self.of_host or done >= half:
                constant += min(done, half)
                continue
            numbers = self.of_host[host]
            first = self.model.new_int_var(0, half, "")
            inside = cp_model.LinearExpr.weighted_sum(
                [self.chosen[number] for number in numbers], [board.pairs[number].value for number in numbers]
            )
            self.model.add(first <= inside + done)
            variables.append(first)
            weights.append(1)
        return variables, weights, constant

    def _balance(self) -> cp_model.IntVar:
        if self.balance is None:
            self.balance = least = self.model.new_int_var(0, PER_MILLE, "")
            pairs = self.aims.board.pairs
            for demand, hosts in self.aims.groups:
                numbers = [number for host in hosts for number in self.of_host.get(host, ())]
                done = sum(self.outside[host] for host in hosts)
                inside = cp_model.LinearExpr.weighted_sum(
                    [self.chosen[number] for number in numbers],
                    [PER_MILLE * pairs[number].value for number in numbers],
                )
                self.model.add(least * demand <= inside + PER_MILLE * done)
        return self.balance


def _weight(pair: Pair, stage: Stage) -> int:
    """What one pair adds to a stage that only counts pairs."""
    match stage:
        case Stage.FIT:
            return pair.fit.points * pair.amount
        case Stage.CHANGES:
            return int(pair.kept)
        case Stage.TIE:
            return pair.tie
        case _:
            raise ValueError(f"stage — one that counts pairs — {stage}")
