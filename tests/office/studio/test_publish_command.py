"""`todoke office publish` refuses what the studio would, says where, and publishes all or nothing."""

from __future__ import annotations

import pytest

from todoke.catalogue import shipped
from todoke.cli import office_publish
from todoke.cli.office_publish import local_text, refuse_unready
from todoke.core.errors import OperatorError
from todoke.core.procedures.load import load_definition
from todoke.office.studio.models import Revision

NAME = "disaster_certificate"
LOCAL = {"section": "税務課", "standard_days": 10, "notes_checked": True, "config": None}


@pytest.fixture
def publish(office, author, monkeypatch):
    """The command in this process: its database is the test's."""
    monkeypatch.setattr(office_publish, "open_site", lambda site, config: None)

    def publish(*procedures, **changes):
        office_publish.command.callback(procedures=procedures, **(LOCAL | changes))

    return publish


def test_local_matters_are_set_and_comments_stay():
    text = local_text(NAME, section="税務課", days=10)
    definition = load_definition(text, file=NAME)
    assert (definition.section, definition.standard_days.value) == ("税務課", 10)
    assert "# Local matters" in text


def test_a_shipped_procedure_is_published_on_its_base(publish):
    publish(NAME)
    newest = Revision.objects.filter(procedure=NAME).last()
    assert newest.base_text == shipped()[NAME] and "section: 税務課" in newest.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"section": ""}, "Name the section"),
        ({"standard_days": None}, "standard processing days"),
        ({"notes_checked": False}, "--notes-checked"),
        ({"section": "宇宙課"}, "There is no section"),
    ],
    ids=["no section", "no period", "notes unchecked", "unknown section"],
)
def test_what_is_missing_is_said_and_nothing_is_published(publish, changes, sentence):
    before = Revision.objects.count()
    with pytest.raises(OperatorError, match=sentence):
        publish(NAME, **changes)
    assert Revision.objects.count() == before


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("broken", "steps: [", "line 2"),
        ("no mapping", "- a\n- b\n", "Expected here"),
        ("names it itself", "section: 介護保険課\n", "itself"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(publish, tmp_path, name, content, sentence):
    file = tmp_path / "x.yaml"
    file.write_text(content)
    changes = {} if name == "names it itself" else {"section": "", "standard_days": None}
    with pytest.raises(OperatorError, match=sentence):
        publish(str(file), **changes)


def test_of_several_all_are_published_or_none(publish, tmp_path):
    file = tmp_path / "broken.yaml"
    file.write_text("procedure: x\nsection: ''\nstandard_days: {value: null, source: x}\n")
    before = Revision.objects.count()
    with pytest.raises(OperatorError):
        publish(NAME, str(file))
    assert Revision.objects.count() == before


def test_an_id_that_changed_its_type_is_refused(publish):
    publish(NAME)
    text = Revision.objects.filter(procedure=NAME).last().text.replace("type: phone", "type: text", 1)
    earlier = (load_definition(Revision.objects.filter(procedure=NAME).last().text, file="x"),)
    with pytest.raises(OperatorError, match="new id"):
        refuse_unready(text, file="x", earlier=earlier, notes_checked=True)
