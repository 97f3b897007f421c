"""A resident and a caseworker in a real browser: phone and desktop, with and without script, by keyboard.

Every page met is checked by axe against WCAG 2.2 A and AA; screenshots go to $TODOKE_SHOTS when it is set.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from todoke.cli import trial
from todoke.cli.layout import Layout

pytestmark = pytest.mark.browser
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE, DESKTOP = {"width": 375, "height": 800}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("NOT RUN: there is no Chromium; apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


def inspect(page: Page, name: str) -> None:
    """No violation, nothing that scrolls sideways; and a picture for people to look at."""
    if shots := os.environ.get("TODOKE_SHOTS"):
        page.screenshot(path=f"{shots}/{name}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} scrolls sideways by {wide} px"
    page.evaluate(AXE)
    found = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == [], name


def fill(page: Page) -> None:
    for name, value in trial.ANSWERS.items():
        for one in [value] if isinstance(value, str) else value:
            box = page.locator(f'main [name="{name}"]')
            if not box.count():
                continue
            if box.first.get_attribute("type") in ("radio", "checkbox"):
                page.locator(f'main [name="{name}"][value="{one}"]').check()
            else:
                box.first.fill(one)
    if page.locator("main input[type=file]").count():
        picture = {"name": "ie.jpg", "mimeType": "image/jpeg", "buffer": trial.photo()}
        page.locator("main input[type=file]").first.set_input_files(picture)


def apply(page: Page, layout: Layout, *, name: str, check_pages: bool) -> str:
    """From the towns to the receipt page; the receipt number shown."""
    for number, path in enumerate(("/", "/hibari/", "/hibari/disaster_certificate/")):
        page.goto(layout.portal_url + path)
        if check_pages:
            inspect(page, f"{name}-0{number}")
    page.goto(layout.portal_url + "/hibari/disaster_certificate/start")
    for number in range(3, 20):
        if check_pages:
            inspect(page, f"{name}-{number:02d}")
        if "/receipt" in page.url:
            return trial_receipt(page)
        if page.url.endswith("/key"):
            page.locator("main a.button:not(.outline)").first.click()
            continue
        fill(page)
        page.locator("main form button.button.solid").last.click()
    raise AssertionError(f"no receipt page; the last one was {page.url}")


def trial_receipt(page: Page) -> str:
    return page.locator(".receipt-number").first.inner_text().strip().replace("-", "")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_hanako_applies(browser: Browser, layout: Layout, viewport: dict[str, int], script: bool) -> None:
    context = browser.new_context(viewport=viewport, locale="ja-JP", java_script_enabled=script)
    page = context.new_page()
    receipt = apply(page, layout, name=f"apply-{viewport['width']}", check_pages=script)
    assert len(receipt) == 14
    page.goto(page.url.split("/receipt")[0] + "/status")
    if script:
        inspect(page, f"status-{viewport['width']}")
    context.close()


def test_lan_reads_the_pages_in_english(browser: Browser, layout: Layout) -> None:
    context = browser.new_context(viewport=PHONE, locale="en-GB")
    page = context.new_page()
    page.goto(layout.portal_url + "/hibari/disaster_certificate/")
    assert "Certificate of disaster damage" in page.locator("h1").inner_text()
    inspect(page, "english")
    context.close()


def test_an_empty_page_says_what_is_missing_and_leads_there(browser: Browser, layout: Layout) -> None:
    context = browser.new_context(viewport=PHONE, locale="ja-JP")
    page = context.new_page()
    page.goto(layout.portal_url + "/hibari/disaster_certificate/start")
    fill(page)
    page.locator("main form button.button.solid").last.click()
    page.locator("main a.button:not(.outline)").first.click()
    page.locator("main form button.button.solid").last.click()
    assert page.locator(".error-summary li").count() >= 3
    inspect(page, "errors")
    target = page.locator(".error-summary a").first.get_attribute("href") or ""
    assert page.locator(f'[id="{target.removeprefix("#")}"]').count() == 1
    context.close()


def press_through(page: Page) -> None:
    """Answer one page with Tab, Space, arrows and Enter only."""
    for _ in range(120):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "() => { const e = document.activeElement; return {tag: e.tagName, name: e.name || '', "
            "type: e.type || '', value: e.value || '', css: e.className || '', inMain: !!e.closest('main')} }"
        )
        if not here["inMain"]:
            continue
        answer = trial.ANSWERS.get(here["name"])
        if here["type"] in ("text", "tel", "email", "textarea") and isinstance(answer, str):
            page.keyboard.press("ControlOrMeta+a")
            page.keyboard.insert_text(answer)
        elif here["type"] == "radio" and answer:
            choose(page, str(answer))
        elif here["type"] == "checkbox" and here["value"] in (answer or []):
            page.keyboard.press("Space")
        elif "solid" in here["css"].split() or (here["tag"] == "A" and "button" in here["css"].split()):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"the page's button was not reached by Tab: {page.url}")


def choose(page: Page, wanted: str) -> None:
    page.keyboard.press("Space")
    for _ in range(12):
        if page.evaluate("() => document.activeElement.value") == wanted:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no option {wanted} by arrow keys")


def test_the_whole_form_is_filled_in_by_keyboard_alone(browser: Browser, layout: Layout) -> None:
    context = browser.new_context(viewport=DESKTOP, locale="ja-JP")
    page = context.new_page()
    page.goto(layout.portal_url + "/hibari/disaster_certificate/start")
    for _ in range(14):
        if "/receipt" in page.url:
            break
        press_through(page)
    assert len(trial_receipt(page)) == 14
    context.close()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_sato_finds_and_opens_the_case(browser: Browser, layout: Layout, viewport: dict[str, int]) -> None:
    receipt_page, _ = trial.apply_online(trial.portal_of(layout))
    receipt = trial.receipt_on(receipt_page)
    trial.wait_for(trial.find_case(trial.office_of(layout, "sato"), receipt), named="the case")
    accounts = {account["login"]: account for account in json.loads(layout.accounts_file.read_text())}
    context = browser.new_context(viewport=viewport, locale="ja-JP")
    page = context.new_page()
    page.goto(layout.office_url + "/login")
    inspect(page, f"login-{viewport['width']}")
    page.fill("[name=login]", "sato")
    page.fill("[name=password]", accounts["sato"]["password"])
    page.locator("main button[type=submit]").click()
    inspect(page, f"inbox-{viewport['width']}")
    page.goto(f"{layout.office_url}/?query={receipt}")
    page.locator("main table a").first.click()
    assert "山田 花子" in page.locator("main").inner_text()
    inspect(page, f"case-{viewport['width']}")
    context.close()
