"""A new author in the studio: 鈴木 never saw YAML and makes 犬の登録 from nothing; 花子 applies at once.

Four eyes are tried from the forbidden side first. Every page is checked by axe at both widths; screenshots
go to $TODOKE_SHOTS when it is set.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect
from tests.journeys import browser_dogs as dogs
from tests.journeys import browser_office as office
from tests.journeys import browser_resident as resident
from tests.journeys import browser_studio as studio
from tests.journeys.browser_eyes import DESKTOP, PHONE, Device, device
from tests.journeys.browser_hands import Keyboard
from tests.journeys.browser_pdf import text_of

from todoke.cli.layout import Layout

pytestmark = pytest.mark.browser
OWNER = {
    "applicant_name.name": "山田 花子",
    "applicant_name.kana": "ヤマダ ハナコ",
    "applicant_address.postcode": "000-0102",
    "applicant_address.prefecture": "霧原県",
    "applicant_address.city": "ひばり市",
    "applicant_address.town": "朝日町",
    "applicant_address.block": "2-3",
    "applicant_phone": "000-0000-0111",
}
TWO_DOGS = (("ポチ", "柴犬", ("2025", "4", "1"), "いいえ"), ("ハナ", "雑種", ("2024", "12", "24"), "はい"))
CERTIFICATE = "shoumeisho.jpg"
REMARK = "写真の質問に、何を写すかを書き足してください。"
Open = Callable[..., Device]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Opens one person's window after the other."""
    with ExitStack() as stack:

        def one(who: str, **kind: object) -> Device:
            kind = {"viewport": DESKTOP, **kind}
            return stack.enter_context(device(browser, name=f"studio-{who}", **kind))

        yield one


def test_suzuki_makes_a_procedure_and_hanako_applies_for_it(
    opened: Open, layout: Layout, tmp_path: Path
) -> None:
    suzuki = opened("a-suzuki")
    visited: list[str] = []
    suzuki.page.on("framenavigated", lambda frame: visited.append(frame.url))
    office.sign_in(suzuki, layout, login="suzuki")
    address = begin(suzuki)
    read_what_is_in_the_way(suzuki)
    leave_the_name_out(suzuki)
    dogs.describe(suzuki)
    dogs.describe_office(suzuki)
    dogs.name_outcomes(suzuki)
    dogs.ask_about_dogs(suzuki)
    dogs.ask_about_the_vaccination(suzuki)
    dogs.work_out_the_fee(suzuki)
    keep_examples(suzuki)
    nothing_left_to_mend(suzuki, address)
    watanabe = opened("b-watanabe")
    office.sign_in(watanabe, layout, login="watanabe", anew=True)
    review_with_four_eyes(suzuki, watanabe, address)
    publish(watanabe)
    hanako = opened("c-hanako", viewport=PHONE)
    receipt = apply_with_two_dogs(hanako, layout)
    read_the_case(suzuki, layout, receipt, folder=tmp_path)
    assert address in visited
    assert not [url for url in visited if "yaml" in url], "she never saw YAML"


def begin(at: Device) -> str:
    """From the list to the empty form; a procedure without a name is refused first."""
    at.hands.press(at.page.locator('nav a[href="/studio/"]'))
    studio.see_both(at, "04-list")
    at.hands.press(at.page.get_by_role("link", name="新しい手続を始める"))
    at.hands.press(button(at, "書き始める"))
    assert "犬の登録" in at.page.locator(".notification.error").inner_text()
    at.hands.fill(at.page.locator("#title"), dogs.TITLE.ja)
    at.hands.fill(at.page.locator("#english"), dogs.TITLE.en)
    studio.see_both(at, "05-begin")
    studio.picture(at, "studio-begin")
    at.hands.press(button(at, "書き始める"))
    studio.see_both(at, "06-empty")
    studio.picture(at, "studio-empty")
    return at.page.url.split("?")[0]


def button(at: Device, words: str) -> Locator:
    return at.page.locator("main").get_by_role("button", name=words, exact=True)


def read_what_is_in_the_way(at: Device) -> None:
    """Too early: she is told what is missing, and nothing is submitted."""
    at.hands.press(at.page.get_by_role("link", name="確認と公開"))
    studio.see_both(at, "07-too-early")
    at.hands.press(button(at, "確認に出す"))
    told = at.page.locator("section[aria-labelledby=todo] .notification.error").inner_text()
    assert "標準処理期間を決めて" in told, told
    assert button(at, "確認に出す").count() == 1, "it stays with her"
    at.hands.press(at.page.get_by_role("link", name="編集に戻る"))


