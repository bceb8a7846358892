"""Asking a provider who somebody is: the code flow of OpenID Connect, with PKCE, state and nonce.

What a provider signed is checked by joserfc: the signature against the provider's own keys and none but public-key
algorithms, then the issuer, the audience, the nonce and the times.
"""

import base64
import hashlib
import secrets
import ssl
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from trellis.accounts.providers.configured import Email, Provider, canonical
from trellis.problem import Refusal

# Signed with the provider's private key. “none” is no signature, and HS256 would take a public key for a password.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519"]
LEEWAY = 120  # seconds by which two clocks may differ
_TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_KEPT = 3600.0  # seconds for which what a provider says of itself is believed
_KEYS_AGAIN = 30.0  # seconds before its keys are asked for again
_LARGEST = 1_000_000


class ProviderDown(Refusal):
    """The provider does not answer, or not as a provider does."""


class NotBelieved(Refusal):
    """What the provider said about the person does not hold."""


class ClocksDiffer(NotBelieved):
    """It does not hold because of its times."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """Where the browser is sent, and what is kept in the session to hold the answer to it."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who somebody is at a provider. `email` is empty where the provider does not vouch for it."""

    issuer: str
    subject: str
    email: str
    unverified: str
    id_token: str


@dataclass
class _Known:
    """What is known of one provider, and since when."""

    metadata: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, Any] = field(default_factory=dict)
    metadata_at: float = -_KEPT
    keys_at: float = -_KEPT


_known: dict[str, _Known] = {}
_lock = threading.Lock()


def forget() -> None:
    """Ask every provider again."""
    with _lock:
        _known.clear()


def ask(provider: Provider, *, back_to: str) -> Question:
    """Return where to send the browser. Raises ProviderDown."""
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    state, nonce = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back_to,
        "scope": provider.scopes,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    address = _with(_metadata(provider)["authorization_endpoint"], asked)
    return Question(address=address, state=state, nonce=nonce, verifier=verifier)


def identity(
    provider: Provider, *, code: str, nonce: str, verifier: str, back_to: str, at: datetime
) -> Identity:
    """Exchange the code for who the person is. Raises ProviderDown, NotBelieved or ClocksDiffer."""
    metadata = _metadata(provider)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back_to,
        "code_verifier": verifier,
    }
    if provider.secret_in_body:
        form |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
    auth = None if provider.secret_in_body else httpx.BasicAuth(provider.client_id, provider.client_secret)
    answer = _json(provider, "POST", metadata["token_endpoint"], data=form, auth=auth)
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise NotBelieved(f"{provider.name} did not say who you are.")
    claims = _believed(provider, token, nonce=nonce, at=at)
    if not claims.get("email") and metadata.get("userinfo_endpoint") and answer.get("access_token"):
        bearer = {"Authorization": f"Bearer {answer['access_token']}"}
        more = _json(provider, "GET", metadata["userinfo_endpoint"], headers=bearer)
        if more.get("sub") != claims["sub"]:
            raise NotBelieved(f"{provider.name} answered about somebody else.")
        # The address and whether it is vouched for are taken from one place
        told = ("email", "email_verified", "xms_edov")
        claims = {**claims, **{name: more.get(name) for name in told}}
    said = str(claims.get("email") or "").strip()
    sure = _vouched_for(provider, claims)
    return Identity(
        issuer=provider.issuer,
        subject=claims["sub"],
        email=said if sure else "",
        unverified="" if sure else said,
        id_token=token,
    )


def sign_out_address(provider: Provider, *, id_token: str, back_to: str) -> str | None:
    """Where somebody signs out of the provider too, or None where it offers nothing or does not answer."""
    try:
        end = _metadata(provider).get("end_session_endpoint")
    except ProviderDown:
        return None
    if not isinstance(end, str) or not _safe(end):
        return None
    asked = {"post_logout_redirect_uri": back_to, "client_id": provider.client_id}
    return _with(end, {"id_token_hint": id_token, **asked} if id_token else asked)


