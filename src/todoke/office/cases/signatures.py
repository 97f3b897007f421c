"""The signature of an application, verified again where it is filed.

Invariants:
- the office believes its own check of what arrived, with its own certificates and lists, at its own time.
- a signature that does not hold never keeps an application out: it becomes a flag for the caseworker.
- the signed bytes are not kept, as they may hold a My Number: the CMS, their hash and the draft's id are, and
  with the answers as they arrived they can be made again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from todoke.core.assurance.signing import (
    SignatureTrust,
    SignedBy,
    Statement,
    digest_of,
    statement_bytes,
    verify_signature,
)
from todoke.core.envelope.payloads import ApplicationPayload, SignatureBlock
from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.web.jpki import usable_trust

FLAG = "case.flag.signature"
NOT_CHECKED = Refusal(
    code=f"{FLAG}.not-checked",
    message=N_("It came with a signature, but this office has no certificates to check it with. Check who "
               "sent it another way."),
)  # fmt: skip
OTHER_CONTENT = Refusal(
    code=f"{FLAG}.other-content",
    message=N_("The signature holds, but for other answers or files than those that arrived. Ask the "
               "applicant which are right."),
)  # fmt: skip
SENTENCES: Mapping[str, str] = {
    "malformed": N_("The signature can't be read. Check who sent it another way."),
    "weak-algorithm": N_("The signature was made with a method that is not taken. Check who sent it another "
                         "way."),
    "tampered": N_("The signature does not belong to what it came with. Check who sent it another way."),
    "unknown-issuer": N_("The signature's certificate is from an authority this office does not trust. Check "
                         "who sent it another way."),
    "expired": N_("The certificate of the signature had expired when it was filed. Check who sent it another "
                  "way."),
    "not-yet-valid": N_("The certificate of the signature was not valid yet when it was filed. Check who "
                        "sent it another way."),
    "wrong-policy": N_("The signature was not made with the certificate for signing of a My Number Card. "
                       "Check who sent it another way."),
    "wrong-key-usage": N_("The certificate of the signature is not made for signing. Check who sent it "
                          "another way."),
    "unreadable-certificate": N_("Who signed can't be read from the certificate. Check who sent it another "
                                 "way."),
    "revoked": N_("The certificate of the signature was revoked. Check who sent it another way."),
    "no-revocation-data": N_("Whether the signature's certificate was revoked could not be checked: this "
                             "office has no list for it. Check who sent it another way."),
    "old-revocation-data": N_("Whether the signature's certificate was revoked could not be checked: this "
                              "office's list is out of date. Check who sent it another way."),
}  # fmt: skip


FLAGS: Mapping[str, Refusal] = {
    one.code: one
    for one in (
        NOT_CHECKED,
        OTHER_CONTENT,
        *(Refusal(code=f"{FLAG}.{reason}", message=message) for reason, message in SENTENCES.items()),
    )
}


def check_signature(payload: ApplicationPayload, *, at: datetime) -> dict[str, Any] | None:
    """What the case keeps of its signature; None: it came without one. `at` is the time of filing.

    `refusal` is the code of the flag where it does not hold; `signed` and `certificate` say who signed with
    what where it does.
    """
    block = payload.signature
    if block is None:
        return None
    trust = usable_trust(settings.TODOKE)
    if trust is None:
        return _failed(block, NOT_CHECKED.code)
    return _check(payload, block, trust=trust, at=at)


def signature_flags(held: Mapping[str, Any] | None) -> Iterator[tuple[str, Refusal]]:
    """(input, what to look at) for `Case.identity`: why its signature does not hold, if so."""
    signature = (held or {}).get("signature") or {}
    if signature.get("refusal") is not None:
        yield "", FLAGS[signature["refusal"]]


def _check(
    payload: ApplicationPayload, block: SignatureBlock, *, trust: SignatureTrust, at: datetime
) -> dict[str, Any]:
    statement = block.statement_bytes
    try:
        signed_by = verify_signature(block.cms_bytes, statement, trust=trust, now=at)
    except Refused as refused:
        return _failed(block, f"{FLAG}.{refused.refusals[0].code.removeprefix('signature.')}")
    # Only bytes whose signature holds are parsed, and only to learn which draft they name.
    draft = _draft_of(statement)
    if draft is None or _statement(payload, draft=draft) != statement:
        return _failed(block, OTHER_CONTENT.code)
    return _kept(block) | _who(signed_by) | {"refusal": None, "draft": draft}


def _failed(block: SignatureBlock, code: str) -> dict[str, Any]:
    return _kept(block) | {"refusal": code, "signed": None}


def _kept(block: SignatureBlock) -> dict[str, Any]:
    return {"statement_sha256": digest_of(block.statement_bytes).hex(), "cms": block.cms}


def _who(by: SignedBy) -> dict[str, Any]:
    identity = by.identity
    return {
        "signed": {
            "name": identity.name,
            "name_substituted": list(identity.name_substituted),
            "address": identity.address,
            "address_substituted": list(identity.address_substituted),
            "birth_date": identity.birth_date.isoformat() if identity.birth_date else None,
            "sex": identity.sex.value if identity.sex else None,
        },
        "certificate": {
            "issuer": by.issuer,
            "serial": by.serial,
            "sha256": by.certificate,
            "algorithm": by.algorithm,
            "not_after": by.not_after.isoformat(),
        },
    }


def _statement(payload: ApplicationPayload, *, draft: str) -> bytes:
    """What the signed bytes must be, made from what arrived; the town is this office's own."""
    return statement_bytes(
        Statement(
            municipality=settings.TODOKE.town.code,
            procedure=payload.procedure,
            revision=payload.revision,
            draft=draft,
            answers=payload.answers,
            attachments=tuple((ref.field, ref.sha256) for ref in payload.attachments),
        )
    )


def _draft_of(statement: bytes) -> str | None:
    try:
        draft = json.loads(statement)["draft"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return draft if isinstance(draft, str) else None
