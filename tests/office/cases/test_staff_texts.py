"""What staff write is cleaned like what applicants write: it ends in notices, documents and the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from todoke.core.errors import Refused
from todoke.office.cases import commands
from todoke.office.cases.models import Case, CaseEvent, CorrectionRequest, Proposal, SectionText
from todoke.office.exchange.models import Outgoing
from todoke.office.notices.commands import notify

APPEAL = "この決定に不服があるときは、（町が定めた文）"
DUE = (date.today() + timedelta(days=9)).isoformat()
BAD = [
    pytest.param("\0", "U+0000", id="a NUL"),
    pytest.param("\x0b", "U+000B", id="a control character"),
    pytest.param("\u202e", "U+202E", id="a turn of the direction of writing"),
    pytest.param("\ue000", "U+E000", id="a private-use character"),
]
FORMS = [
    pytest.param("move", "note", {"move": "consult"}, id="the note of a move"),
    pytest.param("correction", "message", {"fields": "card_reason", "due": DUE}, id="a correction"),
    pytest.param("propose", "reasons", {"outcome": "不交付", "appeal": APPEAL}, id="reasons"),
    pytest.param("propose", "appeal", {"outcome": "不交付", "reasons": "対象外のため。"}, id="教示"),
    pytest.param("return", "return_reasons", {}, id="a return"),
]


def kept():
    """Everything a refused form could have left behind."""
    tables = (CaseEvent, CorrectionRequest, Proposal, SectionText, Outgoing)
    return [table.objects.count() for table in tables], list(Case.objects.values_list("state", flat=True))


@pytest.mark.parametrize(("character", "code"), BAD)
@pytest.mark.parametrize(("way", "field", "rest"), FORMS)
def test_a_character_nobody_can_print_is_refused_at_its_field(
    reviewed_card, as_sato, way, field, rest, character, code
):
    before = kept()
    answer = as_sato.post(f"/cases/{reviewed_card.pk}/{way}", {**rest, field: f"対象外{character}のため。"})
    shown = answer.content.decode()
    assert answer.status_code == 422 and kept() == before
    box = shown.split(f' name="{field}"')[1].split("</textarea>")[0]
    assert 'aria-invalid="true"' in box and f"対象外{character}のため。" in box, "the typed text stays"
    sentence = shown.split('class="error"')[1].split("</p>")[0]
    assert code in sentence and shown.count('class="error"') == 1


@pytest.mark.parametrize(("way", "field", "rest"), FORMS)
def test_a_text_of_5000_characters_is_refused_at_its_field(reviewed_card, as_sato, way, field, rest):
    answer = as_sato.post(f"/cases/{reviewed_card.pk}/{way}", {**rest, field: "あ" * 5000})
    assert answer.status_code == 422
    assert "4,000文字" in answer.content.decode().split('class="error"')[1].split("</p>")[0]


def test_the_text_of_a_section_is_cleaned_too(client, head_of_care):
    client.force_login(head_of_care)
    client.cookies["todoke_language"] = "ja"
    answer = client.post("/sections/", {"section": "介護保険課", "appeal": f"{APPEAL}\u202e"})
    shown = answer.content.decode()
    assert answer.status_code == 422 and not SectionText.objects.exists()
    assert "U+202E" in shown.split('class="error"')[1].split("</p>")[0]
    assert f"{APPEAL}\u202e</textarea>" in shown


def test_lines_and_uncommon_names_pass_untouched(reviewed_card, sato):
    text = "一行目\r\n葛\U000e0100城 𠮷野\n三行目　"
    proposal = commands.propose(reviewed_card, staff=sato, outcome="不交付", reasons=text, appeal=APPEAL)
    assert proposal.reasons == "一行目\n葛\U000e0100城 𠮷野\n三行目"


def test_a_correction_without_a_message_is_refused(reviewed_card, as_sato):
    answer = as_sato.post(
        f"/cases/{reviewed_card.pk}/correction", {"fields": "card_reason", "due": DUE, "message": " \n"}
    )
    assert answer.status_code == 422 and not CorrectionRequest.objects.exists()
    assert "何をどう直すかを書いてください" in answer.content.decode()


def test_an_old_proposal_that_cannot_be_printed_is_proposed_again(reviewed_card, sato, head_of_care):
    commands.propose(reviewed_card, staff=sato, outcome="不交付", reasons="対象外のため。", appeal=APPEAL)
    Proposal.objects.update(reasons="対象外\x07のため。")
    with pytest.raises(Refused, match=r"case\.decide\.unprintable"):
        commands.decide(reviewed_card, staff=head_of_care)
    commands.propose(reviewed_card, staff=sato, outcome="不交付", reasons="対象外のため。", appeal=APPEAL)
    commands.decide(reviewed_card, staff=head_of_care)
    assert notify(reviewed_card, staff=sato).content
