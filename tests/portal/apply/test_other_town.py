"""花子's house turns out to stand in 森野町: nothing typed is lost, and nothing goes to the wrong town."""

from __future__ import annotations

import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html
from PIL import Image

from todoke.portal.apply.models import Draft, DraftFile, Submission
from todoke.portal.exchange.models import ForOffice

IN_MORINO = {
    "house_address.postcode": "000-0201",
    "house_address.prefecture": "霧原県",
    "house_address.city": "山辺郡森野町",
    "house_address.town": "森野",
    "house_address.block": "1-1",
}


def house_page(hanako) -> dict[str, list[str]]:
    """The page as saved before, so that only the address changes."""
    form = html.fromstring(hanako.get("s/house").content).xpath("//main//form")[0]
    return {name: [value] for name, value in form.form_values()}


def moved(hanako):
    hanako.fill()
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "brown").save(out, format="JPEG")
    hanako.post("s/photos", {"upload": "photos", "photos": [SimpleUploadedFile("家.jpg", out.getvalue())]})
    return hanako.post("s/house", {**house_page(hanako), **IN_MORINO})


def check_form(hanako) -> dict[str, str]:
    page = hanako.get("check").content.decode()
    return {"version": re.search(r'name="version" value="(\d+)"', page)[1], "declared": "yes"}


def test_the_answers_and_photos_go_along_under_a_new_key(hanako, town_morino):
    assert "/elsewhere" in moved(hanako).content.decode()
    answer = hanako.post("elsewhere")
    there = hanako.at(answer["Location"], answer.cookies["todoke_key"].value)
    assert there.base.startswith("/morino/a/")
    assert there.key != hanako.key
    assert "家.jpg" in there.get("s/photos").content.decode()
    assert there.send()["Location"] == there.base + "receipt"
    assert Submission.objects.get().town_code == ForOffice.objects.get().town_code == town_morino.code


def test_the_first_draft_stays_as_it_was(hanako, town_morino):
    moved(hanako)
    before = Draft.objects.get()
    hanako.post("elsewhere")
    after = Draft.objects.get(pk=before.pk)
    assert (after.version, bytes(after.box)) == (before.version, bytes(before.box))
    assert DraftFile.objects.filter(draft=after).count() == 1


def test_what_belongs_to_another_town_is_not_sent_and_not_lost(hanako, town_morino):
    moved(hanako)
    answer = hanako.post("send", check_form(hanako))
    assert answer.status_code == 422
    assert "ひばり市にない" in answer.content.decode()
    assert "/elsewhere" in answer.content.decode()
    assert not Submission.objects.exists()
    assert Draft.objects.count() == 1


def test_a_town_not_served_here_is_no_addressee_either(hanako):
    """森野町 has no office here: there is nowhere to begin again, but ひばり市 is still wrong."""
    moved(hanako)
    answer = hanako.post("send", check_form(hanako))
    assert answer.status_code == 422
    assert "/elsewhere" not in answer.content.decode()
    assert hanako.get("elsewhere")["Location"] == hanako.base


def test_a_town_that_takes_none_at_the_moment_says_so(hanako, town_morino):
    town_morino.publish("disaster_certificate", opens_at="2099-01-01T00:00:00Z")
    moved(hanako)
    page = html.fromstring(hanako.get("elsewhere").content)
    assert not page.xpath("//main//form")
    assert hanako.post("elsewhere").status_code == 422
    assert Draft.objects.count() == 1


def test_a_mended_address_can_be_sent(hanako, town_morino):
    moved(hanako)
    hanako.fill()
    assert hanako.send()["Location"] == hanako.base + "receipt"


def test_the_other_town_remembers_the_new_draft_beside_older_ones(hanako, town_morino):
    older = "0" * 32
    moved(hanako)
    location = hanako.post("elsewhere")["Location"]
    hanako.browser.cookies["todoke_mine"] = older
    answer = hanako.browser.get(location)
    assert older in answer.cookies["todoke_mine"].value.split(".")
    assert answer.cookies["todoke_mine"]["path"] == "/morino/"
