"""Ties, what follows from them, second eyes, the town's stricter rule, and figures that name nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.hub.permits.law import after, declared, kept, lent, pledged, restricted, tie, today

from todoke.core.errors import Refused
from todoke.core.talent.conflicts import Effect, InterestKind
from todoke.core.talent.interests import Contradiction
from todoke.core.talent.people import PersonKind
from todoke.hub.members.models import HubEvent
from todoke.hub.talent.permits import interest_commands, interest_queries, restriction_commands
from todoke.hub.talent.permits.models import InterestDeclaration, Restriction


def refused(action) -> str:
    with pytest.raises(Refused) as caught:
        action()
    return caught.value.refusals[0].code


def places(member, person) -> set[tuple[str, str]]:
    line = interest_queries.person_line_or_404(member, person.pk)
    return {(one.host.code if one.host else "*", one.category) for one in line.open_places}


def doubts(member, person) -> set[tuple[str, str]]:
    line = interest_queries.person_line_or_404(member, person.pk)
    return {(one.what.value, one.supplier) for one in line.own.doubts}


def sent(**changed) -> dict[str, str]:
    given = {
        "lines": "3",
        "since": today().isoformat(),
        "until": after(300).isoformat(),
        "supplier.0": "みなとシステム株式会社",
        "kind.0": "employer",
        "category.0": "*",
    }
    return given | changed


def test_a_person_declares_and_nothing_is_closed_by_that_alone(client, kato, hibari, watanabe, miura):
    document = kept(hibari, watanabe)
    pledged(kato, miura)
    client.force_login(kato.member)
    assert client.post("/permits/interests/declare", sent()).status_code == 302
    assert InterestDeclaration.objects.get().interests.get().kind == "employer"
    assert client.get(f"/documents/{document.pk}").status_code == 200
    assert not Restriction.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"supplier.0": "", "code.0": "1234567890123"}, "supplier.0"),
        ({"code.0": "12"}, "code.0"),
        ({"kind.0": ""}, "kind.0"),
        ({"until": "2020-01-01"}, "until"),
        ({"until": (after(400)).isoformat()}, "until"),
        ({"none": "yes"}, "none"),
        ({"supplier.0": "", "kind.0": ""}, "none"),
    ],
    ids=["no name", "number", "no tie", "order", "over a year", "none and some", "nothing said"],
)
def test_a_declaration_that_says_too_little_is_refused_and_kept(client, kato, changed, field):
    client.force_login(kato.member)
    page = client.post("/permits/interests/declare", sent(**changed))
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    if "supplier.0" not in changed:
        assert "みなとシステム株式会社" in page.text
    assert not InterestDeclaration.objects.exists()


def test_more_lines_keep_what_was_typed(client, kato):
    client.force_login(kato.member)
    page = client.post("/permits/interests/declare", sent(more="yes"))
    assert page.status_code == 200
    assert 'name="supplier.5"' in page.text
    assert "みなとシステム株式会社" in page.text


def test_none_is_an_answer(client, nakamura):
    client.force_login(nakamura.member)
    given = {"lines": "3", "since": today().isoformat(), "until": after(10).isoformat(), "none": "yes"}
    assert client.post("/permits/interests/declare", given).status_code == 302
    assert "申告がまだ" not in client.get("/permits/").text


def test_a_merged_employer_is_the_same_supplier(kato, nakamura, minato, sorairo, hibari, miura):
    declared(kato, tie(minato))
    declared(nakamura, tie(sorairo, kind=InterestKind.CLIENT, host=hibari, category="network"))
    assert places(miura, kato) == {("*", "*")}
    minato.merged_into = sorairo
    minato.save()
    assert ("992011", "network") in places(miura, kato)
    restricted(kato, miura, host=hibari, category="network")
    assert ("992011", "network") not in places(miura, kato)
    assert doubts(miura, kato) == set()


def test_the_employer_of_the_profile_has_to_be_declared(kato, minato, sorairo, miura):
    declared(kato, tie("別の会社"))
    missing = (Contradiction.EMPLOYER_MISSING.value, "みなとシステム株式会社")
    assert doubts(miura, kato) == {missing}


def test_an_employer_merged_into_the_declared_one_is_no_contradiction(kato, minato, sorairo, miura):
    declared(kato, tie(sorairo))
    assert doubts(miura, kato)
    minato.merged_into = sorairo
    minato.save()
    assert doubts(miura, kato) == set()


def test_what_an_earlier_declaration_says_does_not_vanish_by_a_new_one(nakamura, sorairo, hibari, miura):
    declared(
        nakamura, tie(sorairo, kind=InterestKind.HOLDING, host=hibari), since=today() - timedelta(days=9)
    )
    declared(nakamura)
    assert doubts(miura, nakamura) == {(Contradiction.NO_LONGER_SAID.value, "株式会社そらいろ設計")}
    assert places(miura, nakamura) == {("992011", "*")}


def test_what_is_taken_over_counts_and_waits_for_the_person(client, kato, hibari, miura):
    client.force_login(miura)
    line = {"kind.0": "bids", "host.0": str(hibari.pk), "category.0": "core_systems"}
    assert client.post(f"/permits/interests/{kato.pk}/take-over", sent(**line)).status_code == 302
    assert ("992011", "core_systems") in places(miura, kato)
    assert any(what == "not_confirmed" for what, _ in doubts(miura, kato))
    row = InterestDeclaration.objects.get()
    assert refused(lambda: interest_commands.confirm(row.pk, by=miura)) == "talent.interest.not-theirs"
    client.force_login(kato.member)
    assert client.post(f"/permits/interests/declarations/{row.pk}/confirm").status_code == 302
    assert not any(what == "not_confirmed" for what, _ in doubts(miura, kato))


@pytest.mark.parametrize("who", ["watanabe", "ishikawa", "administrator", "hr_of_minato"])
def test_towns_and_employers_do_not_read_interests(client, request, kato, who):
    declared(kato, tie("別の会社"))
    client.force_login(request.getfixturevalue(who))
    assert client.get("/permits/interests").status_code == 403
    assert client.get(f"/permits/interests/{kato.pk}").status_code == 403


def test_reading_somebodys_interests_is_recorded(client, kato, auditor):
    client.force_login(auditor)
    assert client.get(f"/permits/interests/{kato.pk}").status_code == 200
    assert HubEvent.objects.filter(name="person.read", person=kato.pk).exists()
    assert client.post(f"/permits/interests/{kato.pk}", {"reason": "x"}).status_code == 422
    assert not Restriction.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("host", "", "host"),
        ("category", "", "host"),
        ("effect", "", "effect"),
        ("reason", " ", "reason"),
        ("until", "2020-01-01", "until"),
    ],
)
def test_a_restriction_has_a_place_an_effect_and_a_reason(client, kato, hibari, miura, field, value, shown):
    client.force_login(miura)
    given = {
        "host": str(hibari.pk),
        "category": "core_systems",
        "effect": "recuse",
        "since": today().isoformat(),
        "reason": "勤め先が応募できる。",
    }
    page = client.post(f"/permits/interests/{kato.pk}", given | {field: value})
    assert page.status_code == 422
    assert f'id="{shown}-error"' in page.text
    assert not Restriction.objects.exists()
    assert client.post(f"/permits/interests/{kato.pk}", given).status_code == 302


def test_a_second_person_confirms_and_two_lift(kato, hibari, watanabe, ishikawa, miura, kondo):
    row = restricted(kato, miura, host=hibari)
    for other, code in ((miura, "second"), (ishikawa, "not-decider"), (kato.member, "not-decider")):
        assert refused(lambda other=other: restriction_commands.confirm(row, by=other)).endswith(code)
    assert restriction_commands.confirm(row, by=watanabe).confirmed_by == watanabe
    assert refused(lambda: restriction_commands.lift(row, by=kondo)) == "talent.restriction.not-asked"
    restriction_commands.ask_lift(row, reason="勤め先を替えた。", by=miura)
    assert refused(lambda: restriction_commands.lift(row, by=miura)) == "talent.restriction.second"
    lifted = restriction_commands.lift(row, by=kondo)
    assert lifted.until == today() - timedelta(days=1)
    assert refused(lambda: restriction_commands.lift(row, by=kondo)) == "talent.restriction.over"


def test_a_coordinator_who_is_lent_decides_nothing_about_themselves(kirihara, hibari, miura, kondo):
    from todoke.hub.talent.people.models import Person

    own = Person.objects.create(
        member=miura, kind="prefecture_expert", home=kirihara, created_at="2026-11-01T00:00:00+09:00"
    )
    assert refused(lambda: restricted(own, miura, host=hibari)) == "talent.restriction.own"
    row = restricted(own, kondo, host=hibari)
    assert refused(lambda: restriction_commands.confirm(row, by=miura)) == "talent.restriction.second"
    asking = lambda: restriction_commands.ask_lift(row, reason="よい", by=miura)  # noqa: E731
    assert refused(asking) == "talent.restriction.own"


def town_rule(host, by, *, effect=Effect.EXCLUDE, category="core_systems", interest=InterestKind.EMPLOYER):
    given = interest_commands.NewTownRule(
        host=host, category=category, interest=interest, effect=effect, source="ひばり市の要綱5条"
    )
    return interest_commands.enter_town_rule(given, by=by)


@pytest.mark.parametrize("first", ["rule", "declaration"])
def test_the_towns_rule_reaches_whoever_it_names_whichever_came_first(kato, minato, hibari, watanabe, first):
    if first == "rule":
        town_rule(hibari, watanabe)
    declared(kato, tie(minato))
    if first == "declaration":
        town_rule(hibari, watanabe)
    row = Restriction.objects.get()
    assert (row.host, row.category, row.effect, row.by_town) == (hibari, "core_systems", "exclude", True)
    declared(kato, tie(minato))
    assert Restriction.objects.count() == 1


def test_nobody_but_the_town_softens_its_stricter_rule(kato, minato, hibari, watanabe, miura, kondo):
    town_rule(hibari, watanabe)
    declared(kato, tie(minato))
    soft = lambda: restricted(kato, miura, host=hibari, effect=Effect.RECUSE)  # noqa: E731
    assert refused(soft) == "talent.restriction.softer"
    row = Restriction.objects.get()
    asking = lambda: restriction_commands.ask_lift(row, reason="よい", by=miura)  # noqa: E731
    assert refused(asking) == "talent.restriction.town-only"
    restriction_commands.ask_lift(row, reason="勤め先を替えた。", by=watanabe)
    assert restriction_commands.lift(row, by=kondo).lifted_at


@pytest.mark.parametrize(
    ("interest", "category"),
    [(InterestKind.CLIENT, "core_systems"), (InterestKind.EMPLOYER, "network")],
    ids=["another tie", "another category"],
)
def test_the_towns_rule_leaves_everybody_else_alone(kato, minato, hibari, watanabe, interest, category):
    declared(kato, tie(minato, category="core_systems"))
    town_rule(hibari, watanabe, interest=interest, category=category)
    assert not Restriction.objects.exists()


def test_only_the_town_itself_enters_its_rule(hibari, ishikawa, miura):
    for other in (ishikawa, miura):
        assert refused(lambda other=other: town_rule(hibari, other)) == "talent.interest.not-town"


def test_the_town_reads_restrictions_without_a_name_until_the_person_signed_with_it(
    client, kato, hibari, watanabe, miura
):
    row = restricted(kato, miura, host=hibari)
    client.force_login(watanabe)
    assert "加藤" not in client.get("/permits/restrictions").text
    assert "加藤" not in client.get(f"/permits/restrictions/{row.pk}").text
    pledged(kato, miura, host=hibari)
    assert "加藤" in client.get(f"/permits/restrictions/{row.pk}").text


def test_staying_out_is_logged_and_nobody_logs_the_future(client, kato, hibari, watanabe, ishikawa, miura):
    row = restricted(kato, miura, host=hibari)
    client.force_login(kato.member)
    ahead = {"on": after(1).isoformat(), "what": "仕様書の打合せ"}
    assert client.post(f"/permits/restrictions/{row.pk}/recusal", ahead).status_code == 422
    now = ahead | {"on": today().isoformat()}
    assert client.post(f"/permits/restrictions/{row.pk}/recusal", now).status_code == 302
    assert "仕様書の打合せ" in client.get(f"/permits/restrictions/{row.pk}").text
    client.force_login(ishikawa)
    assert client.get(f"/permits/restrictions/{row.pk}").status_code == 404


def many(count, home, by, *, host, category) -> None:
    for number in range(count):
        login = f"{category}{number}"
        person = lent(login, f"職員{login}", kind=PersonKind.STAFF, home=home)
        row = restricted(person, by, host=host, category=category)
        Restriction.objects.filter(pk=row.pk).update(since=today() - timedelta(days=60))


def test_published_figures_put_small_groups_together(client, kirihara, hibari, miura):
    many(7, kirihara, miura, host=hibari, category="core_systems")
    many(3, kirihara, miura, host=hibari, category="network")
    many(2, kirihara, miura, host=hibari, category="cloud")
    figures = interest_queries.figures().by_category
    assert figures.shown == {"core_systems": 7}
    assert (figures.merged, figures.others) == (("cloud", "network"), 5)
    page = client.get("/permits/statistics")
    assert page.status_code == 200
    assert "ネットワーク" not in page.text


def test_a_single_small_group_takes_the_next_larger_one_with_it(kirihara, hibari, miura):
    many(6, kirihara, miura, host=hibari, category="core_systems")
    many(1, kirihara, miura, host=hibari, category="network")
    figures = interest_queries.figures().by_category
    assert (figures.shown, figures.others) == ({}, 7)


def test_fewer_than_five_altogether_are_no_number(client, kirihara, hibari, miura):
    many(4, kirihara, miura, host=hibari, category="core_systems")
    assert interest_queries.figures().by_category.others is None
    assert "5人未満" in client.get("/permits/statistics").text


def test_what_was_decided_this_month_is_not_seen_in_the_figures_yet(kato, hibari, miura):
    restricted(kato, miura, host=hibari)
    assert interest_queries.figures().by_category.merged == ()


def test_more_people_take_no_more_questions(
    client, kirihara, hibari, miura, django_assert_max_num_queries, nakamura, kato
):
    client.force_login(miura)
    client.get("/permits/interests")
    with django_assert_max_num_queries(40) as few:
        client.get("/permits/interests")
    many(12, kirihara, miura, host=hibari, category="network")
    lines = interest_queries.people_with_interests(miura)
    assert len(lines) == 14
    with django_assert_max_num_queries(len(few) + 3):
        interest_queries.people_with_interests(miura)


def test_of_two_ties_to_one_supplier_the_stricter_proposal_is_made(kato, minato, hibari, miura):
    declared(kato, tie(minato, kind=InterestKind.CLIENT, host=hibari), tie(minato, host=hibari))
    line = interest_queries.person_line_or_404(miura, kato.pk)
    assert [one.effect for one in line.open_places] == [Effect.RECUSE]
