"""Made from a template, signed by whoever is bound, revoked at once."""

from __future__ import annotations

import pytest
from tests.hub.permits.law import after, pledged, today

from todoke.catalogue.talent.papers import paper
from todoke.core.errors import Refused
from todoke.core.talent.confidentiality import Paper
from todoke.hub.members.signals import agreement_revoked
from todoke.hub.talent.permits import agreement_commands
from todoke.hub.talent.permits.models import Confidentiality


def made(**changed):
    return {"since": today().isoformat(), "until": after(100).isoformat(), "classes": ["town"]} | changed


def refused(action) -> str:
    with pytest.raises(Refused) as caught:
        action()
    return caught.value.refusals[0].code


def test_a_coordinator_makes_it_and_the_person_signs_it(client, nakamura, hibari, miura):
    client.force_login(miura)
    sent = made(signer=f"person:{nakamura.pk}", host=str(hibari.pk))
    assert client.post("/permits/agreements/new", sent).status_code == 302
    row = Confidentiality.objects.get()
    assert "中村" in row.text
    assert "ひばり市" in row.text
    assert "（案）" in row.text
    assert "$" not in row.text
    client.force_login(nakamura.member)
    assert client.post(f"/permits/agreements/{row.pk}/sign").status_code == 422
    assert client.post(f"/permits/agreements/{row.pk}/sign", {"read": "yes"}).status_code == 302
    row.refresh_from_db()
    assert row.signed_by == nakamura.member


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"signer": ""}, "signer"),
        ({"classes": []}, "classes"),
        ({"classes": ["open"]}, "classes"),
        ({"until": ""}, "until"),
        ({"until": "2020-01-01"}, "until"),
        ({"until": "2099-01-01"}, "until"),
    ],
    ids=["nobody", "nothing", "what is open anyway", "no day", "order", "too long"],
)
def test_an_agreement_names_who_what_and_until_when(client, nakamura, miura, changed, field):
    client.force_login(miura)
    page = client.post("/permits/agreements/new", made(signer=f"person:{nakamura.pk}") | changed)
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert not Confidentiality.objects.exists()


def test_nobody_signs_for_somebody_else(nakamura, kato, hibari, miura):
    row = pledged(nakamura, miura, host=hibari)
    Confidentiality.objects.filter(pk=row.pk).update(signed_at=None, signed_by=None)
    for other in (kato.member, miura):
        code = refused(lambda other=other: agreement_commands.sign(row, read=True, by=other))
        assert code == "talent.agreement.not-signer"


def test_a_revoked_one_is_told_with_its_reason_and_does_not_come_back(
    client, nakamura, hibari, watanabe, ishikawa, miura
):
    row = pledged(nakamura, miura, host=hibari)
    heard = []

    def listen(agreement, **_):
        heard.append(agreement)

    assert (
        refused(lambda: agreement_commands.revoke(row, why="x", by=ishikawa)) == "talent.agreement.not-maker"
    )
    assert refused(lambda: agreement_commands.revoke(row, why=" ", by=watanabe)) == "talent.agreement.no-why"
    agreement_revoked.connect(listen)
    try:
        agreement_commands.revoke(row, why="役割が終わった。", by=watanabe)
    finally:
        agreement_revoked.disconnect(listen)
    assert heard == [row.pk]
    signing = lambda: agreement_commands.sign(row, read=True, by=nakamura.member)  # noqa: E731
    assert refused(signing) == "talent.agreement.not-to-sign"
    client.force_login(nakamura.member)
    assert "役割が終わった。" in client.get(f"/permits/agreements/{row.pk}").text


def test_a_town_reads_an_agreement_with_it_once_it_is_signed(client, nakamura, hibari, watanabe, miura):
    row = pledged(nakamura, miura, host=hibari)
    client.force_login(watanabe)
    assert client.get(f"/permits/agreements/{row.pk}").status_code == 200
    Confidentiality.objects.filter(pk=row.pk).update(signed_at=None)
    assert client.get(f"/permits/agreements/{row.pk}").status_code == 404
    assert "中村" not in client.get("/permits/").text


@pytest.mark.parametrize("which", list(Paper))
def test_every_template_says_that_it_is_a_draft_for_counsel(client, nakamura, which):
    text = paper(which)
    assert "（案）" in text.split("\n")[0]
    assert "確認を受けてください" in text
    client.force_login(nakamura.member)
    assert client.get(f"/permits/papers/{which.value}").content.decode() == text
    assert text.split("\n")[0] in client.get("/permits/papers").text


def test_a_template_that_is_none_is_not_found(client, nakamura):
    client.force_login(nakamura.member)
    assert client.get("/permits/papers/..%2Fpledge").status_code == 404
