"""`todoke procedures` as authors and programs use it."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from todoke.catalogue import shipped
from todoke.cli.procedures import command
from todoke.core.procedures.fields import field_types
from todoke.core.procedures.load import load_definition
from todoke.core.procedures.schema import answers_schema, definition_schema
from todoke.core.procedures.yaml_tree import read_tree


def test_list_names_law_group_and_status() -> None:
    result = CliRunner().invoke(command, ["list", "--json"])
    rows = {row["id"]: row for row in json.loads(result.output)}
    assert list(rows) == sorted(shipped())
    keys = ("law", "group", "act", "addressee", "my_number", "status")
    assert {key: rows["disaster_certificate"][key] for key in keys} == {
        "law": ["災害対策基本法（昭和36年法律第223号）第90条の2"],
        "group": "disaster",
        "act": "申請",
        "addressee": "postcode_of_house",
        "my_number": "none",
        "status": "current",
    }


def test_check_without_paths_runs_everything_shipped() -> None:
    result = CliRunner().invoke(command, ["check", "--json"])
    found = json.loads(result.output)
    assert found["checked"] == found["usable"] == len(shipped())
    assert all(file["examples"] >= 2 for file in found["files"])


def test_check_says_in_json_what_is_wrong(tmp_path: Path) -> None:
    broken, binary = tmp_path / "broken.yaml", tmp_path / "binary.yaml"
    broken.write_text(shipped()["ltc_card"].replace("act: 申請", "act: 願い"), encoding="utf-8")
    binary.write_bytes(b"\xff\xfe")
    result = CliRunner().invoke(command, ["check", "--json", str(tmp_path)])
    assert result.exit_code == 1
    files = json.loads(result.stdout)["files"]
    assert [file["usable"] for file in files] == [False, False]
    assert "a file in UTF-8" in files[0]["errors"][0]
    assert "act: " in files[1]["errors"][0]


def test_advice_says_what_to_do_and_why(tmp_path: Path) -> None:
    file = tmp_path / "card.yaml"
    file.write_text(shipped()["ltc_card"], encoding="utf-8")
    result = CliRunner().invoke(command, ["check", str(file)])
    assert result.exit_code == 0
    assert "Name the section that handles it before publishing." in result.output
    assert "Without a section nobody is told about new applications." in result.output


def test_an_empty_folder_is_no_success(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, ["check", str(tmp_path)])
    assert result.exit_code == 1
    assert "There is no definition here" in result.output


def test_the_schema_of_the_answers_to_a_procedure_is_printed() -> None:
    result = CliRunner().invoke(command, ["schema", "ltc_card"])
    assert json.loads(result.output) == answers_schema(
        load_definition(shipped()["ltc_card"], file="ltc_card.yaml")
    )


def test_all_schemas_are_written_for_receivers(tmp_path: Path) -> None:
    assert CliRunner().invoke(command, ["schema", "--all", str(tmp_path / "schemas")]).exit_code == 0
    names = {file.name for file in (tmp_path / "schemas").iterdir()}
    assert names == {"procedure.schema.json", *(f"{id}.answers.schema.json" for id in shipped())}


def test_the_schema_of_an_unknown_procedure_is_refused() -> None:
    assert CliRunner().invoke(command, ["schema", "nothing"]).exit_code == 1


def test_the_schema_of_definitions_knows_every_key_of_the_shipped_ones() -> None:
    schema = definition_schema()
    fields = {name: part for name, part in schema["$defs"].items() if name.startswith("field_")}
    assert sorted(fields) == sorted(f"field_{name}" for name in field_types())
    for id, text in shipped().items():
        tree = read_tree(text).value
        assert set(tree) <= set(schema["properties"]), id
        assert set(schema["required"]) <= set(tree), id
        for step in tree["steps"]:
            assert set(step) <= set(schema["$defs"]["Step"]["properties"]), id
            for field in step["fields"]:
                assert set(field) <= set(fields[f"field_{field['type']}"]["properties"]), id
