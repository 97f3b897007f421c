"""What 花子 does at the portal, page by page."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import FilePayload, Locator
from tests.journeys.browser_eyes import Device

from todoke.cli import trial
from todoke.cli.layout import Layout

NOT_A_PHOTO: FilePayload = {"name": "ie.jpg", "mimeType": "image/jpeg", "buffer": b"<html>not a photo</html>"}


def photo(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": trial.photo()}


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """What 花子 has in her hand after sending: the number, the key, the page of her application."""

    receipt: str
    key: str
    status_url: str


def next_button(at: Device) -> Locator:
    """The page's one solid button."""
    return at.page.locator("main .button.solid:not(.spoken)").last


def answer(at: Device, answers: dict[str, str | list[str]]) -> None:
    """Fill in what this page asks, in the order of the page."""
    for name, value in answers.items():
        box = at.page.locator(f'main [name="{name}"]')
        if not box.count():
            continue
        kind = box.first.get_attribute("type")
        for one in [value] if isinstance(value, str) else value:
            if kind in ("radio", "checkbox"):
                at.hands.tick(at.page.locator(f'main [name="{name}"][value="{one}"]'))
            else:
                at.hands.fill(box.first, one)


def walk_to_start(at: Device, layout: Layout) -> None:
    """From the portal's first page to the page where an application begins."""
    at.go(layout.portal_url + "/")
    at.see("01-front")
    at.hands.press(at.page.get_by_role("link", name="ひばり市", exact=True))
    at.see("02-town")
    at.hands.press(at.page.get_by_role("link", name="罹災証明書の発行申請", exact=True))
    at.see("03-procedure")
    at.hands.press(next_button(at))
    at.see("04-start")


def begin(at: Device, *, stumbling: bool) -> str:
    """Begin the application; the key as it is shown."""
    if stumbling:
        at.hands.fill(at.page.locator("[name=postcode]"), "12")
        at.hands.press(next_button(at))
        at.see("05-start-wrong")
    at.hands.fill(at.page.locator("[name=postcode]"), "000-0102")
    at.hands.press(next_button(at))
    at.see("06-key")
    key = at.page.locator(".key-digits").inner_text()
    at.hands.press(next_button(at))
    return key


def walk_steps(at: Device, *, stumbling: bool) -> None:
    """Every page of questions, first with nothing on it where 花子 stumbles."""
    for number in range(1, 20):
        if at.page.url.endswith("/check"):
            return
        step = at.page.url.rsplit("/", 1)[-1]
        at.see(f"1{number}-{step}")
        if stumbling and step != "photos":
            at.hands.press(next_button(at))
            assert at.page.locator(".error-summary li").count() >= 1
            at.see(f"1{number}-{step}-wrong")
        if at.page.locator("main input[type=file]").count():
            add_photos(at, stumbling=stumbling)
        answer(at, trial.ANSWERS)
        at.hands.press(next_button(at))
    raise AssertionError(f"no check page; the last one was {at.page.url}")


def add_photos(at: Device, *, stumbling: bool) -> None:
    if stumbling:
        at.hands.attach(at.page.locator("#photos"), NOT_A_PHOTO)
        at.hands.press(at.page.locator("button[name=upload]"))
        assert at.page.locator("#photos-error").count() == 1
        at.see("14-photos-wrong")
    at.hands.attach(at.page.locator("#photos"), photo("genkan.jpg"))
    at.hands.press(at.page.locator("button[name=upload]"))
    assert "genkan.jpg" in at.text()
    at.see("14-photos-added")


def send(at: Device, *, key: str, stumbling: bool) -> Sent:
    """From the check page to the receipt."""
    at.see("21-check")
    assert "ヤマダ ハナコ" in at.text()
    if stumbling:
        at.hands.press(next_button(at))
        assert at.page.locator("#declared-error").count() == 1
        at.see("22-check-wrong")
    answer(at, {"electronic": "yes", "declared": "yes"})
    at.hands.press(next_button(at))
    at.see("23-receipt")
    receipt = at.page.locator(".receipt-number").first.inner_text().strip().replace("-", "")
    assert len(receipt) == 14
    return Sent(receipt=receipt, key=key, status_url=at.page.url.split("/receipt")[0] + "/status")


def apply(at: Device, layout: Layout, *, stumbling: bool = True) -> Sent:
    """The whole application, seen page by page."""
    walk_to_start(at, layout)
    key = begin(at, stumbling=stumbling)
    walk_steps(at, stumbling=stumbling)
    return send(at, key=key, stumbling=stumbling)


def open_with_key(at: Device, layout: Layout, sent: Sent, *, stumbling: bool = True) -> None:
    """On a device that knows nothing: the 24 digits, typed."""
    at.go(layout.portal_url + "/hibari/")
    at.hands.press(at.page.get_by_role("link", name="申請キーで続ける"))
    at.see("31-open")
    digits = "".join(mark for mark in sent.key if mark.isdigit())
    assert len(digits) == 24
    if stumbling:
        at.hands.fill(at.page.locator("#key"), digits[:-1] + str((int(digits[-1]) + 1) % 10))
        at.hands.press(next_button(at))
        assert at.page.locator("#key-error").count() == 1
        at.see("32-open-wrong")
    at.hands.fill(at.page.locator("#key"), digits)
    at.hands.press(next_button(at))
    assert at.page.url.endswith("/status")


def correct(at: Device, *, stumbling: bool = True) -> None:
    """Change what was asked and nothing else; a wrong answer first, after which nothing is lost."""
    at.hands.press(next_button(at))
    at.see("42-correct")
    asked = {"damage_description", "flood_depth_cm", "photos"}
    names = at.page.locator("main form [name]").evaluate_all(
        "all => all.filter(e => !['hidden', 'submit'].includes(e.type)).map(e => e.name)"
    )
    assert set(names) == asked
    assert at.page.locator("#flood_depth_cm").input_value() == "45"
    at.hands.fill(at.page.locator("#damage_description"), "床から60cmまで水が来ました。")
    if stumbling:
        at.hands.fill(at.page.locator("#flood_depth_cm"), "だいたい60")
        at.hands.attach(at.page.locator("#photos"), photo("fukasa.jpg"))
        at.hands.press(next_button(at))
        at.see("43-correct-wrong")
        assert at.page.locator("#flood_depth_cm-error").count() == 1
        assert at.page.locator("#damage_description").input_value() == "床から60cmまで水が来ました。"
        assert "fukasa.jpg" in at.text(), "the photo must not be chosen again"
    else:
        at.hands.attach(at.page.locator("#photos"), photo("fukasa.jpg"))
    at.hands.fill(at.page.locator("#flood_depth_cm"), "60")
    at.hands.press(next_button(at))
    assert at.page.url.endswith("/status")
