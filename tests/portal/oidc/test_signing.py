"""花子's card signs: a transaction is begun, she is sent there, and what was signed comes back."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.portal.oidc.conftest import DONE, FAILED, come_back, set_out, wanting
from tests.portal.oidc.id_service import TRANSACTION, as_json

from todoke.portal.identity.oidc import signing
from todoke.portal.identity.oidc.failures import SignInFailed
from todoke.portal.identity.oidc.providers import id_provider

DIGEST = hashlib.sha256(b"the statement").digest()


def signing_demand(transaction):
    return wanting(scopes=("sign",), sign_transaction_id=transaction)


def test_what_the_card_signed_comes_back_and_no_proof_beside_it(service, hanako, heard):
    transaction = signing.start(id_provider("digital_id"), digest=DIGEST)
    assert transaction == TRANSACTION
    assert service.digests == [base64.b64encode(DIGEST).decode()]
    location = set_out(hanako, signing_demand(transaction))
    asked = parse_qs(urlsplit(location).query)
    assert asked["scope"] == ["openid sign"]
    assert asked["sign_transaction_id"] == [TRANSACTION]
    assert come_back(hanako, service.authorize(location)) == DONE
    assert heard.signatures == [b"the CMS"]
    assert heard.proofs == []


def test_the_portal_speaks_for_itself_alone_while_signing(service):
    signing.start(id_provider("digital_id"), digest=DIGEST)
    [form] = service.forms
    assert form["grant_type"] == "client_credentials"
    assert form["scope"] == "sign"
    assert "code" not in form


RESULTS = {
    "still waiting": (as_json({"status": "waiting"}), "identity.oidc.not-signed"),
    "declined": (as_json({"status": "declined"}), "identity.oidc.not-signed"),
    "signed without a signature": (as_json({"status": "signed"}), "identity.oidc.not-signed"),
    "a signature that is no base64": (as_json({"status": "signed", "cms": "山"}), "identity.oidc.distrusted"),
    "an error": ((500, {}, b""), "identity.oidc.unreachable"),
}


@pytest.mark.parametrize(("answer", "code"), RESULTS.values(), ids=RESULTS.keys())
def test_without_a_signature_the_person_is_told(service, hanako, heard, answer, code):
    location = set_out(hanako, signing_demand(TRANSACTION))
    service.instead["/sign/"] = lambda: answer
    assert come_back(hanako, service.authorize(location)) == FAILED
    assert heard.codes == [code]
    assert heard.signatures == []


TRANSACTIONS = {"none": None, "a path": "../../userinfo", "a number": 5, "empty": ""}


@pytest.mark.parametrize("id", TRANSACTIONS.values(), ids=TRANSACTIONS.keys())
def test_the_name_of_a_transaction_is_never_part_of_an_address_unless_it_is_a_uuid(service, id):
    service.instead["/sign"] = lambda: as_json({"sign_transaction_id": id})
    with pytest.raises(SignInFailed) as failed:
        signing.start(id_provider("digital_id"), digest=DIGEST)
    assert failed.value.code == "identity.oidc.unreachable"


def test_a_sign_in_that_fails_fetches_no_signature(service, hanako, heard):
    service.change = lambda claims: claims | {"nonce": "another"}
    assert come_back(hanako, service.authorize(set_out(hanako, signing_demand(TRANSACTION)))) == FAILED
    assert not any("/sign" in one for one in service.seen)
