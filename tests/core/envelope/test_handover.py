"""A proof on its way back into the form: for one draft, one step-up, one key."""

from __future__ import annotations

from uuid import UUID

import pytest

from todoke.core.envelope.applicant_key import ApplicantKey
from todoke.core.envelope.handover import BLOCK, LARGEST, open_handover, seal_handover
from todoke.core.errors import UntrustedEnvelope

DRAFT, OTHER_DRAFT = UUID(int=1), UUID(int=2)
STEP_UP, OTHER_STEP_UP = UUID(int=3), UUID(int=4)
HERS, ANOTHERS = ApplicantKey("1" * 24).reply_key(), ApplicantKey("2" * 24).reply_key()
PROOF = "山田　花子".encode()


def sealed(content: bytes = PROOF) -> bytes:
    return seal_handover(content, to=HERS.public, draft=DRAFT, step_up=STEP_UP)


@pytest.mark.parametrize("content", [b"", PROOF, b"x" * (BLOCK - 4), b"x" * BLOCK, b"x" * LARGEST])
def test_it_opens_with_the_drafts_own_key(content):
    assert open_handover(sealed(content), key=HERS, draft=DRAFT, step_up=STEP_UP) == content


@pytest.mark.parametrize(
    "change",
    [{"key": ANOTHERS}, {"draft": OTHER_DRAFT}, {"step_up": OTHER_STEP_UP}],
    ids=["another key", "another draft", "another step-up"],
)
def test_it_opens_nowhere_else(change):
    with pytest.raises(UntrustedEnvelope):
        open_handover(sealed(), **{"key": HERS, "draft": DRAFT, "step_up": STEP_UP} | change)


@pytest.mark.parametrize("spoil", [lambda b: b[:-1], lambda b: b[:-1] + bytes([b[-1] ^ 1]), lambda b: b""])
def test_altered_bytes_do_not_open(spoil):
    with pytest.raises(UntrustedEnvelope):
        open_handover(spoil(sealed()), key=HERS, draft=DRAFT, step_up=STEP_UP)


def test_its_length_does_not_tell_a_short_name_from_a_long_one():
    assert len(sealed(b"a")) == len(sealed("寿限無".encode() * 50))


def test_what_is_too_large_is_no_proof():
    with pytest.raises(ValueError, match="bytes or fewer"):
        sealed(b"x" * (LARGEST + 1))
