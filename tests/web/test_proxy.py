"""Behind a TLS proxy forms are taken, and each person is told from the other."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.test.client import ClientHandler, FakePayload

from todoke.core.errors import OperatorError
from todoke.web.proxy import behind_proxy, client_address, proxies_of

PROXY, HANAKO, LAN = "127.0.0.1", "203.0.113.7", "2001:db8::7"
PROXIES = proxies_of(f"{PROXY}, 10.0.0.2")


def pages(*, https: bool):
    """Django's pages as its own test browser runs them, which leaves the test's database alone."""
    handler = ClientHandler(enforce_csrf_checks=True)
    config = replace(site_settings.TODOKE, https=https, proxies=PROXY)
    return behind_proxy(lambda environ, start_response: [handler(environ)], config)


def choose_dark_colours(application, *, origin: str) -> int:
    """The status a browser gets that sends a form from a page of `origin`."""
    browser = Client(enforce_csrf_checks=True)
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', browser.get("/display").text)
    cookie = browser.cookies[site_settings.CSRF_COOKIE_NAME].value
    body = f"theme=dark&csrfmiddlewaretoken={token[1]}".encode()
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/display",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": PROXY,
        "HTTP_HOST": "testserver",
        "HTTP_ORIGIN": origin,
        "HTTP_COOKIE": f"{site_settings.CSRF_COOKIE_NAME}={cookie}",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": FakePayload(body),
        "wsgi.url_scheme": "http",
    }
    [answer] = application(environ, lambda *_: None)
    return answer.status_code


@pytest.mark.parametrize(
    ("https", "origin", "status"),
    [
        pytest.param(True, "https://testserver", 302, id="the site's own page"),
        pytest.param(True, "https://evil.example", 403, id="another site's page"),
        pytest.param(True, "http://testserver", 403, id="a page somebody changed on the way"),
        pytest.param(False, "http://testserver", 302, id="no proxy, the site's own page"),
        pytest.param(False, "https://testserver", 403, id="no proxy, another scheme"),
    ],
)
def test_a_form_is_taken_from_the_sites_own_pages_only(https, origin, status):
    assert choose_dark_colours(pages(https=https), origin=origin) == status


@pytest.mark.parametrize(
    ("peer", "header", "client"),
    [
        pytest.param(PROXY, HANAKO, HANAKO, id="one proxy"),
        pytest.param(PROXY, LAN, LAN, id="IPv6"),
        pytest.param(PROXY, f"{HANAKO}, 10.0.0.2", HANAKO, id="two proxies"),
        pytest.param(PROXY, f"1.1.1.1,{HANAKO}", HANAKO, id="what the browser wrote itself is not believed"),
        pytest.param(HANAKO, "1.1.1.1", HANAKO, id="a caller who is no proxy is not believed"),
        pytest.param(PROXY, "", PROXY, id="a proxy that says nothing"),
        pytest.param(PROXY, "unknown", PROXY, id="no address"),
        pytest.param(PROXY, f"{HANAKO}, <script>", PROXY, id="markup"),
        pytest.param("", HANAKO, "", id="a socket without address"),
    ],
)
def test_the_address_is_what_the_nearest_known_proxy_says(peer, header, client):
    assert client_address(peer, header, proxies=PROXIES) == client


def test_without_https_no_header_is_believed():
    def pages_that_tell(environ, start_response):
        return [environ["REMOTE_ADDR"].encode()]

    config = replace(site_settings.TODOKE, https=False)
    environ = {"REMOTE_ADDR": PROXY, "HTTP_X_FORWARDED_FOR": HANAKO}

    assert behind_proxy(pages_that_tell, config)(environ, lambda *_: None) == [PROXY.encode()]


def test_a_proxy_that_is_no_address_is_said_at_the_start():
    with pytest.raises(OperatorError, match=r"proxies.*proxy\.example"):
        proxies_of("127.0.0.1, proxy.example")
