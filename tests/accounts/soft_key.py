"""A security key made of software: it makes a real key pair and real signatures, as a browser would pass them on."""

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256

PRESENT, HAS_CREDENTIAL = 0x01, 0x40


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def data(said: str) -> bytes:
    return urlsafe_b64decode(said + "=" * (-len(said) % 4))


@dataclass
class SoftKey:
    """One key, with a count of its signatures."""

    origin: str = "http://testserver"
    count: int = 0
    flags: int = PRESENT
    credential: bytes = field(default_factory=lambda: os.urandom(32))
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, question: dict[str, Any]) -> dict[str, Any]:
        """Answer a question for a new key."""
        client = self._client("webauthn.create", question["challenge"])
        public = cbor.encode(ES256.from_cryptography_key(self.private.public_key()))
        held = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + public
        head = self._head(question["rp"]["id"], self.flags | HAS_CREDENTIAL)
        made = cbor.encode({"fmt": "none", "attStmt": {}, "authData": head + held})
        return self._answer({"clientDataJSON": text(client), "attestationObject": text(made)})

    def sign(self, question: dict[str, Any]) -> dict[str, Any]:
        """Answer a question to sign."""
        self.count += 1
        client = self._client("webauthn.get", question["challenge"])
        head = self._head(question["rpId"], self.flags)
        signature = self.private.sign(head + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {"clientDataJSON": text(client), "authenticatorData": text(head), "signature": text(signature)}
        )

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _head(self, domain: str, flags: int) -> bytes:
        return hashlib.sha256(domain.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        number = text(self.credential)
        return {"id": number, "rawId": number, "type": "public-key", "response": response}
