"""Every way in which an ID token may not be what was asked for: refused, and nothing of it is used."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time

import pytest
from joserfc import jws
from joserfc.jwk import OctKey, RSAKey
from tests.portal.oidc.conftest import DONE, FAILED, come_back, set_out, wanting
from tests.portal.oidc.id_service import new_key

DISTRUSTED = "identity.oidc.distrusted"
UNREACHABLE = "identity.oidc.unreachable"
UNKNOWN_ACR = "assurance.acr.unknown"
NO_AUTH_TIME = "assurance.auth-time.missing"
FUTURE = "assurance.auth-time.future"
MINUTE = 60


def setting(**claims):
    return lambda held: held | claims


def without(name):
    return lambda held: {key: value for key, value in held.items() if key != name}


def in_seconds(name, seconds):
    return lambda held: held | {name: int(time.time()) + seconds}


CLAIMS = {
    "wrong issuer": (setting(iss="https://evil.example/realms/main"), DISTRUSTED),
    "issuer with a slash more": (lambda held: held | {"iss": held["iss"] + "/"}, DISTRUSTED),
    "no issuer": (without("iss"), DISTRUSTED),
    "wrong audience": (setting(aud="RP00000002"), DISTRUSTED),
    "others in the audience": (setting(aud=["RP00000001", "RP00000002"]), DISTRUSTED),
    "no audience": (without("aud"), DISTRUSTED),
    "authorized for another": (setting(azp="RP00000002"), DISTRUSTED),
    "nonce of another sign-in": (setting(nonce="another"), DISTRUSTED),
    "no nonce": (without("nonce"), DISTRUSTED),
    "nonce that is a number": (setting(nonce=5), DISTRUSTED),
    "expired six minutes ago": (in_seconds("exp", -6 * MINUTE), DISTRUSTED),
    "no expiry": (without("exp"), DISTRUSTED),
    "expiry that is a text": (setting(exp="2099-01-01"), DISTRUSTED),
    "expiry that is true": (setting(exp=True), DISTRUSTED),
    "issued in six minutes": (in_seconds("iat", 6 * MINUTE), DISTRUSTED),
    "no time of issue": (without("iat"), DISTRUSTED),
    "good from in six minutes": (in_seconds("nbf", 6 * MINUTE), DISTRUSTED),
    "another access token's": (setting(at_hash="AAAAAAAAAAAAAAAAAAAAAA"), DISTRUSTED),
    "no subject": (without("sub"), DISTRUSTED),
    "empty subject": (setting(sub=""), DISTRUSTED),
    "subject that is a number": (setting(sub=5), DISTRUSTED),
    "acr lower than asked": (setting(acr="aal2"), "identity.oidc.too-weak"),
    "acr missing": (without("acr"), UNKNOWN_ACR),
    "acr nobody knows": (setting(acr="aal9"), UNKNOWN_ACR),
    "acr that is a list": (setting(acr=["aal3"]), UNKNOWN_ACR),
    "auth_time missing": (without("auth_time"), NO_AUTH_TIME),
    "auth_time in six minutes": (in_seconds("auth_time", 6 * MINUTE), FUTURE),
    "auth_time older than max_age": (in_seconds("auth_time", -11 * MINUTE), "identity.oidc.too-old"),
}


@pytest.mark.parametrize(("change", "code"), CLAIMS.values(), ids=CLAIMS.keys())
def test_a_token_that_is_not_the_answer_is_refused(service, hanako, heard, change, code):
    service.change = change
    assert come_back(hanako, service.authorize(set_out(hanako, wanting(max_age=300)))) == FAILED
    assert heard.codes == [code]
    assert heard.proofs == []
    assert "GET /userinfo" not in service.seen


TOLERATED = {
    "as it should be": lambda held: held,
    "expired four minutes ago": in_seconds("exp", -4 * MINUTE),
    "issued in four minutes": in_seconds("iat", 4 * MINUTE),
    "signed in in four minutes": in_seconds("auth_time", 4 * MINUTE),
    "signed in nine minutes ago, five asked, clocks differ": in_seconds("auth_time", -9 * MINUTE),
    "audience as a list of one": setting(aud=["RP00000001"]),
    "authorized for us": setting(azp="RP00000001"),
}


@pytest.mark.parametrize("change", TOLERATED.values(), ids=TOLERATED.keys())
def test_clocks_may_differ_by_five_minutes(service, hanako, heard, change):
    service.change = change
    assert come_back(hanako, service.authorize(set_out(hanako, wanting(max_age=300)))) == DONE
    assert len(heard.proofs) == 1


def test_a_higher_level_than_asked_is_enough(service, hanako, heard):
    assert come_back(hanako, service.authorize(set_out(hanako, wanting(acr_values=("aal2",))))) == DONE
    assert heard.proofs[0].levels.authentication == 3


def test_the_level_told_is_the_one_that_came_back(service, hanako, heard):
    service.acr = "aal2"
    come_back(hanako, service.authorize(set_out(hanako, wanting(acr_values=("aal3", "aal2")))))
    assert heard.proofs[0].levels.authentication == 2


def encoded(part):
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def unsigned(service, claims):
    return f"{encoded({'alg': 'none', 'kid': service.keys[0].kid})}.{encoded(claims)}."


def by_public_key(service, claims):
    """The well-known confusion: the public key, which everybody has, taken for a shared secret."""
    head = encoded({"alg": "HS256", "kid": service.keys[0].kid})
    secret = service.keys[0].as_pem(private=False)
    given = f"{head}.{encoded(claims)}"
    signature = hmac.new(secret, given.encode(), hashlib.sha256).digest()
    return f"{given}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def by_public_jwk(service, claims):
    head = {"alg": "HS256", "kid": service.keys[0].kid}
    secret = json.dumps(service.keys[0].as_dict(private=False)).encode()
    return jws.serialize_compact(head, json.dumps(claims), OctKey.import_key(secret), algorithms=["HS256"])


def by_another_key(service, claims):
    return service.signed(claims, key=new_key("first"))


def by_a_key_it_brings(service, claims):
    other = new_key("brought")
    return service.signed(claims, key=other, jwk=other.as_dict(private=False), kid="brought")


def changed_after_signing(service, claims):
    head, _, signature = service.signed(claims).split(".")
    return f"{head}.{encoded(claims | {'acr': 'aal3', 'sub': 'somebody else'})}.{signature}"


def by_rsa(service, claims):
    """Signed well, with a listed key, by an algorithm that is not configured."""
    key = RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"})
    service.keys.append(key)
    return jws.serialize_compact(
        {"alg": "RS256", "kid": "rsa"}, json.dumps(claims), key, algorithms=["RS256"]
    )


def by_a_longer_curve(service, claims):
    key = new_key("p384", "P-384")
    service.keys.append(key)
    return jws.serialize_compact(
        {"alg": "ES384", "kid": "p384"}, json.dumps(claims), key, algorithms=["ES384"]
    )


def critical_header(service, claims):
    head = encoded({"alg": "ES256", "kid": service.keys[0].kid, "crit": ["exp2"], "exp2": 1})
    _, body, signature = service.signed(claims).split(".")
    return f"{head}.{body}.{signature}"


WRITTEN = {
    "alg none": unsigned,
    "HS256 with the public key as PEM": by_public_key,
    "HS256 with the public key as JWK": by_public_jwk,
    "another key under the same name": by_another_key,
    "a key the token brings along": by_a_key_it_brings,
    "changed after it was signed": changed_after_signing,
    "RS256 where only ES256 is configured": by_rsa,
    "ES384 where only ES256 is configured": by_a_longer_curve,
    "a critical header nobody knows": critical_header,
    "no signature": lambda service, claims: service.signed(claims).rpartition(".")[0] + ".",
    "two parts": lambda service, claims: service.signed(claims).rpartition(".")[0],
    "no token at all": lambda service, claims: "x",
    "letters beyond ASCII": lambda service, claims: "山田.花子.印",
    "a list for claims": lambda service, claims: service.signed([claims]),
    "a header that is a list": lambda service, claims: f"{encoded([1])}.{encoded(claims)}.AAAA",
    "longer than any token": lambda service, claims: service.signed(claims | {"more": "x" * 20_000}),
}


@pytest.mark.parametrize("write", WRITTEN.values(), ids=WRITTEN.keys())
def test_a_token_that_is_not_signed_by_the_service_is_refused(service, hanako, heard, write):
    service.write = lambda claims: write(service, claims)
    assert come_back(hanako, service.authorize(set_out(hanako))) == FAILED
    assert heard.codes == [DISTRUSTED]
    assert heard.proofs == []
    assert "GET /userinfo" not in service.seen


def test_a_missing_id_token_is_refused(service, hanako, heard):
    service.write = lambda claims: ""
    assert come_back(hanako, service.authorize(set_out(hanako))) == FAILED
    assert heard.codes == [UNREACHABLE]


def test_the_half_hash_of_the_right_access_token_is_accepted(service, hanako, heard):
    written = service.id_token

    def with_hash(asked, *, access_token):
        digest = hashlib.sha256(access_token.encode()).digest()[:16]
        half = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        service.change = lambda claims: claims | {"at_hash": half}
        return written(asked, access_token=access_token)

    service.id_token = with_hash
    assert come_back(hanako, service.authorize(set_out(hanako))) == DONE
    assert len(heard.proofs) == 1


def test_a_service_that_changes_its_key_is_asked_for_its_keys_once_more(service, hanako, lan, heard):
    come_back(hanako, service.authorize(set_out(hanako)))
    service.keys.insert(0, new_key("second"))
    assert come_back(lan, service.authorize(set_out(lan))) == DONE
    assert sum("certs" in one for one in service.seen) == 2
    assert len(heard.proofs) == 2


def test_a_key_that_stays_unknown_is_looked_for_once_and_no_more(service, hanako, heard):
    service.write = lambda claims: service.signed(claims, key=new_key("nowhere"))
    assert come_back(hanako, service.authorize(set_out(hanako))) == FAILED
    assert heard.codes == [DISTRUSTED]
    assert sum("certs" in one for one in service.seen) == 2


def test_a_token_without_the_name_of_its_key_passes_where_there_is_one_key(service, hanako, heard):
    service.write = lambda claims: service.signed(claims, kid=None)
    assert come_back(hanako, service.authorize(set_out(hanako))) == DONE


def test_a_token_without_the_name_of_its_key_is_refused_where_there_are_two(service, hanako, heard):
    service.keys.append(new_key("second"))
    service.write = lambda claims: service.signed(claims, kid=None)
    assert come_back(hanako, service.authorize(set_out(hanako))) == FAILED
    assert heard.codes == [DISTRUSTED]


SPOILED = {
    "a shared secret": {"kty": "oct", "k": "c2VjcmV0", "kid": "oct"},
    "a kind of later years": {"kty": "AKP", "kid": "later"},
    "half a key": {"kty": "EC", "crv": "P-256", "kid": "half"},
    "no key": "x",
}


@pytest.mark.parametrize("spoiled", SPOILED.values(), ids=SPOILED.keys())
def test_a_key_nobody_can_use_does_not_spoil_the_others(service, hanako, heard, spoiled):
    keys = [spoiled, service.keys[0].as_dict(private=False)]
    service.instead["/certs"] = lambda: (200, {}, json.dumps({"keys": keys}).encode())
    assert come_back(hanako, service.authorize(set_out(hanako))) == DONE
    assert len(heard.proofs) == 1
