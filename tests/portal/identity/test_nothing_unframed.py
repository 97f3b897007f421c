"""No page of allauth's own is ever seen, and what is not needed does not exist."""

from __future__ import annotations

import pytest
from allauth import urls as allauth_urls
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse
from tests.portal.identity.conftest import Person

SAMPLE = {"pk": "1", "key": "abc", "uidb36": "1", "provider_id": "digital_id", "provider": "digital_id"}


def walk(patterns, prefix: str = ""):
    """(path, name) of every address, with sample values in place of its parameters."""
    for one in patterns:
        path = prefix + str(one.pattern).removeprefix("^").removesuffix("$")
        if isinstance(one, URLPattern):
            yield sampled(path), one.name
        else:
            yield from walk(one.url_patterns, path)


def sampled(path: str) -> str:
    if "(?P" in path:
        return path.split("(?P")[0] + "abc/"
    for name, value in SAMPLE.items():
        for kind in ("int:", "slug:", "str:", ""):
            path = path.replace(f"<{kind}{name}>", value)
    return path


ALLAUTH = sorted(set(walk(allauth_urls.urlpatterns)))
OURS = sorted({path for path, _name in walk(get_resolver().url_patterns) if path.startswith("account/")})


def is_framed_or_elsewhere(answer) -> bool:
    return answer.status_code in {301, 302, 404, 405} or "site-header" in answer.text


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize(("path", "name"), ALLAUTH)
def test_no_address_of_allauth_shows_a_page_of_its_own(db, path, name, signed_in):
    person = Person("hanako@example.jp")
    if signed_in:
        person.sign_in()
    answer = person.client.get(f"/account/{path}")
    assert is_framed_or_elsewhere(answer)
    if answer.status_code == 404:
        assert "site-header" in answer.text


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("path", OURS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_of_ours_answers_in_our_frame(db, path, signed_in, method):
    person = Person("hanako@example.jp")
    if signed_in:
        person.sign_in()
    address = "/" + path.replace("<int:id>", "7").replace("<uuid:id>", "01936f6e-8f4c-7a0e-8f00-000000000000")
    assert is_framed_or_elsewhere(getattr(person.client, method)(address))


@pytest.mark.parametrize(
    "name",
    [
        "account_set_password",
        "account_change_password",
        "account_reset_password",
        "account_signup",
        "account_verify_phone",
        "account_change_phone",
        "socialaccount_signup",
        "mfa_trust",
    ],
)
def test_what_is_not_needed_does_not_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["password/set/", "password/change/", "password/reset/", "phone/verify/"])
def test_there_is_no_page_for_passwords_or_phones(db, path):
    assert Client().get(f"/account/{path}").status_code == 404


def test_the_way_from_allauths_middleware_does_not_mend_our_addresses(db):
    """It would redirect /account/ where it is missing; ours is there."""
    assert Client().get("/account/nothing-here/").status_code == 404
