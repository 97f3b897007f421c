"""The keys that sign and seal.

Invariants:
- a key id is 32 hex digits, the first half of SHA-256 over a label and the public key: it names
  exactly one key and can be computed by everybody.
- no secret shows in `repr`, so none reaches a log by accident.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey

MLKEM_SEED_BYTES = 64
MLKEM_PUBLIC_BYTES = 1184
SEALING_SEED_BYTES = MLKEM_SEED_BYTES + 32
SEALING_PUBLIC_BYTES = MLKEM_PUBLIC_BYTES + 32
KEY_ID_BYTES = 16


def _key_id(label: bytes, public: bytes) -> str:
    return hashlib.sha256(label + b"\x00" + public).digest()[:KEY_ID_BYTES].hex()


class VerifyKey:
    """An Ed25519 public key: 32 bytes. `ValueError` when they are not."""

    __slots__ = ("_key", "key_id", "raw")

    def __init__(self, raw: bytes) -> None:
        self.raw = bytes(raw)
        self._key = Ed25519PublicKey.from_public_bytes(self.raw)
        self.key_id = _key_id(b"todoke verify key v1", self.raw)

    @classmethod
    def from_hex(cls, text: str) -> VerifyKey:
        return cls(bytes.fromhex(text))

    @property
    def hex(self) -> str:
        return self.raw.hex()

    def fingerprint(self) -> str:
        """What two people compare by telephone: 64 hex digits in groups of four."""
        digits = hashlib.sha256(self.raw).hexdigest()
        return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))

    def verify(self, signature: bytes, message: bytes) -> bool:
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VerifyKey) and other.raw == self.raw

    def __hash__(self) -> int:
        return hash(self.raw)

    def __repr__(self) -> str:
        return f"VerifyKey({self.key_id})"


class SigningKey:
    """An Ed25519 private key, kept as its 32-byte seed."""

    __slots__ = ("_key", "verify_key")

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verify_key = VerifyKey(self._key.public_key().public_bytes_raw())

    @classmethod
    def generate(cls) -> SigningKey:
        return cls(secrets.token_bytes(32))

    @classmethod
    def from_bytes(cls, seed: bytes) -> SigningKey:
        return cls(seed)

    @property
    def key_id(self) -> str:
        return self.verify_key.key_id

    @property
    def private_bytes(self) -> bytes:
        return self._key.private_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)

    def __repr__(self) -> str:
        return f"SigningKey({self.key_id})"


class SealingPublicKey:
    """ML-KEM-768 public key (1,184 bytes) then X25519 public key (32 bytes)."""

    __slots__ = ("hpke", "key_id", "raw")

    def __init__(self, raw: bytes) -> None:
        if len(raw) != SEALING_PUBLIC_BYTES:
            raise ValueError(f"sealing key — {SEALING_PUBLIC_BYTES} bytes — {len(raw)} bytes")
        self.raw = bytes(raw)
        self.hpke = MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(self.raw[:MLKEM_PUBLIC_BYTES]),
            X25519PublicKey.from_public_bytes(self.raw[MLKEM_PUBLIC_BYTES:]),
        )
        self.key_id = _key_id(b"todoke sealing key v1", self.raw)

    @classmethod
    def from_b64(cls, text: str) -> SealingPublicKey:
        """`ValueError` when the text is not the base64 of a key."""
        try:
            raw = base64.b64decode(text, validate=True)
        except binascii.Error as error:
            raise ValueError("sealing key — base64 — other characters") from error
        return cls(raw)

    @property
    def b64(self) -> str:
        return base64.b64encode(self.raw).decode()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SealingPublicKey) and other.raw == self.raw

    def __hash__(self) -> int:
        return hash(self.raw)

    def __repr__(self) -> str:
        return f"SealingPublicKey({self.key_id})"


class SealingKey:
    """Private half: ML-KEM-768 seed (64 bytes) then X25519 private key (32 bytes)."""

    __slots__ = ("_seed", "hpke", "public")

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEALING_SEED_BYTES:
            raise ValueError(f"sealing key seed — {SEALING_SEED_BYTES} bytes — {len(seed)} bytes")
        self._seed = bytes(seed)
        mlkem = MLKEM768PrivateKey.from_seed_bytes(self._seed[:MLKEM_SEED_BYTES])
        x25519 = X25519PrivateKey.from_private_bytes(self._seed[MLKEM_SEED_BYTES:])
        self.hpke = MLKEM768X25519PrivateKey(mlkem, x25519)
        self.public = SealingPublicKey(
            mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        )

    @classmethod
    def from_seed(cls, seed: bytes) -> SealingKey:
        return cls(seed)

    @classmethod
    def generate(cls) -> SealingKey:
        return cls(secrets.token_bytes(SEALING_SEED_BYTES))

    @property
    def key_id(self) -> str:
        return self.public.key_id

    @property
    def private_bytes(self) -> bytes:
        return self._seed

    def __repr__(self) -> str:
        return f"SealingKey({self.key_id})"


class KeyRing(Protocol):
    """Where a receiver looks for the private key an envelope is sealed to."""

    def find(self, key_id: str) -> SealingKey | None: ...


class FixedKeys:
    """A ring of the keys given; `FixedKeys()` is for receivers that check but cannot open."""

    __slots__ = ("_keys",)

    def __init__(self, *keys: SealingKey) -> None:
        self._keys = {key.key_id: key for key in keys}

    def find(self, key_id: str) -> SealingKey | None:
        return self._keys.get(key_id)


NO_KEYS = FixedKeys()
