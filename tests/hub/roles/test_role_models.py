"""Role models: wordings of a prefecture and of a town, one version after the other."""

from __future__ import annotations

import pytest
from tests.hub.roles.towns import body, member

from todoke.catalogue.talent import shipped_roles
from todoke.core.errors import Refused
from todoke.hub.members.models import PostKind
from todoke.hub.talent.roles import commands, forms, models_of
from todoke.hub.talent.roles.models import RoleVersion

EDIT = "/roles/builder/edit/992011"


def wording(**changed):
    given = {
        "name": "内製担当職員",
        "leads": "町の手続を自分で直す",
        "changes": "自分たちで直せるようになりたい\n様式を変えるのに何か月もかかる",
        "tasks": "手続を作って試す",
        "level.no_code_building": "3",
        "level.administration": "2",
        "essential": ["no_code_building"],
        "tracks": ["build_procedures"],
        "reason": "町の仕事に合わせた。",
        "base": "0",
    }
    return given | changed


def test_a_town_words_a_role_for_itself_and_the_first_wording_stays_readable(client, watanabe, hibari):
    client.force_login(watanabe)
    assert client.post(EDIT, wording()).status_code == 302
    page = client.get("/roles/builder/").text
    assert "町の手続を自分で直す" in page
    assert "ひばり市 第1版" in page
    assert "町の手続と道具を自分で作り、直し続ける" in client.get("/roles/builder/?of=shipped").text
    assert models_of.roles_of(hibari).by_id["builder"].skills[0].level == 3


def test_the_prefectures_wording_holds_for_towns_without_their_own(watanabe, miura, kirihara, hibari, morino):
    shipped = forms.wording_of(shipped_roles().by_id["builder"])
    for by, place, tasks in ((miura, kirihara, ("県の仕事",)), (watanabe, hibari, ("市の仕事",))):
        given = type(shipped)(
            **{name: getattr(shipped, name) for name in shipped.__slots__}
            | {"tasks": tasks, "reason": "分担を変えた"}
        )
        commands.save_role(place, "builder", given=given, base=0, by=by)
    assert models_of.roles_of(hibari).by_id["builder"].tasks == ("市の仕事",)
    assert models_of.roles_of(morino).by_id["builder"].tasks == ("県の仕事",)
    assert models_of.roles_of(morino).by_id["builder"].leads.en


def test_who_saves_over_somebody_elses_version_is_told_and_loses_nothing(client, watanabe, hibari):
    client.force_login(watanabe)
    client.post(EDIT, wording(tasks="ほかの人が書いた仕事"))
    page = client.post(EDIT, wording(tasks="わたしが書いた仕事"))
    assert page.status_code == 422
    assert "第1版を保存しました" in page.text
    assert "わたしが書いた仕事" in page.text
    assert "?of=992011-1" in page.text
    assert RoleVersion.objects.count() == 1
    assert client.post(EDIT, wording(tasks="わたしが書いた仕事", base="1")).status_code == 302
    assert models_of.newest_version(hibari, "builder") == 2


def test_saving_without_a_change_is_refused(client, watanabe):
    shipped = shipped_roles().by_id["builder"]
    same = {
        "name": shipped.name,
        "leads": shipped.leads.ja,
        "changes": "\n".join(shipped.changes),
        "tasks": "\n".join(shipped.tasks),
        "essential": [one.skill for one in shipped.skills if one.essential],
        "tracks": list(shipped.tracks),
        "reason": "なんとなく",
        "base": "0",
    } | {f"level.{one.skill}": str(one.level) for one in shipped.skills}
    client.force_login(watanabe)
    page = client.post(EDIT, same)
    assert page.status_code == 422
    assert "役割のひな形は変わっていません" in page.text


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "長" * 81}, "name"),
        ({"leads": " "}, "leads"),
        ({"changes": ""}, "changes"),
        ({"changes": "同じ\n同じ"}, "changes"),
        ({"tasks": "\n".join(str(one) for one in range(21))}, "tasks"),
        ({"level.no_code_building": "", "level.administration": ""}, "skills"),
        ({"level.no_code_building": "5"}, "skills"),
        ({"level.flying": "2"}, "skills"),
        ({"essential": []}, "skills"),
        ({"tracks": ["dancing"]}, "tracks"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_is_wrong_with_a_wording_is_said_beside_its_field(client, watanabe, changed, field):
    client.force_login(watanabe)
    page = client.post(EDIT, wording(**changed))
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert "町の仕事に合わせた。" in page.text or field == "reason"
    assert not RoleVersion.objects.exists()


@pytest.mark.parametrize("who", ["ishikawa", "miura", "administrator"])
def test_only_the_towns_lead_words_the_towns_roles(client, request, hibari, watanabe, who):
    other = request.getfixturevalue(who)
    with pytest.raises(Refused) as caught:
        given = forms.wording_of(shipped_roles().by_id["builder"])
        commands.save_role(hibari, "builder", given=given, base=0, by=other)
    assert caught.value.refusals[0].code == "talent.role.not-yours"
    client.force_login(other)
    assert client.post(EDIT, wording()).status_code == 403


def test_a_coordinator_words_the_prefectures_roles_and_a_dx_lead_there_does_not(client, kirihara, miura):
    client.force_login(miura)
    assert client.get("/roles/builder/edit/990001").status_code == 200
    client.force_login(member("okada", "岡田", at=kirihara, posts=(PostKind.DX_LEAD,)))
    assert client.get("/roles/builder/edit/990001").status_code == 403


def test_a_role_a_version_or_a_body_that_is_none_is_not_found(client, watanabe, hibari):
    client.force_login(watanabe)
    body("5990001000011", "みなとシステム株式会社")
    for address in ("/roles/wizard/", "/roles/builder/?of=992011-7", "/roles/builder/edit/000000"):
        assert client.get(address).status_code == 404, address
