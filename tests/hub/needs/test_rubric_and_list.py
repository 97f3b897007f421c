"""Urgency comes from the rubric alone, and everybody sees how often it is claimed."""

from __future__ import annotations

from tests.hub.needs.asking import PAGES, draft, posted, sent

from todoke.core.talent.needs import Criterion, Priority
from todoke.core.talent.posting import Step
from todoke.hub.talent.needs import commands, queries

EVERYTHING = {"criteria": [one.value for one in Criterion]} | {
    f"reasons.{one}": f"理由{number}" for number, one in enumerate(Criterion)
}


def test_a_town_that_marks_its_need_urgent_gets_nothing_from_it(client, watanabe, hibari):
    need = draft(hibari, watanabe, rubric={"criteria": []})
    client.force_login(watanabe)
    said = {"criteria": [], "priority": "urgent", "urgent": "1", "weight": "9", "edit": need.edit}
    client.post(f"/needs/{need.pk}/rubric", said)
    after = commands.post(need.pk, by=watanabe)
    assert queries.priority(after) is Priority.USEFUL
    assert after.rubric == {}


def test_reasons_without_their_criterion_do_not_count(watanabe, hibari):
    need = draft(hibari, watanabe, rubric={"criteria": [], "reasons.legal_deadline": "法令の期日がある"})
    assert need.rubric == {}


def test_the_points_of_claimed_criteria_make_the_urgency(watanabe, hibari):
    assert queries.priority(posted(hibari, watanabe)) is Priority.IMPORTANT
    assert queries.priority(posted(hibari, watanabe, rubric=EVERYTHING)) is Priority.URGENT


def test_claims_are_counted_per_town_and_shown_to_other_towns(client, watanabe, ishikawa, hibari, morino):
    posted(hibari, watanabe, rubric=EVERYTHING)
    posted(hibari, watanabe, rubric=EVERYTHING)
    posted(morino, ishikawa)
    gone = posted(morino, ishikawa, rubric=EVERYTHING)
    commands.withdraw(gone.pk, reason="自分たちでできた", by=ishikawa)
    draft(morino, ishikawa, rubric=EVERYTHING)
    first, second = queries.claims()
    assert (first.body, first.needs, first.urgent, first.urgent_share) == (hibari, 2, 2, 100)
    assert first.claimed[Criterion.LEGAL_DEADLINE] == 2
    assert (second.body, second.needs, second.urgent) == (morino, 1, 0)
    client.force_login(ishikawa)
    page = client.get("/needs/rubric").text
    assert "ひばり市" in page
    assert "2（100%）" in page


def test_the_list_shows_the_most_urgent_first_and_filters(client, watanabe, ishikawa, hibari, morino):
    named = {step: PAGES[Step.OUTCOME] | {"title": step} for step in ("急がない件", "急ぐ件")}
    posted(hibari, watanabe, outcome=named["急がない件"], rubric={"criteria": []})
    posted(morino, ishikawa, outcome=named["急ぐ件"], rubric=EVERYTHING)
    client.force_login(watanabe)
    page = client.get("/needs/").text
    assert page.index("急ぐ件") < page.index("急がない件")
    filtered = client.get("/needs/", {"town": "992011"}).text
    assert "急ぐ件" not in filtered
    assert client.get("/needs/", {"state": "nonsense", "page": "999", "role": "'"}).status_code == 200


def test_an_empty_list_says_what_to_do(client, miura):
    client.force_login(miura)
    assert "ほかの状態や市町村を選んでください" in client.get("/needs/", {"state": "served"}).text


def test_html_in_a_need_stays_text(client, watanabe, hibari):
    need = posted(hibari, watanabe, problem={"problem": "<script>alert(1)</script>\0"})
    client.force_login(watanabe)
    page = client.get(f"/needs/{need.pk}/").text
    assert "<script>alert" not in page
    assert "\0" not in need.problem


def test_source_order_is_asked_for_each_step_left_out(watanabe, hibari):
    need = draft(hibari, watanabe, sources={"source": "own_staff"})
    kept = commands.save_step(
        need.pk, Step.SOURCES, sent=sent(PAGES[Step.SOURCES]), base=need.edit, by=watanabe
    )
    assert (kept.source, set(kept.sources)) == ("prefecture", {"own_staff", "neighbours"})


def test_beyond_a_third_an_urgent_need_weighs_as_important_and_its_page_says_why(client, watanabe, hibari):
    first, second = (posted(hibari, watanabe, rubric=EVERYTHING) for _ in range(2))
    weights = queries.weighed_needs()
    assert (weights[first.pk], weights[second.pk]) == (Priority.URGENT, Priority.IMPORTANT)
    client.force_login(watanabe)
    assert "3分の1まで" in client.get(f"/needs/{second.pk}/").text
    assert "3分の1まで" not in client.get(f"/needs/{first.pk}/").text
