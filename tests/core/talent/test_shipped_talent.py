"""The skills, courses, roles and legal forms that ship, and what follows from them."""

from __future__ import annotations

import pytest

from todoke.catalogue.talent import shipped_legal_forms, shipped_roles, shipped_skills, shipped_tracks
from todoke.core.procedures.load import DefinitionErrors
from todoke.core.talent.legal_forms import forms_for, refuse_form, refuse_name
from todoke.core.talent.loading import load_legal_forms, load_roles, load_skills
from todoke.core.talent.people import PersonKind
from todoke.core.talent.roles import can_be_grown, fills, gaps, roles_for

ROLES = shipped_roles().by_id
FORMS = shipped_legal_forms().by_id


def test_the_standards_49_skills_are_there_by_category() -> None:
    skills = [one for one in shipped_skills().skills if one.framework == "dss"]
    counted = {name: sum(one.category == name for one in skills) for name in {one.category for one in skills}}
    assert counted == {
        "ビジネス変革": 17,
        "データ活用": 7,
        "テクノロジー": 13,
        "セキュリティ": 6,
        "パーソナルスキル": 6,
    }


def test_roles_and_courses_name_only_skills_and_courses_that_exist() -> None:
    skills, tracks = shipped_skills().by_id, shipped_tracks().by_id
    for role in ROLES.values():
        assert {one.skill for one in role.skills} <= set(skills), role.role
        assert set(role.tracks) <= set(tracks), role.role
    for track in tracks.values():
        assert set(track.opens) <= set(skills), track.track
    assert {one.track for one in tracks.values() if one.gate} == {
        "administration_basics",
        "personal_information",
        "security_basics",
    }


def test_what_a_town_wants_changed_leads_to_roles() -> None:
    found = roles_for(
        ["窓口が混む", "同じことを何度も書いてもらっている", "手作業の転記が多い"], shipped_roles()
    )
    assert [one.role for one in found] == ["service_designer", "engineer"]
    assert roles_for(["空を飛びたい"], shipped_roles()) == ()


def test_a_gap_is_named_skill_by_skill_with_the_essential_first() -> None:
    builder = ROLES["builder"]
    suzuki = {"no_code_building": 2, "administration": 3, "plain_words": 2}
    found = gaps(builder, suzuki)
    assert [(gap.skill, gap.has, gap.essential) for gap in found] == [
        ("no_code_building", 2, True),
        ("accessibility", 0, False),
        ("user_understanding", 0, False),
    ]
    assert not fills(builder, suzuki)
    assert can_be_grown(builder, suzuki)
    assert not can_be_grown(builder, {"administration": 3})
    assert fills(builder, suzuki | {"no_code_building": 3})


def test_in_an_outsourcing_nobody_is_named_and_the_host_gives_no_orders() -> None:
    outsourcing = FORMS["outsourcing"]
    assert refuse_name(outsourcing) is not None
    assert not outsourcing.host_directs
    assert outsourcing.secrecy_by_agreement
    dispatch = FORMS["dispatch_252_17"]
    assert refuse_name(dispatch) is None
    assert dispatch.host_directs
    assert not dispatch.secrecy_by_agreement


@pytest.mark.parametrize(
    ("form", "kind", "months", "code"),
    [
        ("dispatch_252_17", PersonKind.STAFF, 24, None),
        ("dispatch_252_17", PersonKind.SIDE_WORKER, 6, "talent.form.kind"),
        ("fiscal_year_part", PersonKind.SIDE_WORKER, 12, None),
        ("fiscal_year_part", PersonKind.SIDE_WORKER, 13, "talent.form.too-long"),
        ("fixed_term", PersonKind.SECONDEE, 61, "talent.form.too-long"),
    ],
)
def test_a_form_fits_a_status_and_a_length(
    form: str, kind: PersonKind, months: int, code: str | None
) -> None:
    refusal = refuse_form(FORMS[form], kind, months=months)
    assert (refusal.code if refusal else None) == code


def test_the_form_with_fewest_permissions_comes_first() -> None:
    allowed = ["secondment", "outsourcing", "dispatch_252_17"]
    found = forms_for(PersonKind.SECONDEE, FORMS.values(), allowed=allowed)
    assert [one.form for one in found] == ["outsourcing", "secondment"]


@pytest.mark.parametrize(
    ("load", "text"),
    [
        pytest.param(load_skills, "version: 1\nframeworks: []\nlevels: []\nskills: []\n", id="no levels"),
        pytest.param(load_roles, "version: 1\nroles:\n- {role: x}\n", id="a role without anything"),
        pytest.param(load_legal_forms, "version: 1\nsource: x\nforms: 3\n", id="forms that are a number"),
        pytest.param(load_roles, "version: [", id="no YAML"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(load, text: str) -> None:
    with pytest.raises(DefinitionErrors) as caught:
        load(text, file="mine.yaml")
    assert "mine.yaml" in str(caught.value)
