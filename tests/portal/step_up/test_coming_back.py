"""Through the session area to an ID service and back; and whatever somebody else may try on the way."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.portal.oidc.conftest import HANAKO as HER_CLAIMS
from tests.portal.oidc.conftest import LAN
from tests.portal.oidc.id_service import IdService, as_json
from tests.portal.step_up.conftest import Applicant, proof_of

from todoke.core.envelope.applicant_key import ApplicantKey
from todoke.portal.apply.drafts import open_content
from todoke.portal.apply.housekeeping import keep_house
from todoke.portal.apply.models import Draft
from todoke.portal.step_up import commands
from todoke.portal.step_up.models import MethodCount, StepUp
from todoke.portal.step_up.queries import COOKIE

pytestmark = pytest.mark.django_db


def set_out(applicant: Applicant, *, to: str = "claimant") -> str:
    """The address at the ID service to which the person is led."""
    page = applicant.get(applicant.leave(to=to))
    assert page.status_code == 200, page
    assert 'http-equiv="refresh"' in page.content.decode()
    answer = applicant.get("/account/oidc/digital_id/login/")
    return answer["Location"]


def come_home(applicant: Applicant, query: str):
    """The ID service's redirect, and ours, until a page of the form."""
    answer = applicant.get(f"/account/oidc/digital_id/login/callback/?{query}")
    while answer["Location"].startswith("/account/"):
        answer = applicant.get(answer["Location"])
    return answer


def content_of(applicant: Applicant):
    key = ApplicantKey.parse(applicant.key)
    row = Draft.objects.get(pk=applicant.id)
    return open_content(bytes(row.box), key=key, draft_id=UUID(applicant.id))


def handed_over(applicant: Applicant, proof=None) -> StepUp:
    applicant.leave()
    row = StepUp.objects.latest("created_at")
    commands.hand_over(row, json.dumps((proof or proof_of()).as_json()).encode())
    return row


def test_she_signs_in_at_the_id_service_and_goes_on_where_she_was(hanako, service: IdService):
    answer = come_home(hanako, service.authorize(set_out(hanako)))
    assert "/identified/" in answer["Location"]
    assert hanako.get(answer["Location"])["Location"] == hanako.base + "s/claimant"
    proof = content_of(hanako).identity_proof
    assert proof.identity.name == HER_CLAIMS["name"] and proof.levels.identity == 2
    asked = set(next(iter(service.codes.values())).asked["scope"].split())
    assert asked == {"openid", "name", "address", "birthdate"}, "no question asks for the sex"


def test_the_id_service_says_which_characters_are_substitutes(hanako, service: IdService):
    told = dict(service.person) | {"name": "高橋　恵", "name_substituted": "1000"}
    service.instead["/userinfo"] = lambda: as_json(told)
    hanako.get(come_home(hanako, service.authorize(set_out(hanako)))["Location"])
    assert content_of(hanako).identity_proof.identity.name_substituted == (0,)
    assert "別の字に置きかえられています（高橋　恵）" in hanako.text("s/claimant")


def test_no_row_of_the_portal_shows_what_was_handed_over(hanako, service):
    from django.contrib.sessions.models import Session
    from django.core import serializers

    come_home(hanako, service.authorize(set_out(hanako)))
    rows = serializers.serialize("json", StepUp.objects.all())
    kept = rows + "".join(str(one.get_decoded()) for one in Session.objects.all())
    assert StepUp.objects.get().box is not None
    for secret in (HER_CLAIMS["name"], "花子", "ひばり市本町", HER_CLAIMS["birthdate"], hanako.key):
        assert secret not in kept


def test_who_cancels_finds_the_form_as_it_was(hanako, service):
    hanako.post("s/about", {"reason": "出生"})
    url = set_out(hanako)
    state = url.partition("state=")[2].partition("&")[0]
    answer = come_home(hanako, f"error=access_denied&state={state}")
    page = hanako.text(answer["Location"])
    assert "ID サービス" in page or "書いた内容は残っています" in page or "そのまま" in page
    assert content_of(hanako).answers == {"reason": "出生"}
    assert content_of(hanako).proof is None
    count = MethodCount.objects.get(method="digital_id")
    assert (count.started, count.finished) == (1, 0)


