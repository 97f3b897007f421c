"""A round from its beginning to its result, by the worker and a process of its own."""

from __future__ import annotations

import os
import signal
from datetime import timedelta

import pytest
from django.utils import timezone

from todoke.core.errors import Refused
from todoke.core.talent.rounds import RoundState
from todoke.hub.talent.rounds import commands, running
from todoke.hub.talent.rounds.models import PairEvaluation, Round

pytestmark = pytest.mark.django_db


def test_a_round_is_worked_out_by_the_worker_and_found_whole(ready, kirihara, worker):
    row = commands.begin(kirihara, by=ready)
    worker()
    row.refresh_from_db()
    assert row.state == RoundState.COMPUTED
    assert row.broken == []
    assert len(row.output["proposals"]) == 2
    assert [one["stage"] for one in row.stages][:2] == ["floor", "coverage"]
    assert all(one["proven"] for one in row.stages)
    assert PairEvaluation.objects.filter(round=row).count() == 2 * 3
    assert {one["rule"] for one in row.prices} >= {"", "skill", "permission"}


def test_the_second_of_two_coordinators_gets_the_sentence(ready, kirihara, kondo):
    commands.begin(kirihara, by=ready)
    with pytest.raises(Refused) as refused:
        commands.begin(kirihara, by=kondo)
    assert refused.value.refusals[0].code == "talent.round.another-open"
    assert Round.objects.count() == 1


def test_somebody_without_the_post_begins_no_round(ready, kirihara, watanabe):
    with pytest.raises(Refused) as refused:
        commands.begin(kirihara, by=watanabe)
    assert refused.value.refusals[0].code == "talent.round.not-coordinator"


def test_nothing_open_is_no_round(kirihara, miura):
    with pytest.raises(Refused) as refused:
        commands.begin(kirihara, by=miura)
    assert refused.value.refusals[0].code == "talent.round.nothing-open"


def test_a_killed_solver_leaves_an_interrupted_round_that_can_go_on(ready, kirihara, worker):
    row = commands.begin(kirihara, by=ready)
    assert running.run_due_rounds()
    os.kill(running._now[0].solving.pid, signal.SIGKILL)
    worker()
    row.refresh_from_db()
    assert row.state == RoundState.INTERRUPTED
    commands.go_on(row, by=ready)
    worker()
    row.refresh_from_db()
    assert row.state == RoundState.COMPUTED


def test_a_round_whose_worker_is_gone_is_shown_as_interrupted(ready, kirihara):
    row = commands.begin(kirihara, by=ready)
    Round.objects.update(beat_at=timezone.now() - timedelta(seconds=running.SILENT_SECONDS + 1))
    running.interrupt_silent()
    row.refresh_from_db()
    assert row.state == RoundState.INTERRUPTED


def test_a_cancelled_round_takes_its_solver_along(ready, kirihara, worker):
    row = commands.begin(kirihara, by=ready)
    assert running.run_due_rounds()
    commands.cancel(row, by=ready)
    worker()
    row.refresh_from_db()
    assert row.state == RoundState.CANCELLED
    assert row.output is None


def test_the_same_input_and_key_give_the_same_output(ready, kirihara, worker):
    row = commands.begin(kirihara, by=ready)
    worker()
    row.refresh_from_db()
    before = row.output_hash
    commands.work_out_anew(row, by=ready)
    worker()
    row.refresh_from_db()
    assert row.output_hash == before
