"""Sessions exist under /account/ and nowhere else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.portal.identity.conftest import Person

pytestmark = pytest.mark.django_db


def test_the_sign_in_page_stands_in_our_frame():
    page = Client().get("/account/login/")
    assert page.status_code == 200
    assert 'class="portal"' in page.text


def test_who_is_not_signed_in_is_led_to_the_sign_in_page():
    answer = Client().get("/account/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/account/")


@pytest.mark.parametrize("path", ["/", "/healthz", "/accessibility", "/accounts/", "/account"])
def test_other_pages_have_no_session(path):
    client = Client()
    client.cookies["todoke_portal_session"] = "x" * 32
    with CaptureQueriesContext(connection) as asked:
        request = client.get(path).wsgi_request
    assert not [one for one in asked if "session" in one["sql"]]
    assert not hasattr(request, "session")
    assert not hasattr(request, "user")


SIGNED_IN = ["", "email/", "passkeys/add/", "app/add/", "sessions/", "delete/", "again/"]


@pytest.mark.parametrize("page", SIGNED_IN)
def test_one_can_sign_out_on_every_page_of_the_account(db, page):
    hanako = Person("hanako@example.jp")
    hanako.sign_in()
    text = hanako.client.get(f"/account/{page}", follow=True).text
    assert text.count('action="/account/logout/"') == 1
