"""What of a sign-in and a signature travels with an application."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from todoke.core.assurance.identity import Identity, IdentityProof, Sex
from todoke.core.assurance.identity_block import block_of, proof_in
from todoke.core.assurance.levels import Levels
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.payloads import ApplicationPayload, IdentityBlock, SignatureBlock, decode, encode

PROOF = IdentityProof(
    method="digital_id",
    issuer="https://id.localhost",
    subject="ab" * 32,
    levels=Levels(identity=2, authentication=3),
    authenticated_at=datetime(2026, 11, 23, 3, 0, tzinfo=UTC),
    identity=Identity(
        name="●橋　花子", name_substituted=(0,), birth_date=date(1990, 4, 2), sex=Sex.FEMALE
    ),
)  # fmt: skip
SOUND = block_of(PROOF).model_dump(mode="json")


def application(town, now, **changes) -> ApplicationPayload:
    fixed = {"receipt": "40015000230011", "procedure": "allowance", "revision": 1, "language": "ja"}
    times = {"started_at": now, "stored_at": now}
    own = {"answers": {}, "reply_key": town.hanako.reply_key().public.b64}
    return ApplicationPayload(**{**fixed, **times, **own, **changes})


def test_a_proof_travels_without_its_pseudonym():
    block = block_of(PROOF, altered=("claimant_name",))
    assert PROOF.subject not in block.model_dump_json()
    assert block.altered == ("claimant_name",)
    back = proof_in(block)
    assert (back.identity, back.levels, back.authenticated_at) == (
        PROOF.identity,
        PROOF.levels,
        PROOF.authenticated_at,
    )


def test_both_blocks_come_back_as_they_were(town, now):
    signature = SignatureBlock(
        statement=base64.b64encode(b"{}").decode(), cms=base64.b64encode(b"\x30\x00").decode()
    )
    sent = application(town, now, identity=block_of(PROOF), signature=signature)
    assert decode(Kind.APPLICATION, encode(sent)) == sent
    assert (signature.statement_bytes, signature.cms_bytes) == (b"{}", b"\x30\x00")


def test_an_application_from_before_the_blocks_still_opens(town, now):
    sent = application(town, now)
    old = sent.model_dump_json(exclude={"identity", "signature"}).encode()
    assert decode(Kind.APPLICATION, old) == sent


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"identity": 4}, id="a level there is not"),
        pytest.param({"identity": "2"}, id="a level as text"),
        pytest.param({"subject": "ab" * 32}, id="a pseudonym"),
        pytest.param({"sex": "3"}, id="a sex there is not"),
        pytest.param({"authenticated_at": "2026-11-23T03:00:00"}, id="a time without a zone"),
        pytest.param({"name_substituted": [-1]}, id="a place before the first"),
    ],
)
def test_a_block_of_another_form_is_refused(change):
    assert IdentityBlock.model_validate(SOUND)
    with pytest.raises(ValidationError):
        IdentityBlock.model_validate({**SOUND, **change})


@pytest.mark.parametrize("cms", [pytest.param("", id="empty"), pytest.param("a b$", id="no base64")])
def test_a_signature_that_is_no_base64_is_refused(cms):
    with pytest.raises(ValidationError):
        SignatureBlock(statement="e30=", cms=cms)
