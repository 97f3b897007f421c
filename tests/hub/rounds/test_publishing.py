"""Pins, bans, the checker and publication: nothing is proposed that does not hold today."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from todoke.core.errors import Refused
from todoke.core.talent.allocation.values import Decision, DecisionKind
from todoke.core.talent.rounds import RoundState
from todoke.hub.talent.people.models import Availability
from todoke.hub.talent.permits.models import Confidentiality
from todoke.hub.talent.rounds import commands
from todoke.hub.talent.rounds.models import Proposal, Round

pytestmark = pytest.mark.django_db


def code_of(refused):
    return refused.value.refusals[0].code


def decision(kind, person, need, *, reason="本人が前から関わっている"):
    return Decision(kind=kind, person=str(person.pk), need=str(need.pk), reason=reason)


def publish(row, *, by, days=(10, 20, 30)):
    first, second, third = (timezone.localdate() + timedelta(days=one) for one in days)
    commands.publish(row, first, appeals_until=second, decided_by=third, by=by)


def test_publishing_proposes_and_takes_the_needs_out_of_the_next_round(computed, miura, needs):
    publish(computed, by=miura)
    assert Proposal.objects.filter(round=computed).count() == 2
    needs[0].refresh_from_db()
    assert needs[0].state == "proposed"
    computed.refresh_from_db()
    assert computed.state == RoundState.PUBLISHED


@pytest.mark.parametrize(
    "days", [(0, 20, 30), (10, 9, 30), (10, 20, 20)], ids=["today", "appeals first", "no time to decide"]
)
def test_days_out_of_order_publish_nothing(computed, miura, days):
    with pytest.raises(Refused) as refused:
        publish(computed, by=miura, days=days)
    assert code_of(refused) == "talent.round.days"
    assert not Proposal.objects.exists()


def test_what_the_checker_finds_broken_is_not_published(computed, miura):
    output = computed.output
    output["proposals"][0]["days"] += 1
    Round.objects.filter(pk=computed.pk).update(output=output)
    with pytest.raises(Refused) as refused:
        publish(computed, by=miura)
    assert code_of(refused) == "talent.round.violated"
    assert not Proposal.objects.exists()


def test_an_agreement_revoked_today_stops_publication_until_it_is_worked_out_again(
    computed, miura, nakamura, worker
):
    Confidentiality.objects.filter(person=nakamura).update(revoked_at=timezone.now())
    with pytest.raises(Refused) as refused:
        publish(computed, by=miura)
    assert code_of(refused) == "talent.round.stale"
    commands.work_out_anew(computed, by=miura)
    worker()
    computed.refresh_from_db()
    assert str(nakamura.pk) not in {one["person"] for one in computed.output["proposals"]}
    publish(computed, by=miura)


def test_a_pin_is_kept_and_its_cost_is_told(computed, miura, nakamura, needs, worker):
    commands.decide(computed, decision(DecisionKind.PIN, nakamura, needs[1]), by=miura)
    worker()
    computed.refresh_from_db()
    assert (str(nakamura.pk), str(needs[1].pk)) in {
        (one["person"], one["need"]) for one in computed.output["proposals"]
    }
    assert computed.overrides.get().cost["coverage_loss"] == 0
    assert computed.broken == []


def test_a_ban_is_kept(computed, miura, nakamura, lan, needs, worker):
    for one in (nakamura, lan):
        computed.refresh_from_db()
        commands.decide(computed, decision(DecisionKind.FORBID, one, needs[0]), by=miura)
        worker()
    computed.refresh_from_db()
    assert str(needs[0].pk) not in {one["need"] for one in computed.output["proposals"]}


def test_pins_that_exclude_each_other_are_refused_by_name_and_nothing_changes(
    computed, miura, nakamura, needs, worker
):
    Availability.objects.filter(person=nakamura).update(days=4)
    commands.work_out_anew(computed, by=miura)
    worker()
    computed.refresh_from_db()
    commands.decide(computed, decision(DecisionKind.PIN, nakamura, needs[0]), by=miura)
    worker()
    computed.refresh_from_db()
    with pytest.raises(Refused) as refused:
        commands.decide(computed, decision(DecisionKind.PIN, nakamura, needs[1]), by=miura)
    assert code_of(refused) == "talent.round.pins-conflict"
    computed.refresh_from_db()
    assert computed.overrides.count() == 1
    assert computed.state == RoundState.COMPUTED


def test_a_pin_against_a_rule_is_refused_with_the_rule(computed, miura, nakamura, needs):
    with pytest.raises(Refused) as refused:
        commands.decide(computed, decision(DecisionKind.PIN, nakamura, needs[2]), by=miura)
    assert code_of(refused) == "talent.round.pin-not-eligible"


def test_a_decision_without_a_reason_is_refused(computed, miura, nakamura, needs):
    with pytest.raises(Refused) as refused:
        commands.decide(computed, decision(DecisionKind.PIN, nakamura, needs[0], reason=" "), by=miura)
    assert code_of(refused) == "talent.override.no-reason"


def test_a_decision_taken_back_is_gone(computed, miura, nakamura, needs, worker):
    commands.decide(computed, decision(DecisionKind.FORBID, nakamura, needs[0]), by=miura)
    worker()
    commands.take_back(computed.overrides.get(), by=miura)
    worker()
    computed.refresh_from_db()
    assert computed.input["decisions"] == []


def test_a_published_round_does_not_change(published, miura, nakamura, needs):
    for change in (commands.cancel, commands.work_out_anew, commands.go_on):
        with pytest.raises(Refused):
            change(published, by=miura)
    with pytest.raises(Refused):
        commands.decide(published, decision(DecisionKind.PIN, nakamura, needs[0]), by=miura)
