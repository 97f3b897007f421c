"""Canaries: a name, an address, a birthday and the tokens go through, and are looked for everywhere after."""

from __future__ import annotations

import json
import logging

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from tests.portal.oidc.conftest import FAILED, come_back, set_out, wanting

from todoke.portal.identity.oidc.endpoints import Tokens

CANARY = {
    "name": "可奈利　鳥子",
    "address": "霧原県ひばり市カナリア町９９番",
    "birthdate": "1901-02-03",
    "gender": "male",
}
SCOPES = ("name", "address", "birthdate", "gender")


def all_rows() -> str:
    """Every column of every table, as text; session rows decoded."""
    found = [as_text(session.get_decoded()) for session in Session.objects.all()]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [as_text(row) for row in cursor.fetchall()]
    return "\n".join(found)


def session_of(browser) -> str:
    return as_text(dict(browser.session.items()))


def as_text(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, default=readable)


def readable(value: object) -> str:
    return bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)


ENDS = {
    "a form's sign-in that works": {},
    "one whose level is too low": {"acr": "aal2"},
    "one with a token that was altered": {"iss": "https://evil.example"},
}


@pytest.mark.parametrize("claims", ENDS.values(), ids=ENDS.keys())
@pytest.mark.parametrize("plain", [False, True], ids=["form", "account"])
def test_no_row_no_session_no_log_and_no_mail_holds_what_was_handed_over(
    service, hanako, heard, caplog, claims, plain
):
    caplog.set_level(logging.DEBUG)
    service.person |= CANARY | {"sub": "canary-sub-4711"}
    service.change = lambda held: held | CANARY | claims
    if plain:
        hanako.post("/account/oidc/digital_id/login/")
        location = hanako.get("/account/oidc/digital_id/login/")["Location"]
    else:
        location = set_out(hanako, wanting(scopes=SCOPES))
    query = service.authorize(location)
    come_back(hanako, query)
    ours = [one for one in caplog.records if not one.name.startswith(("urllib3", "django.db"))]
    everywhere = "\n".join(
        [
            all_rows(),
            session_of(hanako),
            *(one.getMessage() for one in ours),
            str(mail.outbox),
            str(hanako.cookies),
        ]
    )
    searched = [*CANARY.values(), "可奈利", "カナリア", "19010203", "canary-sub-4711", *service.tokens]
    searched.remove("male")
    assert [one for one in searched if one in everywhere] == []
    assert bool(heard.proofs) is not bool(claims)


def test_the_search_finds_what_is_there(service, hanako):
    """So that the test above can fail."""
    session = hanako.session
    session["name"] = CANARY["name"]
    session.save()
    assert CANARY["name"] in session_of(hanako)
    assert CANARY["name"] in all_rows()


def test_an_unreadable_claim_is_not_quoted_to_the_log(service, hanako, caplog):
    caplog.set_level(logging.DEBUG)
    service.person["birthdate"] = "1901-99-99"
    assert come_back(hanako, service.authorize(set_out(hanako, wanting(scopes=SCOPES)))) == FAILED
    assert "1901-99" not in caplog.text


def test_tokens_do_not_show_in_a_traceback(service):
    assert "secret" not in repr(Tokens(access_token="secret-a", id_token="secret-b"))
