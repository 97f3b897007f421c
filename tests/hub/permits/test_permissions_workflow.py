"""Somebody asks, an approver of the appointing authority decides within its published hours."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.hub.permits.law import RULE, after, asked, rule, today

from todoke.core.errors import Refused
from todoke.core.talent.permissions import PermissionKind, PermissionState
from todoke.hub.members.models import HubEvent, PostKind
from todoke.hub.members.signals import permission_lapsed
from todoke.hub.members.waiting import waiting_for
from todoke.hub.talent.permits import commands
from todoke.hub.talent.permits.jobs import watch_permissions
from todoke.hub.talent.permits.models import Permission

NONE = (None, None)


def asking(**changed) -> dict[str, str]:
    given = {
        "kind": "side_job_38",
        "since": today().isoformat(),
        "until": after(100).isoformat(),
        "basis": "地方公務員法38条",
        "work": "森野町の手続を一緒に作る。",
        "per_week": "６",
    }
    return given | changed


def refused(action) -> str:
    with pytest.raises(Refused) as caught:
        action()
    return caught.value.refusals[0].code


def test_a_person_asks_and_the_approver_of_the_own_body_grants_it(client, suzuki, watanabe, hibari):
    rule(hibari, watanabe)
    client.force_login(suzuki.member)
    assert client.post("/permits/ask", asking()).status_code == 302
    row = Permission.objects.get()
    assert (row.authority, row.per_week) == (hibari, 6)
    client.force_login(watanabe)
    assert "鈴木" in client.get("/permits/").text
    sent = {"decision": "grant", "per_week": "6", "ground": "本務に支障がない。"}
    assert client.post(f"/permits/permissions/{row.pk}/decide", sent).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.per_week, row.per_month) == ("granted", 6, 30)
    assert row.caps_source == RULE
    assert row.decided_by == watanabe


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", ""),
        ("kind", "something"),
        ("kind", "employer_consent"),
        ("until", ""),
        ("until", "2020-01-01"),
        ("basis", " "),
        ("basis", "あ" * 201),
        ("work", ""),
        ("per_week", "たくさん"),
        ("per_week", "0"),
        ("per_week", "7.25"),
        ("per_week", "-3"),
        ("per_month", "745"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_box_and_nothing_is_lost(client, suzuki, field, value):
    client.force_login(suzuki.member)
    page = client.post("/permits/ask", asking(**{field: value}))
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    if field != "work":
        assert "森野町の手続を一緒に作る。" in page.text
    assert not Permission.objects.exists()


def test_an_agreement_of_heads_names_its_body(suzuki, morino):
    kind = PermissionKind.AGREEMENT_OF_HEADS
    assert refused(lambda: asked(suzuki, kind=kind)) == "talent.permission.no-host"
    assert list(asked(suzuki, kind=kind, hosts=(morino,)).hosts.all()) == [morino]


def test_the_consent_of_an_employer_is_given_by_the_employer(kato, minato, hr_of_minato, watanabe):
    row = asked(kato, kind=PermissionKind.EMPLOYER_CONSENT, basis="就業規則")
    assert row.authority == minato
    other = lambda: commands.decide(row, grant=True, hours=NONE, ground="", by=watanabe)  # noqa: E731
    assert refused(other) == "talent.permission.not-approver"
    assert commands.decide(row, grant=True, hours=NONE, ground="", by=hr_of_minato).state == "granted"


def test_the_employer_it_was_merged_into_decides_for_its_people(kato, minato, sorairo, kirihara):
    from tests.hub.roles.towns import member

    row = asked(kato, kind=PermissionKind.EMPLOYER_CONSENT, basis="就業規則")
    new = member("sorairo", "そらいろ人事", at=sorairo, posts=(PostKind.APPROVER,))
    before = lambda: commands.decide(row, grant=True, hours=NONE, ground="", by=new)  # noqa: E731
    assert refused(before) == "talent.permission.not-approver"
    minato.merged_into = sorairo
    minato.save()
    assert commands.decide(row, grant=True, hours=NONE, ground="", by=new).state == "granted"


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        ((8.1, None), "talent.permission.over-rule"),
        ((None, 30.5), "talent.permission.over-rule"),
        ((-1.0, None), "talent.permission.hours"),
    ],
    ids=["week", "month", "unreadable"],
)
def test_nobody_grants_more_than_the_published_rule(suzuki, watanabe, hibari, hours, code):
    rule(hibari, watanabe)
    row = asked(suzuki)
    assert refused(lambda: commands.decide(row, grant=True, hours=hours, ground="", by=watanabe)) == code
    row.refresh_from_db()
    assert row.state == "asked"


def test_the_refusal_names_the_rule_and_the_typed_hours_stay(client, suzuki, watanabe, hibari):
    rule(hibari, watanabe)
    row = asked(suzuki)
    client.force_login(watanabe)
    sent = {"decision": "grant", "per_week": "20", "ground": "よい。"}
    page = client.post(f"/permits/permissions/{row.pk}/decide", sent)
    assert page.status_code == 422
    assert RULE in page.text
    assert 'value="20"' in page.text


def test_hours_are_the_rules_of_each_authority_and_not_of_the_program(suzuki, watanabe, hibari):
    rule(hibari, watanabe, hours=(12.0, None))
    row = commands.decide(asked(suzuki), grant=True, hours=(12.0, None), ground="", by=watanabe)
    assert (row.per_week, row.per_month) == (12, None)


def test_a_side_job_is_not_granted_before_the_rule_is_published(suzuki, watanabe):
    row = asked(suzuki)
    assert (
        refused(lambda: commands.decide(row, grant=True, hours=(4.0, None), ground="", by=watanabe))
        == "talent.permission.no-rule"
    )


def test_a_rule_to_come_does_not_count_today(suzuki, watanabe, hibari):
    given = commands.Rule(
        kind=PermissionKind.SIDE_JOB_38, hours=(8.0, 30.0), source=RULE, link="", since=after(1)
    )
    commands.enter_rule(hibari, given, by=watanabe)
    row = asked(suzuki)
    assert (
        refused(lambda: commands.decide(row, grant=True, hours=NONE, ground="", by=watanabe))
        == "talent.permission.no-rule"
    )


@pytest.mark.parametrize("who", ["ishikawa", "miura", "okada", "auditor", "administrator"])
def test_only_an_approver_of_the_authority_decides(request, suzuki, watanabe, hibari, who):
    rule(hibari, watanabe)
    row = asked(suzuki)
    other = request.getfixturevalue(who)
    code = refused(lambda: commands.decide(row, grant=True, hours=NONE, ground="", by=other))
    assert code == "talent.permission.not-approver"
    assert refused(lambda: rule(hibari, other, hours=(99.0, None))) == "talent.permission.not-approver"


def test_nobody_decides_on_their_own(suzuki, watanabe, hibari):
    rule(hibari, watanabe)
    suzuki.member.posts.create(body=hibari, kind=PostKind.APPROVER.value)
    row = asked(suzuki)
    code = refused(lambda: commands.decide(row, grant=True, hours=NONE, ground="", by=suzuki.member))
    assert code == "talent.permission.own"


def test_it_is_not_refused_without_a_reason_and_not_decided_twice(suzuki, watanabe, hibari):
    rule(hibari, watanabe)
    row = asked(suzuki)
    no = lambda ground: commands.decide(row, grant=False, hours=NONE, ground=ground, by=watanabe)  # noqa: E731
    assert refused(lambda: no("")) == "talent.permission.no-ground"
    assert no("繁忙期にあたる。").state == "refused"
    assert refused(lambda: no("もう一度")) == "talent.permission.not-asked"


def test_the_same_is_not_asked_twice_and_can_be_taken_back(client, suzuki, watanabe):
    row = asked(suzuki)
    assert refused(lambda: asked(suzuki)) == "talent.permission.twice"
    assert refused(lambda: commands.take_back(row, by=watanabe)) == "talent.permission.not-asked"
    commands.take_back(row, by=suzuki.member)
    assert not Permission.objects.exists()
    assert HubEvent.objects.filter(name="permission.taken-back", person=suzuki.pk).exists()


def test_others_do_not_find_somebodys_permission(client, suzuki, kato, ishikawa):
    row = asked(suzuki)
    for other in (kato.member, ishikawa):
        client.force_login(other)
        assert client.get(f"/permits/permissions/{row.pk}").status_code == 404


def test_who_looks_at_it_is_recorded_for_the_person(client, suzuki, watanabe):
    row = asked(suzuki)
    client.force_login(watanabe)
    client.get(f"/permits/permissions/{row.pk}")
    assert HubEvent.objects.filter(
        name="person.read", person=suzuki.pk, actor=f"member:{watanabe.pk}"
    ).exists()


def granted(person, by, *, since=0, until=200) -> Permission:
    row = asked(person)
    row = commands.decide(row, grant=True, hours=NONE, ground="", by=by)
    row.since, row.until = after(since), after(until)
    row.save()
    return row


def test_a_revoked_permission_ends_today_and_the_others_hear_of_it(suzuki, watanabe, hibari):
    rule(hibari, watanabe)
    row = granted(suzuki, watanabe)
    heard = []

    def listen(permission, **_):
        heard.append(permission)

    permission_lapsed.connect(listen)
    try:
        assert refused(lambda: commands.revoke(row, ground=" ", by=watanabe)) == "talent.permission.no-ground"
        commands.revoke(row, ground="本務が増えた。", by=watanabe)
    finally:
        permission_lapsed.disconnect(listen)
    assert heard == [row.pk]
    row.refresh_from_db()
    assert row.state == PermissionState.REVOKED.value


@pytest.mark.parametrize(
    ("until", "events"),
    [(31, []), (30, ["permission.ends-soon"]), (0, ["permission.ends-soon"]), (-1, ["permission.lapsed"])],
    ids=["not yet", "thirty days", "last day", "the day after"],
)
def test_the_worker_warns_before_the_last_day_and_says_when_it_is_over(
    suzuki, watanabe, hibari, until, events
):
    rule(hibari, watanabe)
    granted(suzuki, watanabe, since=-10, until=until)
    while watch_permissions():
        pass
    names = HubEvent.objects.filter(name__in=["permission.ends-soon", "permission.lapsed"])
    assert [one.name for one in names] == events
    assert watch_permissions() is False


def test_an_end_that_is_near_waits_for_the_person_the_approver_and_the_coordinator(
    suzuki, watanabe, hibari, miura
):
    rule(hibari, watanabe)
    row = granted(suzuki, watanabe, until=10)
    for member in (suzuki.member, watanabe, miura):
        assert any(one.href.endswith(str(row.pk)) and one.until == after(10) for one in waiting_for(member))


@pytest.mark.parametrize(
    ("field", "value"), [("source", ""), ("since", ""), ("per_week", "八"), ("per_month", "0")]
)
def test_a_rule_says_where_it_is_written(client, watanabe, hibari, field, value):
    client.force_login(watanabe)
    sent = {
        "body": str(hibari.pk),
        "kind": "side_job_38",
        "per_week": "8",
        "source": RULE,
        "since": "2026-04-01",
    }
    page = client.post("/permits/rules", sent | {field: value})
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert not hibari.caps.exists()
    assert client.post("/permits/rules", sent).status_code == 302
    assert "週8" in client.get("/permits/rules").text
    assert client.post("/permits/rules", sent).status_code == 422


def test_a_lapse_is_told_once_and_in_the_transaction(suzuki, watanabe, hibari):
    rule(hibari, watanabe)
    row = granted(suzuki, watanabe, since=-20, until=-2)
    heard = []

    def listen(permission, **_):
        heard.append(permission)

    permission_lapsed.connect(listen)
    try:
        while watch_permissions():
            pass
    finally:
        permission_lapsed.disconnect(listen)
    row.refresh_from_db()
    assert heard == [row.pk]
    assert timezone.now() - row.lapsed_at < timedelta(minutes=1)
