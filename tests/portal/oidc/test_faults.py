"""The ID service is down, slow, confused or says no: the person is told in a sentence and loses nothing."""

from __future__ import annotations

import socket
import time

import pytest
from django.utils import translation
from tests.portal.oidc.conftest import DONE, FAILED, come_back, set_out, wanting
from tests.portal.oidc.id_service import as_json

from todoke.portal.identity.oidc import discovery, failures, fetching

UNREACHABLE = "identity.oidc.unreachable"
DISTRUSTED = "identity.oidc.distrusted"
DISCOVERY = "/realms/main/.well-known"
PATIENCE = 1.0
"""Seconds here, so that the tests of slow services are not slow themselves."""


def slow():
    time.sleep(PATIENCE + 0.5)
    return as_json({})


def dripping():
    """Bytes come, but the answer never ends: the time is bounded as a whole."""
    return 200, {"Content-Length": "100000"}, b"{"


FAULTS = {
    "error 500": lambda: (500, {}, b"<h1>Error</h1>"),
    "maintenance 503": lambda: (503, {"Retry-After": "600"}, b""),
    "not found": lambda: (404, {}, b""),
    "slow": slow,
    "an answer that never ends": dripping,
    "a page instead of JSON": lambda: (200, {"Content-Type": "text/html"}, "<h1>届</h1>".encode()),
    "empty": lambda: (200, {}, b""),
    "broken bytes": lambda: (200, {}, b"\xff\xfe\x00{"),
    "a list": lambda: as_json([1, 2]),
    "nested without end": lambda: (200, {}, b"[" * 100_000),
    "megabytes": lambda: (200, {}, b'{"a": "' + b"x" * 1_000_000 + b'"}'),
    "a redirect to itself": lambda: (302, {"Location": "/token"}, b""),
    "a redirect elsewhere": lambda: (307, {"Location": "http://127.0.0.1:9/"}, b""),
    "an object that says nothing": lambda: as_json({}),
    "compressed rubbish": lambda: (200, {"Content-Encoding": "gzip"}, b"no gzip"),
}
SLOW = (slow, dripping)
WHERE = {"at the token": "/token", "at the claims": "/userinfo", "at the keys": "/certs"}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.parametrize("where", WHERE.values(), ids=WHERE.keys())
def test_a_fault_on_the_way_back_ends_on_the_page_with_the_other_ways(
    service, hanako, heard, monkeypatch, where, fault
):
    query = service.authorize(set_out(hanako))
    service.instead[where] = fault
    if fault in SLOW:
        monkeypatch.setattr(fetching, "TIMEOUT", PATIENCE)
    begun = time.monotonic()
    assert come_back(hanako, query) == FAILED
    assert time.monotonic() - begun < 5
    # Where claims lack a `sub` nobody knows whose they are.
    says_nothing = where == "/userinfo" and fault is FAULTS["an object that says nothing"]
    assert heard.codes == [DISTRUSTED if says_nothing else UNREACHABLE]
    assert heard.proofs == []


REDIRECTS = {status: (status, {"Location": "/elsewhere"}, b"") for status in (301, 302, 303, 307, 308)}


@pytest.mark.parametrize("answer", REDIRECTS.values(), ids=[str(one) for one in REDIRECTS])
def test_a_redirect_of_the_service_is_not_followed(service, hanako, heard, answer):
    """It would carry the code and our credentials to where nobody configured them to go."""
    query = service.authorize(set_out(hanako))
    service.instead["/token"] = lambda: answer
    assert come_back(hanako, query) == FAILED
    assert heard.codes == [UNREACHABLE]
    assert not any("elsewhere" in one for one in service.seen)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_before_the_person_is_sent_there_ends_on_the_same_page(
    service, hanako, heard, monkeypatch, fault
):
    if fault in SLOW:
        monkeypatch.setattr(fetching, "TIMEOUT", PATIENCE)
    service.instead[DISCOVERY] = fault
    assert set_out(hanako) == FAILED
    [refusal] = heard.refusals
    assert refusal.code in {UNREACHABLE, DISTRUSTED}
    assert "kept" in refusal.message


def test_a_service_that_is_down_is_told_and_tried_again_the_next_time(service, hanako, heard):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        service.metadata_more = {"token_endpoint": f"http://127.0.0.1:{nobody.getsockname()[1]}/token"}
        assert come_back(hanako, service.authorize(set_out(hanako))) == FAILED
    assert heard.codes == [UNREACHABLE]
    discovery.forget()
    service.metadata_more = {}
    assert come_back(hanako, service.authorize(set_out(hanako))) == DONE


