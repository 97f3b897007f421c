"""id-providers.toml: what may stand in it, and what each mistake says."""

from __future__ import annotations

import dataclasses
import os

import pytest
from joserfc.jwk import ECKey, RSAKey

from todoke.core.errors import OperatorError
from todoke.portal.identity.oidc import client_assertion, providers

GOOD = {
    "id": '"digital_id"',
    "name": '"マイナアプリ"',
    "issuer": '"https://auth.example.go.jp/api/realms/main"',
    "client_id": '"RP00000001"',
    "key_file": '"keys/id.pem"',
}


@pytest.fixture
def write(settings, tmp_path):
    settings.TODOKE = dataclasses.replace(settings.TODOKE, data=tmp_path, id_providers="id-providers.toml")

    def _write(text: str | None = None, **keys: str) -> None:
        lines = [f"{name} = {value}" for name, value in (GOOD | keys).items() if value]
        (tmp_path / "id-providers.toml").write_text(text or "[[provider]]\n" + "\n".join(lines) + "\n")

    return _write


def test_the_shortest_file_means_the_strictest_things(write):
    write()
    [one] = providers.id_providers()
    assert one.client_auth == "private_key_jwt"
    assert one.algorithms == ("ES256",)
    assert dict(one.method.acr).keys() == {"aal3", "aal2"}
    assert providers.origins() == ("https://auth.example.go.jp",)


def test_without_the_setting_there_are_none(settings, tmp_path):
    settings.TODOKE = dataclasses.replace(settings.TODOKE, data=tmp_path, id_providers="")
    assert providers.id_providers() == ()
    assert providers.id_provider("digital_id") is None


MISTAKES = {
    "a key nobody knows": ({"isuer": '"x"'}, "isuer"),
    "no issuer": ({"issuer": ""}, "issuer"),
    "an issuer without TLS": ({"issuer": '"http://auth.example.go.jp"'}, "https"),
    "an issuer with a query": ({"issuer": '"https://auth.example.go.jp/?a=b"'}, "https"),
    "an issuer with a password": ({"issuer": '"https://a:b@auth.example.go.jp"'}, "https"),
    "an issuer that looks like this machine": ({"issuer": '"http://localhost.example.jp"'}, "https"),
    "a method nobody knows": ({"id": '"my_id"'}, "table of methods"),
    "alg none": ({"algorithms": '["none"]'}, "algorithms"),
    "alg HS256": ({"algorithms": '["HS256"]'}, "algorithms"),
    "no algorithm at all": ({"algorithms": "[]"}, "algorithms"),
    "a client_auth nobody knows": ({"client_auth": '"none"'}, "client_auth"),
    "a secret where a key is used": ({"secret_file": '"keys/s"'}, "key_file"),
    "neither key nor secret": ({"key_file": ""}, "key_file"),
    "a key where a secret is used": ({"client_auth": '"client_secret_basic"'}, "secret_file"),
    "an acr worth more than the method": (
        {"acr": '{ "x" = { identity = 3, authentication = 3 } }', "id": '"gbiz_id"'},
        "no higher",
    ),
    "an acr without a level": ({"acr": '{ "x" = { identity = 1 } }'}, "acr"),
    "an empty client_id": ({"client_id": '""'}, "client_id"),
    "a space in a scope": ({"scopes": '["name address"]'}, "scopes"),
}


@pytest.mark.parametrize(("keys", "word"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_to_the_operator(write, keys, word):
    write(**keys)
    with pytest.raises(OperatorError) as told:
        providers.id_providers()
    assert word in str(told.value)
    assert "docs/reference/id-providers.md" in str(told.value)


TEXTS = {
    "no TOML": "[[provider",
    "another table": '[provider]\nid = "digital_id"\n',
    "keys outside of a table": 'id = "digital_id"\n',
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_file_of_another_form_is_told_too(write, text):
    write(text)
    with pytest.raises(OperatorError):
        providers.id_providers()


def test_the_same_id_twice_is_told(write, tmp_path):
    write()
    once = (tmp_path / "id-providers.toml").read_text()
    write(once + once)
    with pytest.raises(OperatorError, match="once"):
        providers.id_providers()


def test_a_missing_file_is_told(write, tmp_path):
    with pytest.raises(OperatorError, match="can't be read"):
        providers.id_providers()


def test_an_edited_file_is_read_anew(write, tmp_path):
    write()
    assert providers.id_provider("digital_id").name == "マイナアプリ"
    write(name='"ほかの名前"')
    os.utime(tmp_path / "id-providers.toml", ns=(1, 1))
    assert providers.id_provider("digital_id").name == "ほかの名前"


KEYS = {
    "P-256": (lambda: ECKey.generate_key("P-256"), "ES256"),
    "P-384": (lambda: ECKey.generate_key("P-384"), "ES384"),
    "RSA": (lambda: RSAKey.generate_key(2048), "RS256"),
}


@pytest.mark.parametrize(("make", "algorithm"), KEYS.values(), ids=KEYS.keys())
def test_the_keys_to_hand_in_fit_the_private_one_and_hold_nothing_of_it(write, tmp_path, make, algorithm):
    write()
    (tmp_path / "keys").mkdir(exist_ok=True)
    (tmp_path / "keys" / "id.pem").write_bytes(make().as_pem(private=True))
    [key] = client_assertion.public_keys(providers.id_provider("digital_id"))["keys"]
    assert (key["alg"], key["use"]) == (algorithm, "sig")
    assert not {"d", "p", "q"} & set(key)


def test_a_public_key_where_the_private_one_belongs_is_told(write, tmp_path):
    write()
    (tmp_path / "keys").mkdir(exist_ok=True)
    (tmp_path / "keys" / "id.pem").write_bytes(ECKey.generate_key("P-256").as_pem(private=False))
    with pytest.raises(OperatorError, match="no private"):
        client_assertion.private_key(providers.id_provider("digital_id"))