def _vouched_for(provider: Provider, claims: dict[str, Any]) -> bool:
    """Whether the provider says that the address is the person's own, by the rule of this provider."""

    def yes(name: str) -> bool:
        return claims.get(name) in (True, 1, "1", "true", "True")

    match provider.email:
        case Email.CLAIM:
            return yes("email_verified")
        case Email.ENTRA:
            return yes("xms_edov")
        case Email.ALWAYS:
            return claims.get("email_verified") is None or yes("email_verified")


def _believed(provider: Provider, token: str, *, nonce: str, at: datetime) -> dict[str, Any]:
    """Return what an id_token says, once it is proved. Raises NotBelieved, or ClocksDiffer."""
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    try:
        try:
            decoded = jwt.decode(token, _keys(provider), registry=registry)
        except InvalidKeyIdError:
            decoded = jwt.decode(token, _keys(provider, again=True), registry=registry)
        claims = decoded.claims
        held = jwt.JWTClaimsRegistry(
            now=int(at.timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": _metadata(provider)["issuer"]},
            aud={"essential": True, "value": provider.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        held.validate(claims)
    except (InvalidClaimError, ExpiredTokenError) as error:
        if isinstance(error, ExpiredTokenError) or error.claim in ("nbf", "iat"):
            raise ClocksDiffer(f"{provider.name} and Trellis do not agree what time it is.") from error
        raise NotBelieved(f"{provider.name}’s answer was not meant for this sign-in.") from error
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise NotBelieved(f"{provider.name}’s answer could not be proved to come from it.") from error
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", provider.client_id if not several else None) != provider.client_id:
        raise NotBelieved(f"{provider.name}’s answer was not meant for this sign-in.")
    return claims


def _metadata(provider: Provider) -> dict[str, Any]:
    with _lock:
        known = _known.setdefault(provider.issuer, _Known())
    if time.monotonic() - known.metadata_at > _KEPT:
        told = _json(provider, "GET", f"{provider.issuer}/.well-known/openid-configuration")
        if canonical(str(told.get("issuer", ""))) != provider.issuer:
            raise ProviderDown(f"{provider.name} says that it is another issuer than the one configured.")
        for needed in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not isinstance(told.get(needed), str) or not _safe(told[needed]):
                raise ProviderDown(f"{provider.name} does not say where its {needed} is.")
        known.metadata, known.metadata_at = told, time.monotonic()
    return known.metadata


def _keys(provider: Provider, *, again: bool = False) -> KeySet:
    """The provider's public keys: asked for again when a token names one that is not known, and seldom otherwise."""
    metadata = _metadata(provider)
    known = _known[provider.issuer]
    if time.monotonic() - known.keys_at > (_KEYS_AGAIN if again else _KEPT):
        known.keys, known.keys_at = _json(provider, "GET", metadata["jwks_uri"]), time.monotonic()
    usable = [key for key in known.keys.get("keys", []) if key.get("kty") in ("RSA", "EC", "OKP")]
    return KeySet.import_key_set({"keys": usable})


def _json(provider: Provider, method: str, address: str, **more: Any) -> dict[str, Any]:
    """Ask the provider something. Raises ProviderDown, or NotBelieved where it refuses what it was asked."""
    try:
        with httpx.Client(timeout=_TIMEOUT, verify=ssl.create_default_context()) as client:
            answer = client.request(method, address, **more)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ProviderDown(f"{provider.name} does not answer.") from error
    if answer.status_code in (400, 401, 403):
        raise NotBelieved(f"{provider.name} refused to say who you are.")
    if answer.status_code != httpx.codes.OK or len(answer.content) > _LARGEST:
        raise ProviderDown(f"{provider.name} does not answer as it should ({answer.status_code}).")
    try:
        told = answer.json()
    except ValueError as error:
        raise ProviderDown(f"{provider.name} does not answer as it should.") from error
    if not isinstance(told, dict):
        raise ProviderDown(f"{provider.name} does not answer as it should.")
    return told


def _with(address: str, asked: dict[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def _safe(address: str) -> bool:
    """Whether an address of a provider's may be used: https, or this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    )