def leave_the_name_out(at: Device) -> None:
    """Refused at its box; what she typed elsewhere is still there, and dropped when she says so."""
    at.hands.fill(studio.box(at, "title.ja"), "")
    at.hands.fill(studio.box(at, "summary.ja"), "犬を飼い始めたときの手続です。")
    at.hands.press(at.page.locator(".save-bar button:not([data-preview])"))
    assert "手続の名前" in at.page.locator(".error-summary").inner_text()
    assert studio.box(at, "summary.ja").input_value() == "犬を飼い始めたときの手続です。"
    studio.see_both(at, "08-name-left-out")
    at.hands.press(at.page.get_by_role("link", name="入力を捨てて"))


def keep_examples(at: Device) -> None:
    """One that can be sent, typed into the preview to its end, and one that is refused."""
    studio.open_part(at, dogs.OWNER.ja)
    type_into_the_preview(at)
    studio.see_both(at, "20-preview-ended")
    studio.picture(at, "studio-preview")
    see_the_preview_alone(at)
    keep(at, "花子さんは犬が2匹で、1匹はよその町で注射を受けた")
    assert "送れます" in at.text()
    at.hands.press(button(at, "プレビューを空にする"))
    at.hands.press(at.page.get_by_role("link", name="フォームに戻る"))
    studio.open_part(at, dogs.OWNER.ja)
    page = studio.preview(at)
    page.locator('[name="applicant_name.name"]').fill("山田 花子")
    page.locator("main .button.solid").last.click()
    expect(page.locator(".error-summary")).to_be_visible()
    keep(at, "住所も犬も書いていない")
    studio.see_both(at, "21-examples")
    studio.picture(at, "studio-examples")
    assert at.page.locator(".examples li.holds").count() == 2
    at.hands.press(at.page.get_by_role("link", name="フォームに戻る"))


def see_the_preview_alone(at: Device) -> None:
    """Pages inside a frame are no part of the page around it, so it is checked by itself."""
    address = at.page.url
    at.go(at.page.locator('iframe[name="preview"]').evaluate("e => e.contentWindow.location.href"))
    assert CERTIFICATE in at.text(), "the photo need not be chosen again"
    studio.see_both(at, "20-preview-alone")
    at.go(address)


def keep(at: Device, name: str) -> None:
    at.hands.press(at.page.locator('.studio-tools a[href$="/examples"]'))
    at.hands.fill(at.page.locator("#name"), name)
    at.hands.press(button(at, "例として残す"))
    studio.no_complaint(at)


def type_into_the_preview(at: Device) -> None:
    """The very pages of the portal, inside their frame."""
    page = studio.preview(at)
    go_on = page.locator("main .button.solid").last
    for name, text in OWNER.items():
        page.locator(f'[name="{name}"]').fill(text)
    go_on.click()
    expect(page.locator("h1")).to_have_text(dogs.DOGS_PAGE.ja)
    page.locator("button[name=add_row]").click()
    expect(page.locator("fieldset.row")).to_have_count(2)
    fill_rows(page.locator("fieldset.row"))
    page.locator("main fieldset:not(.row)", has_text=dogs.ELSEWHERE.ja).last.get_by_label("はい").check()
    go_on.click()
    expect(page.locator("h1")).to_have_text(dogs.SHOT_PAGE.ja)
    fill_vaccination(page.locator("main"))
    page.locator("input[type=file]").set_input_files(resident.photo(CERTIFICATE))
    page.locator("button[name=upload]").click()
    expect(page.locator(".files li")).to_contain_text(CERTIFICATE)
    go_on.click()
    expect(page.locator("main")).to_contain_text("2,000円")


def fill_rows(rows: Locator) -> None:
    for number, (name, breed, born, spayed) in enumerate(TWO_DOGS):
        row = rows.nth(number)
        row.get_by_label(dogs.NAME.ja).fill(name)
        row.get_by_label(dogs.BREED.ja).fill(breed)
        fill_day(row, born)
        row.get_by_label(spayed, exact=True).check()


def fill_day(place: Locator, day: tuple[str, str, str]) -> None:
    for part, text in zip(("year", "month", "day"), day, strict=True):
        place.locator(f'input[name$=".{part}"]').fill(text)


def fill_vaccination(place: Locator) -> None:
    fill_day(place, ("2026", "5", "10"))
    place.get_by_label("はい", exact=True).check()


