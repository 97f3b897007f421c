"""What was proved about who sent an application, held against it when it is filed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.office.sent_by import ANSWERS, HANAKO, NOW, PROOF, SIGNED, SIGNER, filed

from todoke.core.assurance.identity import Identity, Sex
from todoke.core.assurance.identity_block import block_of
from todoke.core.assurance.levels import Levels
from todoke.core.envelope.payloads import CorrectionAnswerPayload, SignatureBlock
from todoke.office.cases import commands
from todoke.office.cases.filing import file_correction_answer
from todoke.office.cases.proved import another_signed, identity_flags, proved
from todoke.office.studio.queries import definition_of


def told(case):
    """(input, code) of every flag about who sent it."""
    about = [one for one in case.flags if one["code"].startswith("case.flag.identity")]
    return [(one["at"], one["code"].removeprefix("case.flag.identity.")) for one in about]


SENT = {
    "proved and the same": (block_of(PROOF), {}, []),
    "nobody signed in": (None, {}, [("", "nobody")]),
    "too low": (
        block_of(replace(PROOF, levels=Levels(identity=0, authentication=2), identity=Identity())),
        {},
        [("", "too-low")],
    ),
    "another name": (
        block_of(PROOF),
        {"recipient_name": {"name": "鈴木 花子", "kana": None}},
        [("recipient_name", "differs")],
    ),
    "another name, and the applicant said so": (
        block_of(PROOF, altered=("recipient_name",)),
        {"recipient_name": {"name": "鈴木 花子", "kana": None}},
        [("recipient_name", "altered")],
    ),
    "the address declined": (
        block_of(replace(PROOF, identity=replace(HANAKO, address=None))),
        {},
        [("recipient_address", "declined")],
    ),
    "a substituted character": (
        block_of(replace(PROOF, identity=replace(HANAKO, name="●田　花子", name_substituted=(0,)))),
        {},
        [],
    ),
    "sent by somebody else, who is not the recipient": (
        block_of(replace(PROOF, identity=replace(HANAKO, name="鈴木　恵"))),
        {"sent_by_recipient": False, "representative_name": {"name": "鈴木 恵", "kana": None}},
        [],
    ),
}


@pytest.mark.parametrize(("block", "answers", "flags"), SENT.values(), ids=SENT)
def test_what_was_proved_is_held_against_the_answers(published, block, answers, flags):
    case = filed(block, answers=ANSWERS | answers)
    assert told(case) == flags
    assert (case.identity is None) == (block is None)


def test_a_procedure_that_asks_for_nothing_gets_no_flag(card):
    assert (card.identity, told(card)) == (None, [])


def test_a_sign_in_older_than_allowed_is_flagged_by_the_time_of_sending(published):
    old = replace(PROOF, authenticated_at=NOW - timedelta(minutes=61))
    case = filed(block_of(old), procedure="child_allowance_donation")
    assert told(case) == [("", "too-old"), ("", "too-low")]


def test_a_corrected_answer_is_held_against_what_was_proved_again(published, sato):
    case = filed(block_of(PROOF))
    commands.accept(case, staff=sato)
    commands.start_review(case, staff=sato)
    asked = commands.request_correction(
        case, staff=sato, fields=["recipient_name"], message="氏名を直してください。", due=date(2099, 1, 1)
    )
    number = getattr(asked, "number", 1)
    answer = CorrectionAnswerPayload(
        receipt=case.receipt,
        request=number,
        answers={"recipient_name": {"name": "鈴木 花子", "kana": None}},
        at=NOW,
    )
    corrected = file_correction_answer(answer, files={}, envelope_id="cd" * 16, at=NOW)
    assert told(corrected) == [("recipient_name", "differs")]


def test_a_signature_that_holds_is_the_surest_proof(published):
    held = {"proof": block_of(PROOF).model_dump(mode="json"), "signature": SIGNED}
    definition = definition_of("child_allowance_donation", 1)
    assert list(identity_flags(definition, held, answers=ANSWERS, sent_at=NOW)) == []
    assert proved(held, sent_at=NOW).best.identity.sex is Sex.FEMALE


def test_a_signature_that_does_not_hold_proves_nothing(published):
    held = {"proof": None, "signature": {"refusal": "case.flag.signature.revoked", "signed": None}}
    definition = definition_of("child_allowance_donation", 1)
    found = list(identity_flags(definition, held, answers=ANSWERS, sent_at=NOW))
    assert [refusal.code for _, refusal in found] == [
        "case.flag.signature.revoked",
        "case.flag.identity.nobody",
    ]


def test_a_signature_is_checked_as_it_arrives(published):
    """This office holds no certificates: what came is kept, told, and proves nothing."""
    block = SignatureBlock(statement="e30=", cms="MAA=")
    case = filed(None, signature=block)
    assert (case.identity["signature"]["signed"], case.identity["proof"]) == (None, None)
    assert [one["code"] for one in case.flags][-2:] == [
        "case.flag.signature.not-checked",
        "case.flag.identity.nobody",
    ]


TWO = {
    "the same person": ({}, False),
    "another birth date": ({"birth_date": "1991-04-02"}, True),
    "another name": ({"name": "鈴木　恵", "birth_date": None}, True),
    "another character for one that was substituted": ({"name": "●田　花子", "name_substituted": [0]}, False),
    "no name": ({"name": None, "birth_date": None}, False),
}


@pytest.mark.parametrize(("change", "two"), TWO.values(), ids=TWO)
def test_two_people_in_one_application_are_told(change, two):
    held = {
        "proof": block_of(PROOF).model_dump(mode="json"),
        "signature": SIGNED | {"signed": SIGNER | change},
    }
    assert another_signed(proved(held, sent_at=NOW)) is two
