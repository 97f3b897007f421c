"""Every page beside the whole way: drafts, the wrong town, e-mail, withdrawal, settings, errors, lists.

Each is checked by axe (WCAG 2.2 A and AA) and for sideways scrolling, at phone and at desktop width.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from urllib.parse import unquote

import httpx
import pytest
from playwright.sync_api import Browser, Route
from tests.journeys import browser_office as office
from tests.journeys import browser_resident as resident
from tests.journeys.browser_eyes import DESKTOP, PHONE, Device, device

from todoke.cli import trial
from todoke.cli.layout import Layout
from todoke.cli.pages import Page, Walker

pytestmark = pytest.mark.browser
FORM = "/hibari/disaster_certificate/"
ELSEWHERE = {
    "house_address.postcode": "000-0201",
    "house_address.city": "森野町",
    "house_address.town": "森野",
}
NARROW = {"width": 320, "height": 640}
TWICE_AS_LARGE = "document.documentElement.style.fontSize = '200%'"
ANOTHER_ADDRESS = "127.0.0.9"  # the limits count by address; the people of the other tests keep theirs
TRIES = 25


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def hanako(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Device]:
    with device(browser, name=f"{request.param['width']}-pages", viewport=request.param) as window:
        yield window


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def sato(browser: Browser, request: pytest.FixtureRequest, layout: Layout) -> Iterator[Device]:
    with device(browser, name=f"{request.param['width']}-office", viewport=request.param) as window:
        office.sign_in(window, layout, login="sato")
        yield window


@pytest.fixture(scope="module")
def applied(layout: Layout) -> tuple[Walker, Page]:
    """An application sent without a browser, and who sent it."""
    walker = trial.portal_of(layout)
    return walker, trial.apply_online(walker)[0]


def lend(walker: Walker, window: Device, layout: Layout) -> None:
    """The cookies of this walker, in this window: the same device as it were."""
    window.page.context.add_cookies(
        [
            {"name": one.name, "value": one.value or "", "domain": "portal.localhost", "path": one.path}
            for one in walker.client.cookies.jar
        ]
    )


def test_a_draft_is_found_again_and_deleted(hanako: Device, layout: Layout) -> None:
    hanako.go(layout.portal_url + FORM + "start")
    resident.begin(hanako, stumbling=False)
    own = re.sub(r"/s/.*", "/", hanako.page.url)
    hanako.go(layout.portal_url + "/hibari/")
    hanako.see("town-with-drafts")
    assert hanako.page.locator(f'main a[href="{own.removeprefix(layout.portal_url)}"]').count() == 1
    hanako.go(own + "delete")
    hanako.see("delete")
    hanako.hands.press(resident.next_button(hanako))
    hanako.see("deleted")
    response = hanako.go(own + "check")
    assert response is not None
    assert response.status == 404
    hanako.see("gone")


def test_a_house_in_another_town_leads_there_with_the_answers(hanako: Device, layout: Layout) -> None:
    hanako.go(layout.portal_url + FORM + "start")
    hanako.hands.fill(hanako.page.locator("[name=postcode]"), "000-0201")
    hanako.hands.press(resident.next_button(hanako))
    assert "森野町" in hanako.page.locator("h1").inner_text()
    hanako.see("start-elsewhere")
    hanako.go(layout.portal_url + FORM + "start")
    resident.begin(hanako, stumbling=False)
    for _ in range(2):
        resident.answer(hanako, {**trial.ANSWERS, **ELSEWHERE})
        hanako.hands.press(resident.next_button(hanako))
    assert "森野町" in hanako.page.locator("h1").inner_text()
    hanako.see("elsewhere")
    hanako.hands.press(resident.next_button(hanako))
    assert "/morino/" in hanako.page.url
    hanako.see("elsewhere-key")


def test_household_rows_and_the_postcode_button(hanako: Device, layout: Layout) -> None:
    hanako.go(layout.portal_url + FORM + "start")
    resident.begin(hanako, stumbling=False)
    resident.answer(hanako, trial.ANSWERS)
    hanako.hands.press(resident.next_button(hanako))
    hanako.hands.press(hanako.page.locator("button[name=add_row]"))
    hanako.hands.fill(hanako.page.locator('[name="house_address.postcode"]'), "000-0103")
    hanako.hands.press(hanako.page.locator("button[name=lookup]"))
    assert hanako.page.locator('[name="house_address.city"]').input_value() == "ひばり市"
    hanako.see("house-rows")


def test_the_status_page_in_every_state(hanako: Device, layout: Layout) -> None:
    """The office's moves go without a browser here; the whole way makes them in one."""
    walker = trial.portal_of(layout)
    receipt_page, _ = trial.apply_online(walker)
    lend(walker, hanako, layout)
    hanako.go(receipt_page.url.replace(walker.base, layout.portal_url) + "?again=1")
    hanako.see("receipt-again")
    sato, tanaka = trial.office_of(layout, "sato"), trial.office_of(layout, "tanaka")
    case = trial.wait_for(trial.find_case(sato, trial.receipt_on(receipt_page)), named="the case")
    hanako.go(re.sub(r"/receipt.*", "/status", hanako.page.url))
    for who, move, words in (
        (None, "arrived", "役所に届きました。"),
        (sato, "accept", "役所が受け付けました。"),
        (sato, "start_review", "役所が内容を調べています。"),
        (sato, "propose", "役所が内容を調べています。"),
        (tanaka, "decide", "結果が決まりました。"),
        (sato, "issue", "書類をお渡ししました。"),
    ):
        if move == "propose":
            page = sato.get(case.path)
            values = {"outcome": "半壊", "reasons": "床上浸水 45cm"}
            sato.send(page, page.form(having="outcome"), values=values)
        elif who is not None:
            trial.move(who, case.path, move)
        office.wait_until(hanako, words)
        hanako.see(f"status-{move}")


