"""What is tried too often is refused, counted in the database and kept only as a hash."""

from __future__ import annotations

from datetime import timedelta

import pytest

from todoke.portal.apply.models import OpenAttempt
from todoke.web.rate_limit import hit

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_the_try_after_the_limit_is_refused_with_the_minutes_to_wait():
    for _ in range(3):
        assert hit(OpenAttempt, "ラン", limit=3, window=HOUR) is None

    refusal = hit(OpenAttempt, "ラン", limit=3, window=HOUR)

    assert refusal.code == "rate.too-often"
    assert refusal.params == {"minutes": 60}
    assert hit(OpenAttempt, "花子", limit=3, window=HOUR) is None


def test_a_new_window_begins_when_the_old_one_is_over():
    assert hit(OpenAttempt, "ラン", limit=1, window=timedelta(0)) is None
    assert hit(OpenAttempt, "ラン", limit=1, window=timedelta(0)) is None


def test_who_tried_is_not_stored():
    hit(OpenAttempt, "192.0.2.7", limit=3, window=HOUR)

    assert "192.0.2.7" not in OpenAttempt.objects.get().key