def nothing_left_to_mend(at: Device, address: str) -> None:
    """But the worksheet, which the DX lead writes once the procedure is published."""
    at.go(address)
    marks = at.page.locator("nav.outline .mark")
    assert marks.count() == 1, at.page.locator("nav.outline").inner_text()
    assert "助言 1件" in at.page.locator(".totals").inner_text()
    at.hands.press(at.page.locator("nav.outline .line", has=at.page.locator(".mark")))
    assert "保証レベル検討書がありません" in at.page.locator("main").inner_text()
    at.go(address)
    studio.see_both(at, "22-nothing-left")


def review_with_four_eyes(suzuki: Device, watanabe: Device, address: str) -> None:
    review = address + "review"
    suzuki.go(review)
    suzuki.hands.press(button(suzuki, "確認に出す"))
    suzuki.see("30-submitted")
    refused_even_if_forced(suzuki, "確認の結果を記録する", says="確認できるのは")
    watanabe.go(review)
    watanabe.see("31-to-review")
    rewrite_and_try_to_approve(watanabe, address)
    suzuki.go(review)
    suzuki.hands.press(button(suzuki, "確認をやめて書き直す"))
    take_the_photo_words_back(suzuki, address)
    suzuki.go(review)
    suzuki.hands.press(button(suzuki, "確認に出す"))
    return_then_approve(suzuki, watanabe, review)
    suzuki.go(review)
    studio.see_both(suzuki, "34-approved")
    refused_even_if_forced(suzuki, "この文書を公開する", says="公開できるのは")


def refused_even_if_forced(at: Device, words: str, *, says: str) -> None:
    """The button is grey and says why; who makes it black by hand reads the same sentence."""
    pressed = button(at, words)
    assert pressed.is_disabled()
    assert says in at.page.locator("section[aria-labelledby=todo] .why-not").inner_text()
    at.page.evaluate("document.querySelectorAll('[disabled]').forEach(e => { e.disabled = false })")
    if at.page.locator("#approve").count():
        at.hands.tick(at.page.locator("#approve"))
    at.hands.press(pressed)
    assert says in at.page.locator(".notification.error").inner_text()


def rewrite_and_try_to_approve(at: Device, address: str) -> None:
    """渡邉 leads the town's digital work and may write everywhere; then it is not for him to approve."""
    at.hands.press(button(at, "確認をやめて書き直す"))
    at.go(address)
    studio.open_part(at, dogs.PAPER.ja)
    studio.say(at, "label", dogs.PAPER_REWRITTEN)
    studio.save(at)
    at.go(address + "review")
    at.hands.press(button(at, "確認に出す"))
    refused_even_if_forced(at, "確認の結果を記録する", says="最後に保存したのはあなたです")
    at.see("32-own-text")
    studio.picture(at, "studio-four-eyes")


def return_then_approve(suzuki: Device, watanabe: Device, review: str) -> None:
    """Back to her without a word is refused; with a remark she reads it, mends, submits again."""
    watanabe.go(review)
    watanabe.hands.tick(watanabe.page.locator("#return"))
    watanabe.hands.press(button(watanabe, "確認の結果を記録する"))
    assert "直すところを書いてください" in watanabe.page.locator(".notification.error").inner_text()
    watanabe.hands.fill(watanabe.page.locator("#remark"), REMARK)
    watanabe.hands.tick(watanabe.page.locator("#return"))
    watanabe.hands.press(button(watanabe, "確認の結果を記録する"))
    suzuki.go(review)
    assert REMARK in suzuki.text()
    suzuki.see("33-returned")
    suzuki.hands.press(suzuki.page.get_by_role("link", name="編集に戻る"))
    studio.open_part(suzuki, dogs.PAPER.ja)
    studio.say(suzuki, "hint", dogs.PAPER_HINT)
    studio.save(suzuki)
    suzuki.go(review)
    suzuki.hands.press(button(suzuki, "確認に出す"))
    watanabe.go(review)
    watanabe.hands.tick(watanabe.page.locator("#approve"))
    watanabe.hands.press(button(watanabe, "確認の結果を記録する"))
    studio.no_complaint(watanabe)


def take_the_photo_words_back(at: Device, address: str) -> None:
    """She saves last again, so that 渡邉 may approve."""
    at.go(address)
    studio.open_part(at, dogs.PAPER_REWRITTEN.ja)
    studio.say(at, "label", dogs.PAPER)
    studio.save(at)


def publish(at: Device) -> None:
    """Signed, sent, and confirmed by the portal."""
    studio.see_both(at, "35-to-publish")
    at.hands.press(button(at, "この文書を公開する"))
    at.hands.press(at.page.get_by_role("link", name="第1版を見る"))
    office.wait_until(at, "住民のサイトが受け取りました")
    studio.see_both(at, "36-published")
    studio.picture(at, "studio-published")
    at.hands.press(at.page.locator('a[href$="/studio/published/"]').first)
    studio.see_both(at, "37-all-published")
    assert dogs.TITLE.ja in at.text()


