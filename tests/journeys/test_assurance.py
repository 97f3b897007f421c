"""A worksheet in a real browser: 佐藤 fills it in, 渡邉 decides, the document is printed.

At phone and desktop width, with script and without; every page met is checked by axe.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.journeys import browser_office as office
from tests.journeys.browser_eyes import DESKTOP, PHONE, Device, device
from tests.journeys.browser_pdf import text_of

from todoke.cli.layout import Layout

pytestmark = pytest.mark.browser
STEPS = ("redesign", "harms", "methods", "measures", "residual")
WAYS = {
    "desktop with script": ("ltc_card", DESKTOP, True),
    "phone without script": ("pregnancy_notice", PHONE, False),
}
REASON = "再交付した証を郵便受けから取られると、本人確認に使われます。"


@pytest.mark.parametrize(("procedure", "viewport", "script"), WAYS.values(), ids=WAYS.keys())
def test_a_worksheet_is_filled_decided_and_printed(
    browser: Browser,
    layout: Layout,
    tmp_path: Path,
    *,
    procedure: str,
    viewport: dict[str, int],
    script: bool,
) -> None:
    kind = {"viewport": viewport, "script": script}
    with device(browser, name=f"{viewport['width']}-sato", **kind) as sato:
        office.sign_in(sato, layout, login="sato")
        fill_in(sato, layout, procedure)
    with device(browser, name=f"{viewport['width']}-watanabe", **kind) as watanabe:
        office.sign_in(watanabe, layout, login="watanabe")
        decide_and_print(watanabe, layout, procedure, file=tmp_path / "worksheet.pdf")
    words = text_of(tmp_path / "worksheet.pdf").replace(" ", "").replace("\n", "")
    for expected in ("本人確認の保証レベル検討書", "決定済み", "渡邉", "佐藤", REASON):
        assert expected in words


def fill_in(sato: Device, layout: Layout, procedure: str) -> None:
    sato.go(f"{layout.office_url}/assurance/")
    sato.see("a1-overview")
    sato.go(f"{layout.office_url}/assurance/{procedure}/")
    sato.see("a2-proposal")
    sato.hands.press(sato.page.locator('form[action$="/start"] button'))
    for number, step in enumerate(STEPS, start=1):
        assert sato.page.url.endswith(f"/edit/{step}")
        sato.see(f"a3-{number}-{step}")
        if step == "harms":
            sato.hands.fill(sato.page.locator("[name='safety.reason']"), "")
        sato.hands.press(sato.page.locator(".sheet-form > button"))
    sato.see("a4-check-missing")
    assert sato.page.locator("main form button").is_disabled()
    sato.hands.press(sato.page.locator(".error-summary a"))
    sato.hands.fill(sato.page.locator("[name='safety.reason']"), REASON)
    sato.hands.press(sato.page.locator(".sheet-form > button"))
    sato.go(sato.page.url.replace("/edit/methods", "/check"))
    sato.see("a5-check")
    sato.hands.press(sato.page.locator("main form button"))
    sato.see("a6-handed-in")


def decide_and_print(watanabe: Device, layout: Layout, procedure: str, *, file: Path) -> None:
    watanabe.go(f"{layout.office_url}/assurance/?only=decide")
    watanabe.see("b1-waiting")
    watanabe.hands.press(watanabe.page.locator(f'main a[href$="/{procedure}/"]'))
    watanabe.hands.press(watanabe.page.locator(".buttons a").first)
    watanabe.see("b2-to-decide")
    watanabe.hands.fill(watanabe.page.locator("[name=remark]"), "")
    watanabe.hands.press(watanabe.page.locator('form[action$="/return"] button'))
    watanabe.see("b3-no-remark")
    watanabe.hands.press(watanabe.page.locator('form[action$="/approve"] button'))
    watanabe.see("b4-approved")
    with watanabe.page.expect_download() as download:
        watanabe.hands.toggle(watanabe.page.locator('main a[href$="worksheet.pdf"]'))
    download.value.save_as(file)
    watanabe.go(f"{layout.office_url}/assurance/method-table/")
    watanabe.see("b5-methods")
    watanabe.go(f"{layout.office_url}/assurance/method-table/change")
    watanabe.see("b6-change-methods")
