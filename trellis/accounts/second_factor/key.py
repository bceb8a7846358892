"""A security key or passkey (WebAuthn): what the browser is asked, and whether what it answers holds."""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from trellis.accounts.models import SecondFactor, User
from trellis.problem import Refusal

NAME = "Trellis"


class KeyRefused(Refusal):
    """What the key answered does not hold."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where a key is used: its domain, and the one origin whose pages may ask for it."""

    domain: str
    origin: str

    @property
    def server(self) -> Fido2Server:
        return Fido2Server(
            PublicKeyCredentialRpEntity(id=self.domain, name=NAME),
            verify_origin=lambda asked: asked == self.origin,
        )


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question to the browser, and what is kept in the session to hold the answer to it."""

    options: dict[str, Any]
    state: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class NewKey:
    """A key as the browser made it."""

    credential: str
    public: str
    signatures: int


def ask_to_make(site: Site, *, user: User, held: Iterable[SecondFactor]) -> Asked:
    """Ask for a new key that is none of those held. Its holder is known to it by a number, and by no address."""
    options, state = site.server.register_begin(
        PublicKeyCredentialUserEntity(
            id=f"trellis-{user.pk}".encode(), name=user.email, display_name=user.name
        ),
        credentials=[_data(key) for key in held],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.DISCOURAGED,
    )
    return Asked(options=_plain(options), state=_plain(state))


def made(site: Site, *, state: Mapping[str, Any], answer: Mapping[str, Any]) -> NewKey:
    """Return the new key. Raises KeyRefused where the answer is not one to this question, from this site."""
    try:
        data = site.server.register_complete(dict(state), dict(answer))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyRefused("The key’s answer could not be used. Try again.") from error
    kept = data.credential_data
    if kept is None:
        raise KeyRefused("The key’s answer could not be used. Try again.")
    return NewKey(credential=_text(kept.credential_id), public=_text(bytes(kept)), signatures=data.counter)


def ask_to_sign(site: Site, *, held: Iterable[SecondFactor]) -> Asked:
    """Ask one of the keys held to sign."""
    options, state = site.server.authenticate_begin(
        credentials=[_data(key) for key in held], user_verification=UserVerificationRequirement.DISCOURAGED
    )
    return Asked(options=_plain(options), state=_plain(state))


def signed(
    site: Site, *, state: Mapping[str, Any], answer: Mapping[str, Any], held: Iterable[SecondFactor]
) -> tuple[SecondFactor, int]:
    """Return the key that signed, with its count of signatures. Raises KeyRefused where none of those held did.

    A count that did not go up tells of a copy of the key; keys that do not count always say 0.
    """
    keys = {key.credential: key for key in held}
    try:
        used = site.server.authenticate_complete(
            dict(state), [_data(key) for key in keys.values()], dict(answer)
        )
        counted = AuthenticationResponse.from_dict(dict(answer)).response.authenticator_data.counter
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyRefused("That key is not one of yours, or its answer came too late. Try again.") from error
    key = keys[_text(used.credential_id)]
    if (counted or key.signatures) and counted <= key.signatures:
        raise KeyRefused("This key may have been copied, so it was not accepted. Use another way to sign in.")
    return key, counted


def _data(key: SecondFactor) -> AttestedCredentialData:
    return AttestedCredentialData(base64.urlsafe_b64decode(key.public))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()


def _plain(value: Any) -> Any:
    """Turn what the library gives into what JSON knows; it maps bytes to text by itself."""
    if isinstance(value, Mapping):
        return {key: _plain(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
