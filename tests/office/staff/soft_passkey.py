"""A passkey in software: what a browser would send for a challenge, from whichever origin."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
HERE = "http://portal.localhost:8000"  # base_url where a test configures nothing


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


class SoftPasskey:
    def __init__(self, *, origin: str = HERE, rp_id: str = "portal.localhost") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.origin, self.rp = origin, hashlib.sha256(rp_id.encode()).digest()

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _sent(self, response: dict[str, str]) -> str:
        return json.dumps(
            {
                "id": b64(self.id), "rawId": b64(self.id), "type": "public-key",
                "response": response, "clientExtensionResults": {},
            }
        )  # fmt: skip

    def made_for(self, options: dict) -> str:
        """The answer to `navigator.credentials.create`."""
        client = self._client("webauthn.create", options["publicKey"]["challenge"])
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self.rp + bytes([PRESENT | VERIFIED | ATTESTED]) + bytes(4) + attested
        statement = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._sent({"clientDataJSON": b64(client), "attestationObject": b64(statement)})

    def answer_to(self, options: dict) -> str:
        """The answer to `navigator.credentials.get`."""
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        data = self.rp + bytes([PRESENT | VERIFIED]) + bytes(4)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._sent(
            {"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature)}
        )
