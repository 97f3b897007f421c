"""The drawing of the states, generated from the table of moves, so that the docs cannot disagree.

Invariant: the same tables give the same text, line by line.
"""

from __future__ import annotations

from todoke.core.cases.moves import MOVES
from todoke.core.cases.states import STATES, State


def mermaid() -> str:
    """A Mermaid `stateDiagram-v2`; each arrow carries its move and who makes it."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.DRAFT}"]
    for state in State:
        for move, row in MOVES.items():
            if state in row.sources:
                lines.append(f"    {state} --> {row.target}: {move} ({row.owner})")
    lines.extend(f"    {state} --> [*]" for state, row in STATES.items() if row.final)
    return "\n".join(lines) + "\n"
