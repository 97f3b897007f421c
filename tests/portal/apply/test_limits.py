"""Beginning applications is limited by network address, generously: a disaster's day must get through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from todoke.portal.apply.limits import refuse_many_starts
from todoke.portal.apply.models import Draft, OpenAttempt
from todoke.web.config import SETTINGS

START = "/hibari/disaster_certificate/start"


@pytest.fixture
def three_an_hour(settings):
    settings.TODOKE = replace(settings.TODOKE, starts_per_hour=3)


def begin(client, *, at="192.0.2.1", postcode="000-0101"):
    return client.post(START, {"postcode": postcode}, REMOTE_ADDR=at)


def test_a_thousand_people_behind_one_address_begin_three_times_each():
    (given,) = [one.default for one in SETTINGS if one.name == "starts_per_hour"]
    assert given >= 3 * 1000


def test_a_program_that_begins_without_end_is_told_to_wait(town_hibari, client, three_an_hour):
    for _ in range(3):
        assert begin(client).status_code == 302
    answer = begin(client)
    shown = answer.content.decode()
    assert answer.status_code == 429 and Draft.objects.count() == 3
    assert "60分後にもう一度お試しください" in shown and 'value="000-0101"' in shown, "the postcode stays"
    assert begin(client, at="192.0.2.2").status_code == 302, "nobody else waits"


def test_one_household_of_ipv6_counts_as_one(town_hibari, client, three_an_hour):
    for last in (1, 2, 3):
        assert begin(client, at=f"2001:db8::{last}").status_code == 302
    assert begin(client, at="2001:db8::4").status_code == 429
    assert begin(client, at="2001:db8:0:1::4").status_code == 302


@pytest.mark.parametrize("postcode", ["", "12", "000-0201"], ids=["none", "wrong", "another town's"])
def test_what_begins_nothing_is_not_counted(town_hibari, client, three_an_hour, postcode):
    for _ in range(5):
        assert begin(client, postcode=postcode).status_code in (200, 422)
    assert not OpenAttempt.objects.exists()


def test_the_address_is_kept_as_a_keyed_hash_only(db):
    assert refuse_many_starts("192.0.2.1") is None
    assert "192" not in OpenAttempt.objects.get().key
