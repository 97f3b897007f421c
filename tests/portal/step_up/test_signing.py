"""A claim that only a signature lets through: signed with the card, verified, and sent as it was signed."""

from __future__ import annotations

import base64
import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils.translation import gettext
from tests.portal.oidc.id_service import IdService, as_json
from tests.portal.step_up.conftest import KANA_AND_POSTCODE, Applicant, proof_of
from tests.portal.step_up.test_coming_back import come_home, content_of
from tests.portal.step_up.test_in_the_form import _copy

from todoke.core.assurance.identity import Identity
from todoke.core.assurance.revocation import REVOKED
from todoke.core.assurance.signature_refusals import EXPIRED
from todoke.core.errors import Refused
from todoke.core.refusal import Refusal
from todoke.demo_id.authority import DEMO_POLICY
from todoke.demo_id.cards import Card, make_cards
from todoke.demo_id.people import PEOPLE
from todoke.demo_id.spoilt_cards import CardKind, card_of, make_all_cards, write_demo_trust
from todoke.portal.apply import submitting
from todoke.portal.apply.models import Draft, Submission
from todoke.portal.step_up import commands
from todoke.portal.step_up.models import MethodCount, StepUp

pytestmark = pytest.mark.django_db

SIGNED = "identity: 3, authentication: 2"
PERSON = next(one for one in PEOPLE if one.id == "hanako")
ON_THE_CARD = Identity(name=PERSON.name, address=PERSON.address, birth_date=PERSON.born)


@pytest.fixture(scope="module")
def cards(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("cards")
    make_all_cards(folder, now=datetime.now(UTC))
    return folder


@pytest.fixture
def hanako(hall, service, settings, cards, come_back) -> Applicant:
    """She has signed in, filled in everything, and stands before the check page."""
    write_demo_trust(cards, settings.TODOKE.data / "jpki", now=datetime.now(UTC))
    settings.TODOKE = dataclasses.replace(settings.TODOKE, jpki="jpki", jpki_policies=DEMO_POLICY)
    hall.publish_form(SIGNED)
    hanako = Applicant().start()
    hanako.post("s/about", {"reason": "出生"})
    come_back(hanako, proof_of(ON_THE_CARD))
    hanako.post("s/claimant", KANA_AND_POSTCODE)
    hanako.post("s/last", {})
    return hanako


def sign(hanako: Applicant, service: IdService, card: Card):
    """From the check page to the card and back."""
    answer = hanako.post("sign", {"version": hanako.version(), "declared": "yes", "electronic": "yes"})
    assert answer.status_code == 302, answer.content.decode()
    hanako.get(answer["Location"])
    url = hanako.get("/account/oidc/digital_id/login/")["Location"]
    assert "scope=openid+sign" in url and "sign_transaction_id=" in url
    signature = card.sign_digest(base64.b64decode(service.digests[-1]), datetime.now(UTC))
    told = {"status": "signed", "cms": base64.b64encode(signature).decode()}
    service.instead["/sign/"] = lambda: as_json(told)
    return hanako.get(come_home(hanako, service.authorize(url))["Location"])


def good(cards: Path, person: str = "hanako") -> Card:
    return make_cards(cards, now=datetime.now(UTC))[person]


def test_she_signs_and_exactly_what_she_signed_is_sent(hanako, service, cards):
    page = hanako.text("check")
    assert "マイナンバーカードで署名して請求する" in page and page.count("✓ 確認済み") == 3
    answer = sign(hanako, service, good(cards))
    assert answer["Location"] == hanako.base + "receipt"
    payload = _copy(hanako)
    said = json.loads(payload.signature.statement_bytes)
    assert said["answers"] == payload.answers and said["procedure"] == "allowance"
    assert payload.wishes_electronic_notice
    count = MethodCount.objects.get(method="jpki_signature")
    assert (count.started, count.finished) == (1, 1)
    assert not Draft.objects.exists() and not StepUp.objects.exists()


def test_without_a_signature_nothing_is_sent(hanako):
    answer = hanako.post("send", {"version": hanako.version(), "declared": "yes"})
    assert answer.status_code == 422 and "署名がいります" in answer.content.decode()
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [(CardKind.REVOKED, REVOKED), (CardKind.EXPIRED, EXPIRED)],
    ids=["revoked", "expired"],
)
def test_a_card_that_is_not_good_is_refused_and_the_draft_stays(hanako, service, cards, kind, refusal):
    answer = sign(hanako, service, card_of(cards, PERSON, kind=kind, now=datetime.now(UTC)))
    assert answer.status_code == 422
    assert gettext(refusal.message) in answer.content.decode()
    assert not Submission.objects.exists() and content_of(hanako).signature is None


