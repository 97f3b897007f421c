"""What of a proof travels in an envelope, and what a receiver reads back.

Invariant: the pseudonym stays behind; the office has no use for it and must not join by it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from todoke.core.assurance.identity import IdentityProof
from todoke.core.envelope.payloads import IdentityBlock


def block_of(proof: IdentityProof, *, altered: Iterable[str] = ()) -> IdentityBlock:
    """`altered`: ids of the questions whose verified answer the person replaced, and said so."""
    held = proof.as_json()
    del held["subject"]
    return IdentityBlock.model_validate_json(json.dumps({**held, "altered": sorted(set(altered))}))


def proof_in(block: IdentityBlock) -> IdentityProof:
    """With an empty `subject`: `is_same_person` says nothing of it."""
    held = block.model_dump(mode="json", exclude={"altered"})
    return IdentityProof.from_json({**held, "subject": ""})
