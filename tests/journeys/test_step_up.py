"""From an anonymous beginning to a signed claim in the office, in a real browser with the demo ID service."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.journeys import browser_office as office
from tests.journeys.browser_eyes import DESKTOP, PHONE, Device, device
from tests.journeys.browser_resident import next_button

from todoke.catalogue import shipped
from todoke.cli.layout import Layout
from todoke.core.procedures.load import load_definition
from todoke.demo_id.people import SIGN_IN_PIN, SIGNING_PIN

pytestmark = pytest.mark.browser

CLAIM = load_definition(shipped()["child_allowance_claim"], file="child_allowance_claim")
LANS = next(one.answers for one in CLAIM.examples if one.stopped is None)
SIZES = {"375": PHONE, "1280": DESKTOP}


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Device]]:
    with ExitStack() as stack:
        yield lambda name, **more: stack.enter_context(device(browser, name=name, **more))


def begin(at: Device, layout: Layout) -> str:
    """An application without a name; its address."""
    at.go(f"{layout.portal_url}/hibari/child_allowance_claim/")
    at.see("51-procedure")
    at.hands.press(next_button(at))
    at.hands.press(next_button(at))
    base = at.page.url.removesuffix("key")
    at.hands.press(next_button(at))
    return base


def fill(at: Device, answers: Mapping[str, Any]) -> None:
    """Every box of this page that is open; what the register has filled has none."""
    step = CLAIM.step(at.page.url.rsplit("/", 1)[1].partition("?")[0].partition("#")[0])
    for question in step.fields:
        if question.component in {"file", "group"} or question.id not in answers:
            continue
        for name, values in question.inputs(answers[question.id], question.id).items():
            _type(at, name, values[-1])


def _type(at: Device, name: str, value: str) -> None:
    if name.endswith(".sealed"):
        name, value = name.removesuffix(".sealed"), "123456789018"
    box = at.page.locator(f'main [name="{name}"]')
    if not box.count() or not value:
        return
    if box.first.get_attribute("type") in {"radio", "checkbox"}:
        at.hands.tick(at.page.locator(f'main [name="{name}"][value="{value}"]'))
    elif box.first.evaluate("e => e.tagName") == "SELECT":
        at.hands.pick(box.first, value)
    else:
        at.hands.fill(box.first, value)


def sign_in(at: Device, person: str, *, acr: str = "aal3", without: tuple[str, ...] = ()) -> None:
    """At the ID service, from the form's page that asks and back to the form."""
    next_button(at).click()
    at.page.wait_for_url("http://id.localhost:*/**")
    if at.page.locator("[name=person]").count():
        at.hands.tick(at.page.locator(f'[name=person][value="{person}"]'))
        at.hands.tick(at.page.locator(f'[name=acr][value="{acr}"]'))
        at.hands.fill(at.page.locator("[name=pin]"), SIGN_IN_PIN)
        press_act(at, "sign_in")
    if at.page.locator("[name=act][value=hand_over]").count():
        for scope in without:
            at.page.locator(f'[name=hand_over][value="{scope}"]').uncheck()
        press_act(at, "hand_over")


def press_act(at: Device, act: str) -> None:
    at.hands.press(at.page.locator(f'[name=act][value="{act}"]'))


def walk_to_who(at: Device, layout: Layout) -> str:
    base = begin(at, layout)
    assert "本人確認：まだ" in at.text()
    fill(at, LANS)
    at.hands.press(next_button(at))
    assert at.page.url.endswith("/identify?to=claimant")
    return base


@pytest.mark.parametrize("size", SIZES)
def test_lan_begins_without_a_name_shows_who_she_is_signs_and_the_office_reads_it(
    size: str, layout: Layout, opened: Callable[..., Device]
) -> None:
    lan = opened(f"step-up-{size}", viewport=SIZES[size], script=size == "1280")
    base = walk_to_who(lan, layout)
    lan.see("52-identify")
    sign_in(lan, "lan")
    lan.page.wait_for_url(f"{base}s/claimant")
    lan.see("53-verified")
    assert lan.text().count("✓ 確認済み") == 3
    assert "NGUYEN THI LAN" in lan.text()
    walk_on(lan)
    lan.see("54-check")
    assert "本人確認：マイナアプリ" in lan.text()
    lan.hands.tick(lan.page.locator("#declared"))
    sign(lan)
    lan.page.wait_for_url(f"{base}receipt")
    lan.see("56-receipt")
    receipt = lan.page.locator(".receipt-number").first.inner_text().strip().replace("-", "")
    suzuki = opened(f"step-up-office-{size}", viewport=DESKTOP)
    office.sign_in(suzuki, layout, login="suzuki")
    office.find_case(suzuki, layout, receipt)
    suzuki.see("57-case")
    assert "本人確認" in suzuki.text() and "NGUYEN THI LAN" in suzuki.text()