def test_somebody_elses_card_is_refused(hanako, service, cards):
    answer = sign(hanako, service, good(cards, "lan"))
    assert answer.status_code == 422 and "署名したカードと" in answer.content.decode()
    assert not Submission.objects.exists()


def test_what_was_changed_while_she_signed_is_not_sent(hanako, service, cards):
    """Attack: a second window changes the account number between the check page and the card."""
    answer = hanako.post("sign", {"version": hanako.version(), "declared": "yes"})
    hanako.get(answer["Location"])
    url = hanako.get("/account/oidc/digital_id/login/")["Location"]
    signature = good(cards).sign_digest(base64.b64decode(service.digests[-1]), datetime.now(UTC))
    told = {"status": "signed", "cms": base64.b64encode(signature).decode()}
    service.instead["/sign/"] = lambda: as_json(told)
    hanako.post("s/last", {"note": "別の口座にしてください"})
    answer = hanako.get(come_home(hanako, service.authorize(url))["Location"])
    assert answer.status_code == 422 and "署名したあとで、答えが変わりました" in answer.content.decode()
    assert not Submission.objects.exists()


def test_a_signature_over_other_answers_in_the_draft_sends_nothing(hanako, service, cards, monkeypatch):
    """It could not be sent when it was made; then an answer changed."""
    closed = Refusal(code="x", message="closed")
    with monkeypatch.context() as patch:
        patch.setattr(submitting, "write_sealed", lambda sealed: (_ for _ in ()).throw(Refused(closed)))
        assert sign(hanako, service, good(cards)).status_code == 422
    assert "請求する" in hanako.text("check") and "署名して" not in hanako.text("check")
    hanako.post("s/last", {"note": "別の口座にしてください"})
    assert "マイナンバーカードで署名して請求する" in hanako.text("check")
    answer = hanako.post("send", {"version": hanako.version(), "declared": "yes"})
    assert answer.status_code == 422 and "署名したあとで、答えが変わりました" in answer.content.decode()
    assert not Submission.objects.exists()


def test_who_does_not_sign_comes_back_to_the_check_page(hanako, service):
    answer = hanako.post("sign", {"version": hanako.version(), "declared": "yes"})
    hanako.get(answer["Location"])
    url = hanako.get("/account/oidc/digital_id/login/")["Location"]
    service.instead["/sign/"] = lambda: as_json({"status": "declined", "cms": None})
    answer = hanako.get(come_home(hanako, service.authorize(url))["Location"])
    assert answer.status_code == 422 or "署名" in answer.content.decode()
    assert Draft.objects.exists() and not Submission.objects.exists()


def test_a_check_page_that_is_out_of_date_is_not_signed(hanako):
    version = hanako.version()
    hanako.post("s/last", {"note": "夜に電話してください"})
    answer = hanako.post("sign", {"version": version, "declared": "yes"})
    assert answer.status_code == 422
    assert not StepUp.objects.exists()


def test_a_proof_is_no_signature_and_a_signature_no_proof(hanako):
    """Attack: the hand-over of one purpose is opened at the page of the other."""
    answer = hanako.post("sign", {"version": hanako.version(), "declared": "yes"})
    row = StepUp.objects.get()
    commands.hand_over(row, json.dumps(proof_of(who="lan").as_json()).encode())
    assert answer.status_code == 302
    assert hanako.get(f"identified/{row.pk}")["Location"] == hanako.base
    assert content_of(hanako).identity_proof.subject == "hanako" * 8
    answer = hanako.get(f"signed/{row.pk}")
    assert answer.status_code == 422 and not Submission.objects.exists()


def test_a_portal_that_cannot_verify_signatures_begins_nothing(hall, service):
    hall.publish_form(SIGNED)
    page = Applicant().browser.get("/hibari/allowance/start").content.decode()
    assert "このサイトではまだできません" in page
