"""`todoke envelope inspect` shows the outside and believes nothing."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from todoke.cli.envelope import command
from todoke.core.envelope.inspect import describe
from todoke.core.envelope.kinds import Kind
from todoke.core.errors import OperatorError


@pytest.fixture
def envelope(town, tmp_path):
    sealed = town.seal(Kind.APPLICATION, b"{}", b"photo")
    file = tmp_path / "one.envelope"
    file.write_bytes(sealed.raw)
    return file, sealed


def test_the_sections_cover_every_byte(envelope):
    _, sealed = envelope
    facts = describe(sealed.raw)
    assert sum(section["length"] for section in facts["sections"]) == sealed.size == facts["size"]
    assert (facts["id"], facts["kind"], facts["suite"]) == (sealed.id, "application", "SEALED")
    assert facts["signature_checked"] is False


def test_programs_get_json(envelope):
    file, sealed = envelope
    result = CliRunner().invoke(command, ["inspect", str(file), "--json"], catch_exceptions=False)
    assert json.loads(result.output)["id"] == sealed.id


def test_people_get_lines_and_a_warning(envelope):
    file, _ = envelope
    result = CliRunner().invoke(command, ["inspect", str(file)], catch_exceptions=False)
    assert "municipality      992011" in result.output
    assert "  name key wraps  offset" in result.output
    assert result.output.endswith("Nothing above is proven: the signature was not checked.\n")


def test_what_is_no_envelope_is_said_in_a_sentence(tmp_path):
    file = tmp_path / "photo.jpg"
    file.write_bytes(b"\xff\xd8")
    with pytest.raises(OperatorError) as caught:
        CliRunner().invoke(command, ["inspect", str(file)], catch_exceptions=False)
    assert str(caught.value) == (
        "photo.jpg cannot be read as an envelope. It is not a Todoke envelope."
        " Fetch it again from the other side."
    )
