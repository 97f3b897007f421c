"""Signing in: equal answers, and a limit."""

from __future__ import annotations


def test_an_unknown_account_and_a_wrong_password_get_the_same_answer(client, tanaka):
    wrong = client.post("/login", {"login": "tanaka", "password": "no"})
    unknown = client.post("/login", {"login": "nobody", "password": "no"})
    assert wrong.status_code == unknown.status_code == 403


def test_the_eleventh_try_is_refused_even_with_the_right_password(client, tanaka):
    for _ in range(10):
        client.post("/login", {"login": "tanaka", "password": "no"})
    assert client.post("/login", {"login": "tanaka", "password": "correct horse"}).status_code == 429


def test_the_right_password_opens_the_inbox(client, tanaka):
    assert client.post("/login", {"login": "tanaka", "password": "correct horse"}).headers["Location"] == "/"


def test_signing_in_rightly_many_times_locks_nobody_out(client, tanaka):
    for _ in range(12):
        answer = client.post("/login", {"login": "tanaka", "password": "correct horse"})
        assert answer.headers["Location"] == "/"


def test_an_account_with_an_invisible_character_is_an_unknown_one(client, tanaka):
    """PostgreSQL takes no NUL in a text: without a look at it first, the page failed there."""
    assert client.post("/login", {"login": "tan\x00aka", "password": "no\x00"}).status_code == 403