def walk_on(at: Device) -> None:
    """The rest of the form, from lan's example."""
    for _ in range(12):
        if at.page.url.endswith("/check"):
            return
        fill(at, LANS)
        if at.page.url.endswith("/s/children"):
            add_child(at)
        at.hands.press(next_button(at))
        assert at.page.locator("#error-summary").count() == 0, at.text()
    raise AssertionError(at.page.url)


def add_child(at: Device) -> None:
    if not at.page.locator('[name="children.0.relation"]').count():
        at.hands.press(at.page.locator("button[name=add_row]"))
    group = CLAIM.field("children")
    for name, values in group.inputs(LANS["children"], "children").items():
        _type(at, name, values[-1])


def sign(at: Device) -> None:
    next_button(at).click()
    at.page.wait_for_url("http://id.localhost:*/**")
    at.see("55-sign")
    at.hands.fill(at.page.locator("[name=pin]"), SIGNING_PIN)
    press_act(at, "sign")


def test_an_address_that_is_declined_is_asked_in_the_form(
    layout: Layout, opened: Callable[..., Device]
) -> None:
    ichiro = opened("step-up-declined")
    base = walk_to_who(ichiro, layout)
    sign_in(ichiro, "ichiro", without=("address",))
    ichiro.page.wait_for_url(f"{base}s/claimant")
    ichiro.see("61-declined")
    assert ichiro.text().count("✓ 確認済み") == 2
    assert "この内容は受け取っていません" in ichiro.text()
    assert ichiro.page.locator('[name="claimant_address.city"]').is_visible()


def test_a_name_whose_characters_the_card_replaces_is_written_her_own_way(
    layout: Layout, opened: Callable[..., Device]
) -> None:
    megumi = opened("step-up-replaced")
    base = walk_to_who(megumi, layout)
    sign_in(megumi, "megumi")
    megumi.page.wait_for_url(f"{base}s/claimant")
    megumi.see("65-replaced")
    assert "別の字に置きかえられています" in megumi.text()
    megumi.hands.fill(megumi.page.locator('[name="claimant_name.name"]'), "髙橋　恵")
    megumi.hands.press(next_button(megumi))
    assert "登録の内容（" not in megumi.text(), "her own character is no other name"


def test_a_sign_in_that_is_too_weak_is_refused_and_the_form_shows_the_ways(
    layout: Layout, opened: Callable[..., Device]
) -> None:
    lan = opened("step-up-weak")
    walk_to_who(lan, layout)
    sign_in(lan, "lan", acr="aal2")
    lan.page.wait_for_url("**/identify?*")
    lan.see("62-too-weak")
    assert lan.page.locator(".notification.error").is_visible()
    assert "窓口" in lan.text()
    assert next_button(lan).is_visible()


def test_who_hands_over_nothing_and_goes_back_finds_the_form(
    layout: Layout, opened: Callable[..., Device]
) -> None:
    lan = opened("step-up-cancelled")
    base = walk_to_who(lan, layout)
    next_button(lan).click()
    lan.page.wait_for_url("http://id.localhost:*/**")
    press_act(lan, "cancel")
    lan.page.wait_for_url("**/identify?*")
    lan.see("63-cancelled")
    lan.go(f"{base}s/beginning")
    assert lan.page.locator('[name=claimant_kind][value="parent"]').is_checked()


def test_another_person_in_the_middle_of_a_draft_chooses(
    layout: Layout, opened: Callable[..., Device]
) -> None:
    """Hanako sits down at a window with lan's draft, which still shows the page that asks."""
    lan, second = opened("step-up-other"), opened("step-up-second")
    base = walk_to_who(lan, layout)
    second.page.context.add_cookies(
        [one for one in lan.page.context.cookies([base]) if one["name"] == "todoke_key"]
    )
    second.go(f"{base}identify?to=claimant")
    sign_in(lan, "lan")
    lan.page.wait_for_url(f"{base}s/claimant")
    sign_in(second, "hanako")
    second.page.wait_for_url(f"{base}other-person/*")
    second.see("64-other-person")
    second.hands.press(next_button(second))
    lan.go(f"{base}s/claimant")
    assert "NGUYEN THI LAN" in lan.text()
    assert "山田" not in lan.text()
