"""Signing in by a code to a mailbox, by a passkey alone, and with a second factor."""

from __future__ import annotations


def test_who_types_the_code_has_an_account_and_is_signed_in(hanako):
    assert hanako.ask_for_code()["Location"] == "/account/login/code/"
    assert hanako.type_code()["Location"] == "/account/"
    assert "hanako@example.jp" in hanako.client.get("/account/").text


def test_a_passkey_signs_in_alone(hanako):
    hanako.sign_in()
    assert hanako.add_passkey().status_code == 302
    hanako.client.post("/account/logout/")
    assert not hanako.is_signed_in
    assert hanako.sign_in_with_passkey()["Location"] == "/account/"
    assert hanako.is_signed_in
