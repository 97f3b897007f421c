"""The clock that faults are rehearsed with: in a demo alone, and for everything the site dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from todoke.core.errors import OperatorError
from todoke.web import demo_clock


@pytest.fixture
def real_clock(monkeypatch):
    monkeypatch.setattr(timezone, "now", timezone.now)  # put back afterwards


@pytest.mark.parametrize("seconds", [-360, 3 * 86400])
def test_a_demos_clock_can_be_moved(real_clock, seconds):
    demo_clock.shift(replace(settings.TODOKE, demo=True, demo_clock_offset=seconds))
    moved = timezone.now() - datetime.now(UTC)
    assert abs(moved - timedelta(seconds=seconds)) < timedelta(seconds=5)
    assert timezone.localdate() == timezone.localtime().date()


def test_outside_a_demo_the_clock_stays_and_the_operator_is_told(real_clock):
    before = timezone.now
    with pytest.raises(OperatorError, match="not a demo"):
        demo_clock.shift(replace(settings.TODOKE, demo=False, demo_clock_offset=60))
    assert timezone.now is before


def test_without_the_setting_nothing_is_moved(real_clock):
    before = timezone.now
    demo_clock.shift(replace(settings.TODOKE, demo_clock_offset=0))
    assert timezone.now is before
