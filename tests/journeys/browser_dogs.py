"""犬の登録, typed form by form: what 鈴木 has in mind when she opens the studio.

The law is real (狂犬病予防法 4条). The fee, the days and the paper way's figures are a town's to set; those
here are invented for an invented town, and the words on the form say so.
"""

from __future__ import annotations

from tests.journeys import browser_studio as studio
from tests.journeys.browser_eyes import Device
from tests.journeys.browser_studio import words

TITLE = words("犬の登録", "犬の 登録", "Register a dog")
SUMMARY = words(
    "犬を飼い始めたときに、その犬を町に登録します。",
    "犬を 飼い始めました。町に 登録します。",
    "Register a dog with the town when you begin to keep it.",
)
LAW = "狂犬病予防法 第4条"
READY = words(
    "予防注射の証明書の写真（よその市町村で注射を受けたとき）",
    "注射の 紙の 写真（ほかの 町で 注射を した とき）",
    "A photo of the vaccination certificate, if vaccinated elsewhere",
)
OWNER = words("飼い主のこと", "飼い主の こと", "About the owner")
DOGS_PAGE = words("犬のこと", "犬の こと", "About the dogs")
DOGS = words("登録する犬", "登録する 犬", "Dogs to register")
DOG = words("犬", "犬", "Dog")
NAME = words("犬の名前", "犬の 名前", "Name of the dog")
BREED = words("犬の種類", "犬の 種類", "Breed")
BORN = words("生まれた日", "生まれた 日", "Date of birth")
SPAYED = words(
    "去勢・避妊の手術をしましたか",
    "子どもが できないように する 手術を しましたか",
    "Is it neutered?",
)
ELSEWHERE = words(
    "よその市町村で予防注射を受けましたか",
    "ほかの 町で 注射を しましたか",
    "Was it vaccinated in another municipality?",
)
SHOT_PAGE = words("予防注射のこと", "注射の こと", "About the vaccination")
SHOT_DAY = words("注射を受けた日", "注射を した 日", "Day of the vaccination")
HAS_PAPER = words("注射の証明書がありますか", "注射の 紙が ありますか", "Do you have the certificate?")
PAPER = words("証明書の写真", "紙の 写真", "Photo of the certificate")
PAPER_REWRITTEN = words("接種証明の写真", "紙の 写真", "Photo of the certificate")
PAPER_HINT = words(
    "犬の名前と注射の日が読めるように写してください。",
    "犬の 名前と 注射の 日が 見えるように してください。",
    "The dog’s name and the day must be readable.",
)
FEE = words("登録の手数料（町が定める額）", "登録の お金（町が 決めます）", "Fee set by the town")
EACH = 1000
GRANTED = words("登録する", "登録します", "Registered")
REFUSED = words("登録しない", "登録しません", "Not registered")
WHY_FIRST = words(
    "まちがいがあっても害が小さく、後から直せるためです。",
    "まちがえても、後で 直せます。",
    "A mistake does little harm and can be put right.",
)
INVENTED = "架空の例（実際は町が定める）"


def describe(at: Device) -> None:
    """What it is, the law it rests on, what people read first."""
    studio.say(at, "title", TITLE)
    studio.say(at, "summary", SUMMARY)
    studio.fill(at, "law.0", LAW)
    studio.save(at)
    studio.open_part(at, "はじめに読んでもらうこと")
    studio.list_texts(at, "ready", (READY,))
    studio.save(at)


def describe_office(at: Device) -> None:
    """Days, levels and figures: a town's own, here invented."""
    studio.open_part(at, "庁内のこと")
    studio.fill(at, "standard_days.value", "7")
    studio.fill(at, "standard_days.source", INVENTED)
    for name, text in (("resident_minutes", "60"), ("staff_minutes", "20"), ("trips", "1")):
        studio.fill(at, f"baseline.{name}", text)
    studio.fill(at, "baseline.source", INVENTED)
    studio.say(at, "assurance.reason", WHY_FIRST)
    for name in ("benefit", "privacy", "compensation"):
        studio.fill(at, f"assurance.worksheet.{name}", "小さい")
    studio.save(at)


def name_outcomes(at: Device) -> None:
    studio.open_part(at, "結果の種類")
    studio.say(at, "outcomes.0", GRANTED)
    studio.say(at, "outcomes.1", REFUSED)
    studio.save(at)


def ask_about_dogs(at: Device) -> None:
    """A page with the repeated group and the question that opens the next page."""
    studio.open_part(at, "あなたのこと")
    studio.say(at, "title", OWNER)
    studio.save(at)
    studio.do(at, "add:step")
    studio.say(at, "title", DOGS_PAGE)
    studio.save(at)
    studio.do(at, "add:field:group")
    studio.say(at, "label", DOGS)
    studio.say(at, "row", DOG)
    studio.save(at)
    remove_first_question(at)
    ask_about_each_dog(at)
    studio.open_part(at, DOGS.ja)
    studio.picture(at, "studio-group")
    studio.open_part(at, DOGS_PAGE.ja)
    studio.ask(at, "yes_no", ELSEWHERE)


def remove_first_question(at: Device) -> None:
    """The one a new page begins with, where another sort is wanted."""
    studio.open_part(at, "新しい質問")
    studio.do(at, "remove")


def ask_about_each_dog(at: Device) -> None:
    studio.open_part(at, "新しい質問")
    studio.say(at, "label", NAME)
    studio.save(at)
    studio.open_part(at, DOGS.ja)
    studio.ask(at, "text", BREED)
    studio.open_part(at, DOGS.ja)
    studio.ask(at, "date", BORN)
    studio.pick(at, "latest.mode", "申請する日")
    studio.save(at)
    studio.open_part(at, DOGS.ja)
    studio.ask(at, "yes_no", SPAYED)


def ask_about_the_vaccination(at: Device) -> None:
    """A page that only some people see, and a photo that only some of them must add."""
    studio.open_part(at, DOGS_PAGE.ja)
    studio.do(at, "add:step")
    studio.say(at, "title", SHOT_PAGE)
    studio.only_when(at, "when", ELSEWHERE.ja, answer="はい")
    studio.save(at)
    meaning = f"「{ELSEWHERE.ja}」が「はい」"
    assert meaning in at.page.locator("#box-when .said").inner_text()
    studio.see_both(at, "12-conditional-page")
    studio.picture(at, "studio-condition", of=at.page.locator("#box-when"))
    studio.ask(at, "date", SHOT_DAY)
    studio.pick(at, "latest.mode", "申請する日")
    studio.save(at)
    remove_first_question(at)
    studio.open_part(at, SHOT_PAGE.ja)
    studio.ask(at, "yes_no", HAS_PAPER)
    studio.open_part(at, SHOT_PAGE.ja)
    studio.ask(at, "file", PAPER)
    studio.only_when(at, "required", HAS_PAPER.ja, answer="はい")
    studio.save(at)
    studio.see_both(at, "13-conditional-photo")
    studio.picture(at, "studio-photo", of=at.page.locator("#box-required"))


def work_out_the_fee(at: Device) -> None:
    studio.do(at, "add:computed")
    studio.say(at, "label", FEE)
    studio.tick(at, "way", "fee")
    studio.fill(at, "fee.each", str(EACH))
    studio.pick(at, "fee.of", DOGS.ja)
    studio.save(at)
    studio.see_both(at, "14-fee")
    studio.picture(at, "studio-fee", of=at.page.locator("#box-way legend"))
