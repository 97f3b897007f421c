from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner

import todoke
from todoke.catalogue import shipped
from todoke.cli.procedures import command
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.examples import run_examples
from todoke.core.procedures.lint import Weight, lint
from todoke.core.procedures.load import load_definition
from todoke.core.procedures.revisions import ChangeKind, content_hash, diff, is_compatible
from todoke.core.procedures.schema import answers_schema

IDS = (
    *("applicant_name", "applicant_address", "applicant_phone", "relation_to_head"),
    *("head_name", "household", "house_address", "house_kind", "lived_in"),
    *("disaster_cause", "disaster_date", "damage_description", "flood_depth_cm", "damaged_parts"),
    *("self_judge", "photos", "repaired", "estimate"),
    *("survey_contact_phone", "survey_dates", "survey_attend", "copies", "use", "consent_share"),
)


@pytest.mark.parametrize("id", shipped())
def test_a_shipped_procedure_holds_its_own_examples(id: str) -> None:
    definition = load_definition(shipped()[id], file=f"{id}.yaml")
    assert definition.procedure == id
    assert [result for result in run_examples(definition) if not result.holds] == []
    assert [finding for finding in lint(definition) if finding.weight is Weight.BLOCKS] == []


@pytest.mark.parametrize("id", shipped())
def test_a_shipped_procedure_speaks_english_and_plain_japanese(id: str) -> None:
    found = {finding.code for finding in lint(load_definition(shipped()[id], file=f"{id}.yaml"))}
    assert not found & {"text.no-english", "text.no-plain", "examples.no-complete", "examples.no-refused"}


def test_the_ids_of_the_disaster_certificate_stay(certificate: Definition) -> None:
    steps = [step.id for step in certificate.steps]
    assert steps == ["applicant", "house", "damage", "photos", "survey", "consent"]
    assert sorted(field.id for field in certificate.fields) == sorted(IDS)


def test_a_local_matter_is_never_invented(certificate: Definition, card: Definition) -> None:
    assert certificate.standard_days.value is None
    assert card.standard_days.value is None


def test_an_example_that_came_out_differently_says_so(certificate: Definition) -> None:
    example = certificate.examples[0].model_copy(update={"path": ("applicant",), "problems": ("copies",)})
    result = run_examples(certificate.model_copy(update={"examples": (example,)}))[0]
    assert not result.holds
    assert "no problem at copies" in result.faults


def test_the_schema_describes_every_answer(certificate: Definition) -> None:
    schema = answers_schema(certificate)
    assert sorted(schema["properties"]) == sorted(IDS)
    assert "head_name" not in schema["required"]
    assert "house_address" in schema["required"]
    json.dumps(schema)


REVISIONS = {
    "a new label": ("ja: 家の種類", "ja: 家のしゅるい", "field house_kind", True),
    "a field gone": ("field: use\n", "field: purpose\n", "field use", False),
    "a narrower bound": ("        max: 300\n", "        max: 3\n", "field survey_dates", False),
    "an outcome renamed": ("対象外: {", "非該当: {", "outcomes", False),
}


@pytest.mark.parametrize(("old", "new", "place", "compatible"), REVISIONS.values(), ids=REVISIONS.keys())
def test_a_change_is_named_and_weighed(
    certificate: Definition, old: str, new: str, place: str, compatible: bool
) -> None:
    text = shipped()["disaster_certificate"]
    changed = load_definition(text.replace(old, new, 1), file="new.yaml")
    assert place in {change.place for change in diff(certificate, changed)}
    assert is_compatible(certificate, changed) is compatible
    assert content_hash(text) != content_hash(text.replace(old, new, 1))


def test_nothing_changed_is_no_change(certificate: Definition) -> None:
    again = load_definition(shipped()["disaster_certificate"], file="again.yaml")
    assert diff(certificate, again) == ()


def test_a_removed_field_is_called_removed(certificate: Definition) -> None:
    text = shipped()["disaster_certificate"].replace("field: use\n", "field: purpose\n")
    changes = {
        change.place: change.kind for change in diff(certificate, load_definition(text, file="new.yaml"))
    }
    assert changes["field use"] is ChangeKind.REMOVED
    assert changes["field purpose"] is ChangeKind.ADDED


def test_check_accepts_the_shipped_procedures() -> None:
    folder = Path(todoke.__file__).parent / "catalogue"
    result = CliRunner().invoke(command, ["check", str(folder)])
    assert result.exit_code == 0, result.output


def test_check_names_file_step_field_and_line(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(shipped()["ltc_card"].replace("type: digits", "type: digit"), encoding="utf-8")
    result = CliRunner().invoke(command, ["check", str(file)])
    assert result.exit_code == 1
    assert re.search(
        r"broken\.yaml:\d+, step insured, field insured_number — one of the types", result.output
    )


def test_check_refuses_an_example_that_fails(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    text = shipped()["ltc_card"].replace("problems: [card_reason_other]", "problems: []")
    file.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(command, ["check", str(file)])
    assert result.exit_code == 1
    assert "unexpected problem at card_reason_other" in result.output


def test_list_gives_json() -> None:
    result = CliRunner().invoke(command, ["list", "--json"])
    assert [row["procedure"] for row in json.loads(result.output)] == list(shipped())


def test_no_translation_is_left_over_and_none_loses_a_value() -> None:
    """That none is missing is tested for all rooms at once."""
    room = Path(todoke.__file__).parent
    sources = "".join(file.read_text("utf-8") for file in (room / "core/procedures").rglob("*.py"))
    said = set(re.findall(r'N_\(\s*"([^"]*)"\s*\)', sources))
    with (room / "web/locale/procedures/ja/LC_MESSAGES/django.po").open("rb") as file:
        words = {message.id: message.string for message in read_po(file) if message.id}
    assert {id for id in words if id not in said} == set()
    for id, string in words.items():
        assert sorted(re.findall(r"%\(\w+\)[sd]", id)) == sorted(re.findall(r"%\(\w+\)[sd]", string))
