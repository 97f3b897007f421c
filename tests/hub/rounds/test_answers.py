"""Four yeses, private declines, and what each side may see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from todoke.core.errors import Refused
from todoke.core.talent.answers import Answer, DeclineReason, Party
from todoke.hub.talent.rounds import commands, proposals
from todoke.hub.talent.rounds.answering import Given, answer
from todoke.hub.talent.rounds.models import Proposal
from todoke.hub.talent.rounds.signals import proposal_agreed

pytestmark = pytest.mark.django_db
YES = Answer.ACCEPT


@pytest.fixture
def proposal(published, hibari):
    """For ひばり市's need."""
    return Proposal.objects.select_related("person__member", "need").get(need__host=hibari)


@pytest.fixture
def agreed():
    """What the next room heard."""
    heard = []
    listen = lambda sender, proposal, **_: heard.append(proposal.pk)  # noqa: E731
    proposal_agreed.connect(listen)
    yield heard
    proposal_agreed.disconnect(listen)


def say(proposal, party, member, *, answer_=YES, reason=None, words=""):
    answer(proposal, Given(party=party, answer=answer_, reason=reason, words=words), by=member)


def code_of(refused):
    return refused.value.refusals[0].code


def test_all_needed_yeses_make_an_agreement_that_the_next_room_hears_of(proposal, watanabe, okada, agreed):
    say(proposal, Party.PERSON, proposal.person.member)
    say(proposal, Party.HOST, watanabe)
    assert agreed == []
    say(proposal, Party.HOME_BODY, okada)
    assert agreed == [proposal.pk]
    proposal.refresh_from_db()
    assert proposal.agreed_at is not None


def test_a_town_learns_the_name_after_the_persons_yes(proposal, watanabe):
    assert proposals.card(proposal, reader=watanabe, sees_all=False).name == ""
    say(proposal, Party.PERSON, proposal.person.member)
    held = proposals.get_proposal_or_404(watanabe, proposal.pk)
    assert proposals.card(held, reader=watanabe, sees_all=False).name == proposal.person.member.name


def test_the_home_body_is_asked_after_the_person(proposal, okada):
    assert proposal not in proposals.visible_to(okada)
    with pytest.raises(Refused) as refused:
        say(proposal, Party.HOME_BODY, okada)
    assert code_of(refused) == "talent.answer.person-first"


def test_nobody_answers_for_another_side(proposal, watanabe, ishikawa, miura):
    for member, party in ((watanabe, Party.PERSON), (ishikawa, Party.HOST), (miura, Party.HOST)):
        with pytest.raises(Refused) as refused:
            say(proposal, party, member)
        assert code_of(refused) == "talent.answer.not-yours"


@pytest.mark.parametrize(
    ("reason", "words", "code"),
    [
        (None, "", "talent.answer.no-reason"),
        (DeclineReason.OTHER, " ", "talent.answer.no-words"),
    ],
    ids=["no reason", "other without words"],
)
def test_a_decline_says_why(proposal, reason, words, code):
    with pytest.raises(Refused) as refused:
        say(
            proposal,
            Party.PERSON,
            proposal.person.member,
            answer_=Answer.DECLINE,
            reason=reason,
            words=words,
        )
    assert code_of(refused) == code


def test_a_decline_is_private_and_the_need_is_open_again(proposal, watanabe, miura):
    say(
        proposal,
        Party.PERSON,
        proposal.person.member,
        answer_=Answer.DECLINE,
        reason=DeclineReason.NO_TIME,
    )
    held = proposals.get_proposal_or_404(watanabe, proposal.pk)
    card = proposals.card(held, reader=watanabe, sees_all=False)
    assert card.state == proposals.CLOSED
    assert all(side.words != "Not this time" and side.response is None for side in card.sides)
    assert held.need.state == "open"
    told = proposals.card(held, reader=miura, sees_all=True)
    assert [one.response.reason for one in told.sides if one.response] == ["no_time"]


def test_a_declined_pair_is_not_asked_again_in_the_next_round_and_costs_nothing_else(
    proposal, kirihara, miura, worker
):
    person = proposal.person
    say(proposal, Party.PERSON, person.member, answer_=Answer.DECLINE, reason=DeclineReason.NO_TIME)
    row = commands.begin(kirihara, by=miura)
    assert str(person.pk) in {one["id"] for one in row.input["people"]}
    worker()
    row.refresh_from_db()
    pairs = {(one["person"], one["need"]) for one in row.output["proposals"]}
    assert (str(person.pk), str(proposal.need_id)) not in pairs


def test_a_yes_can_be_taken_back_until_the_last_is_there(proposal, watanabe, okada):
    person = proposal.person.member
    say(proposal, Party.PERSON, person)
    say(proposal, Party.PERSON, person, answer_=Answer.ASK, words="場所はどこですか")
    say(proposal, Party.PERSON, person)
    say(proposal, Party.HOST, watanabe)
    say(proposal, Party.HOME_BODY, okada)
    with pytest.raises(Refused) as refused:
        say(proposal, Party.PERSON, person, answer_=Answer.DECLINE, reason=DeclineReason.NO_TIME)
    assert code_of(refused) == "talent.answer.closed"


def test_after_the_day_no_answer_is_taken(proposal):
    Proposal.objects.update(answer_by=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refused) as refused:
        say(proposal, Party.PERSON, proposal.person.member)
    assert code_of(refused) == "talent.answer.too-late"


def test_days_of_an_open_proposal_are_not_given_away_again(proposal, kirihara, miura, morino, needs):
    Proposal.objects.exclude(pk=proposal.pk).delete()
    needs[1].state = "open"
    needs[1].save(update_fields=["state"])
    row = commands.begin(kirihara, by=miura)
    assert [(one["person"], one["days"]) for one in row.input["running"]] == [(str(proposal.person_id), 3)]
