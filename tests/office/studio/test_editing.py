"""Beginning, saving, undoing: nothing typed is ever lost."""

from __future__ import annotations

import pytest

from todoke.core.errors import Refused
from todoke.office.studio.editing import (
    Beginning,
    ChangedMeanwhile,
    redo,
    save_text,
    start_work,
    undo,
    version_after,
    version_before,
)
from todoke.office.studio.models import Base, Work


def code_of(error):
    return error.value.refusals[0].code


def test_a_work_remembers_what_it_began_from(begin):
    work = begin("procedure: dog\n")
    assert (work.text, work.base_text, work.version, work.state) == (
        "procedure: dog\n",
        "procedure: dog\n",
        1,
        "editing",
    )
    assert [one.what for one in work.versions.all()] == ["Begun"]


def test_an_author_of_another_section_cannot_begin_here(stranger, begin):
    from todoke.office.staff.models import Section

    beginning = Beginning(procedure="x", text="", base=Base.EMPTY, section=Section.objects.get(name="税務課"))
    with pytest.raises(Refused) as error:
        start_work(stranger, beginning)
    assert code_of(error) == "studio.not-author" and not Work.objects.exists()


def test_a_broken_text_is_kept(begin, author):
    work = save_text(begin(), "steps: [", version=1, by=author, what="Typed")
    assert Work.objects.get(pk=work.pk).text == "steps: ["


def test_the_second_of_two_windows_is_told_and_sees_both_texts(begin, author):
    work = begin()
    save_text(work, "first", version=1, by=author, what="Typed")
    with pytest.raises(ChangedMeanwhile) as error:
        save_text(work, "second", version=1, by=author, what="Typed")
    assert code_of(error) == "studio.changed-meanwhile"
    assert error.value.theirs.text == "first" and error.value.theirs.version == 2
    assert Work.objects.get(pk=work.pk).text == "first"


def test_saving_the_same_text_again_is_no_new_version(begin, author):
    work = begin()
    assert save_text(work, work.text, version=1, by=author, what="Typed").version == 1


def test_line_ends_of_a_browser_are_not_a_change(begin, author):
    work = begin("a: 1\nb: 2\n")
    assert save_text(work, "a: 1\r\nb: 2\r\n", version=1, by=author, what="Typed").version == 1


def test_undo_and_redo_walk_over_every_version(begin, author):
    work = begin("one")
    for text in ("two", "three"):
        work = save_text(work, text, version=work.version, by=author, what="Typed")
    seen = []
    for move in (undo, undo, redo, redo):
        work = move(work, by=author)
        seen.append(work.text)
    assert seen == ["two", "one", "two", "three"]
    assert work.version == 7, "each walk counts as a change, so that other windows notice"


def test_a_save_after_undo_begins_another_branch_and_keeps_the_old_one(begin, author):
    work = save_text(begin("one"), "two", version=1, by=author, what="Typed")
    work = undo(work, by=author)
    work = save_text(work, "three", version=work.version, by=author, what="Typed")
    assert version_after(work) is None and version_before(work).text == "one"
    assert sorted(one.text for one in work.versions.all()) == ["one", "three", "two"]


def test_a_window_opened_before_an_undo_cannot_save_over_it(begin, author):
    work = save_text(begin("one"), "two", version=1, by=author, what="Typed")
    undo(work, by=author)
    with pytest.raises(ChangedMeanwhile):
        save_text(work, "three", version=2, by=author, what="Typed")


@pytest.mark.parametrize(("move", "code"), [(undo, "studio.undo.nothing"), (redo, "studio.redo.nothing")])
def test_there_is_an_end_in_both_directions(begin, author, move, code):
    with pytest.raises(Refused) as error:
        move(begin(), by=author)
    assert code_of(error) == code


def test_nobody_of_another_section_saves_or_undoes(begin, stranger):
    work = begin()
    for attempt in (
        lambda: save_text(work, "x", version=1, by=stranger, what=""),
        lambda: undo(work, by=stranger),
    ):
        with pytest.raises(Refused) as error:
            attempt()
        assert code_of(error) == "studio.not-author"


def test_a_text_of_megabytes_is_refused(begin, author):
    with pytest.raises(Refused) as error:
        save_text(begin(), "x" * 300_000, version=1, by=author, what="Typed")
    assert code_of(error) == "studio.text.too-large"
