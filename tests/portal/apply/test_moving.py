"""A newer form while somebody is writing: the draft moves where that is harmless, and the person is told."""

from __future__ import annotations

import re

import pytest

from todoke.catalogue import shipped
from todoke.core.envelope.applicant_key import ApplicantKey
from todoke.portal.apply.drafts import open_content
from todoke.portal.apply.models import Draft, Submission

NAME = "disaster_certificate"
TEXT = shipped()[NAME]
OPTIONAL = """      - field: neighbour_note
        type: text
        label: {ja: 近所のようす, en: The neighbourhood}
        required: false
"""
FIRST = "      - field: damage_description\n"


def with_question(text=TEXT):
    assert FIRST in text
    return text.replace(FIRST, OPTIONAL + FIRST, 1)


def renamed(text=TEXT):
    """The page `damage` is now called `harm`: its questions stay, its address does not."""
    assert "  - step: damage\n" in text
    text = text.replace("  - step: damage\n", "  - step: harm\n", 1)
    return re.sub(r"(path: \[[^\]]*)\bdamage\b", r"\1harm", text)


def content(person):
    row = Draft.objects.get(pk=person.id)
    return open_content(bytes(row.box), key=ApplicantKey.parse(person.key), draft_id=row.pk)


def test_an_optional_question_more_moves_the_draft_and_tells_it(hanako, town_hibari):
    hanako.fill()
    town_hibari.publish(NAME, revision=2, text=with_question())
    shown = hanako.get("").content.decode()
    assert "近所のようす" in shown and "任意" in shown
    assert Draft.objects.get().revision == 2 and content(hanako).moved_from == 1
    assert hanako.get("").status_code == 302, "told once; then the way goes on"
    assert "近所のようす" in hanako.get("check").content.decode()
    assert hanako.send()["Location"] == hanako.base + "receipt"
    assert Submission.objects.get().revision == 2


def test_the_check_page_moves_it_too_and_asks_to_send_what_is_shown(hanako, town_hibari):
    hanako.fill()
    version = str(Draft.objects.get().version)
    town_hibari.publish(NAME, revision=2, text=with_question())
    hanako.get("check")
    answer = hanako.post("send", {"version": version, "declared": "yes"})
    assert answer.status_code == 422 and not Submission.objects.exists()


def test_an_incompatible_change_leaves_the_draft_with_its_form(hanako, town_hibari):
    hanako.fill()
    required = with_question().replace("required: false\n" + FIRST, "required: true\n" + FIRST, 1)
    assert required != with_question()
    town_hibari.publish(NAME, revision=2, text=required)
    assert hanako.get("").status_code == 302 and Draft.objects.get().revision == 1
    shown = hanako.get("check").content.decode()
    assert "近所のようす" not in shown and "このまま" in shown
    assert hanako.send()["Location"] == hanako.base + "receipt"
    assert Submission.objects.get().revision == 1


def test_moved_twice_it_is_told_everything_since_it_began(hanako, town_hibari):
    town_hibari.publish(NAME, revision=2, text=with_question())
    hanako.get("")
    again = with_question().replace("罹災証明書の発行申請", "罹災証明書の申請", 1)
    town_hibari.publish(NAME, revision=3, text=again)
    shown = hanako.get("").content.decode()
    assert "近所のようす" in shown and content(hanako).moved_from == 1 and Draft.objects.get().revision == 3


def test_words_the_applicant_never_sees_are_not_told(hanako, town_hibari):
    town_hibari.publish(NAME, revision=2, text=TEXT + "\n# for the authors\n")
    shown = hanako.get("").content.decode()
    assert "文言だけ" in shown and Draft.objects.get().revision == 2


def test_a_window_opened_before_the_move_still_saves_its_page(hanako, town_hibari):
    """Two tabs: one moves the draft on, the other sends the page it had open."""
    town_hibari.publish(NAME, revision=2, text=with_question())
    hanako.get("")
    hanako.post("s/damage", {"disaster_cause": "flood", "damage_description": "床まで水が来ました。"})
    assert content(hanako).answers["damage_description"] == "床まで水が来ました。"


def test_what_another_window_sends_from_a_page_that_is_gone_is_kept(hanako, town_hibari):
    town_hibari.publish(NAME, revision=2, text=renamed())
    assert hanako.get("").status_code == 200 and Draft.objects.get().revision == 2
    answer = hanako.post("s/damage", {"disaster_cause": "flood", "damage_description": "屋根が飛びました。"})
    assert answer["Location"] == hanako.base
    assert content(hanako).answers["damage_description"] == "屋根が飛びました。"
    assert content(hanako).answers["disaster_cause"] == "flood"


def test_two_windows_move_it_once(hanako, town_hibari):
    from todoke.portal.apply.moving import move_on
    from todoke.portal.apply.queries import open_draft

    town_hibari.publish(NAME, revision=2, text=with_question())
    draft = open_draft(Draft.objects.get(), town=town_hibari.town, key=ApplicantKey.parse(hanako.key))
    assert move_on(draft) is not None
    version = Draft.objects.get().version
    assert move_on(draft) is None and Draft.objects.get().version == version


@pytest.mark.parametrize("page", ["", "check"])
def test_a_newer_form_that_waits_for_its_opening_moves_nobody(hanako, town_hibari, page):
    town_hibari.publish(NAME, revision=2, text=with_question(), opens_at="2099-04-01T00:00:00Z")
    hanako.get(page)
    assert Draft.objects.get().revision == 1
