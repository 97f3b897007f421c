from __future__ import annotations

from typing import Any

import pytest

from todoke.core.lexicon.address import PostcodeArea
from todoke.core.procedures.answers import check_all, on_path, read_step, step_of, walk
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.fields import AnswerContext


def answers_of(definition: Definition, number: int = 0) -> dict[str, Any]:
    return dict(definition.examples[number].answers)


def codes(problems: Any) -> dict[str, str]:
    return {name: refusal.code for name, refusal in problems.items()}


def fields_on(definition: Definition, answers: dict[str, Any], context: AnswerContext) -> set[str]:
    return {field.id for field in walk(definition, answers, context).fields()}


def test_花子s_complete_application_has_no_problems(certificate: Definition, context: AnswerContext) -> None:
    assert check_all(certificate, answers_of(certificate), context) == {}


def test_a_question_opens_by_an_answer(certificate: Definition, context: AnswerContext) -> None:
    assert "head_name" not in fields_on(certificate, {}, context)
    assert "head_name" not in fields_on(certificate, {"relation_to_head": "self"}, context)
    assert "head_name" in fields_on(certificate, {"relation_to_head": "family"}, context)


def test_a_page_opens_by_an_answer(card: Definition, context: AnswerContext) -> None:
    path = walk(card, {"applicant_is_insured": False}, context)
    assert [one.step.id for one in path.steps][-1] == "representative"
    assert path.after("applicant") == path.steps[-1]
    assert path.after("representative") is None
    assert path.before("insured") is None


def test_photos_are_demanded_only_for_self_assessment(
    certificate: Definition, context: AnswerContext
) -> None:
    answers = answers_of(certificate) | {"self_judge": True}
    assert codes(check_all(certificate, answers, context)) == {"photos": "field.missing"}


def test_answers_off_the_path_never_leave(certificate: Definition, context: AnswerContext) -> None:
    answers = answers_of(certificate) | {"head_name": {"name": "山田 一郎", "kana": None}, "injected": "x"}
    left = on_path(certificate, answers, context)
    assert "head_name" not in left
    assert "injected" not in left
    assert left["house_kind"] == "own"


def test_a_hidden_answer_opens_nothing(card: Definition, context: AnswerContext) -> None:
    answers = {"card_reason": "lost", "card_reason_other": "火事"}
    assert "card_reason_other" not in on_path(card, answers, context)


def test_a_page_is_read_into_answers(certificate: Definition, context: AnswerContext) -> None:
    form = {"copies": ["２"], "use": [""], "consent_share": ["yes"], "not_asked": ["x"]}
    result = read_step(certificate, "consent", form=form, answers={"house_kind": "own"}, context=context)
    assert result.problems == {}
    assert result.answers == {"house_kind": "own", "copies": 2, "consent_share": True}


def test_an_unreadable_answer_is_absent_and_named(certificate: Definition, context: AnswerContext) -> None:
    form = {"copies": ["二部"], "consent_share": ["yes"]}
    result = read_step(certificate, "consent", form=form, answers={"copies": 3}, context=context)
    assert "copies" not in result.answers
    assert codes(result.problems) == {"copies": "field.integer.unreadable"}


def test_an_emptied_answer_goes(certificate: Definition, context: AnswerContext) -> None:
    result = read_step(certificate, "consent", form={}, answers={"use": "保険", "copies": 1}, context=context)
    assert result.answers == {}
    assert codes(result.problems) == {"copies": "field.missing", "consent_share": "field.missing"}


def test_files_stay_when_their_page_is_read(certificate: Definition, context: AnswerContext) -> None:
    photos = certificate.field("photos").sample()
    result = read_step(
        certificate, "photos", form={"photos": ["x"]}, answers={"photos": photos}, context=context
    )
    assert result.answers == {"photos": photos}


def test_a_question_opened_by_this_page_is_announced_not_blamed(
    card: Definition, context: AnswerContext
) -> None:
    result = read_step(card, "reason", form={"card_reason": ["other"]}, answers={}, context=context)
    assert codes(result.problems) == {"card_reason_other": "answers.now-asked"}
    again = read_step(
        card, "reason", form={"card_reason": ["other"]}, answers=result.answers, context=context
    )
    assert codes(again.problems) == {"card_reason_other": "field.missing"}


