"""A town's text on top of a shared one: what moves on below comes in, conflicts are decided singly."""

from __future__ import annotations

import re

import pytest

from todoke.catalogue import shipped
from todoke.cli.prepare_office import publish_shipped
from todoke.core.errors import Refused
from todoke.office.staff.models import Section
from todoke.office.studio import overlays
from todoke.office.studio.commands import publish
from todoke.office.studio.editing import save_text, start_work, undo, version_before
from todoke.office.studio.models import Conflict, Revision, Work
from todoke.office.studio.overlays import bring_in_catalogue, bring_in_revision, choose
from todoke.office.studio.queries import newest_of
from todoke.office.studio.reviewing import submit_for_review

NAME = "disaster_certificate"
TITLE = "罹災証明書の発行申請"


def code_of(error):
    return error.value.refusals[0].code


@pytest.fixture
def overlay(author):
    work = start_work(author, overlays.from_catalogue(NAME, Section.objects.get(name="税務課")))
    text = work.text.replace('section: ""', "section: 税務課").replace(
        "standard_days:\n  value: null", "standard_days:\n  value: 14"
    )
    return save_text(work, text, version=1, by=author, what="Local matters")


def ship(monkeypatch, old, new):
    text = shipped()[NAME]
    assert old in text
    changed = {**shipped(), NAME: text.replace(old, new, 1)}
    monkeypatch.setattr(overlays, "shipped", lambda: changed)
    return changed[NAME]


def test_nothing_to_do_while_the_shared_text_stays(overlay, author):
    assert not overlays.catalogue_moved(overlay)
    with pytest.raises(Refused) as error:
        bring_in_catalogue(overlay, version=2, by=author)
    assert code_of(error) == "studio.overlay.nothing-new"


def test_what_moved_on_below_comes_in_and_local_matters_stay(overlay, author, monkeypatch):
    theirs = ship(monkeypatch, f"ja: {TITLE}", f"ja: {TITLE}（新）")
    assert overlays.catalogue_moved(overlay)
    work = bring_in_catalogue(overlay, version=2, by=author)
    assert f"{TITLE}（新）" in work.text and "section: 税務課" in work.text and "value: 14" in work.text
    assert work.base_text == theirs and not Conflict.objects.exists()
    assert not overlays.catalogue_moved(work)


@pytest.fixture
def clashing(overlay, author, monkeypatch):
    text = overlay.text.replace(f"ja: {TITLE}", "ja: り災証明", 1)
    work = save_text(overlay, text, version=2, by=author, what="Title")
    ship(monkeypatch, f"ja: {TITLE}", f"ja: {TITLE}（新）")
    return bring_in_catalogue(work, version=3, by=author)


def test_a_place_both_changed_waits_with_both_values(clashing, author):
    row = Conflict.objects.get()
    clash = overlays.clash_of(row)
    assert clash.place == ("title", "ja")
    assert (clash.base, clash.ours, clash.theirs) == (TITLE, "り災証明", f"{TITLE}（新）")
    assert "り災証明" in clashing.text
    with pytest.raises(Refused) as error:
        submit_for_review(clashing, by=author, version=clashing.version)
    assert code_of(error) == "studio.submit.conflicts"


@pytest.mark.parametrize(
    ("side", "expected"), [(Conflict.Side.OURS, "ja: り災証明"), (Conflict.Side.THEIRS, f"ja: {TITLE}（新）")]
)
def test_a_decided_place_holds_the_chosen_value(clashing, author, side, expected):
    work = choose(Conflict.objects.get(), side, version=clashing.version, by=author)
    assert expected in work.text
    assert submit_for_review(work, by=author, version=work.version).state == "in_review"


def test_a_place_is_decided_once(clashing, author):
    row = Conflict.objects.get()
    choose(row, Conflict.Side.OURS, version=clashing.version, by=author)
    with pytest.raises(Refused) as error:
        choose(row, Conflict.Side.THEIRS, version=clashing.version, by=author)
    assert code_of(error) == "studio.overlay.decided"


def test_nobody_of_another_section_decides(clashing, stranger):
    with pytest.raises(Refused) as error:
        choose(Conflict.objects.get(), Conflict.Side.OURS, version=clashing.version, by=stranger)
    assert code_of(error) == "studio.not-author"


def test_the_next_changes_wait_until_the_open_places_are_decided(clashing, author, monkeypatch):
    ship(monkeypatch, f"ja: {TITLE}", "ja: もっと新しい題")
    with pytest.raises(Refused) as error:
        bring_in_catalogue(clashing, version=clashing.version, by=author)
    assert code_of(error) == "studio.overlay.open-conflicts"


def test_undo_does_not_lead_below_what_was_brought_in(clashing, author):
    assert version_before(clashing) is None
    with pytest.raises(Refused) as error:
        undo(clashing, by=author)
    assert code_of(error) == "studio.undo.nothing"
    assert Work.objects.get().versions.count() == 4, "and every earlier text is still kept"


def test_a_work_takes_in_what_another_work_published_meanwhile(overlay, author):
    text = newest_of(NAME).text
    work = start_work(author, overlays.from_revision(newest_of(NAME)))
    ours = text.replace('section: ""', "section: 税務課")
    work = save_text(work, ours, version=1, by=author, what="Section")
    publish(text.replace(f"ja: {TITLE}", f"ja: {TITLE}（別の人）", 1))
    with pytest.raises(Refused):
        submit_for_review(work, by=author, version=2)
    work = bring_in_revision(work, version=2, by=author)
    assert "（別の人）" in work.text and "section: 税務課" in work.text
    assert work.base_revision == 2 and not overlays.revision_moved(work)


def test_an_overlay_published_and_opened_again_still_stands_on_the_shared_text(author):
    base = shipped()[NAME]
    publish(re.sub('section: ""', "section: 税務課", base), base_text=base)
    work = start_work(author, overlays.from_revision(newest_of(NAME)))
    assert work.overlay and work.base_text == base and work.base_revision == 2


def test_published_overlays_whose_shared_text_moved_on_are_listed(author, monkeypatch):
    base = shipped()[NAME]
    publish(re.sub('section: ""', "section: 税務課", base), base_text=base)
    assert overlays.overlays_to_rebase() == {}
    ship(monkeypatch, f"ja: {TITLE}", "ja: 新しい題")
    assert list(overlays.overlays_to_rebase()) == [NAME]


def test_preparing_the_site_again_never_overwrites_what_the_town_published(author):
    publish_shipped("992011")
    count = Revision.objects.count()
    Revision.objects.create(
        procedure=NAME,
        revision=9,
        text="ours",
        sha256="x",
        signed_by=author,
        published_at=newest_of(NAME).published_at,
    )
    publish_shipped("992011")
    assert newest_of(NAME).text == "ours" and Revision.objects.count() == count + 1
