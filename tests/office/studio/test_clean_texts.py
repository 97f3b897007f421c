"""What is written in the studio reaches every resident: no NUL, no turned writing, no private characters."""

from __future__ import annotations

import pytest
from tests.office.browsing import StaffBrowser

from todoke.core.procedures.studio_policies import WorkState
from todoke.office.studio.models import Review, Work
from todoke.office.studio.publishing import add_revision

BAD = [
    pytest.param("\0", "U+0000", id="a NUL"),
    pytest.param("\u202e", "U+202E", id="a turn of the direction of writing"),
    pytest.param("\ue000", "U+E000", id="a private-use character"),
]


def signed_in(staff):
    client = StaffBrowser()
    client.force_login(staff)
    client.cookies["todoke_language"] = "ja"
    return client


@pytest.mark.parametrize(("character", "code"), BAD)
def test_a_form_refuses_it_at_its_box_and_keeps_what_was_typed(begin, author, character, code):
    work, typed = begin(), f"り災{character}証明"
    form = {"_at": "about", "_version": work.version, "title.ja": typed, "title.plain": "", "title.en": ""}
    answer = signed_in(author).post(f"/studio/{work.pk}/", form)
    shown = answer.content.decode()
    assert answer.status_code == 422 and Work.objects.get().version == work.version
    sentences = [one.split("</p>")[0] for one in shown.split('class="error"')[1:]]
    assert len([one for one in sentences if code in one]) == 1 and f'value="{typed}"' in shown


@pytest.mark.parametrize(("character", "code"), BAD)
def test_the_yaml_view_refuses_it_and_keeps_what_was_typed(begin, author, character, code):
    work = begin()
    answer = signed_in(author).post(
        f"/studio/{work.pk}/yaml", {"_version": work.version, "text": f"{work.text}# 覚え書き{character}\n"}
    )
    assert answer.status_code == 422 and code in answer.content.decode()
    assert f"覚え書き{character}" in answer.content.decode()
    assert Work.objects.get().version == work.version


def test_a_new_procedure_takes_no_such_name(author, begin):
    begin()
    for field in ("title", "english", "section", "source"):
        form = {"source": "empty", "title": "犬の登録", "english": "Dogs", "section": "税務課"}
        before = Work.objects.count()
        answer = signed_in(author).post("/studio/new", form | {field: f"{form[field]}\0"})
        assert answer.status_code in (302, 422), field
        assert (Work.objects.count() == before) is (answer.status_code == 422)
        assert not any("\0" in one.text for one in Work.objects.all())


@pytest.mark.parametrize(("character", "code"), BAD)
def test_a_remark_and_a_withdrawal_are_cleaned_too(begin, reviewer, publisher, character, code):
    work = begin()
    Work.objects.update(state=WorkState.IN_REVIEW.value)
    form = {"version": work.version, "verdict": "return", "remark": f"2ページ目{character}"}
    answer = signed_in(reviewer).post(f"/studio/{work.pk}/verdict", form)
    assert answer.status_code == 422 and code in answer.content.decode() and not Review.objects.exists()
    revision = add_revision("disaster_certificate", work.text)
    answer = signed_in(publisher).post(
        f"/studio/published/disaster_certificate/{revision.revision}/withdraw",
        {"message_ja": f"窓口へ{character}"},
    )
    assert answer.status_code == 422 and code in answer.content.decode()
