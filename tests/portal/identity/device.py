"""A device with passkeys, in Python: what a browser would send for it, and what a cheat would."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

HOST = "portal.localhost"
ORIGIN = "http://portal.localhost:8000"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Device:
    """`knows_owner`: it asks for a finger or a PIN. `origin`: where the page that uses it lies."""

    origin: str = ORIGIN
    host: str = HOST
    knows_owner: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: os.urandom(16))
    owner: str = ""

    def create(self, options: str) -> str:
        """What navigator.credentials.create gives for these options."""
        wanted = json.loads(options)["publicKey"]
        self.owner = wanted["user"]["id"]
        public = ES256.from_cryptography_key(self.key.public_key())
        held = AttestedCredentialData.create(bytes(16), self.id, public)
        data = AuthenticatorData.create(self._rp_hash, self._flags | ATTESTED, 0, held)
        statement = AttestationObject.create("none", data, {})
        client = self._client("webauthn.create", wanted["challenge"])
        return self._sent(clientDataJSON=client, attestationObject=bytes(statement))

    def get(self, options: str) -> str:
        """What navigator.credentials.get gives."""
        client = self._client("webauthn.get", json.loads(options)["publicKey"]["challenge"])
        data = bytes(AuthenticatorData.create(self._rp_hash, self._flags, 0))
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._sent(
            clientDataJSON=client,
            authenticatorData=data,
            signature=signed,
            userHandle=websafe_decode(self.owner),
        )

    @property
    def _rp_hash(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()

    @property
    def _flags(self) -> int:
        return PRESENT | (VERIFIED if self.knows_owner else 0)

    def _client(self, type: str, challenge: str) -> bytes:
        return json.dumps(
            {"type": type, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        ).encode()

    def _sent(self, **response: bytes) -> str:
        id = websafe_encode(self.id)
        packed = {name: websafe_encode(value) for name, value in response.items()}
        return json.dumps(
            {"id": id, "rawId": id, "type": "public-key", "response": packed, "clientExtensionResults": {}}
        )
