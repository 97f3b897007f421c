"""Alarms for what nobody opens, and files nobody waits for."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from todoke.core.envelope.kinds import Kind
from todoke.portal.exchange import blobs, housekeeping, queries
from todoke.portal.exchange.models import Alarm, ForOffice


@pytest.mark.parametrize(
    ("age", "alarms"),
    [
        (timedelta(minutes=59), set()),
        (timedelta(minutes=61), {"unopened_1_hour"}),
        (timedelta(hours=25), {"unopened_1_hour", "unopened_1_day"}),
        (timedelta(days=4), {"unopened_1_hour", "unopened_1_day", "unopened_3_days"}),
    ],
)
def test_an_unopened_envelope_raises_an_alarm_at_each_age_and_only_once(hibari, apply_to, age, alarms):
    sealed = apply_to(hibari)
    later = timezone.now() + age
    housekeeping.raise_unopened_alarms(later)
    housekeeping.raise_unopened_alarms(later)
    assert {alarm.kind for alarm in Alarm.objects.all()} == alarms
    assert Alarm.objects.count() == len(alarms)
    assert queries.bytes_of(hibari.code, sealed.id) == sealed.raw


def test_an_opened_envelope_raises_none(hibari, apply_to):
    apply_to(hibari)
    ForOffice.objects.update(state=ForOffice.State.OPENED)
    assert housekeeping.raise_unopened_alarms(timezone.now() + timedelta(days=4)) == 0


def test_only_files_without_a_waiting_row_are_swept_and_only_after_an_hour(hibari, apply_to):
    large, orphan = b"7" * 100_000, "ab" * 16
    waiting, opened = apply_to(hibari, large), apply_to(hibari, large, kind=Kind.WITHDRAWAL)
    ForOffice.objects.filter(envelope_id=opened.id).update(state=ForOffice.State.OPENED)
    blobs.write(orphan, b"left by a crash")
    assert housekeeping.sweep_orphans() == 0  # all are young: their transaction may still come
    for envelope_id in (waiting.id, opened.id, orphan):
        os.utime(blobs.path_of(envelope_id), (0, 0))
    assert housekeeping.sweep_orphans() == 2
    assert blobs.path_of(waiting.id).exists()


def test_a_task_that_fails_does_not_stop_the_others(db):
    done = []

    def fail():
        raise DatabaseError("locked")

    every = [
        housekeeping.Task(name="fails", every=1, run=fail),
        housekeeping.Task(name="works", every=5, run=lambda: done.append(1)),
    ]
    for now in (1.0, 2.0, 7.0):
        housekeeping.run_due(every, now=now)
    assert done == [1, 1]


def test_mail_is_among_the_tasks(db):
    assert "todoke.portal.mailbox.send_due_mail" in {task.name for task in housekeeping.tasks()}
