"""Every sentence of these two rooms has its Japanese, with the same values in it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import todoke

SOURCE = Path(todoke.__file__).parent


def marked(room):
    for file in sorted((SOURCE / "core" / room).glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "N_":
                yield ast.literal_eval(node.args[0])


@pytest.mark.parametrize("room", ["lexicon", "cases"])
def test_every_sentence_is_said_in_japanese(room):
    po = SOURCE / "web" / "locale" / room / "ja" / "LC_MESSAGES" / "django.po"
    with po.open("rb") as stream:
        japanese = {message.id: message.string for message in read_po(stream, locale="ja") if message.id}
    assert set(japanese) == set(marked(room))
    for english, said in japanese.items():
        assert said
        values = r"%\((\w+)\)"
        assert set(re.findall(values, said)) == set(re.findall(values, english))
