"""A setting of the wrong type is refused by name, from the file and from the environment alike."""

from __future__ import annotations

import pytest

from todoke.core.errors import OperatorError
from todoke.web.config import read_values


def in_file(tmp_path, text):
    file = tmp_path / "todoke.toml"
    file.write_text(text)
    return str(file)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        pytest.param("smtp_port = 'twenty-five'", "smtp_port", id="words for a number"),
        pytest.param("smtp_port = true", "smtp_port", id="yes for a number"),
        pytest.param("demo = 1", "demo", id="a number for yes"),
        pytest.param("base_url = 8000", "base_url", id="a number for a text"),
    ],
)
def test_a_wrong_type_in_the_file_is_refused(tmp_path, line, name):
    with pytest.raises(OperatorError, match=f"'{name}' must be"):
        read_values(in_file(tmp_path, line))


@pytest.mark.parametrize(("key", "word"), [("SMTP_PORT", "smtp"), ("DEMO", "maybe"), ("HTTPS", "ture")])
def test_a_wrong_type_in_the_environment_is_refused_too(monkeypatch, key, word):
    monkeypatch.setenv(f"TODOKE_{key}", word)

    with pytest.raises(OperatorError, match=f"'{key.lower()}' must be"):
        read_values(None)


@pytest.mark.parametrize(
    ("word", "meant"),
    [("1", True), ("true", True), ("Yes", True), ("0", False), ("false", False), ("", False)],
)
def test_yes_and_no_are_understood_in_the_environment(tmp_path, monkeypatch, word, meant):
    monkeypatch.setenv("TODOKE_HTTPS", word)

    assert read_values(in_file(tmp_path, f"https = {str(not meant).lower()}"))["https"] is meant


def test_a_number_in_the_environment_becomes_one_and_wins(tmp_path, monkeypatch):
    monkeypatch.setenv("TODOKE_SMTP_PORT", "2525")

    assert read_values(in_file(tmp_path, "smtp_port = 587"))["smtp_port"] == 2525


def test_an_empty_file_gives_the_defaults(tmp_path):
    values = read_values(in_file(tmp_path, ""))

    assert (values["demo"], values["town.slug"], values["mail_backend"]) == (False, "hibari", "file")


def test_a_table_nobody_knows_is_refused(tmp_path):
    with pytest.raises(OperatorError, match=r"village\.name"):
        read_values(in_file(tmp_path, "[village]\nname = '森野村'\n"))
