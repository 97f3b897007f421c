"""花子 writes anonymously, is asked once, and finds what was proved in her form."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.portal.step_up.conftest import HANAKO, KANA_AND_POSTCODE, Applicant, proof_of, without

from todoke.core.assurance.basic_facts import Claim
from todoke.portal.apply.models import Draft, Submission
from todoke.portal.apply.queries import own_copy
from todoke.portal.step_up import offers
from todoke.portal.step_up.models import MethodCount, StepUp

pytestmark = pytest.mark.django_db


def test_she_begins_without_showing_who_she_is(hanako):
    page = hanako.text("s/about")
    assert "本人確認：まだ" in page
    assert "ほかの人が勝手に請求できないようにします。" in page
    assert hanako.post("s/about", {"reason": "出生"})["Location"] == hanako.base + "s/claimant"


@pytest.mark.parametrize(("page", "to"), [("s/claimant", "claimant"), ("s/last", "last"), ("check", "check")])
def test_from_the_first_question_about_her_every_page_asks(hanako, page, to):
    answer = hanako.get(page)
    assert answer["Location"] == f"{hanako.base}identify?to={to}"
    asked = hanako.text(f"identify?to={to}")
    assert "マイナアプリ" in asked and "氏名、住所、生年月日" in asked and "窓口" in asked
    assert "パスキー" not in asked, "a passkey proves no identity"


def test_what_she_typed_on_a_page_that_asks_is_kept(hanako):
    answer = hanako.post("s/last", {"note": "夜に電話してください"})
    assert answer["Location"] == hanako.base + "check"
    assert hanako.get("check")["Location"].endswith("identify?to=check")
    assert "夜に電話してください" in str(_answers(hanako))


def test_what_was_proved_fills_the_form_and_she_sees_it(hanako, come_back):
    hanako.post("s/about", {"reason": "出生"})
    assert come_back(hanako)["Location"] == hanako.base + "s/claimant"
    page = hanako.text("s/claimant")
    assert page.count("✓ 確認済み") == 3
    assert (
        "山田　花子" in page and "1954年（昭和29年）4月3日" in page and "霧原県ひばり市本町１－２－３" in page
    )
    assert 'name="name.kana"' in page and 'name="home.postcode"' in page
    assert 'name="name.name"' not in page and 'name="home.city"' not in page
    assert "本人確認：マイナアプリ" in page
    assert not StepUp.objects.exists()
    count = MethodCount.objects.get(method="digital_id")
    assert (count.started, count.finished) == (1, 1)


def test_another_name_posted_over_the_registered_one_is_not_read(hanako, come_back):
    come_back(hanako)
    hanako.post("s/claimant", KANA_AND_POSTCODE | {"name.name": "山田　太郎", "home.city": "森野町"})
    answers = _answers(hanako)
    assert answers["name"] == {"name": "山田　花子", "kana": "ヤマダ ハナコ"}
    assert (answers["home"]["city"], answers["home"]["postcode"]) == ("ひばり市", "0000101")


def test_what_is_no_longer_true_opens_and_the_office_sees_both(hanako, come_back):
    hanako.post("s/about", {"reason": "出生"})
    come_back(hanako)
    page = hanako.post("s/claimant", KANA_AND_POSTCODE | {"differs": "name"}).content.decode()
    assert 'name="name.name"' in page and "窓口には両方が届きます" in page
    hanako.post("s/claimant", KANA_AND_POSTCODE | {"name.name": "鈴木　花子", "name.kana": "スズキ ハナコ"})
    hanako.post("s/last", {})
    payload = _sent(hanako)
    assert payload.answers["name"]["name"] == "鈴木　花子"
    assert payload.identity.name == "山田　花子"
    assert payload.identity.altered == ("name",)
    assert "subject" not in payload.identity.model_dump()


def test_she_may_go_back_to_what_is_registered(hanako, come_back):
    come_back(hanako)
    hanako.post("s/claimant", KANA_AND_POSTCODE | {"differs": "name"})
    page = hanako.post("s/claimant", {"as_registered": "name", "name.name": "鈴木"}).content.decode()
    assert page.count("✓ 確認済み") == 3
    assert _answers(hanako)["name"]["name"] == "山田　花子"


def test_an_address_she_declined_is_simply_asked(hanako, come_back):
    come_back(hanako, proof_of(without(HANAKO, Claim.ADDRESS)))
    page = hanako.text("s/claimant")
    assert page.count("✓ 確認済み") == 2
    assert "この内容は受け取っていません" in page and 'name="home.city"' in page


@pytest.mark.parametrize(
    ("typed", "status"),
    [("髙橋　恵", 302), ("高田　恵", 422)],
    ids=["her own character", "another name"],
)
def test_a_name_with_replaced_characters_is_written_her_own_way(hanako, come_back, typed, status):
    megumi = replace(HANAKO, name="〓橋　恵", name_substituted=(0,))
    come_back(hanako, proof_of(megumi))
    page = hanako.text("s/claimant")
    assert "別の字に置きかえられています" in page and 'name="name.name"' in page
    form = KANA_AND_POSTCODE | {"name.name": typed, "name.kana": "タカハシ メグミ"}
    answer = hanako.post("s/claimant", form)
    assert answer.status_code == status
    if status == 422:
        assert "登録の内容（〓橋　恵）と違います" in answer.content.decode()
        assert typed in answer.content.decode()


def test_a_proof_that_is_too_old_is_asked_for_again_and_the_answers_stay(hanako, come_back, later):
    hanako.post("s/about", {"reason": "出生"})
    come_back(hanako)
    hanako.post("s/claimant", KANA_AND_POSTCODE)
    later(minutes=61)
    assert hanako.get("s/last")["Location"].endswith("identify?to=last")
    assert "もう一度必要です" in hanako.text("s/about")
    come_back(hanako, to="last")
    assert _answers(hanako)["name"]["kana"] == "ヤマダ ハナコ"


def test_a_proof_that_ran_out_on_the_check_page_sends_nothing_and_shows_the_way(hanako, come_back, later):
    _ready(hanako, come_back)
    version = hanako.version()
    later(minutes=61)
    answer = hanako.post("send", {"version": version, "declared": "yes"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"{hanako.base}identify?to=check" in page
    assert Draft.objects.exists() and not Submission.objects.exists()


def test_what_was_proved_travels_to_the_office(hanako, come_back):
    _ready(hanako, come_back)
    identity = _sent(hanako).identity
    assert (identity.method, identity.identity, identity.authentication) == ("digital_id", 2, 3)
    assert identity.name == "山田　花子" and identity.altered == ()


def test_without_a_proof_nothing_is_sent(hanako):
    hanako.post("s/about", {"reason": "出生"})
    hanako.post("s/claimant", KANA_AND_POSTCODE | {"name.name": "山田　花子"})
    answer = hanako.post("send", {"version": "3", "declared": "yes"})
    assert answer.status_code == 422
    assert not Submission.objects.exists()


def test_a_form_that_asks_for_nothing_shows_nothing_of_it(hall, service):
    hall.publish_form("identity: 1, authentication: 1")
    lan = Applicant().start()
    assert "本人確認" not in lan.text("s/about")
    assert lan.get("s/claimant").status_code == 200
    assert lan.get("identify")["Location"] == lan.base


def test_a_portal_without_a_way_says_so_and_sends_nothing(hall):
    hall.publish_form()
    page = Applicant().browser.get("/hibari/allowance/start").content.decode()
    assert "このサイトではまだできません" in page and "窓口か郵便" in page


def _ready(hanako: Applicant, come_back) -> None:
    hanako.post("s/about", {"reason": "出生"})
    come_back(hanako)
    hanako.post("s/claimant", KANA_AND_POSTCODE)
    hanako.post("s/last", {})


def _sent(hanako: Applicant):
    answer = hanako.post("send", {"version": hanako.version(), "declared": "yes"})
    assert answer["Location"].endswith("receipt"), answer.content.decode()
    return _copy(hanako)


def _copy(hanako: Applicant):
    from todoke.core.envelope.applicant_key import ApplicantKey
    from todoke.portal.apply.queries import OwnSubmission
    from todoke.portal.catalogue.queries import town_or_404

    row = Submission.objects.get()
    return own_copy(
        OwnSubmission(submission=row, key=ApplicantKey.parse(hanako.key), town=town_or_404("hibari"))
    )


def _answers(applicant: Applicant) -> dict:
    from uuid import UUID

    from todoke.core.envelope.applicant_key import ApplicantKey
    from todoke.portal.apply.drafts import open_content

    row = Draft.objects.get(pk=applicant.id)
    key = ApplicantKey.parse(applicant.key)
    return dict(open_content(bytes(row.box), key=key, draft_id=UUID(applicant.id)).answers)


@pytest.fixture
def later(monkeypatch):
    """The portal's clock goes on; what was signed in stays when it was."""
    from django.utils import timezone

    def go_on(**time: int) -> None:
        moved = timedelta(**time)
        monkeypatch.setattr(timezone, "now", lambda: datetime.now(UTC) + moved)

    return go_on


def test_a_form_that_asks_for_nothing_pays_nothing_for_it(hall, monkeypatch):
    """No statement, and no look at the methods, on the whole way."""
    monkeypatch.setattr(offers, "available", lambda: pytest.fail("nobody has to know"))
    hall.publish_form("identity: 1, authentication: 1")
    with CaptureQueriesContext(connection) as asked:
        lan = Applicant().start()
        lan.post("s/about", {"reason": "出生"})
        name = {"name.name": "NGUYEN THI LAN", "born.year": "1996", "born.month": "7", "born.day": "22"}
        parts = {"prefecture": "霧原県", "city": "ひばり市", "town": "朝日町", "block": "5-11"}
        home = {f"home.{part}": value for part, value in parts.items()}
        lan.post("s/claimant", name | home | {"home.postcode": "000-0102"})
        lan.post("s/last", {})
        assert _sent(lan).identity is None
    statements = [one["sql"] for one in asked]
    assert len(statements) > 10
    assert not [one for one in statements if "step_up" in one or "session" in one]
