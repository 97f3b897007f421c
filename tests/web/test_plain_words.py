"""やさしい日本語: the sites' own sentences too, and Japanese where there is none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils import translation
from django.utils.translation import gettext

from todoke.core.procedures.text import PLAIN, Text
from todoke.web import messages
from todoke.web.jinja import say

PLAIN_FILES = [file for file in messages.catalogues() if file.parents[1].name == "ja_X-plain"]


def words(file: Path) -> dict[str, str]:
    with file.open("rb") as source:
        return {one.id: one.string for one in read_po(source, locale="ja") if one.id}


def japanese() -> dict[str, str]:
    files = [file for file in messages.catalogues() if file.parents[1].name == "ja"]
    return {id if isinstance(id, str) else id[0]: text for file in files for id, text in words(file).items()}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param("Save and go on", "保存（ほぞん）して つぎへ", id="said in plain words"),
        pytest.param("Sign out", "ログアウト", id="Japanese where there are none"),
        pytest.param("Nobody wrote this.", "Nobody wrote this.", id="as it is where there is neither"),
    ],
)
def test_plain_words_come_before_the_japanese(sentence, expected):
    with translation.override(PLAIN):
        assert gettext(sentence) == expected


def test_the_other_languages_are_untouched():
    with translation.override("ja"):
        assert gettext("Save and go on") == "保存して次へ"
    with translation.override("en"):
        assert gettext("Save and go on") == "Save and go on"


def test_a_procedures_text_is_said_in_the_pages_language():
    with translation.override(PLAIN):
        assert say(Text(ja="罹災証明書", plain="家の 証明書", en="Certificate")) == "家の 証明書"


def test_plain_files_are_found():
    assert {file.parents[4].name for file in PLAIN_FILES} == {"portal", "web"}


@pytest.mark.parametrize("file", PLAIN_FILES, ids=lambda file: file.parents[4].name)
def test_plain_words_are_for_sentences_that_exist_and_keep_their_values(file):
    known = japanese()
    for id, text in words(file).items():
        assert id in known, f"no page says {id!r}"
        named = re.findall(r"%\(\w+\)[sd]", id)
        assert sorted(re.findall(r"%\(\w+\)[sd]", text)) == sorted(named), id