def test_withdrawing_and_what_the_page_says_then(hanako: Device, layout: Layout) -> None:
    walker = trial.portal_of(layout)
    receipt_page, _ = trial.apply_online(walker)
    lend(walker, hanako, layout)
    own = receipt_page.url.replace(walker.base, layout.portal_url).removesuffix("receipt")
    hanako.go(own + "withdraw")
    hanako.see("withdraw")
    hanako.hands.fill(hanako.page.locator("[name=reason]"), "理由" * 300)
    hanako.hands.press(hanako.page.locator("main form button[type=submit]"))
    hanako.see("withdraw-wrong")
    assert hanako.page.locator("[name=reason]").input_value() == "理由" * 300
    hanako.hands.fill(hanako.page.locator("[name=reason]"), "まちがえて送りました。")
    hanako.hands.press(hanako.page.locator("main form button[type=submit]"))
    hanako.see("status-withdrawal-sent")
    office.wait_until(hanako, "取りやめました")
    hanako.see("status-withdrawn")
    hanako.go(own + "correct/1")
    hanako.see("nothing-to-correct")


def test_the_e_mail_address_is_proved_by_a_code(
    hanako: Device, layout: Layout, applied: tuple[Walker, Page]
) -> None:
    walker, receipt_page = applied
    lend(walker, hanako, layout)
    own = receipt_page.url.replace(walker.base, layout.portal_url).removesuffix("receipt")
    hanako.go(own + "email")
    hanako.see("email")
    submit = hanako.page.locator("main form:has([name=address]) button[type=submit]")
    hanako.hands.fill(hanako.page.locator("[name=address]"), "hanako")
    hanako.hands.press(submit)
    hanako.see("email-wrong")
    assert hanako.page.locator("[name=address]").input_value() == "hanako"
    hanako.hands.fill(hanako.page.locator("[name=address]"), f"hanako-{time.time_ns()}@example.jp")
    hanako.hands.press(submit)
    hanako.see("email-code")
    hanako.hands.fill(hanako.page.locator("[name=code]"), "12")
    hanako.hands.press(resident.next_button(hanako))
    hanako.see("email-code-wrong")
    hanako.hands.fill(hanako.page.locator("[name=code]"), code_in_mail(layout))
    hanako.hands.press(resident.next_button(hanako))
    assert "@example.jp" in hanako.text()
    hanako.see("status-with-email")
    hanako.go(own + "email")
    hanako.see("email-known")
    hanako.hands.press(hanako.page.locator("main form:not(:has([name=address])) button[type=submit]"))
    assert "@example.jp" not in hanako.text()


