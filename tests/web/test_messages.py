"""Every sentence marked for translation has its Japanese, and only one."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def messages():
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "tools" / "messages.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


def test_every_sentence_of_the_frame_has_its_japanese(messages, capsys):
    result = messages.main(ROOT / "src" / "todoke" / "web")

    assert (result, capsys.readouterr().out) == (0, "")


def test_every_sentence_of_todoke_has_its_japanese(messages, capsys):
    result = messages.main(ROOT / "src" / "todoke")

    assert (result, capsys.readouterr().out) == (0, "")


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("page.html", '{{ _("Nobody says this in Japanese.") }}'),
        ("view.py", '_("Nobody says this in Japanese.")'),
    ],
)
def test_a_sentence_without_japanese_is_named(messages, monkeypatch, tmp_path, capsys, name, source):
    (tmp_path / name).write_text(source)
    monkeypatch.setattr(messages, "ROOT", tmp_path)

    assert messages.main(tmp_path) == 1
    assert f"{name}: no Japanese for 'Nobody says this in Japanese.'" in capsys.readouterr().out
