"""Where a form asks how surely one signs in, and not who one is: the portal's own methods are enough."""

from __future__ import annotations

import pytest
from tests.portal.step_up.conftest import Applicant, proof_of
from tests.portal.step_up.test_coming_back import content_of

from todoke.core.assurance.identity import IdentityProof, pseudonym
from todoke.core.assurance.levels import Levels
from todoke.core.assurance.methods import Completion
from todoke.portal.identity import signals
from todoke.portal.step_up import offers
from todoke.portal.step_up.models import MethodCount, StepUp

pytestmark = pytest.mark.django_db
SIGN_IN = "identity: 1, authentication: 2"


@pytest.fixture
def lan(hall, service) -> Applicant:
    hall.publish_form(SIGN_IN)
    return Applicant().start()


def by_passkey(who: str = "lan") -> IdentityProof:
    held = proof_of()
    return IdentityProof(
        method="passkey",
        issuer="",
        subject=pseudonym("portal", who),
        levels=Levels(identity=0, authentication=2),
        authenticated_at=held.authenticated_at,
    )


def test_every_method_that_signs_in_surely_enough_is_offered(lan):
    page = lan.text("identify?to=claimant")
    for name in ("パスキー", "マイナアプリ", "認証アプリ"):
        assert name in page
    assert "メールで届くコード" not in page


def test_a_passkey_opens_the_form_and_fills_nothing(lan, rf):
    address = lan.leave("passkey")
    answer = lan.get(address)
    assert answer["Location"].startswith("/account/") and "done" in answer["Location"]
    request = rf.get("/account/")
    request.COOKIES = {name: one.value for name, one in lan.browser.cookies.items()}
    signals.proved.send(sender=None, request=request, proof=by_passkey())
    answer = lan.get(address + "done")
    assert lan.get(answer["Location"])["Location"] == lan.base + "s/claimant"
    page = lan.text("s/claimant")
    assert "確認済み" not in page and "受け取っていません" not in page
    assert "本人確認：パスキー" in page
    assert content_of(lan).proof["name"] is None


def test_a_proof_without_a_form_that_waits_is_kept_nowhere(lan, rf):
    signals.proved.send(sender=None, request=rf.get("/account/"), proof=by_passkey())
    assert not StepUp.objects.exists()


def test_what_most_people_finish_is_offered_first(lan):
    before = [one.method for one in offers.offered(Levels(identity=1, authentication=2))]
    assert before[0] == "passkey"
    MethodCount.objects.create(method="digital_id", started=100, finished=95)
    MethodCount.objects.create(method="passkey", started=100, finished=40)
    after = [one.method for one in offers.offered(Levels(identity=1, authentication=2))]
    assert after[:2] == ["digital_id", "passkey"]
    page = lan.text("identify?to=claimant")
    assert page.index("マイナアプリ（") < page.index("パスキー（")


def test_counts_that_are_read_while_somebody_finishes_never_contradict_each_other(lan):
    from todoke.portal.step_up.queries import completion

    MethodCount.objects.create(method="passkey", started=3, finished=4)
    assert completion()["passkey"] == Completion(started=3, finished=3)
