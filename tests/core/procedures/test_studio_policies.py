"""Every rule of the studio as a table: who, in which state, and what they are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from todoke.core.cases.facts import Actor, Role
from todoke.core.procedures import studio_policies as policies
from todoke.core.procedures.studio_policies import Schedule, Verdict, WorkFacts, WorkState

TAX, CARE = "税務課", "介護保険課"
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def staff(id, *roles, section=TAX):
    return Actor(id=id, roles=frozenset(roles), sections=frozenset({section}))


TANAKA = staff("tanaka", Role.AUTHOR)
SATO = staff("sato", Role.AUTHOR, Role.PUBLISHER, section=CARE)
SUZUKI = staff("suzuki", Role.APPROVER)
WATANABE = staff("watanabe", Role.PUBLISHER)
LEAD = staff("nakamura", Role.DX_LEAD)
ALL_ROLES = staff("tanaka", Role.AUTHOR, Role.APPROVER, Role.PUBLISHER)


def work(state=WorkState.EDITING, **changes):
    facts = {"section": TAX, "author": "tanaka", "last_editor": "tanaka", "version": 3, "state": state}
    return WorkFacts(**facts | changes)


REVIEW, APPROVED = work(WorkState.IN_REVIEW), work(WorkState.APPROVED, approved=3)


def code(refusal):
    return refusal.code if refusal else None


@pytest.mark.parametrize(
    ("name", "facts", "actor", "expected"),
    [
        ("the author edits", work(), TANAKA, None),
        ("the DX lead edits for a section", work(), LEAD, None),
        ("an author of another section does not", work(), SATO, "studio.not-author"),
        ("an approver does not write", work(), SUZUKI, "studio.not-author"),
        ("not while it is reviewed", REVIEW, TANAKA, "studio.edit.in-review"),
        ("not after approval", APPROVED, TANAKA, "studio.edit.in-review"),
        ("not after publishing", work(WorkState.PUBLISHED), TANAKA, "studio.edit.over"),
        ("role comes before state", REVIEW, SATO, "studio.not-author"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_who_may_edit(name, facts, actor, expected):
    assert code(policies.refuse_edit(facts, actor)) == expected


@pytest.mark.parametrize(
    ("name", "version", "text", "expected"),
    [
        ("the newest version", 3, "procedure: x", None),
        ("an older version", 2, "procedure: x", "studio.changed-meanwhile"),
        ("a version that never was", 9, "procedure: x", "studio.changed-meanwhile"),
        ("exactly as large as allowed", 3, "あ" * (200 * 1024 // 3), None),
        ("one character too large", 3, "あ" * (200 * 1024 // 3 + 1), "studio.text.too-large"),
        ("a lone surrogate", 3, "\ud800", "text.control-character"),
        ("a NUL", 3, "title: \0", "text.control-character"),
        ("a private-use character", 3, "title: \ue000", "text.private-use"),
        ("a tab in a remark", 3, "# a\tb", None),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_what_may_be_saved(name, version, text, expected):
    assert code(policies.refuse_save(work(), TANAKA, version=version, text=text)) == expected


@pytest.mark.parametrize(
    ("name", "facts", "version", "expected"),
    [
        ("as it stands", work(), 3, None),
        ("an older version", work(), 2, "studio.changed-meanwhile"),
        ("twice", REVIEW, 3, "studio.edit.in-review"),
        ("with conflicts undecided", work(conflicts=2), 3, "studio.submit.conflicts"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_what_may_be_submitted(name, facts, version, expected):
    assert code(policies.refuse_submit_for_review(facts, TANAKA, version=version)) == expected


@pytest.mark.parametrize(
    ("name", "facts", "actor", "expected"),
    [
        ("an approver reviews", REVIEW, SUZUKI, None),
        ("a publisher reviews", REVIEW, WATANABE, None),
        ("an author does not review", REVIEW, TANAKA, "studio.review.not-reviewer"),
        ("a publisher of another section does not", REVIEW, SATO, "studio.review.not-reviewer"),
        ("four eyes, whatever the roles", REVIEW, ALL_ROLES, "studio.review.own-text"),
        ("nothing was submitted", work(), SUZUKI, "studio.review.not-submitted"),
        ("it was reviewed already", APPROVED, SUZUKI, "studio.review.not-submitted"),
        (
            "the author may review a colleague's last change",
            work(WorkState.IN_REVIEW, last_editor="sato"),
            ALL_ROLES,
            None,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_who_may_review(name, facts, actor, expected):
    assert code(policies.refuse_review(facts, actor, version=3)) == expected


@pytest.mark.parametrize(
    ("name", "facts", "actor", "expected"),
    [
        ("a publisher publishes what was approved", APPROVED, WATANABE, None),
        ("an approver does not publish", APPROVED, SUZUKI, "studio.publish.not-publisher"),
        ("a publisher of another section does not", APPROVED, SATO, "studio.publish.not-publisher"),
        ("the author never does", APPROVED, ALL_ROLES, "studio.publish.own-text"),
        (
            "nor who saved it last",
            work(WorkState.APPROVED, approved=3, last_editor="watanabe"),
            WATANABE,
            "studio.publish.own-text",
        ),
        ("nothing unreviewed", REVIEW, WATANABE, "studio.publish.not-approved"),
        ("nothing twice", work(WorkState.PUBLISHED, approved=3), WATANABE, "studio.publish.not-approved"),
        (
            "an approval of another version does not count",
            work(WorkState.APPROVED, approved=2),
            WATANABE,
            "studio.publish.other-version",
        ),
        (
            "a returned text was never approved",
            work(WorkState.APPROVED),
            WATANABE,
            "studio.publish.other-version",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_who_may_publish(name, facts, actor, expected):
    assert code(policies.refuse_publish(facts, actor, version=3)) == expected


def test_a_page_older_than_the_approval_publishes_nothing():
    assert code(policies.refuse_publish(APPROVED, WATANABE, version=2)) == "studio.publish.other-version"


@pytest.mark.parametrize(
    ("name", "notes", "ticked", "expected"),
    [
        ("no notes", (), (), None),
        ("all ticked", ("様式番号", "期限"), ("期限", "様式番号"), None),
        ("one left", ("様式番号", "期限"), ("期限",), "studio.publish.unticked"),
        ("ticked something else", ("様式番号",), ("ほか",), "studio.publish.unticked"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_every_note_is_ticked_before_publishing(name, notes, ticked, expected):
    assert code(policies.refuse_unticked(notes, ticked)) == expected


@pytest.mark.parametrize(
    ("name", "schedule", "expected"),
    [
        ("always open", Schedule(), None),
        ("opens later", Schedule(opens_at=NOW + timedelta(days=1)), None),
        ("opened before", Schedule(opens_at=NOW - timedelta(days=1)), None),
        ("a window", Schedule(opens_at=NOW, closes_at=NOW + timedelta(days=1), cap=30), None),
        (
            "closes before it opens",
            Schedule(opens_at=NOW + timedelta(days=2), closes_at=NOW + timedelta(days=1)),
            "studio.schedule.closes-first",
        ),
        ("closed already", Schedule(closes_at=NOW), "studio.schedule.closes-past"),
        ("takes none", Schedule(cap=0), "studio.schedule.cap"),
        ("takes all of Japan", Schedule(cap=1_000_001), "studio.schedule.cap"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_a_schedule_makes_sense(name, schedule, expected):
    assert code(policies.refuse_schedule(schedule, now=NOW)) == expected


@pytest.mark.parametrize(
    ("name", "withdrawn", "message", "expected"),
    [
        ("with a reason", False, {"ja": "制度が終わりました。"}, None),
        ("twice", True, {"ja": "制度が終わりました。"}, "studio.withdraw.already"),
        ("without a word", False, {"ja": "  "}, "studio.withdraw.no-message"),
        ("in English alone", False, {"en": "It has ended."}, "studio.withdraw.no-message"),
        ("a treatise", False, {"ja": "あ" * 1001}, "studio.withdraw.long-message"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_withdrawing_tells_residents_why(name, withdrawn, message, expected):
    assert code(policies.refuse_withdraw(withdrawn=withdrawn, message=message)) == expected


@pytest.mark.parametrize(
    ("name", "actor", "current", "expected"),
    [
        ("a publisher, of what is in force", WATANABE, True, None),
        ("an author", TANAKA, True, "studio.published.not-publisher"),
        ("of an older revision", WATANABE, False, "studio.published.over"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_who_may_change_what_is_published(name, actor, current, expected):
    assert code(policies.refuse_change_published(TAX, actor, current=current)) == expected


def test_only_what_is_withdrawn_is_opened_again():
    assert policies.refuse_reopen(withdrawn=True) is None
    assert code(policies.refuse_reopen(withdrawn=False)) == "studio.reopen.not-withdrawn"


@pytest.mark.parametrize(
    ("verdict", "remark", "expected"),
    [
        (Verdict.APPROVE, "", None),
        (Verdict.RETURN, "3ページ目の質問を短くしてください。", None),
        (Verdict.RETURN, " ", "studio.review.no-remark"),
        (Verdict.APPROVE, "あ" * 1001, "studio.review.long-remark"),
    ],
)
def test_a_return_says_what_to_change(verdict, remark, expected):
    assert code(policies.refuse_verdict(verdict, remark=remark)) == expected


def test_taking_back_needs_a_review_to_take_it_from():
    assert policies.refuse_take_back(REVIEW, TANAKA) is None
    assert policies.refuse_take_back(APPROVED, TANAKA) is None
    assert code(policies.refuse_take_back(work(), TANAKA)) == "studio.take-back.not-in-review"
    assert code(policies.refuse_take_back(REVIEW, WATANABE)) == "studio.not-author"
