"""The editor's pages: 田中 writes without seeing YAML, and nothing typed is ever lost."""

from __future__ import annotations

import html
import re
from itertools import chain

import pytest
from tests.office.browsing import StaffBrowser

from todoke.catalogue import shipped
from todoke.core.procedures.load import load_definition
from todoke.core.procedures.yaml_tree import read_tree
from todoke.office.studio import editing
from todoke.office.studio.models import Work

TAX = "税務課"


def signed_in(staff):
    client = StaffBrowser()
    client.force_login(staff)
    return client


@pytest.fixture
def tanaka(author):
    return signed_in(author)


class Desk:
    """Fills in the form that is on the page, as a browser would, and presses one button."""

    def __init__(self, client, work):
        self.client, self.id, self.address = client, work.pk, f"/studio/{work.pk}/"
        self.answer = client.get(self.address)

    @property
    def work(self):
        return Work.objects.get(pk=self.id)

    @property
    def tree(self):
        return read_tree(self.work.text).value

    @property
    def page(self):
        return self.answer.content.decode()

    @property
    def said(self):
        return html.unescape(re.sub(r"<[^>]+>", " ", self.page))

    def open(self, key):
        self.answer = self.client.get(self.address, {"at": key})
        assert self.answer.status_code == 200
        return self

    def press(self, button, value="", **typed):
        form = inputs_of(self.page)
        form.update({name.replace("__", "."): value for name, value in typed.items()})
        form = {name: value for name, value in form.items() if value is not None}
        self.answer = self.client.post(self.address, form | ({button: value} if button else {}), follow=True)
        return self

    def save(self, **typed):
        return self.press("", **typed)

    def do(self, action, **typed):
        return self.press("_do", action, **typed)


def inputs_of(page):
    """What a browser would send of the form of the open thing."""
    form = page.split('id="thing-form"', 1)[1].split("</form>", 1)[0]
    found = {}

    def add(name, value):
        found.setdefault(html.unescape(name), []).append(html.unescape(value))

    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r' name="([^"]*)"', tag), re.search(r' value="([^"]*)"', tag)
        kind = re.search(r' type="([^"]*)"', tag)
        if name and (kind is None or kind[1] not in {"checkbox", "radio"} or " checked" in tag):
            add(name[1], value[1] if value else "")
    for name, inside in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        add(name, inside.removeprefix("\n"))
    for name, inside in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inside) or re.search(
            r'<option value="([^"]*)"', inside
        )
        add(name, chosen[1] if chosen else "")
    return found


@pytest.fixture
def desk(tanaka, begin):
    return Desk(tanaka, begin())


EVERY_PAGE = ["/studio/", "/studio/new", "{work}", "{work}yaml", "{work}preview", "{work}examples"]


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_every_page_opens_for_the_author(tanaka, begin, page):
    assert tanaka.get(page.format(work=f"/studio/{begin().pk}/")).status_code == 200


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_a_caseworker_without_a_role_in_the_studio_is_kept_out(suzuki, begin, page):
    assert signed_in(suzuki).get(page.format(work=f"/studio/{begin().pk}/")).status_code in {403, 404}


def test_another_section_learns_of_nothing(stranger, begin):
    work = begin()
    client = signed_in(stranger)
    assert client.get(f"/studio/{work.pk}/").status_code == 404
    assert client.post(f"/studio/{work.pk}/preview", {}).status_code == 404
    assert str(work.pk) not in client.get("/studio/").content.decode()


@pytest.mark.parametrize("name", ["disaster_certificate", "childcare_place", "ltc_home_mod"])
def test_saving_any_sheet_as_it_was_shown_changes_no_byte(tanaka, begin, name):
    desk = Desk(tanaka, begin(shipped()[name]))
    keys = ["about", "guide", "office", "outcomes", "steps.0", "steps.0.fields.0", "steps.1.fields.1"]
    for key in keys:
        before = desk.work.text
        desk.open(key).save()
        assert desk.answer.status_code == 200, key
        assert desk.work.text == before, key


