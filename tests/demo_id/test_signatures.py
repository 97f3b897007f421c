"""A digest left by a site, a PIN, a signature that the site fetches and verifies."""

from __future__ import annotations

import base64
import hashlib
import uuid
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone
from tests.demo_id.asking_site import Site, digest_body, returned

from todoke.core.assurance.paths import SignatureTrust
from todoke.core.assurance.signing import verify_signature
from todoke.core.errors import Refused
from todoke.demo_id.authority import DEMO_POLICY
from todoke.demo_id.models import SigningTransaction
from todoke.demo_id.people import SIGNING_PIN
from todoke.demo_id.spoilt_cards import CardKind, make_all_cards, write_demo_trust
from todoke.web.jpki import signature_trust

START = "/api/sign/transactions"
CONTENT = "罹災証明書の申請".encode()


@pytest.fixture(autouse=True)
def cards(tmp_path_factory, tmp_path) -> None:
    """Keys are slow to make: one set for all tests."""
    kept = tmp_path_factory.getbasetemp() / "cards"
    make_all_cards(kept, now=timezone.now())
    (tmp_path / "cards").symlink_to(kept)


@pytest.fixture
def trust(cards, tmp_path, settings) -> SignatureTrust:
    """As `todoke up` gives it to the portal."""
    from dataclasses import replace

    write_demo_trust(tmp_path / "cards", tmp_path / "jpki", now=timezone.now())
    found = signature_trust(replace(settings.TODOKE, jpki="jpki", jpki_policies=DEMO_POLICY))
    assert found is not None
    return found


def headers(site: Site) -> dict[str, str]:
    return {"authorization": f"Bearer {site.signing_token()}"}


def start(site: Site, body: object = None):
    return Browser().post(
        START,
        digest_body(CONTENT) if body is None else body,
        content_type="application/json",
        headers=headers(site),
    )


def started(site: Site) -> str:
    answer = start(site)
    assert answer.status_code == 201
    return answer.json()["sign_transaction_id"]


def signing_address(site: Site, transaction: str) -> str:
    return site.address(scope="openid sign", sign_transaction_id=transaction)


def sign(site: Site, address: str, *, pin: str = SIGNING_PIN, card: str = "good"):
    return site.browser.post(address, {"act": "sign", "pin": pin, "card": card})


def result(site: Site, transaction: str) -> dict:
    return Browser().get(f"{START}/{transaction}", headers=headers(site)).json()


def signed_by(site: Site, person: str, *, card: str = "good") -> bytes:
    transaction = started(site)
    address = signing_address(site, transaction)
    site.sign_in(address, person=person)
    assert "code" in returned(sign(site, address, card=card))
    found = result(site, transaction)
    assert found["status"] == "signed"
    return base64.b64decode(found["cms"])


NAMES = {
    "花子, RSA": ("hanako", "山田　花子", ()),
    "恵, a substitute": ("megumi", "高橋　恵", (0,)),
    "ラン, P-384": ("lan", "NGUYEN THI LAN", ()),
    "一郎, who declines his address elsewhere": ("ichiro", "山田　一郎", ()),
}


@pytest.mark.parametrize(("person", "name", "substituted"), NAMES.values(), ids=NAMES)
def test_the_signature_says_who_signed_what(portal, trust, person, name, substituted):
    signed = verify_signature(signed_by(portal, person), CONTENT, trust=trust, now=timezone.now())
    assert signed.identity.name == name
    assert signed.identity.name_substituted == substituted
    assert signed.identity.address


SPOILT = {"revoked": CardKind.REVOKED, "expired": CardKind.EXPIRED}


@pytest.mark.parametrize(("word", "card"), SPOILT.items(), ids=SPOILT)
def test_a_card_that_is_not_good_is_refused_by_its_name(portal, trust, word, card):
    with pytest.raises(Refused) as refused:
        verify_signature(signed_by(portal, "hanako", card=card), CONTENT, trust=trust, now=timezone.now())
    assert word in refused.value.refusals[0].code


