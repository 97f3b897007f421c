"""Every sentence of this room has its Japanese, with the same values in it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from babel.messages.pofile import read_po

import todoke.core.envelope
from todoke.core.envelope.reasons import SENTENCES

ROOM = Path(todoke.core.envelope.__file__).parent
CATALOGUE = ROOM.parents[1] / "web" / "locale" / "envelope" / "ja" / "LC_MESSAGES" / "django.po"


def marked() -> set[str]:
    calls = (
        node
        for file in ROOM.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_"
    )
    return {ast.literal_eval(call.args[0]) for call in calls}


def test_every_sentence_is_in_the_japanese_catalogue_and_no_other():
    with CATALOGUE.open("rb") as file:
        words = {message.id: message.string for message in read_po(file, locale="ja") if message.id}
    assert set(words) == marked()
    assert set(SENTENCES.values()) <= set(words)
    for english, japanese in words.items():
        values = re.compile(r"%\(\w+\)s")
        assert sorted(values.findall(english)) == sorted(values.findall(japanese))
        assert japanese.endswith("。")