def test_a_clerk_builds_a_dog_registration_without_yaml(tanaka, author):
    answer = tanaka.post(
        "/studio/new",
        {"source": "empty", "title": "犬の登録", "english": "Register a dog", "section": TAX},
        follow=True,
    )
    desk = Desk(tanaka, Work.objects.get())
    assert desk.work.procedure == desk.tree["procedure"] == "register_a_dog"
    assert "犬の登録" in answer.content.decode()
    desk.open("about").save(title__plain="いぬの とうろく", title__en="Register a dog")
    desk.do("add:step")
    desk.save(title__ja="犬のこと", title__en="The dogs")
    desk.do("add:field:yes_no").save(label__ja="引っ越しで来ましたか", label__en="Did you move here?")
    desk.open("steps.1").do("add:field:group").save(label__ja="犬", label__en="Dogs", row__ja="犬")
    desk.do("add:field:text").save(label__ja="毛の色", label__en="Colour")
    desk.open("steps.1.fields.0").do("remove")
    desk.open("steps.1").do("add:step").save(title__ja="前の登録", title__en="Earlier registration")
    desk.press("_press", "choose:when.0", **{"when__0__subject": "yes_no", "when__mode": "menu"})
    assert "はい" in desk.page
    desk.save(**{"when__0__value": "yes"})
    assert desk.tree["steps"][2]["when"] == "yes_no"
    assert "「引っ越しで来ましたか」が「はい」のとき" in desk.said
    desk.do("add:field:file").save(label__ja="前の鑑札の写真", label__en="Photo of the old tag")
    desk.open("about").do("add:computed").save(
        label__ja="手数料", label__en="Fee", fee__each="3,000", fee__of="group"
    )
    assert desk.tree["computed"][0]["value"] == "3000 * size(group)"
    definition = load_definition(desk.work.text, file="dog")
    assert [step.id for step in definition.steps] == ["applicant", "page", "page_2"]
    assert definition.field("group").type == "group"
    assert definition.field("file").type == "file"


BEGINNINGS = {
    "nothing chosen": ({"source": ""}, 422),
    "an empty one without a name": ({"source": "empty"}, 422),
    "one that is not in the catalogue": ({"source": "catalogue:../../etc/passwd"}, 422),
    "one that was never published": ({"source": "revision:pregnancy_notice"}, 422),
    "a copy without a name": ({"source": "catalogue:ltc_card", "copy": "yes"}, 422),
    "from the catalogue": ({"source": "catalogue:pregnancy_notice"}, 302),
    "a copy of what is published": ({"source": "revision:ltc_card", "copy": "yes", "title": "別の手続"}, 302),
    "a copy under another name": ({"source": "catalogue:ltc_card", "copy": "yes", "title": "別の手続"}, 302),
}


@pytest.mark.parametrize(("form", "status"), BEGINNINGS.values(), ids=BEGINNINGS.keys())
def test_a_procedure_begins_from_something_that_is_there(tanaka, form, status):
    answer = tanaka.post("/studio/new", {"section": TAX, **form})
    assert answer.status_code == status
    assert Work.objects.count() == (status == 302)


def test_a_copy_is_another_procedure_with_the_same_questions(tanaka):
    form = {"source": "catalogue:ltc_card", "copy": "yes", "title": "別の手続", "section": TAX}
    tanaka.post("/studio/new", form)
    work = Work.objects.get()
    tree = read_tree(work.text).value
    assert (work.procedure, tree["procedure"]) == ("ltc_card_2", "ltc_card_2")
    assert tree["title"] == {"ja": "別の手続"}
    assert tree["steps"] == read_tree(shipped()["ltc_card"]).value["steps"]


def test_a_condition_of_several_answers_is_ticked(desk):
    desk.open("steps.1.fields.4")
    desk.press("_press", "choose:when.0", **{"when__0__subject": "house_kind"})
    desk.save(**{"when__0__value": ["own", "rent"]})
    assert desk.tree["steps"][1]["fields"][4]["when"] == "house_kind in ['own', 'rent']"


REFUSED = {
    "no Japanese": ("about", {"title__ja": ""}, "日本語"),
    "a word for a number": ("steps.2.fields.3", {"min": "たくさん"}, "整数"),
    "one answer only": (
        "steps.0.fields.3",
        {f"options__{row}__{tongue}": "" for row in (1, 2, 3) for tongue in ("ja", "plain", "en")},
        "2つ以上",
    ),
    "a condition without its answer": (
        "steps.1.fields.4",
        {"when__mode": "menu", "when__0__subject": "house_kind"},
        "選んで",
    ),
}


@pytest.mark.parametrize(("key", "typed", "word"), REFUSED.values(), ids=REFUSED.keys())
def test_what_makes_no_sense_is_said_beside_its_box_and_stays_typed(desk, key, typed, word):
    before = desk.work.text
    desk.open(key).save(hint__ja="ここは残る", summary__plain="ここは残る", **typed)
    assert desk.answer.status_code == 422
    assert word in desk.said
    assert "ここは残る" in desk.page
    assert desk.work.text == before


