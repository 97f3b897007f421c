"""Why an open need cannot be served beside what is served: a minimal core from solver and own check.

Invariants:
- a served need may go to somebody else; only that it stays served is a fact.
- the core that is returned was checked fact by fact (`is_minimal`), whatever the solver said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from ortools.sat.python import cp_model

from todoke.core.talent.allocation.conflicts import WORK, Fact, FactKind, minimal_core
from todoke.core.talent.allocation.exact import FOUND, solver
from todoke.core.talent.allocation.stages import Aims


class Question:
    """One model in which every fact can be switched on or off. Twins are left to `SERVED`."""

    def __init__(self, aims: Aims, need: str, *, chosen: Collection[int]) -> None:
        self.board = board = aims.board
        self.model = cp_model.CpModel()
        self.pair = [self.model.new_bool_var("") for _ in board.pairs]
        self.facts: dict[Fact, cp_model.IntVar] = {}
        for numbers in board.by_need:
            self.model.add_at_most_one([self.pair[number] for number in numbers])
        wanted = board.need_number(need)
        self.model.add_bool_or([self.pair[number] for number in board.by_need[wanted]])
        for number in sorted(chosen):
            self._stays_served(board.pairs[number].need)
        for limit in board.limits:
            self._days(limit.person, limit.pairs, most=limit.days)
        for person in range(len(board.people)):
            self._hosts(person)

    def ask(self, facts: Sequence[Fact]) -> tuple[Fact, ...] | None:
        """None: possible. Otherwise some of `facts` that are enough to exclude it."""
        self.model.clear_assumptions()
        self.model.add_assumptions([self.facts[fact] for fact in facts])
        run = solver(work=WORK, seed=1)
        if run.solve(self.model) in FOUND:
            return None
        named = {literal.index: fact for fact, literal in self.facts.items()}
        return tuple(named[index] for index in run.sufficient_assumptions_for_infeasibility())

    def _fact(self, fact: Fact) -> cp_model.IntVar:
        if fact not in self.facts:
            self.facts[fact] = self.model.new_bool_var("")
        return self.facts[fact]

    def _stays_served(self, need: int) -> None:
        fact = self._fact(Fact(kind=FactKind.SERVED, need=self.board.needs[need].id))
        row = [self.pair[number] for number in self.board.by_need[need]]
        self.model.add_bool_or(row).only_enforce_if(fact)

    def _days(self, person: int, pairs: Sequence[int], *, most: int) -> None:
        days = [self.board.days(number) for number in pairs]
        if sum(days) <= most:
            return
        fact = self._fact(Fact(kind=FactKind.DAYS, person=self.board.people[person].id))
        total = cp_model.LinearExpr.weighted_sum([self.pair[number] for number in pairs], days)
        self.model.add(total <= most).only_enforce_if(fact)

    def _hosts(self, person: int) -> None:
        board = self.board
        rows: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for number in board.by_person[person]:
            if board.pairs[number].host not in board.running_hosts[person]:
                rows[board.pairs[number].host].append(self.pair[number])
        left = max(0, board.people[person].max_hosts - len(board.running_hosts[person]))
        if len(rows) <= left:
            return
        fact = self._fact(Fact(kind=FactKind.HOSTS, person=board.people[person].id))
        there = []
        for row in rows.values():
            serves = self.model.new_bool_var("")
            there.append(serves)
            for variable in row:
                self.model.add_implication(variable, serves)
        self.model.add(cp_model.LinearExpr.sum(there) <= left).only_enforce_if(fact)


def core_of_need(aims: Aims, need: str, *, chosen: Collection[int]) -> tuple[Fact, ...]:
    """Empty: it could be served; then a later stage stood against it, or nobody is eligible at all."""
    if not aims.board.by_need[aims.board.need_number(need)]:
        return ()
    question = Question(aims, need, chosen=chosen)
    found = question.ask(sorted(question.facts))
    if found is None:
        return ()
    return minimal_core(sorted(found), lambda facts: question.ask(facts) is None)
