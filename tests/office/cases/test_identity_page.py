"""The section 本人確認 of the case page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse
from tests.office.sent_by import ANSWERS, HANAKO, NOW, PROOF, SIGNED, filed

from todoke.core.assurance.identity import Identity
from todoke.core.assurance.identity_block import block_of
from todoke.core.assurance.levels import Levels

HEADING = '<h2 id="identity"'


@pytest.fixture
def page(published, as_sato):
    def shown(case):
        return as_sato.get(reverse("cases:case", args=[case.pk])).content.decode()

    return shown


def test_what_was_proved_stands_beside_what_was_answered(page):
    shown = page(filed(block_of(PROOF)))
    assert "この手続の求めるレベルに届いています。" in shown
    assert "マイナアプリ（デジタル認証サービス）" in shown
    assert "山田　花子" in shown
    assert shown.count("申請の内容と同じ") == 3


def test_another_answer_is_marked_and_leads_to_it(page):
    answers = ANSWERS | {"recipient_name": {"name": "鈴木 花子", "kana": None}}
    shown = page(filed(block_of(PROOF), answers=answers))
    assert '<a href="#answer.recipient_name">申請の内容と違う</a>' in shown
    assert "「受給者の氏名」が、本人確認の内容（山田　花子）と違います。" in shown


def test_substituted_characters_are_marked(page):
    identity = replace(HANAKO, name="●田　花子", name_substituted=(0,))
    shown = page(filed(block_of(replace(PROOF, identity=identity))))
    assert "<mark>●</mark>田　花子" in shown
    assert "印を付けた字のほかは、申請の内容と同じ" in shown


def test_what_was_declined_is_told(page):
    shown = page(filed(block_of(replace(PROOF, identity=replace(HANAKO, address=None)))))
    assert "提供されず、手で入力された" in shown


def test_nobody_signed_in(page):
    shown = page(filed(None))
    assert "本人確認がされていません。" in shown
    assert "求めるレベル 2" in shown


def test_a_sign_in_without_a_name_shows_no_facts(page):
    bare = replace(PROOF, method="passkey", levels=Levels(identity=0, authentication=2), identity=Identity())
    shown = page(filed(block_of(bare)))
    assert "この手続の求めるレベルに届いていません。" in shown
    assert "手で入力された" not in shown


def test_a_method_this_office_does_not_know_is_named_as_it_came(page):
    assert "new_method" in page(filed(block_of(replace(PROOF, method="new_method"))))


def test_a_procedure_that_asks_for_nothing_shows_nothing(card, as_sato):
    assert HEADING not in as_sato.get(reverse("cases:case", args=[card.pk])).content.decode()


def test_a_signature_is_shown_with_its_certificate(page):
    case = filed(block_of(PROOF))
    certificate = {
        "issuer": "C=JP,O=JPKI,OU=JPKI for digital signature",
        "serial": "0a1b",
        "sha256": "00" * 32,
        "algorithm": "rsa-sha256",
        "not_after": NOW.isoformat(),
    }
    case.identity = {**case.identity, "signature": SIGNED | {"certificate": certificate}}
    case.save(update_fields=["identity"])
    shown = page(case)
    assert "マイナンバーカードの署名用電子証明書" in shown
    assert "有効です。" in shown and "JPKI for digital signature" in shown


def test_a_signature_that_does_not_hold_is_told(page):
    case = filed(block_of(PROOF))
    broken = {"refusal": "case.flag.signature.revoked", "signed": None}
    case.identity = {**case.identity, "signature": broken}
    case.save(update_fields=["identity"])
    assert "電子署名" in page(case) and "有効です。" not in page(case)


def test_nothing_typed_becomes_markup(page):
    identity = replace(HANAKO, name="<b>花子</b>")
    assert "<b>花子</b>" not in page(filed(block_of(replace(PROOF, identity=identity))))