def test_a_type_error_in_an_expression_is_told_at_its_place(desk):
    desk.open("steps.1.fields.0").save(**{"when__mode": "cel", "when__cel": "relation_to_head > 3"})
    assert "18文字目" in desk.said
    desk.open("steps.1.fields.0").save(**{"when__mode": "cel", "when__cel": "copies > 3"})
    assert "あとで" in desk.said


def test_structure_changes_by_buttons_and_by_pointer(desk):
    def ids():
        return [[field["field"] for field in step["fields"]] for step in desk.tree["steps"]]

    first = ids()
    desk.open("steps.0.fields.1").do("up")
    assert ids()[0][:2] == [first[0][1], first[0][0]]
    desk.open("steps.1.fields.0").do("up")
    assert ids()[0][-1] == first[1][0]
    desk.open("about").do("to:steps.1:steps.0.fields.4")
    assert ids()[1][-1] == first[1][0]
    desk.open("steps.1.fields.0").do("copy")
    assert ids()[1][1] == f"{ids()[1][0]}_2"
    desk.do("remove")
    assert sorted(chain(*ids())) == sorted(chain(*first))


def test_undo_and_redo_walk_over_every_change(desk):
    before = desk.work.text
    desk.open("about").save(title__ja="罹災証明")
    changed = desk.work.text
    desk.client.post(f"{desk.address}undo")
    assert desk.work.text == before
    desk.client.post(f"{desk.address}redo")
    assert desk.work.text == changed
    assert "notification error" in desk.client.post(f"{desk.address}redo", follow=True).content.decode()


def test_two_authors_at_once_lose_nothing(desk, author):
    desk.open("about")
    editing.save_text(
        desk.work,
        desk.work.text.replace("  ja: 罹災証明書の発行申請", "  ja: 佐藤の題", 1),
        version=1,
        by=author,
        what="x",
    )
    desk.save(title__ja="田中の題")
    assert desk.answer.status_code == 409
    assert "田中の題" in desk.page
    assert "佐藤の題" in desk.page
    assert "佐藤の題" in desk.work.text
    desk.save()
    assert "田中の題" in desk.work.text


def test_two_texts_at_once_are_shown_side_by_side(desk, author):
    old = desk.work.text
    editing.save_text(desk.work, old + "# 佐藤\n", version=1, by=author, what="x")
    answer = desk.client.post(f"{desk.address}yaml", {"text": old + "# 田中\n", "_version": "1"})
    assert answer.status_code == 409
    assert "# 田中" in answer.content.decode()
    assert "# 佐藤" in answer.content.decode()


def test_broken_yaml_is_kept_and_told_with_its_line(desk):
    answer = desk.client.post(f"{desk.address}yaml", {"text": "title: [", "_version": "1"}, follow=True)
    assert desk.work.text == "title: ["
    assert "行" in answer.content.decode()
    assert desk.client.get(desk.address).status_code == 200
    assert desk.client.get(f"{desk.address}preview").status_code == 200
    assert desk.client.get(f"{desk.address}examples").status_code == 200


BAD_TEXTS = {
    "an alias bomb": "a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n",
    "deep nesting": "a: " + "[" * 5000,
    "a tag": "a: !!python/object/apply:os.system [ls]\n",
    "a list": "- 1\n- 2\n",
    "steps that are words": "steps: words\ncomputed: 3\n",
    "steps of anything": "steps: [1, [], {fields: 7}, {fields: [3, {field: [], type: {}}]}]\n"
    "computed: [1, {label: 3}]\n",
    "keys nobody knows": shipped()["ltc_card"] + "\nwhatever: {a: 1}\n",
    "nothing": "",
    "control characters": "a: \x07\n",
}


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS.keys())
def test_no_text_breaks_a_page(desk, text):
    desk.client.post(f"{desk.address}yaml", {"text": text, "_version": "1"})
    for page in ("", "?at=steps.0", "?at=steps.3.fields.1", "?at=computed.1", "yaml", "preview", "examples"):
        assert desk.client.get(f"{desk.address}{page}").status_code == 200, page


def test_a_text_of_300_kb_is_refused_and_shown_again(desk):
    text = desk.work.text + "# " + "あ" * 100_000
    answer = desk.client.post(f"{desk.address}yaml", {"text": text, "_version": "1"})
    assert answer.status_code == 422
    assert "200 KB" in answer.content.decode()
    assert desk.work.version == 1


HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>{{ 7 * 7 }}%(x)s{0}|'


def test_markup_in_words_is_never_markup(desk):
    desk.open("steps.0").save(title__ja=HOSTILE, title__en=HOSTILE)
    desk.open("steps.0.fields.0").save(
        label__ja=HOSTILE, label__en=HOSTILE, hint__ja=HOSTILE, why__ja=HOSTILE
    )
    for page in ("", "?at=steps.0.fields.0", "?at=steps.1.fields.4", "yaml", "preview"):
        shown = desk.client.get(f"{desk.address}{page}").content.decode()
        assert "<script>alert" not in shown, page
        assert "<img src=x" not in shown, page
        assert "&lt;script&gt;" in shown, page


@pytest.mark.parametrize(
    "form",
    [
        {"_do": "add:field:nothing"},
        {"_do": "add:step:../../x", "_at": "../../etc"},
        {"_do": "to:steps.99:steps.98"},
        {"_do": "remove", "_at": "outcomes"},
        {"_do": "whatever"},
        {"_go": "<b>"},
        {"_press": "up:options.99999999999999999999"},
        {"_press": "add:" + "a." * 500},
        {"_at": "steps.0.fields.0.label"},
        {"_version": "x"},
        {"_at": "steps.0.fields.0", "when.mode": "cel", "when.cel": "(" * 600, "label.ja": "x"},
    ],
    ids=str,
)
def test_a_forged_form_gets_a_page_with_a_sentence(desk, form):
    answer = desk.client.post(desk.address, {"_at": "about", "_version": "1", **form}, follow=True)
    assert answer.status_code in {200, 409, 422}


def test_the_preview_is_the_residents_page_and_walks_on(desk):
    step = f"{desk.address}preview?step=applicant"
    first = desk.client.get(step)
    assert first["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in first["Content-Security-Policy"]
    assert "申請する人の氏名" in first.content.decode()
    again = desk.client.post(step, {"applicant_phone": "000-0000-0000"})
    assert "error-summary" in again.content.decode()
    assert "000-0000-0000" in desk.client.get(step).content.decode()


def test_the_preview_goes_on_to_the_address_of_the_next_page(desk):
    answer = desk.client.post(f"{desk.address}preview?step=photos&lang=en", {})
    assert answer.status_code == 302
    assert answer["Location"].endswith("preview?step=survey&lang=en")


def test_the_preview_draws_what_is_typed_and_not_saved(desk):
    desk.open("steps.0.fields.0")
    form = inputs_of(desk.page) | {"label.ja": "あたらしい言い方"}
    shown = desk.client.post(f"{desk.address}preview?step=applicant", form).content.decode()
    assert "あたらしい言い方" in shown
    assert "あたらしい言い方" not in desk.work.text


def test_the_preview_speaks_three_languages(desk):
    assert "Your full name" in desk.client.get(f"{desk.address}preview?lang=en").content.decode()
    assert "あなたの 名前" in desk.client.get(f"{desk.address}preview?lang=ja-x-plain").content.decode()


def test_what_was_typed_into_the_preview_becomes_an_example(desk):
    desk.client.post(f"{desk.address}preview?step=damage", {"disaster_cause": "fire"})
    page = f"{desk.address}examples"
    answer = desk.client.post(page, {"_do": "keep", "name": "火事", "_version": "1"}, follow=True)
    assert "火事" in answer.content.decode()
    example = desk.tree["examples"][-1]
    assert example["name"] == "火事"
    assert example["answers"] == {"disaster_cause": "fire"}
    assert example["stopped"] == "damage"
    again = desk.client.post(page, {"_do": "keep", "name": "火事", "_version": "2"}, follow=True)
    assert again.status_code == 422
    assert "別の名前" in again.content.decode()
    assert 'value="火事"' in again.content.decode()
    count = len(desk.tree["examples"])
    desk.client.post(page, {"_do": f"remove:{count - 1}", "_version": "2"})
    assert len(desk.tree["examples"]) == count - 1


def test_a_preview_of_the_longest_procedure_shows_words_that_are_not_saved_yet(tanaka, begin):
    desk = Desk(tanaka, begin(max(shipped().values(), key=len))).open("steps.0.fields.0")
    page = f"{desk.address}preview?step={desk.tree['steps'][0]['step']}"
    answer = desk.client.post(page, inputs_of(desk.page) | {"label.ja": "まだ保存していない言い方"})
    assert answer.status_code == 200
    assert "まだ保存していない言い方" in answer.content.decode()
