"""Posting a need page by page."""

from __future__ import annotations

from datetime import date

import pytest
from tests.hub.needs.asking import PAGES, PROBLEM, draft, posted, sent

from todoke.core.errors import Refused
from todoke.core.talent.needs import NeedState
from todoke.core.talent.posting import Step
from todoke.hub.members.models import HubEvent
from todoke.hub.talent.needs import commands
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.roles.commands import set_demands


def test_watanabe_goes_from_the_problem_to_a_posted_need(client, watanabe, hibari):
    client.force_login(watanabe)
    begun = client.post("/needs/new/992011", PAGES[Step.PROBLEM])
    need = Need.objects.get()
    assert begun.headers["Location"] == f"/needs/{need.pk}/outcome"
    where = begun
    for step in list(Step)[1:]:
        page = client.get(where.headers["Location"])
        assert page.status_code == 200, step
        edit = Need.objects.get().edit
        where = client.post(f"/needs/{need.pk}/{step}", PAGES[step] | {"edit": edit})
        assert where.status_code == 302, where.text
    assert where.headers["Location"] == f"/needs/{need.pk}/check"
    assert "error-summary" not in client.get(where.headers["Location"]).text
    assert client.post(f"/needs/{need.pk}/post").status_code == 302
    need.refresh_from_db()
    assert (need.state, need.number, need.role, need.days_month) == (NeedState.OPEN, 1, "builder", 4)
    assert need.until == date(2030, 9, 30)
    assert HubEvent.objects.filter(name="need.posted", subject=f"need:{need.pk}").exists()
    page = client.get(f"/needs/{need.pk}/").text
    assert "作れる職員がいない。" in page
    assert "森野町も同じく人がいない。" in page


def test_the_role_is_proposed_from_what_shall_change(client, watanabe, hibari):
    need = draft(hibari, watanabe)
    client.force_login(watanabe)
    page = client.get(f"/needs/{need.pk}/role").text
    assert page.index("内製担当職員") < page.index("ほかの役割") < page.index("エンジニア")


def test_another_role_brings_its_own_skills_and_the_same_one_leaves_them(watanabe, hibari):
    need = draft(hibari, watanabe)
    same = commands.save_step(need.pk, Step.ROLE, sent=sent({"role": "builder"}), base=need.edit, by=watanabe)
    assert {one["skill"] for one in same.skills} == {"no_code_building", "plain_words"}
    other = commands.save_step(
        need.pk, Step.ROLE, sent=sent({"role": "engineer"}), base=same.edit, by=watanabe
    )
    assert "web_basics" in {one["skill"] for one in other.skills}


WRONG = {
    "no problem": (Step.PROBLEM, {"problem": "  "}, "problem"),
    "a problem of pages": (Step.PROBLEM, {"problem": "あ" * 2001}, "problem"),
    "no outcome": (Step.OUTCOME, {"outcome": ""}, "outcome"),
    "no name": (Step.OUTCOME, {"title": ""}, "title"),
    "no role": (Step.ROLE, {"role": ""}, "role"),
    "an invented role": (Step.ROLE, {"role": "wizard"}, "role"),
    "no skill": (Step.SKILLS, {"level.no_code_building": "", "level.plain_words": ""}, "skills"),
    "a level that is none": (Step.SKILLS, {"level.no_code_building": "9"}, "skills"),
    "nothing from the start": (Step.SKILLS, {"essential": []}, "skills"),
    "days in words": (Step.WORK, {"days_month": "週に一度"}, "days_month"),
    "no days": (Step.WORK, {"days_month": "0"}, "days_month"),
    "more days than a month works": (Step.WORK, {"days_month": "21"}, "days_month"),
    "no first day": (Step.WORK, {"since": ""}, "since"),
    "a day that is none": (Step.WORK, {"until": "2030-02-31"}, "until"),
    "ends before it begins": (Step.WORK, {"until": "2030-03-31"}, "until"),
    "over already": (Step.WORK, {"since": "2020-01-01", "until": "2020-12-31"}, "until"),
    "six years": (Step.WORK, {"until": "2036-03-31"}, "until"),
    "an area that is none": (Step.WORK, {"zone": "moon"}, "zone"),
    "more days on site than days": (Step.WORK, {"onsite_days": "5"}, "onsite_days"),
    "no network": (Step.DATA, {"data_zones": []}, "data_zones"),
    "an invented category": (Step.DATA, {"categories": ["castles"]}, "categories"),
    "no legal form": (Step.FORMS, {"forms": []}, "forms"),
    "no money": (Step.FORMS, {"funding": ""}, "funding"),
    "a criterion without its reason": (Step.RUBRIC, {"reasons.nobody_here": " "}, "reasons.nobody_here"),
    "an invented criterion": (Step.RUBRIC, {"criteria": ["mayor_wants"]}, "criteria"),
    "no word on the neighbours": (Step.SOURCES, {"sources.neighbours": ""}, "sources.neighbours"),
    "looks nowhere": (Step.SOURCES, {"source": ""}, "source"),
}