METADATA = {
    "another issuer": {"issuer": "https://evil.example/realms/main"},
    "no issuer": {"issuer": None},
    "a token endpoint without TLS": {"token_endpoint": "http://id.example.jp/token"},
    "a token endpoint with a name in it": {"token_endpoint": "https://user:pass@id.example.jp/token"},
    "keys without TLS": {"jwks_uri": "http://id.example.jp/certs"},
    "keys in a file": {"jwks_uri": "file:///etc/passwd"},
    "no authorization endpoint": {"authorization_endpoint": None},
    "a list for an endpoint": {"token_endpoint": ["https://id.example.jp/token"]},
    "a script for the page": {"authorization_endpoint": "javascript:alert(1)"},
    "claims without TLS": {"userinfo_endpoint": "http://id.example.jp/userinfo"},
}


@pytest.mark.parametrize("more", METADATA.values(), ids=METADATA.keys())
def test_what_a_service_says_of_itself_is_not_taken_as_it_comes(service, hanako, heard, more):
    service.metadata_more = more
    assert set_out(hanako) == FAILED
    assert heard.refusals


ERRORS = {
    "access_denied": "identity.oidc.cancelled",
    "login_required": "identity.oidc.cancelled",
    "unmet_authentication_requirements": "identity.oidc.too-weak",
    "server_error": UNREACHABLE,
    "temporarily_unavailable": UNREACHABLE,
    "invalid_scope": UNREACHABLE,
    "<script>alert(1)</script>": UNREACHABLE,
}


@pytest.mark.parametrize(("error", "code"), ERRORS.items(), ids=ERRORS.keys())
def test_an_error_of_the_service_is_told_in_our_own_words(service, hanako, heard, caplog, error, code):
    asked = service.authorize(set_out(hanako))
    state = asked.partition("state=")[2].partition("&")[0]
    query = f"error={error}&error_description=%E5%B1%B1%E7%94%B0+secret-word&state={state}"
    assert come_back(hanako, query) == FAILED
    assert heard.codes == [code]
    assert service.forms == []
    assert "secret-word" not in caplog.text
    assert "script" not in caplog.text


def test_an_answer_with_neither_code_nor_error_is_told(service, hanako, heard):
    asked = service.authorize(set_out(hanako))
    state = asked.partition("state=")[2].partition("&")[0]
    assert come_back(hanako, f"state={state}") == FAILED
    assert heard.codes == [UNREACHABLE]


CLAIMS = {
    "a name that is a number": {"name": 5},
    "a name longer than any": {"name": "花" * 600},
    "an address that is a list": {"address": ["東京都"]},
    "a name with a control character": {"name": "山田\u0007花子"},
}


@pytest.mark.parametrize("claims", CLAIMS.values(), ids=CLAIMS.keys())
def test_claims_of_a_wrong_kind_are_refused(service, hanako, heard, claims):
    service.person |= claims
    assert come_back(hanako, service.authorize(set_out(hanako))) == FAILED
    assert heard.codes == ["assurance.claims.unreadable"]
    assert heard.proofs == []


def test_a_missing_key_of_our_own_is_told_to_the_operator_and_not_to_the_person(
    service, hanako, heard, caplog, settings
):
    query = service.authorize(set_out(hanako))
    (settings.TODOKE.data / "keys" / "id.pem").unlink()
    assert come_back(hanako, query) == FAILED
    assert heard.codes == [UNREACHABLE]
    assert "keys/id.pem" in caplog.text


LANGUAGES = {"ja": ("ja", "返事"), "en": ("en", "could not be verified")}


@pytest.mark.parametrize(("language", "words"), LANGUAGES.values(), ids=LANGUAGES.keys())
def test_where_no_form_waits_a_page_says_it_once(service, hanako, language, words):
    hanako.cookies["todoke_language"] = language
    query = service.authorize(set_out(hanako))
    assert come_back(hanako, f"{query}&state=again") == "/account/oidc/failed/"
    page = hanako.get("/account/oidc/failed/").content.decode()
    assert words in page
    assert 'href="/account/login/"' in page
    assert words not in hanako.get("/account/oidc/failed/").content.decode()


def test_every_failure_has_a_sentence_in_japanese(service):
    with translation.override("ja"):
        for code in [*failures.Failure, *failures.OF_CORE]:
            message = failures.refusal_of(code).message
            assert translation.gettext(message) != message


def test_a_code_of_another_version_in_a_session_is_told_as_an_answer_not_used(service):
    assert failures.refusal_of("identity.oidc.of-2031").code == DISTRUSTED


AGAIN = {
    "too weak": {"acr": "aal2"},
    "too old": {"auth_time": 1_700_000_000},
}


@pytest.mark.parametrize("claims", AGAIN.values(), ids=AGAIN.keys())
def test_after_a_sign_in_that_was_not_enough_the_service_is_asked_for_a_new_one(
    service, hanako, heard, claims
):
    """A service that remembers the person would answer with the same sign-in for ever."""
    demand = wanting(max_age=300)
    assert "prompt=" not in (location := set_out(hanako, demand))
    service.change = lambda held: held | claims
    assert come_back(hanako, service.authorize(location)) == FAILED
    assert "prompt=login" in set_out(hanako, demand)
    assert "prompt=" not in set_out(hanako, demand)
