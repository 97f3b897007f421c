"""One authority of the tests, its cards, and what they sign."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from todoke.core.assurance.signing import SignatureTrust, Statement, statement_bytes
from todoke.demo_id.authority import DEMO_POLICY, DemoAuthority
from todoke.demo_id.cards import issue_card
from todoke.demo_id.people import person_of

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
STATEMENT = statement_bytes(
    Statement(
        municipality="992011",
        procedure="disaster_certificate",
        revision=3,
        draft="0b1946ac-0000-7000-8000-000000000001",
        answers={"applicant_name": {"name": "山田花子"}, "damage": "roof"},
        attachments=(("photos", "ab" * 32),),
    )
)


@pytest.fixture(scope="session")
def signing():
    """Keys take a while to make, so all tests share them; nothing here is ever changed."""
    authority = DemoAuthority.make(now=NOW)
    hanako = issue_card(authority, person_of("hanako"), now=NOW)
    return SimpleNamespace(
        authority=authority,
        hanako=hanako,
        lan=issue_card(authority, person_of("lan"), now=NOW, p384=True),
        crl=authority.revocation_list(now=NOW - timedelta(hours=1)),
        now=NOW,
        statement=STATEMENT,
    )


@pytest.fixture(scope="session")
def trust_in():
    """What trusts an authority, with these lists and this policy."""

    def make(authority, *crls, policy=DEMO_POLICY):
        anchor = authority.certificate.public_bytes(Encoding.DER)
        return SignatureTrust.load(anchors=[anchor], crls=crls, policies=[policy])

    return make


@pytest.fixture(scope="session")
def trust(signing, trust_in):
    return trust_in(signing.authority, signing.crl)