def test_a_cross_check_speaks_in_the_authors_words(certificate: Definition, context: AnswerContext) -> None:
    answers = answers_of(certificate) | {"lived_in": False}
    problems = check_all(certificate, answers, context)
    assert codes(problems) == {"lived_in": "answers.check.house.0"}
    assert "被災証明書" in str(problems["lived_in"].params["text"])


def test_a_my_number_in_free_text_is_refused(certificate: Definition, context: AnswerContext) -> None:
    answers = answers_of(certificate) | {"damage_description": "番号は１２３４-5678 9018です"}
    assert codes(check_all(certificate, answers, context)) == {"damage_description": "answers.my-number"}


def test_a_my_number_in_a_name_is_refused(certificate: Definition, context: AnswerContext) -> None:
    name = {"name": "山田花子 1234 5678 9018", "kana": "ヤマダハナコ"}
    answers = answers_of(certificate) | {"applicant_name": name}
    assert codes(check_all(certificate, answers, context)) == {"applicant_name.name": "answers.my-number"}


def test_a_my_number_in_a_row_is_refused(certificate: Definition, context: AnswerContext) -> None:
    rows = [{"name": "123456789018", "relation": "子"}]
    answers = answers_of(certificate) | {"household": rows}
    assert codes(check_all(certificate, answers, context)) == {"household.0.name": "answers.my-number"}


SHAPES = {
    "text instead of a choice": {"house_kind": 3},
    "a list instead of a date": {"disaster_date": ["2026-11-20"]},
    "a half name": {"applicant_name": {"name": "花子"}},
    "true as a number": {"copies": True},
    "a file of nothing": {"photos": [{}]},
}


@pytest.mark.parametrize("wrong", SHAPES.values(), ids=SHAPES.keys())
def test_a_stored_answer_of_another_shape_is_refused(
    wrong: dict[str, Any], certificate: Definition, context: AnswerContext
) -> None:
    problems = check_all(certificate, answers_of(certificate) | wrong, context)
    assert "field.unreadable" in codes(problems).values()


class _Postcodes:
    def areas(self, postcode: str) -> tuple[PostcodeArea, ...]:
        if postcode != "0000101":
            return ()
        area = PostcodeArea(
            postcode=postcode, prefecture="霧原県", city="ひばり市", town="本町", municipality_code="992011"
        )
        return (area,)


def address(**parts: str) -> dict[str, list[str]]:
    whole = {"postcode": "000-0101", "prefecture": "霧原県", "city": "ひばり市", "town": "本町", "block": "1"}
    return {f"house_address.{part}": [text] for part, text in (whole | parts).items()}


@pytest.fixture
def with_postcodes(context: AnswerContext) -> AnswerContext:
    return AnswerContext(today=context.today, postcodes=_Postcodes())


def read_house(definition: Definition, form: dict[str, list[str]], context: AnswerContext) -> Any:
    form = form | {"house_kind": ["own"], "lived_in": ["yes"]}
    return read_step(definition, "house", form=form, answers={"relation_to_head": "self"}, context=context)


def test_the_postcode_of_the_house_names_its_municipality(
    certificate: Definition, with_postcodes: AnswerContext
) -> None:
    result = read_house(certificate, address(), with_postcodes)
    assert result.problems == {}
    assert result.answers["house_address"]["municipality_code"] == "992011"


def test_a_postcode_of_another_prefecture_is_refused(
    certificate: Definition, with_postcodes: AnswerContext
) -> None:
    result = read_house(certificate, address(prefecture="東京都"), with_postcodes)
    assert codes(result.problems) == {"house_address.postcode": "field.postal-address.elsewhere"}


def test_a_postcode_we_do_not_know_is_accepted(
    certificate: Definition, with_postcodes: AnswerContext
) -> None:
    assert read_house(certificate, address(postcode="0009999"), with_postcodes).problems == {}


def test_an_address_without_a_town_is_refused(certificate: Definition, context: AnswerContext) -> None:
    result = read_house(certificate, address(town=""), context)
    assert codes(result.problems) == {"house_address.town": "field.postal-address.no-town"}


def test_every_input_knows_its_page(certificate: Definition) -> None:
    assert step_of(certificate, "household.2.name") == "house"
    assert step_of(certificate, "disaster_date.year") == "damage"
    with pytest.raises(KeyError):
        step_of(certificate, "nothing.here")
