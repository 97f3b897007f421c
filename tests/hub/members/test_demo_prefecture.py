"""The hub's demo: the whole fictional prefecture or nothing of it, the same every time."""

from __future__ import annotations

import json

import pytest

from todoke.cli import seed_hub
from todoke.core.talent.conflicts import Effect
from todoke.core.talent.permissions import PermissionState
from todoke.hub.members.models import Body, HubEvent, Member
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.people.models import Person, SkillAssessment
from todoke.hub.talent.permits.models import Confidentiality, Permission, Restriction

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts(tmp_path, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    seed_hub.seed(tmp_path / "accounts.json")
    return {one["login"]: one for one in json.loads((tmp_path / "accounts.json").read_text())}


def test_the_prefecture_has_12_towns_40_people_and_90_open_needs(accounts):
    assert Body.objects.filter(kind="municipality").count() == 12
    assert Person.objects.count() == 40
    assert Need.objects.filter(state="open").count() == 90
    assert HubEvent.objects.filter(name="demo.seeded").count() == 1


def test_every_account_of_the_file_opens_and_no_other_does(accounts):
    assert {"miura", "watanabe", "ishikawa", "nakamura", "kato", "suzuki"} <= set(accounts)
    for member in Member.objects.all():
        given = accounts.get(member.login)
        assert member.has_usable_password() is (given is not None)
        assert given is None or member.check_password(given["password"])


def test_the_accounts_are_for_their_owner_only(accounts, tmp_path):
    assert (tmp_path / "accounts.json").stat().st_mode & 0o077 == 0


def test_neighbours_lie_in_one_zone_and_know_each_other(accounts):
    for town in Body.objects.filter(kind="municipality"):
        near = set(town.neighbours.all())
        assert near, town.name
        assert {other.zone for other in near} == {town.zone}
        assert town not in near


def test_kato_stays_out_of_the_core_systems_of_hibari(accounts):
    kato = Person.objects.get(member__login="kato")
    found = Restriction.objects.get(person=kato)
    assert (found.host.name, found.category, found.effect) == ("ひばり市", "core_systems", Effect.RECUSE)
    assert found.reason


def test_some_lack_a_permission_or_an_agreement_on_purpose(accounts):
    nakamura = Person.objects.get(member__login="nakamura")
    assert not nakamura.permissions.exists()
    assert not nakamura.agreements.exists()
    asked = Permission.objects.get(state=PermissionState.ASKED, kind="side_job_38")
    assert asked.person.member.login == "suzuki"
    assert 0 < Confidentiality.objects.count() < 40
    granted = Permission.objects.filter(state=PermissionState.GRANTED)
    assert granted
    assert all(one.decided_by and one.decided_by != one.person.member for one in granted)


def test_only_assessed_levels_are_there_and_none_by_the_person_alone(accounts):
    assert all(person.claims.filter(assessments__isnull=True).count() == 0 for person in Person.objects.all())
    assert not SkillAssessment.objects.filter(by__person__isnull=False).exists()


def test_two_seeds_give_the_same_people_and_needs(accounts):
    first = list(Need.objects.order_by("host__code", "number").values_list("host__code", "title", "since"))
    names = list(Member.objects.order_by("login").values_list("login", "name"))
    from todoke.cli import demo_prefecture

    assert len(first) == 90
    again = [(one.host, one.title, one.since) for one in demo_prefecture.needs()]
    assert sorted(again) == sorted(first)
    assert {one.name for one in demo_prefecture.people()} <= {name for _, name in names}


def test_a_seed_that_fails_leaves_nothing(tmp_path, settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(seed_hub.keyfiles, "write", full)
    with pytest.raises(OSError, match="no space"):
        seed_hub.seed(tmp_path / "accounts.json")
    assert not Member.objects.exists()