def test_another_content_is_refused(portal, trust):
    with pytest.raises(Refused) as refused:
        verify_signature(signed_by(portal, "hanako"), CONTENT + b"!", trust=trust, now=timezone.now())
    assert "tampered" in refused.value.refusals[0].code


def test_the_page_shows_what_is_signed(portal):
    address = signing_address(portal, started(portal))
    page = portal.sign_in(address).content.decode()
    assert hashlib.sha256(CONTENT).hexdigest() in page
    assert "always ABC123" in page


@pytest.mark.parametrize("pin", ["", "ABC12", "1234", "abc 123", "x" * 300])
def test_a_wrong_pin_signs_nothing_and_can_be_tried_again(portal, pin):
    transaction = started(portal)
    address = signing_address(portal, transaction)
    portal.sign_in(address)
    answer = sign(portal, address, pin=pin, card="expired")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "This is not the PIN" in page
    assert 'value="expired" checked' in page, "nothing lost"
    assert result(portal, transaction) == {"status": "waiting", "cms": None}
    assert "code" in returned(sign(portal, address, pin=" abc123 "))


def test_handing_over_is_not_signing(portal):
    """Attack: the other page's button, sent to a request to sign."""
    transaction = started(portal)
    address = signing_address(portal, transaction)
    portal.sign_in(address)
    assert portal.agree(address).status_code == 422
    assert result(portal, transaction)["status"] == "waiting"


def test_who_does_not_sign_is_sent_back_and_the_site_is_told(portal):
    transaction = started(portal)
    address = signing_address(portal, transaction)
    portal.sign_in(address)
    assert returned(portal.browser.post(address, {"act": "cancel"}))["error"] == "access_denied"
    assert result(portal, transaction) == {"status": "declined", "cms": None}
    assert returned(portal.browser.get(signing_address(portal, transaction)))["error"] == "invalid_request"


def test_a_transaction_is_signed_once(portal):
    transaction = started(portal)
    address = signing_address(portal, transaction)
    portal.sign_in(address)
    sign(portal, address)
    first = result(portal, transaction)["cms"]
    assert returned(sign(portal, address))["error"] == "invalid_request"
    assert result(portal, transaction)["cms"] == first


def test_a_transaction_ends_after_ten_minutes(portal):
    transaction = started(portal)
    left = SigningTransaction.objects.get().expires_at - timezone.now()
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)
    SigningTransaction.objects.update(expires_at=timezone.now())
    assert result(portal, transaction) == {"status": "expired", "cms": None}
    assert returned(portal.browser.get(signing_address(portal, transaction)))["error"] == "invalid_request"


def test_another_sites_transaction_is_as_if_there_were_none(portal, other_site):
    transaction = started(portal)
    answer = Browser().get(f"{START}/{transaction}", headers=headers(other_site))
    nothing = Browser().get(f"{START}/{uuid.uuid4()}", headers=headers(other_site))
    assert (
        (answer.status_code, answer.content)
        == (nothing.status_code, nothing.content)
        == (404, nothing.content)
    )
    address = signing_address(other_site, transaction)
    assert returned(other_site.browser.get(address))["error"] == "invalid_request"


BODIES = {
    "no JSON": "x",
    "no digest": {},
    "a list": [],
    "a number": {"digest": 5},
    "no base64": {"digest": "罹災"},
    "too short": {"digest": base64.b64encode(bytes(31)).decode()},
    "of SHA-512": {"digest": base64.b64encode(bytes(64)).decode()},
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_what_is_no_digest_is_refused(portal, body):
    answer = start(portal, body)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_without_the_sites_own_token_nothing_begins(portal):
    persons = portal.ask_token(portal.code()).json()["access_token"]
    for given, status in (({}, 401), ({"authorization": f"Bearer {persons}"}, 403)):
        answer = Browser().post(START, digest_body(CONTENT), content_type="application/json", headers=given)
        assert answer.status_code == status


@pytest.mark.parametrize("scope", [None, "openid", "openid sign", "name", "sign sign"])
def test_a_sites_own_token_is_for_signing_alone(portal, scope):
    assert portal.ask_signing_token(scope).json()["error"] == "invalid_scope"
