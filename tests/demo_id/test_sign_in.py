"""The whole way: asked, signed in, agreed, code, tokens, facts."""

from __future__ import annotations

import time

from tests.demo_id.asking_site import claims_of, returned


def test_hanako_signs_in_and_hands_over_all_four_facts(portal):
    address = portal.address(state="s p~", nonce="n-0123")
    page = portal.sign_in(address)
    assert "山田　花子" in page.content.decode()
    back = returned(portal.agree(address))
    assert set(back) == {"code", "state", "session_state"}
    assert back["state"] == "s p~"
    answer = portal.ask_token(back["code"])
    assert answer.status_code == 200, answer.content
    token = answer.json()
    claims = claims_of(token["id_token"])
    assert claims["iss"] == "http://id.localhost:9503/api/realms/main"
    assert (claims["aud"], claims["nonce"], claims["acr"]) == ("RP00000001", "n-0123", "aal3")
    assert abs(claims["auth_time"] - time.time()) < 10
    assert claims["iat"] <= claims["exp"] <= claims["iat"] + 300
    assert portal.facts(token["access_token"]) == {
        "sub": claims["sub"],
        "name": "山田　花子",
        "address": {"formatted": "霧原県ひばり市本町１－２－３"},
        "birthdate": "1954-05-01",
        "gender": "female",
    }


def test_the_id_token_says_nothing_of_who_it_is_but_a_pseudonym(portal):
    token = portal.ask_token(portal.code()).json()
    assert not {"name", "address", "birthdate", "gender"} & set(claims_of(token["id_token"]))
