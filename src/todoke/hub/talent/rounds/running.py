"""The worker's job: starts the solver for a round that is due, stores what it says, notices when it dies.

Invariants:
- one round at a time per worker; a round is claimed by its heartbeat, so two workers never share one.
- what the solver says is stored only while the round still has the input it was started with.
- a round whose process or worker died is shown as interrupted, with its last progress, and can go on.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from todoke.core.talent.checking.check import check
from todoke.core.talent.rounds import RoundState
from todoke.hub.members.events import record
from todoke.hub.talent.rounds.models import PairEvaluation, Round
from todoke.hub.talent.rounds.process import Solving
from todoke.web.database import write

log = logging.getLogger(__name__)
BEAT_SECONDS, SILENT_SECONDS = 3, 60


@dataclass(kw_only=True, slots=True)
class Running:
    """The round in hand of this worker. `kept`: what came before the last line."""

    round: Round
    solving: Solving
    beat_at: datetime
    kept: dict[str, Any] = field(default_factory=dict)
    prices: list[dict[str, Any]] = field(default_factory=list)


_now: list[Running] = []
"""At most one."""


def run_due_rounds() -> bool:
    """One look: whether there was anything to do. Never waits for the solver."""
    if _now:
        return _listen(_now[0])
    interrupt_silent()
    claimed = _claim()
    if claimed is None:
        return False
    task = {"input": claimed.input, "key": bytes(claimed.key).hex(), "progress": claimed.progress or None}
    _now.append(Running(round=claimed, solving=Solving(task), beat_at=timezone.now()))
    return True


def interrupt_silent() -> None:
    """Rounds whose worker is gone."""
    last = timezone.now() - timedelta(seconds=SILENT_SECONDS)
    for row in Round.objects.filter(state=RoundState.RUNNING.value, beat_at__lt=last):
        _interrupt(row)


def _claim() -> Round | None:
    due = Q(state=RoundState.RUNNING.value, beat_at=None)
    for row in Round.objects.filter(due).order_by("begun_at"):
        with write():
            if Round.objects.filter(due, pk=row.pk).update(beat_at=timezone.now()):
                return row
    return None


def _listen(running: Running) -> bool:
    """Store what was said. The process is ended when the round went away under it."""
    alive = running.solving.is_alive
    lines = running.solving.lines()
    last = next((line["progress"] for line in reversed(lines) if "progress" in line), None)
    due = timezone.now() - running.beat_at >= timedelta(seconds=BEAT_SECONDS)
    if (due or last) and not _beat(running, last):
        _end(running)
        return True
    for line in lines:
        if _store(running, line):
            _end(running)
            return True
    if not alive:
        _interrupt(running.round)
        _end(running)
        return True
    return bool(lines)


def _end(running: Running) -> None:
    running.solving.end()
    _now.remove(running)


def _still(running: Running) -> Q:
    """The round as it was claimed: running, and with the same input."""
    return Q(pk=running.round.pk, state=RoundState.RUNNING.value, input_hash=running.round.input_hash) & ~Q(
        beat_at=None
    )


def _beat(running: Running, progress: dict[str, Any] | None) -> bool:
    running.beat_at = timezone.now()
    changes: dict[str, Any] = {"beat_at": running.beat_at} | ({"progress": progress} if progress else {})
    with write():
        return bool(Round.objects.filter(_still(running)).update(**changes))


def _store(running: Running, line: dict[str, Any]) -> bool:
    """Whether that was the last line."""
    if "result" in line:
        running.kept = line
    if "price" in line:
        running.prices.append(line["price"])
    if "refused" in line:
        _refuse(running, line["refused"])
        return True
    if "done" in line:
        _finish(running)
        return True
    return False


def _refuse(running: Running, refusals: list[dict[str, Any]]) -> None:
    """Decisions that cannot be kept together; what was saved of another input. The round waits."""
    with write():
        found = Round.objects.filter(_still(running))
        found.update(state=RoundState.INTERRUPTED.value, refusals=refusals, progress={})
        record("round.refused", f"round:{running.round.pk}", by=None)


def _finish(running: Running) -> None:
    row, result = running.round, running.kept["result"]
    published = {"input": row.input, "result": result, "key": bytes(row.key).hex()}
    broken = sorted({one.broken.value for one in check(published)})
    with write():
        held = Round.objects.filter(_still(running)).update(
            state=RoundState.COMPUTED.value,
            output=result,
            output_hash=result["output_hash"],
            solver=result["solver"],
            stages=result["stages"],
            explained=running.kept["explained"],
            prices=running.prices,
            broken=broken,
            refusals=[],
            progress={},
            computed_at=timezone.now(),
        )
        if not held:
            return
        PairEvaluation.objects.filter(round=row).delete()
        PairEvaluation.objects.bulk_create(
            (
                PairEvaluation(round=row, person_id=person, need_id=need, failed=failed, fit=fit)
                for person, need, failed, fit in running.kept["pairs"]
            ),
            batch_size=2_000,
        )
        record("round.computed", f"round:{row.pk}", by=None, body={"output": result["output_hash"]})


def _interrupt(row: Round) -> None:
    log.warning("round %s was interrupted", row.number)
    with write():
        found = Round.objects.filter(pk=row.pk, state=RoundState.RUNNING.value, input_hash=row.input_hash)
        if found.exclude(beat_at=None).update(state=RoundState.INTERRUPTED.value):
            record("round.interrupted", f"round:{row.pk}", by=None)
