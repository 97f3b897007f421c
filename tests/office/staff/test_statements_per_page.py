"""What signing in costs every page of the office: the session and the person, as before the second step."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

OF_SIGNING_IN = ("django_session", "office_staff_staff", "mfa_", "usersessions_", "account_", "django_cache")
FIRST_TABLE = re.compile(r'(?:FROM|UPDATE|INTO) "(\w+)"')


@pytest.mark.parametrize("page", ["/", "/cases/{case}/", "/register/", "/studio/", "/assurance/"])
def test_signing_in_asks_twice_on_every_page(client, tanaka, hanako_case, page):
    client.force_login(tanaka)
    address = page.format(case=hanako_case.pk)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    tables = [FIRST_TABLE.search(one["sql"]) for one in asked]
    ours = [found.group(1) for found in tables if found and found.group(1).startswith(OF_SIGNING_IN)]
    assert ours == ["django_session", "office_staff_staff"]