@pytest.mark.parametrize(("step", "changed", "field"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    client, watanabe, hibari, step, changed, field
):
    need = draft(hibari, watanabe)
    client.force_login(watanabe)
    page = client.post(f"/needs/{need.pk}/{step}", PAGES[step] | changed | {"edit": need.edit})
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert f'href="#{field}"' in page.text
    assert f'id="{field}"' in page.text
    kept = [one for one in changed.values() if isinstance(one, str) and one.strip()]
    assert all(one in page.text for one in kept if step not in {Step.ROLE, Step.SKILLS} and one != "moon")
    after = Need.objects.get(pk=need.pk)
    assert after.edit == need.edit


def test_pages_may_be_left_and_answered_in_any_order(client, watanabe, hibari):
    need = commands.begin(hibari, problem=PROBLEM, by=watanabe)
    client.force_login(watanabe)
    client.post(f"/needs/{need.pk}/rubric", PAGES[Step.RUBRIC] | {"edit": 1, "then": "check"})
    page = client.get(f"/needs/{need.pk}/check").text
    assert "作れる職員がいない。" in page
    assert "役割を一つ選んでください。" in page


def test_an_unfinished_need_is_not_posted_and_every_gap_has_its_link(client, watanabe, hibari):
    need = commands.begin(hibari, problem=PROBLEM, by=watanabe)
    client.force_login(watanabe)
    page = client.post(f"/needs/{need.pk}/post")
    assert page.status_code == 422
    for step in (Step.OUTCOME, Step.ROLE, Step.SKILLS, Step.WORK, Step.DATA, Step.FORMS):
        assert f'href="/needs/{need.pk}/{step}"' in page.text
    need.refresh_from_db()
    assert need.state == NeedState.DRAFT


def test_two_people_who_write_the_same_page_notice_each_other(client, watanabe, hibari):
    need = draft(hibari, watanabe)
    client.force_login(watanabe)
    mine = PAGES[Step.OUTCOME] | {"title": "わたしの題", "edit": need.edit}
    theirs = PAGES[Step.OUTCOME] | {"title": "ほかの題", "edit": need.edit}
    assert client.post(f"/needs/{need.pk}/outcome", theirs).status_code == 302
    page = client.post(f"/needs/{need.pk}/outcome", mine)
    assert page.status_code == 422
    assert "わたしの題" in page.text
    assert "ほかの人がこの困りごとを変えました" in page.text
    assert Need.objects.get(pk=need.pk).title == "ほかの題"


def test_a_period_too_long_for_a_chosen_form_is_refused(client, watanabe, hibari):
    need = draft(hibari, watanabe, work=PAGES[Step.WORK] | {"until": "2032-03-31"})
    client.force_login(watanabe)
    sent_forms = {"forms": ["fiscal_year_part"], "funding": "grant", "edit": need.edit}
    page = client.post(f"/needs/{need.pk}/forms", sent_forms)
    assert page.status_code == 422
    assert "forms-error" in page.text


def test_an_open_need_never_becomes_wrong_elsewhere(watanabe, hibari):
    need = posted(hibari, watanabe, forms={"forms": ["fiscal_year_part"], "funding": "grant"})
    with pytest.raises(Refused) as caught:
        longer = sent(PAGES[Step.WORK] | {"until": "2032-03-31"})
        commands.save_step(need.pk, Step.WORK, sent=longer, base=need.edit, by=watanabe)
    assert caught.value.refusals[0].code == "talent.need.forms"


def test_an_open_need_is_changed_on_its_page_and_that_is_recorded(client, watanabe, hibari):
    need = posted(hibari, watanabe)
    client.force_login(watanabe)
    after = client.post(f"/needs/{need.pk}/work", PAGES[Step.WORK] | {"days_month": "６", "edit": need.edit})
    assert after.headers["Location"] == f"/needs/{need.pk}/"
    assert Need.objects.get(pk=need.pk).days_month == 6
    assert HubEvent.objects.filter(name="need.changed", subject=f"need:{need.pk}").exists()


@pytest.mark.parametrize("state", [NeedState.PROPOSED, NeedState.SERVED, NeedState.CLOSED])
def test_a_need_in_a_round_is_not_changed(client, watanabe, hibari, state):
    need = posted(hibari, watanabe)
    Need.objects.filter(pk=need.pk).update(state=state.value)
    with pytest.raises(Refused) as caught:
        commands.save_step(need.pk, Step.PROBLEM, sent=sent(PAGES[Step.PROBLEM]), base=need.edit, by=watanabe)
    assert caught.value.refusals[0].code == "talent.need.not-now"
    client.force_login(watanabe)
    assert client.get(f"/needs/{need.pk}/problem").status_code == 403


def test_a_gap_in_the_team_picture_leads_to_a_need_with_its_role(client, watanabe, hibari):
    set_demands(hibari, {"engineer": 1}, change_wanted="手作業の転記が多い", by=watanabe)
    client.force_login(watanabe)
    assert "/needs/new/992011?role=engineer" in client.get("/team/992011/").text
    assert 'name="role" value="engineer"' in client.get("/needs/new/992011?role=engineer").text
    client.post("/needs/new/992011", PAGES[Step.PROBLEM] | {"role": "engineer"})
    need = Need.objects.get()
    assert need.role == "engineer"
    assert "web_basics" in {one["skill"] for one in need.skills}


def test_an_invented_role_in_the_address_is_left_out(client, watanabe, hibari):
    client.force_login(watanabe)
    client.post("/needs/new/992011", PAGES[Step.PROBLEM] | {"role": "wizard"})
    assert Need.objects.get().role == ""
