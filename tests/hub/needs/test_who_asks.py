"""Who posts, who reads, and that no right follows from the section somebody sits in."""

from __future__ import annotations

import pytest
from tests.hub.needs.asking import PAGES, PROBLEM, draft, posted, sent
from tests.hub.roles.towns import member

from todoke.core.errors import Refused
from todoke.core.talent.bodies import DxSeat
from todoke.core.talent.posting import Step
from todoke.hub.members.models import Body, PostKind
from todoke.hub.talent.needs import commands
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.needs.waits import drafts_waiting


@pytest.mark.parametrize("seat", list(DxSeat))
def test_the_dx_lead_posts_wherever_the_function_sits_and_without_administrator_rights(client, hibari, seat):
    Body.objects.filter(pk=hibari.pk).update(dx_seat=seat.value)
    lead = member("suzuki", "鈴木", at=hibari, posts=(PostKind.DX_LEAD,))
    assert not lead.holds(PostKind.ADMINISTRATOR)
    client.force_login(lead)
    assert client.post("/needs/new/992011", PAGES[Step.PROBLEM]).status_code == 302
    assert client.get("/team/992011/").status_code == 200
    assert client.get("/team/992011/people/new").status_code == 200
    assert client.get("/roles/builder/edit/992011").status_code == 200


@pytest.mark.parametrize("who", ["ishikawa", "miura", "administrator"])
def test_nobody_else_begins_changes_posts_or_withdraws(client, request, hibari, watanabe, who):
    other = request.getfixturevalue(who)
    need = draft(hibari, watanabe)
    for refused in (
        lambda: commands.begin(hibari, problem=PROBLEM, by=other),
        lambda: commands.save_step(
            need.pk, Step.PROBLEM, sent=sent(PAGES[Step.PROBLEM]), base=need.edit, by=other
        ),
        lambda: commands.post(need.pk, by=other),
        lambda: commands.withdraw(need.pk, reason="いらない", by=other),
        lambda: commands.discard(need.pk, by=other),
    ):
        with pytest.raises(Refused) as caught:
            refused()
        assert caught.value.refusals[0].code == "talent.need.not-yours"
    client.force_login(other)
    assert client.get("/needs/new/992011").status_code == 403


@pytest.mark.parametrize("page", ["", "check", "outcome"])
def test_a_draft_exists_for_its_town_only(client, miura, watanabe, hibari, page):
    need = draft(hibari, watanabe)
    client.force_login(miura)
    assert client.get(f"/needs/{need.pk}/{page}").status_code in {403, 404}
    assert "職員が手続を作れるようにする" not in client.get("/needs/").text


def test_a_posted_need_is_read_by_coordinators_and_other_towns_without_its_buttons(
    client, miura, ishikawa, watanabe, hibari
):
    need = posted(hibari, watanabe)
    for reader in (miura, ishikawa):
        client.force_login(reader)
        page = client.get(f"/needs/{need.pk}/")
        assert "様式は県内で共通に使える。" in page.text
        assert "取り下げる" not in page.text
        assert f"/needs/{need.pk}/work" not in page.text


def test_the_administrator_reads_what_names_nobody_and_no_draft(client, administrator, watanabe, hibari):
    need = draft(hibari, watanabe)
    client.force_login(administrator)
    assert client.get("/needs/").status_code == 200
    assert client.get("/team/towns/").status_code == 200
    assert client.get("/team/992011/").status_code == 403
    assert client.get(f"/needs/{need.pk}/").status_code == 404


def test_a_draft_waits_on_the_home_page_of_its_lead_alone(watanabe, ishikawa, hibari):
    need = draft(hibari, watanabe)
    assert [one.href for one in drafts_waiting(watanabe)] == [f"/needs/{need.pk}/check"]
    assert drafts_waiting(ishikawa) == []


def test_numbers_count_per_town(watanabe, ishikawa, hibari, morino):
    numbers = [
        commands.begin(host, problem=PROBLEM, by=by).number
        for host, by in ((hibari, watanabe), (hibari, watanabe), (morino, ishikawa))
    ]
    assert numbers == [1, 2, 1]


def test_a_deleted_draft_is_gone_and_a_posted_need_is_not_deleted(client, watanabe, hibari):
    client.force_login(watanabe)
    client.post(f"/needs/{draft(hibari, watanabe).pk}/discard")
    assert not Need.objects.exists()
    need = posted(hibari, watanabe)
    assert client.post(f"/needs/{need.pk}/discard").status_code == 403
    assert Need.objects.filter(pk=need.pk).exists()
