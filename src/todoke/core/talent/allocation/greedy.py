"""Quick choices without a solver: today's practice, and a start for the search.

Invariants:
- pins come first; a pair is only taken while every limit, the number of hosts and its twins allow it.
- `first_come` is what is done today: needs in the order they were posted, the best fit that is still free.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from todoke.core.talent.allocation.board import Board
from todoke.core.talent.allocation.exact import pinned_pairs
from todoke.core.talent.allocation.stages import Aims


class Books:
    """What is left while pairs are taken one after another."""

    def __init__(self, board: Board, taken: Iterable[int] = ()) -> None:
        self.board = board
        self.left = [limit.days for limit in board.limits]
        self.hosts = [dict.fromkeys(one, 1) for one in board.running_hosts]
        self.chosen: dict[int, int] = {}
        for number in taken:
            self.take(number)

    def has_room(self, number: int) -> bool:
        """For this pair beside what is taken."""
        pair = self.board.pairs[number]
        days = self.board.days(number)
        if pair.need in self.chosen or any(
            self.left[limit] < days for limit in self.board.limits_of_pair[number]
        ):
            return False
        hosts = self.hosts[pair.person]
        if pair.host not in hosts and len(hosts) >= self.board.people[pair.person].max_hosts:
            return False
        return all(
            self.board.pairs[self.chosen[twin]].person != pair.person
            for twin in self.board.twins_of_need[pair.need]
            if twin in self.chosen
        )

    def take(self, number: int) -> None:
        pair = self.board.pairs[number]
        for limit in self.board.limits_of_pair[number]:
            self.left[limit] -= self.board.days(number)
        self.hosts[pair.person][pair.host] = self.hosts[pair.person].get(pair.host, 0) + 1
        self.chosen[pair.need] = number

    def give_back(self, number: int) -> None:
        pair = self.board.pairs[number]
        for limit in self.board.limits_of_pair[number]:
            self.left[limit] += self.board.days(number)
        self.hosts[pair.person][pair.host] -= 1
        if not self.hosts[pair.person][pair.host]:
            del self.hosts[pair.person][pair.host]
        del self.chosen[pair.need]

    def fill(self, need: int, order: Sequence[int]) -> bool:
        """The first of `order` with room takes the need; its twins come with it or nothing is taken."""
        group = [one for one in self.board.twins_of_need[need] if one not in self.chosen]
        first = next((number for number in order if self.has_room(number)), None)
        if first is None:
            return False
        self.take(first)
        taken = [first]
        for twin in group:
            if twin == need:
                continue
            other = next((number for number in self.board.by_need[twin] if self.has_room(number)), None)
            if other is None:
                for number in reversed(taken):
                    self.give_back(number)
                return False
            self.take(other)
            taken.append(other)
        return True

    def result(self) -> tuple[int, ...]:
        return tuple(sorted(self.chosen.values()))


def first_come(aims: Aims, posted: Sequence[int] | None = None) -> tuple[int, ...]:
    """`posted`: the needs in the order they came in; without it the order of their ids."""
    board = aims.board
    books = Books(board, pinned_pairs(aims))
    for need in posted if posted is not None else range(len(board.needs)):
        if need not in books.chosen:
            books.fill(need, sorted(board.by_need[need], key=lambda one: (-board.pairs[one].fit.points, one)))
    return books.result()


def greedy(aims: Aims, *, floor: bool = True) -> tuple[int, ...]:
    """The urgent first, then the scarcest; with `floor` each host gets one need before any gets a second."""
    board = aims.board
    books = Books(board, pinned_pairs(aims))
    if floor:
        _one_each(aims, books)
    for need in sorted(range(len(board.needs)), key=lambda one: _urgency(board, one)):
        if need not in books.chosen:
            books.fill(need, _least_wanted_first(board, need))
    return books.result()


def _one_each(aims: Aims, books: Books) -> None:
    """Hosts with the fewest people who could come are served first, by the need that takes least."""
    board = aims.board
    candidates = {
        host: len(
            {board.pairs[pair].person for need in board.needs_of_host[host] for pair in board.by_need[need]}
        )
        for host in aims.floor_hosts
    }
    for host in sorted(candidates, key=lambda one: (candidates[one], one)):
        needs = sorted(
            board.needs_of_host[host], key=lambda one: (board.needs[one].days, _urgency(board, one))
        )
        for need in needs:
            if need in books.chosen or books.fill(need, _least_wanted_first(board, need)):
                break


def _urgency(board: Board, need: int) -> tuple[int, int, int, int]:
    return (-board.needs[need].weight, len(board.by_need[need]), -board.needs[need].days, need)


def _least_wanted_first(board: Board, need: int) -> list[int]:
    """Those with fewest other things they could do, the best fit between equals."""
    pairs = board.pairs
    return sorted(
        board.by_need[need],
        key=lambda one: (len(board.by_person[pairs[one].person]), -pairs[one].fit.points, one),
    )