def test_the_way_back_from_the_leaving_page_needs_no_sign_in(hanako):
    answer = hanako.get(hanako.leave() + "failed")
    page = hanako.text(answer["Location"])
    assert "本人確認は、まだ終わっていません" in page and "マイナアプリ" in page


def test_an_id_service_that_is_down_is_told_and_the_draft_is_kept(hanako, service):
    service.instead["/realms"] = lambda: (503, {}, b"")
    hanako.get(hanako.leave())
    answer = hanako.get("/account/oidc/digital_id/login/")
    while answer["Location"].startswith("/account/"):
        answer = hanako.get(answer["Location"])
    page = hanako.text(answer["Location"])
    assert 'role="alert"' in page and "窓口" in page
    assert Draft.objects.filter(pk=hanako.id).exists()


@pytest.mark.parametrize("acr", ["aal1", ""])
def test_a_sign_in_that_is_too_weak_is_refused_with_other_ways(hanako, service, acr):
    service.acr = acr
    answer = come_home(hanako, service.authorize(set_out(hanako)))
    page = hanako.text(answer["Location"])
    assert 'role="alert"' in page and "窓口" in page and "マイナアプリ" in page
    assert content_of(hanako).proof is None


def test_a_proof_below_the_demand_is_refused_where_it_is_opened_too(hanako):
    row = handed_over(hanako, proof_of(levels=(1, 2)))
    answer = hanako.get(f"identified/{row.pk}")
    assert answer.status_code == 422
    assert "窓口" in answer.content.decode()
    assert content_of(hanako).proof is None and not StepUp.objects.exists()


def test_another_person_in_the_middle_chooses_and_takes_nothing_over(hanako, come_back, service):
    come_back(hanako)
    row = handed_over(hanako_again := _aged(hanako), proof_of(who="lan"))
    answer = hanako_again.get(f"identified/{row.pk}")
    assert answer["Location"] == f"{hanako.base}other-person/{row.pk}"
    page = hanako.text(f"other-person/{row.pk}")
    assert "この下書きをそのままにする" in page and "自分の申請を新しく始める" in page
    assert content_of(hanako).identity_proof.subject == "hanako" * 8
    assert hanako.post(f"other-person/{row.pk}").status_code == 422
    hanako.post(f"other-person/{row.pk}", {"choice": "keep"})
    assert content_of(hanako).identity_proof.subject == "hanako" * 8
    assert Draft.objects.count() == 1 and not StepUp.objects.exists()


def test_the_other_person_may_begin_an_application_of_their_own(hanako, come_back):
    hanako.post("s/about", {"reason": "出生"})
    come_back(hanako)
    row = handed_over(_aged(hanako), proof_of(who="lan"))
    answer = hanako.post(f"other-person/{row.pk}", {"choice": "anew"})
    assert Draft.objects.count() == 2
    lan = Applicant()
    lan.base, lan.key = answer["Location"].removesuffix("key"), answer.cookies["todoke_key"].value
    assert content_of(lan).identity_proof.subject == "lan" * 8
    assert content_of(lan).answers.keys() <= {"name", "born", "home"}, "none of hanako's answers"
    assert content_of(hanako).answers["reason"] == "出生"


def _aged(applicant: Applicant) -> Applicant:
    """What was proved is too old by now, so that the form asks again."""
    from todoke.core.assurance.identity import IdentityProof
    from todoke.portal.apply import draft_rows
    from todoke.portal.apply.drafts import close_content

    content = content_of(applicant)
    held = dict(content.proof) | {"authenticated_at": (timezone.now() - timedelta(hours=2)).isoformat()}
    IdentityProof.from_json(held)
    from dataclasses import replace

    key = ApplicantKey.parse(applicant.key)
    row = Draft.objects.get(pk=applicant.id)
    box = close_content(replace(content, proof=held), key=key, draft_id=row.pk)
    assert draft_rows.save(row.pk, box=box, version=row.version, expires_at=row.expires_at)
    return applicant


# Attacks.


def test_another_browser_cannot_enter_a_step_up_it_did_not_begin(hanako, service):
    """The attacker sends a victim the address of a step-up that waits for the attacker's own draft."""
    address = hanako.leave()
    victim = Client()
    for tail in ("", "done", "failed"):
        answer = victim.get(address + tail)
        assert answer.status_code == 404
        assert "別のブラウザー" in answer.content.decode()
    victim.cookies[COOKIE] = f"{StepUp.objects.get().pk.hex}.{'A' * 43}"
    assert victim.get(address).status_code == 404


