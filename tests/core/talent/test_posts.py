"""Who gives a post, to whom, and which do not go together."""

from __future__ import annotations

import pytest

from todoke.core.talent.bodies import DxSeat
from todoke.core.talent.posts import (
    POST_TASKS,
    POST_WORDS,
    PostKind,
    refuse_account_change,
    refuse_describe,
    refuse_give,
    refuse_take,
)

FREE = {"there": False, "administers": True, "to_oneself": False}
ADMIN, LEAD = PostKind.ADMINISTRATOR, PostKind.DX_LEAD
GIVING = {
    "the first post": (LEAD, {}, [], None),
    "a second post": (PostKind.APPROVER, {}, [LEAD], None),
    "the same post in another body": (LEAD, {}, [LEAD], None),
    "an administrator of another body too": (ADMIN, {}, [ADMIN], None),
    "not an administrator": (LEAD, {"administers": False}, [], "talent.post.not-administrator"),
    "to oneself": (LEAD, {"to_oneself": True}, [], "talent.post.own"),
    "held already": (LEAD, {"there": True}, [LEAD], "talent.post.held"),
    "an administrator who would see people": (PostKind.COORDINATOR, {}, [ADMIN], "talent.post.not-together"),
    "who sees people, as administrator": (ADMIN, {}, [PostKind.AUDITOR], "talent.post.not-together"),
}


@pytest.mark.parametrize(("kind", "facts", "held", "code"), GIVING.values(), ids=GIVING)
def test_giving_a_post(kind, facts, held, code):
    refusal = refuse_give(kind, held=held, **(FREE | facts))
    assert (refusal and refusal.code) == code


TAKING = {
    "a post": (LEAD, {}, None),
    "one of two administrators": (ADMIN, {"others": 1}, None),
    "the last administrator": (ADMIN, {}, "talent.post.last"),
    "from oneself": (ADMIN, {"to_oneself": True}, "talent.post.own"),
    "not held": (LEAD, {"there": False}, "talent.post.not-held"),
    "not an administrator": (LEAD, {"administers": False}, "talent.post.not-administrator"),
}


@pytest.mark.parametrize(("kind", "facts", "code"), TAKING.values(), ids=TAKING)
def test_taking_a_post(kind, facts, code):
    refusal = refuse_take(kind, **(FREE | {"there": True, "others": 0} | facts))
    assert (refusal and refusal.code) == code


SEATS = {
    "with its reporting line": (DxSeat.PLANNING, "副市長", True, None),
    "nobody has it": (DxSeat.NOBODY, "", True, None),
    "without a reporting line": (DxSeat.HEAD, " ", True, "talent.body.no-reporting-line"),
    "by another body": (DxSeat.HEAD, "市長", False, "talent.body.not-yours"),
}


@pytest.mark.parametrize(("seat", "reports_to", "may", "code"), SEATS.values(), ids=SEATS)
def test_describing_where_the_digital_function_sits(seat, reports_to, may, code):
    refusal = refuse_describe(seat, reports_to, may=may)
    assert (refusal and refusal.code) == code


def test_nobody_changes_their_own_account():
    assert refuse_account_change(administers=True, to_oneself=True)
    assert refuse_account_change(administers=True, to_oneself=False) is None


def test_every_post_has_its_word_and_its_task():
    assert set(POST_WORDS) == set(POST_TASKS) == set(PostKind)
