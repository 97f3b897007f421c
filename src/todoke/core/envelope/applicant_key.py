"""The applicant key: the one secret a person without an account holds.

Invariants:
- 24 digits drawn uniformly (79.7 bits). Everything else follows from them by HKDF-SHA256 with a
  label of its own, so that knowing one derived value tells nothing about another.
- the digits appear in no `repr`, no error and no derived value.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from todoke.core.envelope.keys import SEALING_SEED_BYTES, SealingKey
from todoke.core.envelope.reasons import Reason, untrusted
from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal

DIGITS = 24
GROUP = 4
_SALT = b"todoke applicant key v1"
# What people and phones put between groups: spaces, hyphens, dashes, the long vowel mark, dots.
_BETWEEN = re.compile(r"[\s\-‐‑‒–—―−ーｰ.・,_]+")
_NONCE_BYTES = 12


class ApplicantKey:
    """Make one with `new`, read one with `parse`."""

    __slots__ = ("_digits",)

    def __init__(self, digits: str) -> None:
        if not re.fullmatch(r"[0-9]{24}", digits):
            raise ValueError("applicant key — 24 digits — something else")
        self._digits = digits

    @classmethod
    def new(cls, random_bytes: Callable[[int], bytes]) -> ApplicantKey:
        """`random_bytes` is the system's source. 256 bits in keep the bias below 2⁻¹⁷⁶."""
        return cls(str(int.from_bytes(random_bytes(32), "big") % 10**DIGITS).zfill(DIGITS))

    @classmethod
    def parse(cls, text: str) -> ApplicantKey:
        """Takes any grouping and full-width digits. Raises `Refused` with the sentence to show."""
        digits = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
        if not re.fullmatch(r"[0-9]*", digits):
            raise Refused(
                Refusal(
                    code="applicant-key.characters",
                    message=N_("The application key has digits only. Check it and type it again."),
                )
            )
        if len(digits) != DIGITS:
            raise Refused(
                Refusal(
                    code="applicant-key.length",
                    message=N_(
                        "The application key has %(expected)s digits; you typed %(typed)s."
                        " Check it and type it again."
                    ),
                    params={"expected": DIGITS, "typed": len(digits)},
                )
            )
        return cls(digits)

    @property
    def digits(self) -> str:
        """The secret itself: for the cookie and the page that shows it once."""
        return self._digits

    def groups(self) -> str:
        """1234-5678-… in six groups of four, as shown to the person."""
        return "-".join(self._digits[start : start + GROUP] for start in range(0, DIGITS, GROUP))

    def draft_key(self) -> bytes:
        return self._derived(b"draft", 32)

    def lookup_id(self) -> bytes:
        """What the server may store to find the application again."""
        return self._derived(b"look-up", 32)

    def reply_key(self) -> SealingKey:
        return SealingKey.from_seed(self._derived(b"reply", SEALING_SEED_BYTES))

    def _derived(self, purpose: bytes, length: int) -> bytes:
        return HKDF(algorithm=SHA256(), length=length, salt=_SALT, info=purpose).derive(self._digits.encode())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ApplicantKey) and secrets.compare_digest(other._digits, self._digits)

    def __hash__(self) -> int:
        return hash(self.lookup_id())

    def __repr__(self) -> str:
        return "ApplicantKey(…)"


def seal_box(key: bytes, plaintext: bytes, context: bytes) -> bytes:
    """AES-256-GCM under a 32-byte key; `context` (the draft's id) binds the box to its place."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, context)


def open_box(key: bytes, box: bytes, context: bytes) -> bytes:
    """What `seal_box` closed. A box moved to another draft does not open."""
    if len(box) < _NONCE_BYTES + 16:
        raise untrusted(Reason.BOX)
    try:
        return AESGCM(key).decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], context)
    except InvalidTag as error:
        raise untrusted(Reason.BOX) from error
