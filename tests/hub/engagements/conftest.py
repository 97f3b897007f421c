"""中村 at work in ひばり市; 三浦 coordinates, 渡邉 leads the town, 岡田 approves for 霧原県."""

from __future__ import annotations

import pytest
from tests.hub.conftest import new_body, new_member
from tests.hub.engagements import lending

from todoke.core.talent.bodies import BodyKind
from todoke.core.talent.people import PersonKind
from todoke.core.talent.permissions import PermissionKind
from todoke.core.talent.posts import PostKind
from todoke.hub.talent.engagements import commands


@pytest.fixture
def okada(prefecture):
    return new_member("jinji", "岡田", PostKind.APPROVER, body=prefecture)


@pytest.fixture
def nakamura(prefecture):
    member = new_member("nakamura", "中村", body=prefecture)
    return lending.new_person(member, PersonKind.PREFECTURE_EXPERT, home=prefecture)


@pytest.fixture
def minato(db):
    return new_body("5990001000011", "みなとシステム株式会社", BodyKind.COMPANY)


@pytest.fixture
def minato_approver(minato):
    return new_member("minato", "みなとシステム 人事担当", PostKind.APPROVER, body=minato)


@pytest.fixture
def kato(minato):
    member = new_member("kato", "加藤", body=minato)
    return lending.new_person(member, PersonKind.SIDE_WORKER, employer=minato)


@pytest.fixture
def agreed(hibari, watanabe, nakamura, miura):
    """Everybody said yes; nothing is written yet."""
    need = lending.new_need(hibari, watanabe)
    proposal = lending.new_proposal(nakamura, need, form="side_duty", by=miura)
    lending.answer_all(proposal, miura)
    return commands.begin_from(proposal)


@pytest.fixture
def permitted(nakamura):
    return lending.permit(nakamura, PermissionKind.SIDE_JOB_38, week=8)


@pytest.fixture
def at_work(agreed, permitted, watanabe, nakamura, okada):
    commands.set_terms(agreed.pk, lending.terms(), by=watanabe)
    lending.sign_all(agreed, nakamura.member, okada, watanabe)
    return agreed


@pytest.fixture
def contracted(hibari, watanabe, kato, miura, minato_approver):
    """加藤 under a contract for services, at work."""
    lending.permit(kato, PermissionKind.EMPLOYER_CONSENT)
    lending.secrecy(kato, hibari)
    proposal = lending.new_proposal(
        kato, lending.new_need(hibari, watanabe), form="outsourcing", by=miura, days=4
    )
    lending.answer_all(proposal, miura)
    engagement = commands.begin_from(proposal)
    commands.set_terms(engagement.pk, lending.terms(), by=watanabe)
    lending.sign_all(engagement, minato_approver, watanabe)
    return engagement