def code_in_mail(layout: Layout) -> str:
    """The newest code in the folder where the demo's mails go."""
    deadline, began = time.monotonic() + office.WAIT_SECONDS, time.time()
    while time.monotonic() < deadline:
        for file in sorted((layout.portal_config.parent / "mail").iterdir(), key=lambda one: one.name):
            found = re.search(r"(?<!\d)\d{6}(?!\d)", file.read_text())
            if found and file.stat().st_mtime > began - 5:
                file.unlink()
                return found.group()
        time.sleep(0.1)
    raise AssertionError("no mail with a code")


@pytest.mark.parametrize("theme", ["contrast", "dark"])
def test_colours_of_ones_choice(hanako: Device, layout: Layout, theme: str) -> None:
    hanako.go(layout.portal_url + "/display?back=" + FORM + "start")
    hanako.see("display")
    hanako.hands.tick(hanako.page.locator(f"#theme-{theme}"))
    hanako.hands.tick(hanako.page.locator("#size-largest"))
    hanako.hands.press(hanako.page.locator("main button[type=submit]"))
    assert hanako.page.locator("html").get_attribute("data-theme") == theme
    hanako.see(f"start-{theme}")
    resident.begin(hanako, stumbling=True)
    hanako.hands.press(resident.next_button(hanako))
    hanako.see(f"step-wrong-{theme}")


@pytest.mark.parametrize("language", ["English", "やさしい日本語"])
def test_the_pages_in_other_words(hanako: Device, layout: Layout, language: str) -> None:
    hanako.go(layout.portal_url + FORM)
    hanako.hands.press(hanako.page.get_by_role("button", name=language))
    words = "Certificate of disaster damage" if language == "English" else "家の被害の証明書"
    assert words in hanako.page.locator("h1").inner_text()
    hanako.see(f"procedure-{language}")
    hanako.hands.press(resident.next_button(hanako))
    resident.begin(hanako, stumbling=False)
    hanako.see(f"step-{language}")


@pytest.mark.parametrize("language", ["日本語", "やさしい日本語", "English"])
def test_the_pages_the_footer_promises(hanako: Device, layout: Layout, language: str) -> None:
    hanako.go(layout.portal_url + FORM)
    hanako.hands.press(hanako.page.get_by_role("button", name=language, exact=True))
    links = hanako.page.locator("footer a").evaluate_all("all => all.map(one => one.href)")
    assert len(links) == 4
    links.remove(f"{layout.portal_url}/account/")  # its own tests walk there
    for number, link in enumerate(links):
        hanako.go(link)
        assert "000-0000" in hanako.page.locator(".help").inner_text()
        hanako.see(f"about-{number}-{language}")


def test_an_error_leads_to_its_question(hanako: Device, layout: Layout) -> None:
    hanako.go(layout.portal_url + FORM + "start")
    resident.begin(hanako, stumbling=False)
    hanako.hands.press(resident.next_button(hanako))
    links = hanako.page.locator(".error-summary a")
    assert links.count() >= 3
    for target in links.evaluate_all("all => all.map(one => one.getAttribute('href'))"):
        assert hanako.page.locator(f'[id="{target.removeprefix("#")}"]').count() == 1


def test_pages_that_say_no(hanako: Device, layout: Layout) -> None:
    response = hanako.go(layout.portal_url + "/nowhere/at/all")
    assert response is not None
    assert response.status == 404
    hanako.see("404")
    address = layout.portal_url + "/hibari/open"
    answer = too_often(f"http://127.0.0.1:{layout.portal_port}/hibari/open", {"key": "0" * 24})

    def tell(route: Route) -> None:
        route.fulfill(status=answer.status_code, body=answer.text, content_type="text/html; charset=utf-8")

    hanako.page.route(address, tell)
    hanako.go(address)
    assert "分" in hanako.text()
    hanako.see("429")


