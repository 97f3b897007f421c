"""What 鈴木 does in the studio: chooses a part in the list, fills its form, saves. She never sees YAML."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass

from PIL import Image
from playwright.sync_api import FrameLocator, Locator
from tests.journeys.browser_eyes import DESKTOP, PHONE, Device

BY_NAME = '#thing-form [name="{}"]'


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """One text in the three languages the studio asks for."""

    ja: str
    plain: str
    en: str


def words(ja: str, plain: str, en: str) -> Words:
    return Words(ja=ja, plain=plain, en=en)


def see_both(at: Device, name: str) -> None:
    """On her screen and, with the same page, as narrow as a phone."""
    at.see(name)
    at.page.set_viewport_size(PHONE)
    at.see(f"{name}-375")
    at.page.set_viewport_size(DESKTOP)


def picture(at: Device, name: str, *, of: Locator | None = None) -> None:
    """For the how-to (docs/images): one screen, small enough to be read over a slow line."""
    shots = os.environ.get("TODOKE_SHOTS")
    if not shots:
        return
    if of is not None:
        of.first.evaluate("e => e.scrollIntoView({block: 'center'})")
    image = Image.open(io.BytesIO(at.page.screenshot())).convert("RGB")
    image.thumbnail((960, 960))
    image.quantize(96).save(f"{shots}/how-to-{name}.png", optimize=True)


def box(at: Device, name: str) -> Locator:
    """An input of the open form; what is folded away is opened first."""
    found = at.page.locator(BY_NAME.format(name))
    folded = at.page.locator("#thing-form details.more:not([open]) > summary")
    if found.count() and folded.count() and not found.first.is_visible():
        at.hands.toggle(folded)
    return found


def say(at: Device, name: str, said: Words) -> None:
    for language in ("ja", "plain", "en"):
        at.hands.fill(box(at, f"{name}.{language}").first, getattr(said, language))


def fill(at: Device, name: str, text: str) -> None:
    at.hands.fill(box(at, name).first, text)


def pick(at: Device, name: str, label: str) -> None:
    """An option by the words an author reads."""
    found = box(at, name).first
    value = found.locator("option", has_text=label).first.get_attribute("value")
    at.hands.pick(found, value or "")


def tick(at: Device, name: str, value: str) -> None:
    at.hands.tick(at.page.locator(f'{BY_NAME.format(name)}[value="{value}"]'))


def save(at: Device) -> None:
    at.hands.press(at.page.locator(".save-bar button:not([data-preview])"))
    no_complaint(at)


def no_complaint(at: Device) -> None:
    assert at.page.locator(".notification.error, .error-summary").count() == 0, at.text()[:600]


def part(at: Device, label: str) -> Locator:
    """A line of the list on the left."""
    return at.page.locator(".outline .line", has=at.page.locator(f'.line-words:text-is("{label}")')).first


def open_part(at: Device, label: str) -> None:
    at.hands.press(part(at, label))
    no_complaint(at)


def do(at: Device, action: str) -> None:
    """One of the buttons that add, move or remove; what is folded away is opened first."""
    button = at.page.locator(f'button[name="_do"][value="{action}"]').first
    folded = at.page.locator("details.adding:not([open]) > summary")
    if folded.count() and not button.is_visible():
        at.hands.toggle(folded)
    at.hands.press(button)
    no_complaint(at)


def press_small(at: Device, button: str) -> None:
    at.hands.press(at.page.locator(f'button[name="_press"][value="{button}"]'))


def ask(at: Device, kind: str, said: Words) -> None:
    """One more question in the open place, with its words; saved."""
    do(at, f"add:field:{kind}")
    say(at, "label", said)
    save(at)


def only_when(at: Device, name: str, question: str, *, answer: str) -> None:
    """“In these cases only”: [question] is [answer], from the menus."""
    tick(at, f"{name}.mode", "menu")
    subject = box(at, f"{name}.0.subject").first
    value = subject.locator("option", has_text=question).first.get_attribute("value")
    with at.page.expect_navigation():
        subject.select_option(value)
    found = box(at, f"{name}.0.value")
    if found.first.get_attribute("type") == "checkbox":
        at.hands.tick(at.page.locator(".ticks label", has_text=answer).locator("input"))
    else:
        pick(at, f"{name}.0.value", answer)


def list_texts(at: Device, name: str, texts: tuple[Words, ...]) -> None:
    for number, said in enumerate(texts):
        press_small(at, f"add:{name}")
        say(at, f"{name}.{number}", said)


def preview(at: Device) -> FrameLocator:
    return at.page.frame_locator('iframe[name="preview"]')


def notes(at: Device) -> tuple[str, ...]:
    return tuple(at.page.locator(".thing .notes > li").all_inner_texts())
