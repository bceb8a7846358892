"""The sign-in providers that an installation names in its environment, each checked when the service starts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from trellis.problem import Refusal

_NAME = re.compile(r"[a-z][a-z0-9]{0,19}")
_TENANT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class BadProvider(Refusal):
    """A provider is not configured so that it could be used; the message names the variable and what to write."""


class Email(StrEnum):
    """How it is known that an address is the person's own."""

    CLAIM = "claim"
    """The provider says so of each address, by `email_verified`."""
    ENTRA = "entra"
    """Entra ID says so of the domain, by `xms_edov`. It never sends `email_verified`, and without this claim an address
    is whatever a tenant's administrator typed (known as nOAuth)."""
    ALWAYS = "always"
    """The provider confirms every address before it makes an account, and an `email_verified` of false is still a no."""


@dataclass(frozen=True, kw_only=True)
class Provider:
    """One sign-in provider."""

    id: str
    name: str
    issuer: str
    client_id: str
    client_secret: str
    scopes: str
    email: Email
    asks_for_second: bool
    """Whether Trellis asks for a second factor of its own as well."""
    secret_in_body: bool
    """Whether the client secret goes in the body of a request, and not in its header."""


_PRESETS: dict[str, dict[str, str]] = {
    "": {},
    "entra": {
        "NAME": "Microsoft",
        "ISSUER": "https://login.microsoftonline.com/{tenant}/v2.0",
        "EMAIL": Email.ENTRA,
    },
    "dfe": {
        "NAME": "DfE Sign-in",
        "ISSUER": "https://oidc.signin.education.gov.uk",
        "EMAIL": Email.ALWAYS,
        "CLIENT_AUTH": "basic",
    },
}


def read(environment: Mapping[str, str]) -> dict[str, Provider]:
    """Return the providers that TRELLIS_OIDC names, in its order. Raises BadProvider."""
    names = [name.strip().lower() for name in environment.get("TRELLIS_OIDC", "").split(",") if name.strip()]
    found: dict[str, Provider] = {}
    for name in names:
        if not _NAME.fullmatch(name):
            raise BadProvider(
                f"TRELLIS_OIDC names “{name}”: use small letters and figures, such as TRELLIS_OIDC=entra,dfe."
            )
        if name in found:
            raise BadProvider(f"TRELLIS_OIDC names “{name}” twice.")
        found[name] = _one(name, environment)
    return found


def canonical(issuer: str) -> str:
    """The one spelling of an issuer: without the port that https has anyhow, which DfE Sign-in writes."""
    parts = urlsplit(issuer)
    bare = parts.netloc.removesuffix(":443") if parts.scheme == "https" else parts.netloc
    return parts._replace(netloc=bare).geturl().rstrip("/")


def _one(name: str, environment: Mapping[str, str]) -> Provider:
    before = f"TRELLIS_OIDC_{name.upper()}_"
    preset = environment.get(f"{before}PRESET", name if name in _PRESETS else "").strip().lower()
    if preset not in _PRESETS:
        raise BadProvider(f"{before}PRESET is “{preset}”: it can be entra or dfe, or be left out.")

    def said(part: str, otherwise: str = "") -> str:
        return environment.get(before + part, "").strip() or _PRESETS[preset].get(part, otherwise)

    def one_of(part: str, choices: tuple[str, ...], otherwise: str) -> str:
        chosen = said(part, otherwise).lower()
        if chosen not in choices:
            raise BadProvider(f"{before}{part} is “{chosen}”: it can be {' or '.join(choices)}.")
        return chosen

    issuer = said("ISSUER")
    if "{tenant}" in issuer:
        tenant = said("TENANT").lower()
        if not _TENANT.fullmatch(tenant):
            raise BadProvider(
                f"{before}TENANT must be the authority’s own tenant id, such as 01234567-89ab-cdef-0123-456789abcdef. "
                "“common” or “organizations” would let every tenant of Microsoft’s in."
            )
        issuer = issuer.format(tenant=tenant)
    address = urlsplit(issuer)
    if not address.netloc or not (
        address.scheme == "https" or (address.scheme == "http" and address.hostname in _LOOPBACK)
    ):
        raise BadProvider(f"{before}ISSUER must be an address that starts with https://.")
    if not said("CLIENT_ID"):
        raise BadProvider(
            f"{before}CLIENT_ID is missing: the provider gives it when Trellis is registered there."
        )
    if not said("CLIENT_SECRET"):
        raise BadProvider(
            f"{before}CLIENT_SECRET is missing: the provider gives it when Trellis is registered there."
        )
    return Provider(
        id=name,
        name=said("NAME", name.title()),
        issuer=canonical(issuer),
        client_id=said("CLIENT_ID"),
        client_secret=said("CLIENT_SECRET"),
        scopes=said("SCOPES", "openid profile email"),
        email=Email(one_of("EMAIL", tuple(Email), Email.CLAIM)),
        asks_for_second=one_of("SECOND_FACTOR", ("provider", "trellis"), "provider") == "trellis",
        secret_in_body=one_of("CLIENT_AUTH", ("basic", "post"), "post" if preset == "entra" else "basic")
        == "post",
    )