def test_a_sign_in_of_another_browser_fills_no_form(hanako, service):
    from tests.portal.oidc.conftest import set_out as sign_in

    hanako.leave()
    service.person = dict(LAN)
    victim = Client()
    query = service.authorize(sign_in(victim))
    victim.get(f"/account/oidc/digital_id/login/callback/?{query}")
    assert StepUp.objects.get().box is None


def test_a_hand_over_of_another_draft_opens_in_none_but_its_own(hanako, service):
    row = handed_over(hanako)
    lan = Applicant().start()
    answer = lan.get(f"identified/{row.pk}")
    assert answer.status_code == 422 and "もう使ったか" in answer.content.decode()
    assert content_of(lan).proof is None
    assert StepUp.objects.filter(pk=row.pk).exists(), "and hanako's waits for her"


def test_a_hand_over_sealed_to_another_key_is_taken_for_none(hanako):
    row = handed_over(hanako)
    other = ApplicantKey("1" * 24).reply_key().public.b64
    StepUp.objects.filter(pk=row.pk).update(reply_key=other)
    row.refresh_from_db()
    commands.hand_over(row, json.dumps(proof_of(who="lan").as_json()).encode())
    assert hanako.get(f"identified/{row.pk}").status_code == 422
    assert content_of(hanako).proof is None


def test_a_hand_over_moved_to_another_step_up_does_not_open(hanako):
    first, second = handed_over(hanako), handed_over(hanako)
    StepUp.objects.filter(pk=second.pk).update(box=bytes(first.box or StepUp.objects.get(pk=first.pk).box))
    assert hanako.get(f"identified/{second.pk}").status_code == 422
    assert content_of(hanako).proof is None


def test_a_hand_over_is_taken_once(hanako):
    row = handed_over(hanako)
    assert hanako.get(f"identified/{row.pk}").status_code == 302
    assert hanako.get(f"identified/{row.pk}")["Location"] == hanako.base, "a page loaded again goes on"
    _aged(hanako)
    assert hanako.get(f"identified/{row.pk}").status_code == 422, "replayed later it proves nothing"


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_link_begins_nothing(hanako, method):
    getattr(hanako.browser, method)(f"{hanako.base}identify?to=claimant&method=digital_id")
    assert not StepUp.objects.exists()


def test_a_form_of_another_site_begins_nothing(hanako):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["todoke_key"] = hanako.key
    answer = strict.post(f"{hanako.base}identify", {"method": "digital_id"})
    assert answer.status_code == 403
    assert not StepUp.objects.exists()


@pytest.mark.parametrize("method", ["", "passkey", "password", "counter", "jpki_signature", "nobody"])
def test_a_method_that_does_not_reach_the_demand_begins_nothing(hanako, method):
    answer = hanako.post("identify?to=claimant", {"method": method})
    assert answer.status_code == 422
    assert not StepUp.objects.exists()


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "../../x", "nothing"])
def test_no_address_elsewhere_is_gone_on_to(hanako, come_back, to):
    answer = come_back(hanako, to=to)
    assert answer["Location"] == hanako.base


def test_trying_on_and_on_is_slowed_down(hanako, monkeypatch):
    monkeypatch.setattr(commands, "FROM_ONE_DRAFT", 2)
    for _ in range(2):
        hanako.leave()
    answer = hanako.post("identify?to=claimant", {"method": "digital_id"})
    assert answer.status_code == 429
    assert StepUp.objects.count() == 2


def test_a_step_up_is_forgotten_after_half_an_hour(hanako):
    row = handed_over(hanako)
    StepUp.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert hanako.get(f"identified/{row.pk}").status_code == 422
    keep_house()
    assert not StepUp.objects.exists()


def test_without_the_applicant_key_nothing_is_shown(hanako):
    row = handed_over(hanako)
    stranger = Client()
    for tail in ("identify", f"identified/{row.pk}", f"other-person/{row.pk}", f"signed/{uuid4()}"):
        assert stranger.get(hanako.base + tail).status_code == 404
    assert StepUp.objects.filter(pk=row.pk).exists()
