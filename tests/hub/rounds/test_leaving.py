"""Who withdraws consent is gone from every round at once."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from todoke.core.talent.answers import Answer, Party
from todoke.core.talent.rounds import RoundState
from todoke.hub.members.signals import consent_withdrawn
from todoke.hub.talent.needs.news import need_withdrawn
from todoke.hub.talent.people.models import Consent
from todoke.hub.talent.rounds import commands, running
from todoke.hub.talent.rounds.answering import Given, answer
from todoke.hub.talent.rounds.models import PairEvaluation, Proposal

pytestmark = pytest.mark.django_db


def withdraw(person):
    Consent.objects.filter(person=person).update(withdrawn_at=timezone.now())
    consent_withdrawn.send(sender=Consent, person=person.pk)


def nowhere(row, person):
    row.refresh_from_db()
    stored = json.dumps([row.input, row.output, row.explained, row.progress, row.prices])
    return str(person.pk) not in stored and not PairEvaluation.objects.filter(person=person).exists()


def test_a_round_being_worked_out_begins_again_without_the_person(ready, kirihara, nakamura, worker):
    row = commands.begin(kirihara, by=ready)
    assert running.run_due_rounds()
    withdraw(nakamura)
    assert nowhere(row, nakamura)
    worker()
    assert nowhere(row, nakamura)
    assert row.state == RoundState.COMPUTED


def test_a_round_to_be_looked_through_loses_the_person_and_is_worked_out_again(computed, nakamura, worker):
    withdraw(nakamura)
    assert nowhere(computed, nakamura)
    assert computed.state == RoundState.RUNNING
    assert computed.output is None
    worker()
    computed.refresh_from_db()
    assert computed.state == RoundState.COMPUTED
    assert computed.broken == []


def test_an_open_proposal_goes_and_its_need_is_open_again(published, nakamura):
    need = Proposal.objects.get(person=nakamura).need
    before = published.output_hash
    withdraw(nakamura)
    assert nowhere(published, nakamura)
    assert not Proposal.objects.filter(person=nakamura).exists()
    need.refresh_from_db()
    assert need.state == "open"
    assert (published.output_hash, published.withdrawn) == (before, 1)


def test_what_everybody_agreed_on_stays(published, nakamura, watanabe, ishikawa, okada):
    one = Proposal.objects.get(person=nakamura)
    host = watanabe if one.need.host == watanabe.body else ishikawa
    for party, member in (
        (Party.PERSON, nakamura.member),
        (Party.HOST, host),
        (Party.HOME_BODY, okada),
    ):
        answer(one, Given(party=party, answer=Answer.ACCEPT), by=member)
    withdraw(nakamura)
    assert Proposal.objects.filter(pk=one.pk, agreed_at__isnull=False).exists()


def test_withdrawing_another_consent_changes_nothing(computed, nakamura):
    consent_withdrawn.send(sender=Consent, person=nakamura.pk)
    computed.refresh_from_db()
    assert computed.state == RoundState.COMPUTED


def test_the_last_to_leave_ends_the_round(computed, nakamura, lan):
    for one in (nakamura, lan):
        withdraw(one)
    assert nowhere(computed, nakamura)
    assert computed.input["people"] == []


def test_a_withdrawn_need_closes_its_proposal(published, needs):
    needs[0].state = "withdrawn"
    needs[0].save(update_fields=["state"])
    need_withdrawn.send(sender=type(needs[0]), need=needs[0].pk)
    assert Proposal.objects.get(need=needs[0]).closed_why == "withdrawn"
