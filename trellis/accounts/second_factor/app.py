"""An authenticator app: the secret it shares with Trellis, and the codes of six figures that both make of it (RFC 6238)."""

import base64
import hmac
import os
from dataclasses import dataclass
from datetime import datetime

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP = 30
DIGITS = 6
# A phone's clock may be half a minute out, either way
DRIFT = 1
ISSUER = "Trellis"


@dataclass(frozen=True, kw_only=True)
class Enrolment:
    """What a person gives their app: a picture to scan, or the secret to type in groups of four."""

    secret: str
    picture: str
    typed: str


def new_secret() -> str:
    """Return a secret of 160 bits, as apps take it: in base 32."""
    return base64.b32encode(os.urandom(20)).decode()


def enrolment(secret: str, *, email: str) -> Enrolment:
    """Return the secret as a person takes it over. The picture is an SVG without a style or a script of its own."""
    address = _codes(secret).get_provisioning_uri(email, ISSUER)
    picture = segno.make(address, error="m", micro=False).svg_inline(
        scale=5, border=4, svgclass=None, lineclass=None, omitsize=False, dark="#000", light="#fff"
    )
    return Enrolment(
        secret=secret, picture=picture, typed=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    )


def code_at(secret: str, *, step: int) -> str:
    """The code of one time step."""
    return _codes(secret).generate(step * STEP).decode()


def step_of(at: datetime) -> int:
    """The number of the time step of a moment."""
    return int(at.timestamp()) // STEP


def step_matching(secret: str, code: str, *, at: datetime) -> int | None:
    """Return the time step about now whose code this is, or None. Each step is compared, so that timing tells nothing."""
    now = step_of(at)
    found = None
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step=step).encode(), code.encode()):
            found = step
    return found


def _codes(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP)  # noqa: S303  what every app expects