def too_often(url: str, values: dict[str, str]) -> httpx.Response:
    """The page a stranger at another address gets who tries too often."""
    host = {"Host": re.sub(r"http://127.0.0.1(:\d+).*", r"portal.localhost\1", url), "Accept-Language": "ja"}
    transport = httpx.HTTPTransport(local_address=ANOTHER_ADDRESS)
    with httpx.Client(transport=transport, headers=host, trust_env=False) as stranger:
        for _ in range(TRIES):
            token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', stranger.get(url).text)
            assert token is not None
            answer = stranger.post(url, data={**values, "csrfmiddlewaretoken": token.group(1)})
            if answer.status_code == 429:
                return answer
    raise AssertionError("tries were not limited")


@pytest.mark.parametrize("large", [False, True], ids=["as it is", "text at 200 %"])
def test_nothing_scrolls_sideways_on_a_narrow_phone(
    browser: Browser, layout: Layout, applied: tuple[Walker, Page], large: bool
) -> None:
    with device(browser, name="320-large" if large else "320", viewport=NARROW) as hanako:
        lend(applied[0], hanako, layout)
        hanako.go(layout.portal_url + FORM + "start")
        resident.begin(hanako, stumbling=False)
        resident.answer(hanako, trial.ANSWERS)
        for page in ("s/applicant", "s/damage", "check", "key"):
            hanako.go(re.sub(r"/a/([^/]+)/.*", rf"/a/\1/{page}", hanako.page.url))
            see_large(hanako, page.replace("/", "-"), large=large)
        for page in ("status", "receipt"):
            own = applied[1].url.replace(applied[0].base, layout.portal_url)
            hanako.go(own.replace("/receipt", f"/{page}"))
            see_large(hanako, page, large=large)


def see_large(at: Device, name: str, *, large: bool) -> None:
    if large:
        at.page.evaluate(TWICE_AS_LARGE)
    at.see(name)


def test_the_offices_lists_and_its_csv(sato: Device, layout: Layout, applied: tuple[Walker, Page]) -> None:
    receipt = trial.receipt_on(applied[1])
    office.find_case(sato, layout, receipt)
    pages = sato.page.locator("nav ul a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert "/register/" in pages
    for number, page in enumerate(pages, start=1):
        sato.go(layout.office_url + page)
        sato.see(f"list-{number}")
    office.search(sato, layout, "誰もいない")
    assert "誰" not in unquote(sato.page.url)
    sato.see("inbox-empty")
    sato.go(layout.office_url + "/?query=nobody")
    sato.see("inbox-words-in-address")
    sato.go(layout.office_url + "/cases/export")
    sato.see("export")
    response = sato.go(layout.office_url + "/nowhere")
    assert response is not None
    assert response.status == 404
    sato.see("404")
    for name, encoding in (("utf-8", "utf-8-sig"), ("cp932", "cp932")):
        sato.go(f"{layout.office_url}/cases/export?query={receipt}")
        form = sato.page.locator(f'main form:has(input[name=encoding][value="{name}"])')
        with sato.page.expect_download() as download:
            sato.hands.toggle(form.locator("button"))
        assert "山田" in download.value.path().read_bytes().decode(encoding)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<img src='/static/web/icon.svg'>", "image-alt"),
        ("<p style='width:2000px'>wide</p>", "scrolls sideways"),
        ("<p>fine</p>", None),
    ],
    ids=["a picture without words", "a wide line", "nothing wrong"],
)
def test_the_eyes_see_what_is_wrong(
    browser: Browser, layout: Layout, script: bool, body: str, told: str | None
) -> None:
    head = "<html lang='ja'><head><title>t</title><meta name='viewport' content='width=device-width'></head>"
    html = f"<!doctype html>{head}<body><main><h1>t</h1>{body}</main></body></html>"
    with device(browser, name="eyes", script=script) as window:
        window.page.route("**/*", lambda route: route.fulfill(body=html, content_type="text/html"))
        window.go(layout.portal_url + "/")
        if told is None:
            window.see("eyes")
            return
        with pytest.raises(AssertionError, match=told):
            window.see("eyes")
