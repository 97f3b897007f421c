"""Hand-over, early ends, and what both sides write."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.hub.engagements.lending import TODAY, day
from tests.hub.engagements.test_agreeing import refused
from tests.hub.engagements.test_working import log

from todoke.core.talent.leaving import Leaving, Side
from todoke.core.talent.needs import NeedState
from todoke.hub.members.signals import engagement_ended
from todoke.hub.talent.engagements import ending_commands
from todoke.hub.talent.engagements.models import Engagement, Outcome

pytestmark = pytest.mark.django_db


def leaving(**changed):
    given = {
        "on": TODAY,
        "handover_done": True,
        "words": "手順書を渡し、二人で一度作業した。",
        "successor": "鈴木",
        "successor_told": True,
        "reason": "本来の仕事が増えた",
    }
    return Leaving(**(given | changed))


WRONG_ENDS = {
    "no word on the hand-over": ({"words": ""}, "talent.engagement.no-handover"),
    "not said whether it was done": ({"handover_done": None}, "talent.engagement.no-handover"),
    "the successor does not know": ({"successor_told": False}, "talent.ending.successor"),
    "no successor": ({"successor": ""}, "talent.ending.successor"),
    "no reason": ({"reason": " "}, "talent.ending.no-reason"),
    "a day to come": ({"on": TODAY + timedelta(days=1)}, "talent.ending.day"),
    "work after that day": ({"on": TODAY - timedelta(days=1)}, "talent.ending.work-after"),
}


@pytest.mark.parametrize(("changed", "code"), WRONG_ENDS.values(), ids=WRONG_ENDS)
def test_nobody_leaves_a_borrowed_role_like_that(changed, code, at_work, watanabe):
    log(at_work, day(hours="1"))
    refused(code, lambda: ending_commands.end(at_work.pk, leaving(**changed), early=True, by=watanabe))
    at_work.refresh_from_db()
    assert at_work.state == "active"


def test_an_early_end_keeps_its_reason_and_puts_the_need_back(at_work, watanabe):
    heard = []

    def hear(engagement, **_):
        heard.append(engagement)

    engagement_ended.connect(hear)
    ending_commands.end(at_work.pk, leaving(), early=True, by=watanabe, reopen=True)
    at_work.refresh_from_db()
    at_work.need.refresh_from_db()
    assert (at_work.state, at_work.ended_why) == ("terminated", "本来の仕事が増えた")
    assert at_work.need.state == NeedState.OPEN.value
    assert heard == [at_work.pk]
    refused("talent.log.not-then", lambda: log(at_work, day()))


def test_before_the_last_day_it_ends_only_early(at_work, watanabe):
    refused(
        "talent.ending.too-early",
        lambda: ending_commands.end(at_work.pk, leaving(), early=False, by=watanabe),
    )


def test_on_its_last_day_it_ends_and_the_need_is_closed(at_work, nakamura):
    Engagement.objects.filter(pk=at_work.pk).update(until=TODAY)
    ending_commands.end(at_work.pk, leaving(reason=""), early=False, by=nakamura.member)
    at_work.refresh_from_db()
    at_work.need.refresh_from_db()
    assert (at_work.state, at_work.need.state) == ("ended", NeedState.CLOSED.value)
    assert at_work.successor_told_on == TODAY


def test_an_auditor_ends_nothing(at_work, kansa):
    refused(
        "talent.signing.not-yours", lambda: ending_commands.end(at_work.pk, leaving(), early=True, by=kansa)
    )


def test_an_indicator_needs_what_was_before(at_work, watanabe):
    refused(
        "talent.outcome.indicator",
        lambda: ending_commands.add_indicator(at_work.pk, indicator="書く回数", baseline="", by=watanabe),
    )


def test_each_side_writes_its_own_words(at_work, watanabe, nakamura):
    row = ending_commands.add_indicator(at_work.pk, indicator="書く回数", baseline="7回", by=watanabe)
    town = ending_commands.Said(side=Side.HOST, words="窓口が早くなった", result="2回")
    person = ending_commands.Said(side=Side.PERSON, words="職員のみなさんと決めた", result="")
    refused(
        "talent.outcome.side",
        lambda: ending_commands.write_outcome(at_work.pk, row.pk, said=town, by=nakamura.member),
    )
    refused(
        "talent.outcome.side",
        lambda: ending_commands.write_outcome(at_work.pk, row.pk, said=person, by=watanabe),
    )
    ending_commands.write_outcome(at_work.pk, row.pk, said=town, by=watanabe)
    ending_commands.write_outcome(at_work.pk, row.pk, said=person, by=nakamura.member)
    row.refresh_from_db()
    assert (row.result, row.host_comment, row.person_comment) == (
        "2回",
        "窓口が早くなった",
        "職員のみなさんと決めた",
    )


def test_an_outcome_has_no_column_for_a_grade():
    columns = {one.name for one in Outcome._meta.get_fields()}
    assert columns == {
        "id",
        "engagement",
        "indicator",
        "baseline",
        "result",
        "host_comment",
        "person_comment",
    }
