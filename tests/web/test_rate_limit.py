"""What is tried too often is refused, counted in the database and kept only as a hash."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from todoke.portal.apply.models import OpenAttempt
from todoke.web.rate_limit import hit, network_of, take_back

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


def test_refused_tries_do_not_make_the_wait_longer(monkeypatch):
    start = timezone.now()
    monkeypatch.setattr("todoke.web.rate_limit.timezone.now", lambda: start)
    hit(OpenAttempt, "ラン", limit=1, window=HOUR)

    waits = []
    for minute in (10, 30, 59.5):
        later = start + timedelta(minutes=minute)
        monkeypatch.setattr("todoke.web.rate_limit.timezone.now", lambda at=later: at)
        waits.append(hit(OpenAttempt, "ラン", limit=1, window=HOUR).params["minutes"])
    monkeypatch.setattr("todoke.web.rate_limit.timezone.now", lambda: start + HOUR)

    assert waits == [50, 30, 1]
    assert hit(OpenAttempt, "ラン", limit=1, window=HOUR) is None


def test_the_minutes_to_wait_are_never_too_few(monkeypatch):
    start = timezone.now()
    monkeypatch.setattr("todoke.web.rate_limit.timezone.now", lambda: start)
    hit(OpenAttempt, "ラン", limit=1, window=HOUR)
    later = start + timedelta(minutes=58, seconds=40)
    monkeypatch.setattr("todoke.web.rate_limit.timezone.now", lambda: later)

    assert hit(OpenAttempt, "ラン", limit=1, window=HOUR).params == {"minutes": 2}


def test_a_plain_hash_of_the_address_does_not_find_the_row():
    hit(OpenAttempt, "192.0.2.7", limit=3, window=HOUR)

    assert OpenAttempt.objects.get().key != hashlib.sha256(b"192.0.2.7").hexdigest()


def test_who_tried_is_not_stored():
    hit(OpenAttempt, "192.0.2.7", limit=3, window=HOUR)

    assert "192.0.2.7" not in OpenAttempt.objects.get().key


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("2001:db8:1:2::7", "2001:db8:1:2:ffff::1", True, id="one household's IPv6"),
        pytest.param("2001:db8:1:2::7", "2001:db8:1:3::7", False, id="the neighbour's IPv6"),
        pytest.param("192.0.2.1", "192.0.2.2", False, id="two of IPv4"),
        pytest.param("::ffff:192.0.2.1", "::ffff:192.0.2.2", False, id="IPv4 written as IPv6"),
        pytest.param("", "", True, id="none at all"),
    ],
)
def test_whom_an_address_stands_for(one, other, same):
    assert (network_of(one) == network_of(other)) is same


def test_a_use_taken_back_leaves_room_for_another():
    assert hit(OpenAttempt, "ラン", limit=1, window=HOUR) is None
    assert hit(OpenAttempt, "ラン", limit=1, window=HOUR) is not None
    take_back(OpenAttempt, "ラン")
    assert hit(OpenAttempt, "ラン", limit=1, window=HOUR) is None


def test_counting_is_one_question_to_the_database(django_assert_num_queries):
    for _ in range(2):
        with django_assert_num_queries(1):
            hit(OpenAttempt, "ラン", limit=3, window=HOUR)
