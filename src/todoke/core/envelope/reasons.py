"""Why an envelope was refused: for the log and the operator, never for the sender.

Invariants:
- a reason names the check that failed and carries nothing of the content.
- every reason has one sentence for the operator, so the quarantine list never shows a bare code.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from todoke.core.errors import UntrustedEnvelope
from todoke.core.refusal import N_


class Reason(StrEnum):
    """In the order of the checks; logs and tests key on the values."""

    SIZE = "size"
    MAGIC = "magic"
    VERSION = "version"
    SUITE = "suite"
    SENDER = "sender"
    SIGNATURE = "signature"
    HEADER = "header"
    MUNICIPALITY = "municipality"
    KIND = "kind"
    DIRECTION = "direction"
    EXPIRED = "expired"
    PARTS = "parts"
    KEY = "key"
    WRAP = "wrap"
    CONTENT = "content"
    PAYLOAD = "payload"
    BOX = "box"
    REQUEST = "request"
    REQUEST_TIME = "request_time"


SENTENCES: Mapping[Reason, str] = {
    Reason.SIZE: N_("It is larger or smaller than an envelope of this kind may be."),
    Reason.MAGIC: N_("It is not a Todoke envelope."),
    Reason.VERSION: N_("It has a version this installation does not know. Update this side first."),
    Reason.SUITE: N_("It uses a set of algorithms that is not allowed for its kind."),
    Reason.SENDER: N_("Its sender's key is not pinned here. Check the key with the other side."),
    Reason.SIGNATURE: N_("Its signature does not match: it was altered, or somebody else wrote it."),
    Reason.HEADER: N_("Its header is incomplete or contradicts itself."),
    Reason.MUNICIPALITY: N_("It is addressed to another municipality."),
    Reason.KIND: N_("Its kind is not taken here."),
    Reason.DIRECTION: N_("Its kind may not travel in this direction."),
    Reason.EXPIRED: N_("It is too old. Check the clocks on both sides."),
    Reason.PARTS: N_("One of its parts was altered, cut off or added to."),
    Reason.KEY: N_("It is sealed to a key that is not here. Look for an older key or the recovery key."),
    Reason.WRAP: N_("Its key could not be unwrapped."),
    Reason.CONTENT: N_("One of its parts could not be decrypted."),
    Reason.PAYLOAD: N_("It opened, but its content does not have the agreed form."),
    Reason.BOX: N_("The stored draft could not be decrypted with this key."),
    Reason.REQUEST: N_("The request was not signed by a known office, or was altered."),
    Reason.REQUEST_TIME: N_("The request is too old or too new. Check the clocks on both sides."),
}


def untrusted(reason: Reason) -> UntrustedEnvelope:
    """The one opaque error; its text is the same whatever the reason."""
    return UntrustedEnvelope(reason)
