"""A provider that answers whatever a test tells it to, over real HTTP: what a real one never would."""

import hashlib
import hmac
import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID = "trellis-at-the-tests"


@cache
def its_key() -> RSAKey:
    """The key that it signs with. To make one takes long, and it is the same in every test of a process."""
    return RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"})


@dataclass
class Lies:
    """What it answers. `token` makes the id_token from the nonce it was asked with."""

    issuer: str = ""
    key: RSAKey = field(default_factory=its_key)
    metadata: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    answer: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    keys_shown: list[RSAKey] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def signed(self, claims: dict[str, Any], *, key: RSAKey | None = None, kid: str = "k1") -> str:
        return jwt.encode({"alg": "RS256", "kid": kid}, claims, key or self.key)

    def unsigned(self, claims: dict[str, Any]) -> str:
        return f"{_part({'alg': 'none'})}.{_part(claims)}."

    def with_the_public_key_as_a_password(self, claims: dict[str, Any]) -> str:
        """What libraries of old believed: HS256, with the public key that everybody has as the shared secret.

        By hand, because no library of today makes one.
        """
        text = f"{_part({'alg': 'HS256', 'kid': 'k1'})}.{_part(claims)}"
        made = hmac.new(self.key.as_pem(private=False), text.encode(), hashlib.sha256).digest()
        return f"{text}.{urlsafe_b64encode(made).decode().rstrip('=')}"


def _part(told: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


@contextmanager
def lying() -> Iterator[Lies]:
    lies = Lies()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/.well-known/openid-configuration":
                self.say(
                    {
                        "issuer": lies.issuer,
                        "authorization_endpoint": f"{lies.issuer}/authorize",
                        "token_endpoint": f"{lies.issuer}/token",
                        "jwks_uri": f"{lies.issuer}/keys",
                        "userinfo_endpoint": f"{lies.issuer}/userinfo",
                        # What it claims of itself does not widen what is believed
                        "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
                        **lies.metadata,
                    }
                )
            elif self.path == "/keys":
                shown = lies.keys_shown or [lies.key]
                self.say({"keys": [key.as_dict(private=False) for key in shown]})
            else:
                self.say(lies.userinfo)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            lies.asked.append((self.headers.get("Authorization", ""), body))
            self.say(lies.answer, status=lies.status)

        def say(self, told: dict[str, Any], *, status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, *args: Any) -> None:
            """Say nothing of each request."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        lies.issuer = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=partial(server.serve_forever, poll_interval=0.01), daemon=True).start()
        yield lies
        server.shutdown()
