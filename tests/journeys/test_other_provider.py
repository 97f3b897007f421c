"""The same sign-ins at two ID services: the demo's own, and a certified provider of another hand.

The other one is "oidc-provider" (tests/journeys/oidc_provider), installed by tools/other_provider. It shares
no line with this portal, signs ES256, takes private_key_jwt and S256 only, and names itself in its answers.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from joserfc.jwk import ECKey
from playwright.sync_api import Browser
from tests.journeys.browser_eyes import DESKTOP, PHONE, Device, device

from todoke.cli.identity_links import CLIENT_ID, CLIENT_KEY
from todoke.cli.layout import Layout
from todoke.demo_id.people import SIGN_IN_PIN

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
INSTALLED = ROOT / ".venv" / "other-provider"
SERVER = Path(__file__).parent / "oidc_provider" / "server.mjs"
FORM = "child_allowance_donation"
SERVICE = "form[action='/account/oidc/digital_id/login/'] button"


@dataclass(frozen=True, kw_only=True)
class Service:
    """Where it lies, and what 花子 does on its pages. `acr`: the level she signs in with."""

    url: str
    sign_in: Callable[..., None]
    stop: Callable[[Device], None]


def at_demo(seen: Device, *, acr: str = "aal3") -> None:
    seen.hands.tick(seen.page.locator("#person-hanako"))
    seen.hands.tick(seen.page.locator(f"#acr-{acr}"))
    seen.hands.fill(seen.page.locator("#pin"), SIGN_IN_PIN)
    seen.hands.press(seen.page.locator("button[value=sign_in]"))
    if "/account/" not in seen.page.url and "/a/" not in seen.page.url:
        seen.hands.press(seen.page.locator("button[value=hand_over]"))


def stop_at_demo(seen: Device) -> None:
    seen.hands.press(seen.page.locator("button[value=cancel]"))


def at_other(seen: Device, *, acr: str = "aal3") -> None:
    seen.hands.fill(seen.page.locator("[name=acr]"), acr)
    seen.hands.press(seen.page.locator("button[value=yes]"))


def stop_at_other(seen: Device) -> None:
    seen.hands.press(seen.page.locator("button[value=no]"))


@pytest.fixture
def demo(layout: Layout) -> Service:
    return Service(url=layout.id_url, sign_in=at_demo, stop=stop_at_demo)


@pytest.fixture
def other(layout: Layout, tmp_path: Path) -> Iterator[Service]:
    """Takes the place of the demo's service, by one line of configuration."""
    require_other()
    port = free_port()
    url = f"http://other.localhost:{port}"
    client = tmp_path / "client.json"
    client.write_text(json.dumps(registration(layout)))
    process = subprocess.Popen(
        ["node", str(SERVER), str(port), str(client)],
        env=os.environ | {"OTHER_PROVIDER": str(INSTALLED)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    file = layout.portal_config.parent / "id-providers.toml"
    before = file.read_text()
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        issuer = f"{layout.id_url}/api/realms/main"
        assert issuer in before
        file.write_text(before.replace(issuer, url))
        yield Service(url=url, sign_in=at_other, stop=stop_at_other)
    finally:
        file.write_text(before)
        process.terminate()
        process.communicate(timeout=10)


def require_other() -> None:
    if shutil.which("node") is None:
        pytest.skip("NOT RUN: there is no Node; apt install nodejs npm")
    if not (INSTALLED / ".ready").exists():
        pytest.skip("NOT RUN: oidc-provider is not installed; tools/other_provider gets it from npm")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def registration(layout: Layout) -> dict[str, object]:
    """What the portal's operator hands in: the public key and the address to come back to."""
    key = ECKey.import_key((layout.portal_config.parent / CLIENT_KEY).read_bytes())
    public = key.as_dict(private=False) | {"kid": key.thumbprint(), "use": "sig", "alg": "ES256"}
    return {
        "client_id": CLIENT_ID,
        "redirect_uris": [f"{layout.portal_url}/account/oidc/digital_id/login/callback/"],
        "jwks": {"keys": [public]},
    }


@pytest.fixture(params=["demo", "other"])
def service(request: pytest.FixtureRequest) -> Service:
    found: Service = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def hanako(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Device]:
    with device(browser, name=f"service-{request.node.callspec.params['service']}") as seen:
        yield seen


def go_to_form(seen: Device, layout: Layout) -> None:
    """An anonymous start, up to the page that asks who she is."""
    seen.go(f"{layout.portal_url}/hibari/{FORM}/start")
    postcode = seen.page.locator("[name=postcode]")
    if postcode.count():
        seen.hands.fill(postcode, "000-0102")
    for _ in range(2):
        seen.hands.press(seen.page.locator("main .button.solid:not(.spoken)").last)
    assert "/identify" in seen.page.url
    seen.see("identify")


def leave_for(seen: Device, service: Service) -> None:
    seen.hands.press(seen.page.locator("button[name=method][value=digital_id]"))
    seen.page.wait_for_url(f"{service.url}/**")


def test_hanako_signs_in_to_an_account(layout: Layout, service: Service, hanako: Device) -> None:
    hanako.go(f"{layout.portal_url}/account/login/")
    hanako.hands.press(hanako.page.locator(SERVICE))
    hanako.page.wait_for_url(f"{service.url}/**")
    service.sign_in(hanako)
    hanako.page.wait_for_url(f"{layout.portal_url}/account/")
    hanako.see("account")


def test_hanako_shows_in_a_form_who_she_is(layout: Layout, service: Service, hanako: Device) -> None:
    go_to_form(hanako, layout)
    leave_for(hanako, service)
    service.sign_in(hanako)
    hanako.page.wait_for_url(f"{layout.portal_url}/hibari/a/**")
    assert "/identify" not in hanako.page.url
    hanako.see("filled")
    assert "山田" in hanako.text()
    assert "花子" in hanako.text()


def test_hanako_signs_in_without_her_card_and_is_told_the_way_forward(
    layout: Layout, service: Service, hanako: Device
) -> None:
    go_to_form(hanako, layout)
    leave_for(hanako, service)
    service.sign_in(hanako, acr="aal2")
    hanako.page.wait_for_url(f"{layout.portal_url}/hibari/a/**/identify**")
    assert "必要な確かさに届きませんでした" in hanako.text()
    hanako.see("too-weak")
    leave_for(hanako, service)


def test_hanako_stops_there_and_finds_her_draft_as_it_was(
    layout: Layout, service: Service, hanako: Device
) -> None:
    go_to_form(hanako, layout)
    leave_for(hanako, service)
    service.stop(hanako)
    hanako.page.wait_for_url(f"{layout.portal_url}/hibari/a/**/identify**")
    assert "何も受け取っていません" in hanako.text()
    hanako.see("stopped")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_an_address_of_an_earlier_sign_in_tells_how_to_begin_again(
    layout: Layout, browser: Browser, viewport: dict[str, int]
) -> None:
    with device(browser, name=f"old-callback-{viewport['width']}", viewport=viewport) as seen:
        seen.go(f"{layout.portal_url}/account/oidc/digital_id/login/callback/?state=old&code=old")
        seen.see("failed")
        assert "もう一度始めてください" in seen.text()
        seen.hands.press(seen.page.get_by_role("link", name="ログインの方法を選ぶ"))
        assert seen.page.url == f"{layout.portal_url}/account/login/"