def apply_with_two_dogs(at: Device, layout: Layout) -> str:
    """On her phone, minutes later; the photo is demanded because she has the certificate."""
    at.go(layout.portal_url + "/hibari/")
    at.hands.press(at.page.get_by_role("link", name=dogs.TITLE.ja, exact=True).last)
    at.see("40-procedure")
    at.hands.press(resident.next_button(at))
    for _ in ("start", "key"):
        at.hands.press(resident.next_button(at))
    resident.answer(at, dict(OWNER))
    at.hands.press(resident.next_button(at))
    at.hands.press(at.page.locator("button[name=add_row]"))
    fill_rows(at.page.locator("fieldset.row"))
    at.see("41-dogs")
    question(at, dogs.ELSEWHERE.ja).get_by_label("はい", exact=True).check()
    at.hands.press(resident.next_button(at))
    fill_vaccination(at.page.locator("main"))
    at.hands.press(resident.next_button(at))
    assert at.page.locator(".error-summary li").count() == 1, "the photo is required in this case"
    at.see("42-photo-missing")
    at.hands.attach(at.page.locator("input[type=file]"), resident.photo(CERTIFICATE))
    at.hands.press(at.page.locator("button[name=upload]"))
    at.hands.press(resident.next_button(at))
    assert at.page.url.endswith("/check"), at.page.url
    assert f"{len(TWO_DOGS) * dogs.EACH:,}円" in at.text()
    at.see("43-check")
    studio.picture(at, "studio-phone", of=at.page.locator("dt", has_text=dogs.FEE.ja))
    resident.answer(at, {"electronic": "yes", "declared": "yes"})
    at.hands.press(resident.next_button(at))
    at.see("44-receipt")
    return at.page.locator(".receipt-number").first.inner_text().strip().replace("-", "")


def question(at: Device, words: str) -> Locator:
    return at.page.locator("main fieldset:not(.row):not(.group)", has_text=words).last


def read_the_case(at: Device, layout: Layout, receipt: str, *, folder: Path) -> None:
    """Every answer, the fee and the photo are with the office; the form prints them."""
    office.find_case(at, layout, receipt)
    at.see("50-case")
    studio.picture(at, "studio-case")
    shown = at.text()
    for words in ("山田 花子", "ポチ", "柴犬", "ハナ", "雑種", CERTIFICATE, "2,000円"):
        assert words in shown, words
    with at.page.expect_download() as download:
        at.page.locator('main a[href$="/form.pdf"]').first.click()
    download.value.save_as(folder / "form.pdf")
    printed = re.sub(r"\s", "", text_of(folder / "form.pdf"))
    for words in ("犬の登録", "山田花子", "ポチ", "柴犬", "ハナ", "雑種", "2,000円"):
        assert words in printed, words


def test_suzuki_reorders_questions_by_keyboard_alone(opened: Open, layout: Layout) -> None:
    at = opened("d-keyboard", hands=Keyboard())
    begin_a_trial(at, layout)
    studio.open_part(at, "電話番号")
    at.see("60-keyboard")
    studio.do(at, "up")
    assert order(at) == ["氏名", "電話番号", "住所"]
    assert part_is_open(at, "電話番号")
    at.hands.press(button(at, "元に戻す"))
    assert order(at) == ["氏名", "住所", "電話番号"]


def test_suzuki_edits_and_previews_without_script(opened: Open, layout: Layout) -> None:
    at = opened("e-noscript", script=False)
    begin_a_trial(at, layout)
    studio.open_part(at, "電話番号")
    studio.say(at, "label", studio.words("昼の電話番号", "昼の 電話番号", "Daytime phone"))
    at.page.locator("button[data-preview]").click()
    expect(studio.preview(at).locator("main")).to_contain_text("昼の電話番号")
    studio.save(at)
    assert order(at) == ["氏名", "住所", "昼の電話番号"]
    at.see("61-noscript")


def begin_a_trial(at: Device, layout: Layout) -> None:
    office.sign_in(at, layout, login="suzuki")
    at.go(layout.office_url + "/studio/new")
    at.hands.fill(at.page.locator("#title"), "ためし")
    at.hands.fill(at.page.locator("#english"), "Trial")
    at.hands.press(button(at, "書き始める"))


def order(at: Device) -> list[str]:
    return at.page.locator(".outline .steps ol .line-words").all_inner_texts()


def part_is_open(at: Device, label: str) -> bool:
    return studio.part(at, label).get_attribute("aria-current") == "true"
