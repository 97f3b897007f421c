"""花子 at a form that asks who she is, a portal that knows an ID service, and that ID service."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from tests.portal.oidc.conftest import portal, service  # noqa: F401 - fixtures

from todoke.core.assurance.basic_facts import Claim
from todoke.core.assurance.identity import Identity, IdentityProof, Sex
from todoke.core.assurance.levels import Levels

LEVELS = "identity: 2, authentication: 2"
FORM = """
procedure: allowance
title: 手当の請求
summary: 手当を請求します。
law: [児童手当法]
act: 請求
who: [self]
assurance: {LEVELS, max_age_minutes: 60, reason: ほかの人が勝手に請求できないようにします。}
standard_days: {value: null, source: 市が定める}
steps:
  - step: about
    title: 請求の理由
    fields:
      - {field: reason, type: text, label: 理由, max: 100}
  - step: claimant
    title: 請求者
    fields:
      - {field: name, type: person_name, label: 氏名, with_kana: true, verified: name}
      - {field: born, type: date, label: 生年月日, verified: birth_date}
      - {field: home, type: postal_address, label: 住所, verified: address}
  - step: last
    title: そのほか
    fields:
      - {field: note, type: text, label: 連絡, required: false}
outcomes: {認定: granted, 却下: refused}
"""
START = "/hibari/allowance/start"
HANAKO = Identity(
    name="山田　花子",
    address="霧原県ひばり市本町１－２－３",
    birth_date=date(1954, 4, 3),
    sex=Sex.FEMALE,
)
KANA_AND_POSTCODE = {"name.kana": "ヤマダ ハナコ", "home.postcode": "000-0101"}


def proof_of(
    identity: Identity = HANAKO, *, who: str = "hanako", at: datetime | None = None, levels=(2, 3)
) -> IdentityProof:
    return IdentityProof(
        method="digital_id",
        issuer="https://id.example",
        subject=who * 8,
        levels=Levels(identity=levels[0], authentication=levels[1]),
        authenticated_at=at or datetime.now(UTC),
        identity=identity,
    )


def without(identity: Identity, claim: Claim) -> Identity:
    return replace(identity, **{claim.value: None})


class Applicant:
    """A browser at one application. The test client knows no cookie paths: `lean` leaves the others out."""

    def __init__(self) -> None:
        self.browser = Client()

    def start(self) -> Applicant:
        answer = self.browser.post(START)
        self.base = answer["Location"].removesuffix("key")
        self.key = answer.cookies["todoke_key"].value
        return self

    @property
    def id(self) -> str:
        return self.base.rstrip("/").rsplit("/", 1)[1]

    def get(self, tail: str):
        return self.browser.get(tail if tail.startswith("/") else self.base + tail)

    def post(self, tail: str, form: dict | None = None):
        return self.browser.post(self.base + tail, form or {})

    def text(self, tail: str) -> str:
        return re.sub(r"[ \n]+", " ", self.get(tail).content.decode())

    def leave(self, method: str = "digital_id", *, to: str = "claimant") -> str:
        """Out of the form by a method; where the session area is."""
        answer = self.post(f"identify?to={to}", {"method": method})
        assert answer.status_code == 302, answer.content.decode()
        return answer["Location"]

    def version(self) -> str:
        return re.search(r'name="version" value="(\d+)"', self.text("check"))[1]


@pytest.fixture
def hall(town_hibari):
    def publish(levels: str = LEVELS, **change: str) -> None:
        text = FORM.replace("LEVELS", levels)
        for old, new in change.items():
            text = text.replace(old, new)
        town_hibari.publish("allowance", text=text)

    town_hibari.publish_form = publish
    return town_hibari


@pytest.fixture
def hanako(hall, service) -> Applicant:  # noqa: F811 - the fixture imported above
    hall.publish_form()
    return Applicant().start()


@pytest.fixture
def come_back(monkeypatch) -> Callable[..., object]:
    """From the form and back with this proof, as the session area hands it over."""
    from todoke.portal.step_up import commands
    from todoke.portal.step_up.models import StepUp

    def back(applicant: Applicant, proof: IdentityProof | None = None, *, to: str = "claimant"):
        applicant.leave(to=to)
        row = StepUp.objects.latest("created_at")
        content = json.dumps((proof or proof_of()).as_json()).encode()
        commands.hand_over(row, content)
        return applicant.get(f"identified/{row.pk}")

    return back


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()
