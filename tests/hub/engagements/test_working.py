"""Work checked when it is written down, months that freeze, losses that raise an alert."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.hub.engagements import lending
from tests.hub.engagements.lending import FIRST, LAST, TODAY, day
from tests.hub.engagements.test_agreeing import refused

from todoke.core.talent.permissions import PermissionKind, PermissionState
from todoke.core.talent.procurement import Category
from todoke.core.talent.working import Orderer, WorkPlace
from todoke.hub.members.models import HubEvent
from todoke.hub.members.signals import agreement_revoked, permission_lapsed
from todoke.hub.talent.engagements import alerts, commands, work_commands
from todoke.hub.talent.engagements.models import WorkLog

pytestmark = pytest.mark.django_db
LAST_MONTH = TODAY.replace(day=1) - timedelta(days=10)


def log(engagement, one, *, by=None):
    by = by or engagement.person.member
    return work_commands.log_work(engagement.pk, one, place=WorkPlace.REMOTE, by=by)


def test_work_is_logged_and_the_person_can_read_that(at_work):
    log(at_work, day())
    assert at_work.logs.get().hours == Decimal(3)
    assert HubEvent.objects.filter(name="work.logged", person=at_work.person_id).exists()


WRONG_DAYS = {
    "a day that has not come": (day(TODAY + timedelta(days=1)), "talent.log.later"),
    "before the first day": (day(FIRST - timedelta(days=1)), "talent.log.not-then"),
    "no hours": (day(hours="0"), "talent.log.hours"),
    "more than a day has": (day(hours="24.5"), "talent.log.hours"),
    "nothing said of the work": (day(task=" "), "talent.log.no-task"),
    "more than the week's cap": (day(hours="8.5"), "talent.log.week"),
}


@pytest.mark.parametrize(("one", "code"), WRONG_DAYS.values(), ids=WRONG_DAYS)
def test_a_day_that_does_not_hold_is_refused(one, code, at_work):
    refused(code, lambda: log(at_work, one))
    assert not WorkLog.objects.exists()


def test_only_who_worked_logs(at_work, watanabe):
    refused("talent.log.not-worker", lambda: log(at_work, day(), by=watanabe))


def test_nothing_is_logged_before_everybody_signed(agreed, permitted):
    refused("talent.log.not-then", lambda: log(agreed, day()))


def test_one_permission_caps_the_hours_of_all_engagements(
    at_work, morino, watanabe, miura, okada, nakamura, ishikawa
):
    proposal = lending.new_proposal(nakamura, lending.new_need(morino, watanabe), form="side_duty", by=miura)
    lending.answer_all(proposal, miura)
    other = commands.begin_from(proposal)
    commands.set_terms(other.pk, lending.terms(shares={"993417": 100}), by=miura)
    lending.sign_all(other, nakamura.member, okada, ishikawa)
    log(at_work, day(hours="5"))
    refused("talent.log.week", lambda: log(other, day(hours="3.5")))
    log(other, day(hours="3"))


def test_more_days_than_agreed_are_refused(contracted):
    for back in range(4):
        log(contracted, day(LAST_MONTH - timedelta(days=back), "7.5"))
    refused("talent.log.days", lambda: log(contracted, day(LAST_MONTH, "1.5")))
    log(contracted, day(LAST_MONTH, "1"))


def test_the_recused_log_no_work_on_that_procurement(at_work, hibari, miura):
    lending.restrict(at_work.person, hibari, miura)
    touched = day(category=Category.NETWORK.value)
    refused("talent.log.recused", lambda: log(at_work, touched))
    log(at_work, day(category=Category.CLOUD.value))


def test_under_a_contract_for_services_the_town_gives_no_orders(contracted):
    refused("talent.log.no-orders", lambda: log(contracted, day(orderer=Orderer.HOST)))
    log(contracted, day(orderer=Orderer.DIRECTOR))


def test_a_town_that_directs_may_ask_directly(at_work):
    assert log(at_work, day(orderer=Orderer.HOST)).ordered_by_host


def test_a_permission_revoked_stops_the_log_and_raises_an_alert(at_work, permitted, miura):
    permitted.state = PermissionState.REVOKED.value
    permitted.save()
    permission_lapsed.send(sender=None, permission=permitted.pk)
    refused("talent.log.no-permission", lambda: log(at_work, day()))
    alert = at_work.alerts.get()
    assert (alert.kind, alert.permission) == ("lapsed", PermissionKind.SIDE_JOB_38.value)
    assert alerts.look() == 0


def test_a_permission_that_lapsed_yesterday_still_covers_the_day_before(at_work, permitted):
    permitted.until = TODAY - timedelta(days=1)
    permitted.save()
    assert alerts.look() == 1
    assert at_work.alerts.get().on == TODAY
    refused("talent.log.no-permission", lambda: log(at_work, day()))
    log(at_work, day(TODAY - timedelta(days=1)))


def test_a_permission_that_will_end_first_is_told_a_month_before(at_work, permitted):
    permitted.until = TODAY + timedelta(days=31)
    permitted.save()
    assert alerts.look() == 0
    permitted.until = TODAY + timedelta(days=30)
    permitted.save()
    assert alerts.look() == 1
    assert at_work.alerts.get().kind == "lapses"


def test_a_permission_that_follows_on_is_no_gap(at_work, permitted, nakamura):
    permitted.until = TODAY + timedelta(days=3)
    permitted.save()
    lending.permit(nakamura, PermissionKind.SIDE_JOB_38, since=TODAY + timedelta(days=4))
    assert alerts.look() == 0


def test_an_agreement_revoked_today_stops_todays_work(contracted, kato, watanabe):
    log(contracted, day(hours="1"))
    paper = kato.agreements.get()
    paper.revoked_at = timezone.now()
    paper.save()
    agreement_revoked.send(sender=None, agreement=paper.pk)
    refused("talent.log.no-secrecy", lambda: log(contracted, day(hours="1")))
    log(contracted, day(TODAY - timedelta(days=1), "1"))
    assert contracted.alerts.get().kind == "revoked"


def test_an_alert_waits_for_words_of_who_leads(at_work, permitted, watanabe, okada):
    permitted.until = TODAY - timedelta(days=1)
    permitted.save()
    alerts.look()
    alert = at_work.alerts.get()
    refused("talent.alert.no-plan", lambda: alerts.plan(at_work.pk, alert.pk, words=" ", by=watanabe))
    refused("talent.alert.not-leading", lambda: alerts.plan(at_work.pk, alert.pk, words="取り直す", by=okada))
    alerts.plan(at_work.pk, alert.pk, words="岡田さんが今週、許可を取り直す", by=watanabe)
    assert alerts.look() == 0


def test_a_settled_month_does_not_change(contracted, watanabe):
    row = log(contracted, day(LAST_MONTH, "7"))
    month = LAST_MONTH.replace(day=1)
    work_commands.settle(contracted.pk, month, by=watanabe)
    refused("talent.settlement.settled", lambda: work_commands.settle(contracted.pk, month, by=watanabe))
    refused("talent.settlement.settled", lambda: log(contracted, day(LAST_MONTH, "1")))
    refused(
        "talent.settlement.settled",
        lambda: work_commands.take_out(contracted.pk, row.pk, by=contracted.person.member),
    )
    assert contracted.settlements.get().amounts == {"992011": 28_000}


def test_shares_of_a_month_sum_to_the_whole_amount(contracted, watanabe):
    contracted.shares = {"992011": 67, "5990001000011": 33}
    contracted.save()
    log(contracted, day(LAST_MONTH, "7.3"))
    row = work_commands.settle(contracted.pk, LAST_MONTH.replace(day=1), by=watanabe)
    assert row.amounts == {"992011": 19_564, "5990001000011": 9_636}
    assert sum(row.amounts.values()) == 29_200
    assert row.days == Decimal("0.94")


WRONG_MONTHS = {
    "this month, not over": (TODAY.replace(day=1), "talent.settlement.not-over"),
    "before the engagement": ((FIRST - timedelta(days=40)).replace(day=1), "talent.settlement.not-then"),
    "after the engagement": ((LAST + timedelta(days=40)).replace(day=1), "talent.settlement.not-then"),
}


@pytest.mark.parametrize(("month", "code"), WRONG_MONTHS.values(), ids=WRONG_MONTHS)
def test_a_month_that_is_not_over_is_not_settled(month, code, contracted, watanabe):
    refused(code, lambda: work_commands.settle(contracted.pk, month, by=watanabe))


def test_who_worked_does_not_settle(contracted):
    refused(
        "talent.engagement.not-leading",
        lambda: work_commands.settle(contracted.pk, LAST_MONTH.replace(day=1), by=contracted.person.member),
    )
