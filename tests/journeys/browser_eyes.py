"""What every browser test does with a page it meets: check it, and keep a picture of it for people.

Pages shown without script are checked in a mirror: a second window with script gets the same HTML and
runs axe on it, because axe itself cannot run where script is off.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Browser, BrowserContext, Page, Response, Route
from tests.journeys.browser_hands import Hands, Mouse

AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN_AXE = (
    "tags => axe.run({runOnly: tags, resultTypes: ['violations']})"
    ".then(run => run.violations.map(v => [v.id, v.nodes.map(n => n.html).slice(0, 3)]))"
)
TOO_WIDE = """() => {
  const root = document.documentElement, wide = root.scrollWidth - root.clientWidth;
  if (wide <= 0) return "";
  const over = e => e.getBoundingClientRect().right > root.clientWidth;
  const out = [...document.querySelectorAll("body *")].filter(over);
  return `${wide} px: ` + out.slice(-3).map(e => e.outerHTML.slice(0, 120)).join(" | ");
}"""
PHONE, DESKTOP = {"width": 375, "height": 800}, {"width": 1280, "height": 900}


@dataclass(frozen=True, kw_only=True, slots=True)
class Device:
    """One person's window; `hands` are how they work it, `mirror` is where axe looks when script is off."""

    page: Page
    hands: Hands
    name: str
    mirror: Page | None = None

    def go(self, url: str) -> Response | None:
        return self.page.goto(url)

    def see(self, name: str) -> None:
        """No violation of WCAG 2.2 A or AA, and nothing that scrolls sideways."""
        if shots := os.environ.get("TODOKE_SHOTS"):
            self.page.screenshot(path=f"{shots}/{self.name}-{name}.png", full_page=True)
        shown = self.page if self.mirror is None else mirrored(self.page, self.mirror)
        assert not (wide := shown.evaluate(TOO_WIDE)), f"{self.name}: {name} scrolls sideways: {wide}"
        shown.evaluate(AXE)
        found = shown.evaluate(RUN_AXE, TAGS)
        assert not found, f"{self.name}: {name}: {found}"

    def text(self) -> str:
        return self.page.locator("main").inner_text()


def mirrored(page: Page, mirror: Page) -> Page:
    """The HTML that `page` shows now, in a window where axe can run; the site's own script stays out."""
    html = page.content()

    def answer(route: Route) -> None:
        if route.request.resource_type == "document":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif route.request.resource_type == "script":
            route.abort()
        else:
            route.continue_()

    mirror.route("**/*", answer)
    mirror.goto(page.url)
    mirror.unroute("**/*")
    return mirror


@contextmanager
def device(
    browser: Browser, *, name: str, viewport: dict[str, int] = PHONE, script: bool = True, **more: object
) -> Iterator[Device]:
    """A window of its own: no cookie of another one. `more`: language, hands."""
    hands = more.pop("hands", None) or Mouse()
    language = {"locale": str(more.pop("language", "ja-JP")), "viewport": viewport}
    context = browser.new_context(java_script_enabled=script, accept_downloads=True, **language)
    beside: BrowserContext | None = None if script else browser.new_context(**language)
    page = context.new_page()
    page.set_default_timeout(15_000)
    try:
        mirror = None if beside is None else beside.new_page()
        yield Device(page=page, hands=hands, name=name, mirror=mirror)
    finally:
        context.close()
        if beside is not None:
            beside.close()
