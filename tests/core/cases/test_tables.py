from __future__ import annotations

import pytest

from todoke.core.cases.acts import Act
from todoke.core.cases.diagram import mermaid
from todoke.core.cases.moves import MOVES, Move, moves_from, verb
from todoke.core.cases.states import STATES, State, state_words


def targets(state):
    return {MOVES[move].target for move in moves_from(state)} - {state}


def test_every_state_has_its_row():
    assert set(STATES) == set(State)
    assert set(MOVES) == set(Move)


@pytest.mark.parametrize("state", State)
def test_the_table_of_states_says_the_same_as_the_table_of_moves(state):
    assert set(STATES[state].next) == targets(state)


@pytest.mark.parametrize("state", State)
def test_every_state_has_an_owner_who_can_move_it_or_is_final(state):
    row = STATES[state]
    if row.final:
        assert all(STATES[after].final for after in row.next)
    else:
        movers = {MOVES[move].owner for move in moves_from(state)}
        by_system = any(MOVES[move].by_system for move in moves_from(state))
        assert row.owner in movers or (by_system and row.owner == "system")


def test_every_state_is_reachable_from_the_draft():
    reached, waiting = set(), [State.DRAFT]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting.extend(STATES[state].next)
    assert reached == set(State)


@pytest.mark.parametrize("state", State)
def test_every_state_can_reach_its_end(state):
    reached, waiting = set(), [state]
    while waiting:
        here = waiting.pop()
        if here not in reached:
            reached.add(here)
            waiting.extend(STATES[here].next)
    assert any(STATES[here].final for here in reached)


@pytest.mark.parametrize("act", Act)
def test_every_move_and_state_has_words_for_every_act(act):
    assert all(verb(act, move) for move in Move)
    assert all(state_words(act, state).label and state_words(act, state).plain for state in State)


def test_words_follow_the_act():
    assert verb("申請", Move.SUBMIT) == "Send this application"
    assert verb("届出", Move.SUBMIT) == "Send this notification"
    assert state_words("申請", State.DECIDED).label == "Decided"
    assert state_words("届出", State.DECIDED).label == "Confirmed"


def test_the_drawing_shows_every_move_and_every_state():
    drawing = mermaid()
    assert drawing.startswith("stateDiagram-v2\n    [*] --> draft\n")
    assert "    reviewing --> decided: decide (approver)\n" in drawing
    assert "    closed --> [*]\n" in drawing
    assert drawing.count(" --> ") == 1 + sum(len(row.sources) for row in MOVES.values()) + 4
    assert drawing == mermaid()
