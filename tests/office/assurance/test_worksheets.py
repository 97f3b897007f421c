"""A worksheet from the proposal to its decision: each command works, and refuses with a sentence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.office.assurance.conftest import proposal

from todoke.core.assurance.problems import Step
from todoke.core.errors import Refused
from todoke.office.assurance import commands, queries
from todoke.office.assurance.models import Sheet, SheetEvent

CARD = "ltc_card"
NEXT_YEAR = date(2999, 11, 23)


def code_of(error):
    return error.value.refusals[0].code


@pytest.fixture
def draft(writer):
    return commands.start_version(CARD, by=writer)


@pytest.fixture
def submitted(draft, writer):
    return commands.submit(draft.pk, edit=draft.edit, by=writer)


def harms(**ratings):
    content = proposal(CARD)["harms"]
    for harm, (identity, authentication) in ratings.items():
        content[harm] |= {"identity": identity, "authentication": authentication}
    return {"harms": content}


def test_a_first_version_begins_with_the_proposal(draft):
    assert draft.version == 1
    assert draft.content == proposal(CARD) | {"version": 1}


def test_starting_again_gives_the_version_being_written(draft, lead):
    assert commands.start_version(CARD, by=lead).pk == draft.pk


def test_a_caseworker_starts_no_version(reader):
    with pytest.raises(Refused) as error:
        commands.start_version(CARD, by=reader)
    assert code_of(error) == "assurance.sheet.not-writer"
    assert not Sheet.objects.exists()


def test_only_one_version_is_being_written(draft, writer):
    with pytest.raises(IntegrityError), transaction.atomic():
        Sheet.objects.create(
            procedure=CARD,
            version=2,
            state="draft",
            content={},
            author=writer,
            last_editor=writer,
            created_at=timezone.now(),
            updated_at=timezone.now(),
        )


def test_two_who_start_at_the_same_moment_get_the_same_version(draft, lead, monkeypatch):
    monkeypatch.setattr(queries, "open_sheet", lambda procedure: None)
    assert commands.start_version(CARD, by=lead).pk == draft.pk


def test_two_who_change_the_table_at_the_same_moment_overwrite_nothing(lead, other_lead, monkeypatch):
    before = queries.method_table()

    def without(id):
        methods = tuple(one for one in before.methods if one.method != id)
        return before.model_copy(update={"methods": methods})

    commands.change_methods(without("totp"), edit=1, reason="使いません", by=lead)
    monkeypatch.setattr(queries, "method_table", lambda: before)
    with pytest.raises(Refused) as error:
        commands.change_methods(without("password"), edit=1, reason="使いません", by=other_lead)
    assert code_of(error) == "assurance.changed-meanwhile"


def test_a_step_is_kept_although_it_is_incomplete(draft, writer):
    saved = commands.save_step(draft.pk, {"residual": ""}, step=Step.RESIDUAL, edit=1, by=writer)
    assert (saved.content["residual"], saved.edit) == ("", 2)


def test_two_people_who_save_at_once_lose_nothing(draft, writer, lead):
    commands.save_step(draft.pk, {"residual": "佐藤"}, step=Step.RESIDUAL, edit=1, by=writer)
    with pytest.raises(Refused) as error:
        commands.save_step(draft.pk, {"residual": "渡邉"}, step=Step.RESIDUAL, edit=1, by=lead)
    assert code_of(error) == "assurance.changed-meanwhile"
    assert Sheet.objects.get(pk=draft.pk).content["residual"] == "佐藤"


def test_an_incomplete_worksheet_is_not_handed_in(draft, writer):
    commands.save_step(draft.pk, {"residual": ""}, step=Step.RESIDUAL, edit=1, by=writer)
    with pytest.raises(Refused) as error:
        commands.submit(draft.pk, edit=2, by=writer)
    assert code_of(error) == "assurance.sheet.incomplete"


def test_a_method_too_weak_is_not_handed_in(draft, writer):
    content = harms(safety=("high", "high"))
    commands.save_step(draft.pk, content, step=Step.HARMS, edit=1, by=writer)
    with pytest.raises(Refused) as error:
        commands.submit(draft.pk, edit=2, by=writer)
    assert code_of(error) == "assurance.sheet.incomplete"


def test_the_lead_approves_and_the_levels_are_written_down(submitted, lead):
    done = commands.approve(submitted.pk, review_on=NEXT_YEAR, by=lead)
    assert (done.state, done.identity, done.authentication, done.methods_version) == ("approved", 1, 1, 1)
    assert (done.decided_by, done.review_on) == (lead, NEXT_YEAR)
    assert queries.standing(CARD).sheet == done


def test_until_then_the_proposal_counts(submitted):
    assert queries.standing(CARD).sheet is None


REFUSED = {
    "without a day": (None, "assurance.sheet.no-review-day"),
    "a day that is over": (date(2020, 1, 1), "assurance.sheet.review-day-past"),
}


@pytest.mark.parametrize(("day", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_no_approval_without_a_day_to_come(submitted, lead, day, code):
    with pytest.raises(Refused) as error:
        commands.approve(submitted.pk, review_on=day, by=lead)
    assert code_of(error) == code


def test_nobody_approves_their_own(lead, other_lead):
    mine = commands.start_version(CARD, by=lead)
    commands.submit(mine.pk, edit=1, by=lead)
    with pytest.raises(Refused) as error:
        commands.approve(mine.pk, review_on=NEXT_YEAR, by=lead)
    assert code_of(error) == "assurance.sheet.own"
    assert commands.approve(mine.pk, review_on=NEXT_YEAR, by=other_lead).state == "approved"


def test_who_changed_it_last_does_not_approve_it_either(draft, writer, lead):
    commands.save_step(draft.pk, {"residual": "渡邉が直した"}, step=Step.RESIDUAL, edit=1, by=lead)
    commands.submit(draft.pk, edit=2, by=writer)
    with pytest.raises(Refused) as error:
        commands.approve(draft.pk, review_on=NEXT_YEAR, by=lead)
    assert code_of(error) == "assurance.sheet.own"


def test_an_author_decides_nothing(submitted, writer):
    with pytest.raises(Refused) as error:
        commands.approve(submitted.pk, review_on=NEXT_YEAR, by=writer)
    assert code_of(error) == "assurance.not-dx-lead"


def test_a_draft_is_not_approved(draft, lead):
    with pytest.raises(Refused) as error:
        commands.approve(draft.pk, review_on=NEXT_YEAR, by=lead)
    assert code_of(error) == "assurance.sheet.not-submitted"


def test_returned_with_a_remark_the_next_version_begins_there(submitted, writer, lead):
    with pytest.raises(Refused) as error:
        commands.send_back(submitted.pk, remark="  ", by=lead)
    assert code_of(error) == "assurance.sheet.no-remark"
    back = commands.send_back(submitted.pk, remark="安全の害を見直してください。", by=lead)
    assert (back.state, back.remark) == ("returned", "安全の害を見直してください。")
    following = commands.start_version(CARD, by=writer)
    assert (following.version, following.content["harms"]) == (2, back.content["harms"])


def test_taken_back_it_can_be_changed_again(submitted, writer):
    with pytest.raises(Refused) as error:
        commands.save_step(submitted.pk, {"residual": "x"}, step=Step.RESIDUAL, edit=1, by=writer)
    assert code_of(error) == "assurance.sheet.submitted"
    assert commands.take_back(submitted.pk, by=writer).state == "draft"
    with pytest.raises(Refused) as error:
        commands.take_back(submitted.pk, by=writer)
    assert code_of(error) == "assurance.sheet.not-submitted"


def test_an_approved_version_never_changes(submitted, writer, lead):
    commands.approve(submitted.pk, review_on=NEXT_YEAR, by=lead)
    with pytest.raises(Refused) as error:
        commands.save_step(submitted.pk, {"residual": "x"}, step=Step.RESIDUAL, edit=1, by=writer)
    assert code_of(error) == "assurance.sheet.over"


def test_every_move_leaves_one_event(submitted, lead):
    commands.approve(submitted.pk, review_on=NEXT_YEAR, by=lead)
    names = SheetEvent.objects.filter(sheet=submitted).order_by("pk").values_list("name", flat=True)
    assert list(names) == ["assurance.sheet.started", "assurance.sheet.submitted", "assurance.sheet.approved"]
    assert all(len(bytes(one.salt)) == 16 for one in SheetEvent.objects.all())


def test_a_new_worksheet_counts_although_the_form_still_asks_otherwise(draft, writer, lead):
    commands.save_step(
        draft.pk, harms(legal=("low", "low")) | {"measures": []}, step=Step.HARMS, edit=1, by=writer
    )
    commands.save_step(
        draft.pk,
        harms(legal=("high", "low"))
        | {"measures": [], "methods": {**proposal(CARD)["methods"], "chosen": ["jpki_signature"]}},
        step=Step.METHODS,
        edit=2,
        by=writer,
    )
    commands.submit(draft.pk, edit=3, by=writer)
    commands.approve(draft.pk, review_on=NEXT_YEAR, by=lead)
    (line,) = [one for one in queries.overview(today=timezone.localdate()) if one.procedure == CARD]
    assert (line.standing.levels.identity, line.differs) == (3, True)


def test_a_review_that_is_overdue_raises_its_alarm(submitted, lead):
    commands.approve(submitted.pk, review_on=timezone.localdate() + timedelta(days=1), by=lead)
    days = {0: "soon", 1: "soon", 2: "over"}
    for later, alarm in days.items():
        lines = queries.overview(today=timezone.localdate() + timedelta(days=later))
        assert {one.alarm.value for one in lines if one.procedure == CARD} == {alarm}
        assert {one.alarm.value for one in lines if one.procedure != CARD} == {"never"}
