"""What coordinators, approvers, trainers and auditors see of a record; and that each look is told."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import models
from django.utils import timezone
from tests.hub.people.conftest import agree, can

from todoke.core.errors import Refused
from todoke.core.talent.people import Audience, Purpose
from todoke.core.talent.people_columns import Column
from todoke.core.talent.profiles import AssessmentFacts
from todoke.hub.members.models import HubEvent, PostKind
from todoke.hub.talent.people import bookings, commands, queries, record_commands
from todoke.hub.talent.people.models import Availability, SkillAssessment
from todoke.hub.talent.roles.models_of import roles_of


def in_days(count: int) -> str:
    return (timezone.localdate() + timedelta(days=count)).isoformat()


def found(level: int = 3, days: int = 300) -> AssessmentFacts:
    until = timezone.localdate() + timedelta(days=days)
    return AssessmentFacts(level=level, method="interview", reason="面談で確かめた。", valid_until=until)


def looks(person, member) -> list[str]:
    rows = HubEvent.objects.filter(person=person.pk, actor=f"member:{member.pk}").order_by("pk")
    return list(rows.values_list("name", flat=True))


@pytest.mark.parametrize(
    ("who", "status", "named"),
    [
        ("miura", 200, True),
        ("kansa", 200, False),
        ("watanabe", 403, False),
        ("ishikawa", 403, False),
        ("kanri", 403, False),
        ("approver", 403, False),
    ],
    ids=["coordinator", "auditor", "host", "other body", "administrator", "approver elsewhere"],
)
def test_a_name_is_for_coordinators_and_the_own_body(client, request, nakamura, who, status, named):
    member = request.getfixturevalue(who)
    client.force_login(member)
    page = client.get(f"/people/{nakamura.pk}/")
    assert page.status_code == status
    assert ("中村" in page.text) == named
    assert looks(nakamura, member) == (["person.read"] if status == 200 else [])


def test_the_approver_of_the_own_body_sees_the_name_without_a_consent(client, approver, suzuki):
    client.force_login(approver)
    assert "鈴木 翔" in client.get(f"/people/{suzuki.pk}/").text
    assert looks(suzuki, approver) == ["person.read"]


def test_a_coordinator_sees_nobody_who_has_not_agreed(client, miura, suzuki):
    client.force_login(miura)
    assert client.get(f"/people/{suzuki.pk}/").status_code == 403
    page = client.get("/people/").text
    assert "鈴木" not in page
    assert "ほかに1人" in page


def test_a_withdrawn_consent_hides_the_record_at_once(client, miura, nakamura):
    commands.withdraw(Audience.COORDINATORS, Purpose.ALLOCATION, by=nakamura.member)
    client.force_login(miura)
    assert client.get(f"/people/{nakamura.pk}/").status_code == 403
    assert "中村" not in client.get("/people/list.csv").content.decode()


def test_the_list_is_a_look_at_everybody_on_it(client, miura, nakamura):
    client.force_login(miura)
    assert "中村 悠" in client.get("/people/").text
    assert looks(nakamura, miura) == ["person.listed"]


def test_an_auditor_reads_the_list_without_names_bodies_or_words_of_the_people(client, kansa, nakamura):
    nakamura.introduction = "中村です。窓口を見直しました。"
    nakamura.save()
    client.force_login(kansa)
    for page in (client.get("/people/").text, client.get(f"/people/{nakamura.pk}/").text):
        assert f"人材 {queries.pseudonym(nakamura)}" in page
        assert "中村" not in page
        assert "町の手続を三つ作った" not in page


def test_what_a_person_does_stands_in_the_auditors_list_without_a_name(client, kansa, nakamura):
    client.force_login(kansa)
    page = client.get("/events/").text
    assert f"person:{nakamura.pk}" in page
    assert "本人" in page
    assert "中村" not in page


def test_an_assessor_is_not_led_by_the_level_somebody_claims(client, miura, nakamura):
    client.force_login(miura)
    page = client.get(f"/people/{nakamura.pk}/skills/service_design").text
    assert "checked" not in page


def test_an_unexpired_assessed_level_finds_people_and_a_claim_or_an_old_one_does_not(client, miura, nakamura):
    client.force_login(miura)
    wanted = "/people/?skill=service_design&level=3"
    assert "中村" not in client.get(wanted).text
    row = record_commands.assess(nakamura.claims.get(), found(), by=miura)
    assert "中村" in client.get(wanted).text
    assert "中村" not in client.get("/people/?skill=service_design&level=4").text
    SkillAssessment.objects.filter(pk=row.pk).update(valid_until=timezone.localdate() - timedelta(days=1))
    assert "中村" not in client.get(wanted).text


def test_the_newest_assessment_counts_also_when_it_is_lower(miura, nakamura):
    claim = nakamura.claims.get()
    record_commands.assess(claim, found(4), by=miura)
    record_commands.assess(claim, found(2), by=miura)
    today = timezone.localdate()
    assert queries.levels_of([nakamura.pk], on=today) == {nakamura.pk: {"service_design": 2}}
    assert queries.skill_lines(nakamura, on=today)[0].level == 2


def test_people_are_found_by_the_role_they_fill(client, miura, nakamura, prefecture):
    role = roles_of(prefecture).by_id["service_designer"]
    for one in role.skills:
        can(nakamura, one.skill, one.level)
        record_commands.assess(nakamura.claims.get(skill=one.skill), found(one.level), by=miura)
    client.force_login(miura)
    assert "中村" in client.get("/people/?role=service_designer").text
    assert "中村" not in client.get("/people/?role=engineer").text


def test_free_days_are_what_is_told_less_what_is_lent(client, miura, nakamura, monkeypatch):
    month = queries.coming_months(timezone.localdate())[1]
    Availability.objects.create(person=nakamura, month=month, days=4, zones=["center"])
    monkeypatch.setattr(bookings, "_asked", [lambda people, months: {nakamura.pk: {month: Decimal(3)}}])
    client.force_login(miura)
    assert "中村" in client.get("/people/?days=1").text
    assert "中村" not in client.get("/people/?days=1.5").text


@pytest.mark.parametrize(
    "query", ["level=x", "days=many", "month=2026-99", "page=0", "page=999", "kind=king"]
)
def test_a_filter_that_cannot_be_read_hides_nobody(client, miura, nakamura, query):
    client.force_login(miura)
    assert "中村" in client.get(f"/people/?{query}").text


def test_a_pause_stands_in_the_list(client, miura, nakamura):
    commands.pause(timezone.localdate() + timedelta(days=30), by=nakamura.member)
    client.force_login(miura)
    assert "休止" in client.get("/people/").text


def test_a_level_is_recorded_with_method_reason_and_expiry(client, miura, nakamura, prefecture):
    client.force_login(miura)
    sent = {"level": "4", "method": "interview", "reason": "面談で確かめた。", "valid_until": in_days(300)}
    place = f"/people/{nakamura.pk}/skills/service_design"
    assert client.get(place).status_code == 200
    assert client.post(place, sent).status_code == 302
    row = SkillAssessment.objects.get()
    assert (row.level, row.method, row.body, row.by) == (4, "interview", prefecture, miura)
    client.force_login(nakamura.member)
    page = client.get("/people/me/").text
    assert "面談で確かめた。" in page
    assert "三浦" in page


@pytest.mark.parametrize(
    ("changed", "box"),
    [
        ({"level": "0"}, "level"),
        ({"method": "horoscope"}, "method"),
        ({"reason": ""}, "reason"),
        ({"valid_until": ""}, "valid_until"),
        ({"valid_until": in_days(0)}, "valid_until"),
        ({"valid_until": in_days(1200)}, "valid_until"),
    ],
    ids=["no level", "unknown method", "no reason", "no end", "ends today", "too far"],
)
def test_an_assessment_without_a_reason_or_an_end_is_refused(client, miura, nakamura, changed, box):
    client.force_login(miura)
    sent = {"level": "4", "method": "interview", "reason": "面談で確かめた。", "valid_until": in_days(300)}
    page = client.post(f"/people/{nakamura.pk}/skills/service_design", sent | changed)
    assert page.status_code == 422
    assert f'id="{box}-error"' in page.text
    assert not SkillAssessment.objects.exists()


def test_nobody_assesses_themselves_whatever_post_they_hold(client, nakamura, prefecture):
    from todoke.hub.members import commands as accounts

    accounts.give_post(nakamura.member, PostKind.COORDINATOR, body=prefecture, by=None)
    with pytest.raises(Refused) as caught:
        record_commands.assess(nakamura.claims.get(), found(), by=nakamura.member)
    assert caught.value.refusals[0].code == "talent.assessment.oneself"
    client.force_login(nakamura.member)
    assert client.get(f"/people/{nakamura.pk}/skills/service_design").status_code == 403


def test_a_trainer_assesses_people_of_the_own_body_and_nobody_else(trainer, suzuki, nakamura):
    can(suzuki, "no_code_building", 2)
    assert record_commands.assess(suzuki.claims.get(), found(2), by=trainer).body == trainer.body
    with pytest.raises(Refused) as caught:
        record_commands.assess(nakamura.claims.get(), found(), by=trainer)
    assert caught.value.refusals[0].code == "talent.assessment.not-yours"


@pytest.mark.parametrize("who", ["approver", "kansa", "kanri", "watanabe"])
def test_no_other_post_assesses(request, suzuki, who):
    can(suzuki, "no_code_building", 2)
    with pytest.raises(Refused) as caught:
        record_commands.assess(suzuki.claims.get(), found(), by=request.getfixturevalue(who))
    assert caught.value.refusals[0].code == "talent.assessment.not-yours"


def test_a_coordinator_cannot_assess_who_has_not_agreed(miura, suzuki):
    can(suzuki, "no_code_building", 2)
    with pytest.raises(Refused):
        record_commands.assess(suzuki.claims.get(), found(), by=miura)
    agree(suzuki)
    record_commands.assess(suzuki.claims.get(), found(), by=miura)


def test_the_pages_of_people_are_closed_to_hosts_and_administrators(client, watanabe, kanri, nakamura):
    for member in (watanabe, kanri):
        client.force_login(member)
        for page in ("/people/", "/people/import", "/people/list.csv", "/people/template.csv"):
            assert client.get(page).status_code == 403
    assert (
        not HubEvent.objects.filter(person=nakamura.pk).exclude(actor=f"member:{nakamura.member.pk}").exists()
    )


FORBIDDEN = (
    *("age", "birth", "born", "sex", "gender", "national", "citizen", "health", "illness", "disab"),
    *("family", "spouse", "married", "child", "religion", "address", "phone"),
    *("年齢", "生年", "誕生", "性別", "国籍", "健康", "病", "障害", "家族", "配偶", "婚", "住所", "電話"),
)


def words_of_tables() -> set[str]:
    from django.apps import apps

    tables: list[type[models.Model]] = []
    for label in ("hub_people", "hub_members", "hub_learning"):
        tables += apps.get_app_config(label).get_models()
    return {f"{one.__name__}.{field.name}".lower() for one in tables for field in one._meta.concrete_fields}


def test_no_table_and_no_column_of_the_file_asks_who_somebody_is():
    asked = words_of_tables() | {column.value for column in Column} | {one.name.lower() for one in Column}
    # The words are looked for in whole parts of a name, so that "message" or "usage" is no age.
    parts = {part for word in asked for part in word.replace(".", "_").split("_")} | {
        column.value for column in Column
    }
    wrong = {
        part
        for part in parts
        for bad in FORBIDDEN
        if (part.startswith(bad) if bad.isascii() else bad in part)
    }
    assert not wrong
    assert "days" in parts
