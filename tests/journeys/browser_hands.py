"""Two ways to work a page: mouse and typing, or the keyboard alone. A journey is written once for both."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from playwright.sync_api import FilePayload, Locator

MOST_TABS = 150
IS_HERE = "e => e === document.activeElement"
SAME_GROUP = "e => document.activeElement.type === 'radio' && document.activeElement.name === e.name"
SHOWS_FOCUS = """e => {
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
    && box.bottom > 0 && box.top < innerHeight;
}"""


class Hands(Protocol):
    def press(self, target: Locator) -> None:
        """Follow a link or press a button that leads to another page."""

    def toggle(self, target: Locator) -> None:
        """Press what stays on the page."""

    def fill(self, target: Locator, text: str) -> None: ...
    def tick(self, target: Locator) -> None: ...
    def pick(self, target: Locator, value: str) -> None: ...
    def set_day(self, target: Locator, day: date) -> None: ...
    def attach(self, target: Locator, file: FilePayload) -> None: ...


class Mouse:
    def press(self, target: Locator) -> None:
        with target.page.expect_navigation():
            target.click()

    def toggle(self, target: Locator) -> None:
        target.click()

    def fill(self, target: Locator, text: str) -> None:
        target.fill(text)

    def tick(self, target: Locator) -> None:
        target.check()

    def pick(self, target: Locator, value: str) -> None:
        target.select_option(value)

    def set_day(self, target: Locator, day: date) -> None:
        target.fill(day.isoformat())

    def attach(self, target: Locator, file: FilePayload) -> None:
        target.set_input_files(file)


class Keyboard:
    """Tab, Space, Enter, arrows and letters; whatever takes the focus must show it."""

    def reach(self, target: Locator, *, arrived: str = IS_HERE) -> None:
        for _ in range(MOST_TABS):
            if target.evaluate(arrived):
                here = target.page.locator("*:focus")
                assert here.evaluate(SHOWS_FOCUS), f"no visible focus: {here.evaluate('e => e.outerHTML')}"
                return
            target.page.keyboard.press("Tab")
        raise AssertionError(f"not reached by Tab on {target.page.url}: {target}")

    def press(self, target: Locator) -> None:
        self.reach(target)
        with target.page.expect_navigation():
            target.page.keyboard.press("Enter")

    def toggle(self, target: Locator) -> None:
        self.reach(target)
        target.page.keyboard.press("Enter")

    def fill(self, target: Locator, text: str) -> None:
        self.reach(target)
        target.page.keyboard.press("ControlOrMeta+a")
        if text:
            target.page.keyboard.insert_text(text)
        else:
            target.page.keyboard.press("Delete")
        assert target.input_value() == text

    def tick(self, target: Locator) -> None:
        if target.get_attribute("type") == "radio":
            self._choose(target)
        elif not target.is_checked():
            self.reach(target)
            target.page.keyboard.press("Space")
        assert target.is_checked()

    def _choose(self, target: Locator) -> None:
        """A group of radio buttons is one stop of Tab; arrows move inside it."""
        self.reach(target, arrived=SAME_GROUP)
        target.page.keyboard.press("Space")
        for _ in range(12):
            if target.evaluate(IS_HERE):
                return
            target.page.keyboard.press("ArrowDown")

    def pick(self, target: Locator, value: str) -> None:
        self.reach(target)
        target.page.keyboard.press("Home")
        for _ in range(30):
            if target.input_value() == value:
                return
            target.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no option {value} by arrow keys")

    def set_day(self, target: Locator, day: date) -> None:
        """The date box has a part each for month, day and year, in the browser's own order."""
        self.reach(target)
        parts = (f"{day:%m}", f"{day:%d}", f"{day:%Y}")
        for part in parts:
            target.page.keyboard.type(part)
        assert target.input_value() == day.isoformat()

    def attach(self, target: Locator, file: FilePayload) -> None:
        with target.page.expect_file_chooser() as chooser:
            self.reach(target)
            target.page.keyboard.press("Enter")
        chooser.value.set_files(file)
