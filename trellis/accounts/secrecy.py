"""What a copy of the database alone must not give away: encrypted, or kept as a digest, under the installation's key."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class KeyChanged(Exception):
    """Something was encrypted under a key that this installation does not have."""


def locked(text: str) -> str:
    """Return the text encrypted under today's key."""
    return _boxes().encrypt(text.encode()).decode()


def opened(kept: str) -> str:
    """Return what was encrypted, under today's key or one before it. Raises KeyChanged where none of them opens it."""
    try:
        return _boxes().decrypt(kept.encode()).decode()
    except InvalidToken as error:
        raise KeyChanged("This was encrypted under another secret key.") from error


def digest(text: str) -> str:
    """The digest under today's key by which a code is kept."""
    return _digest(settings.SECRET_KEY, text)


def digests(text: str) -> list[str]:
    """Every digest by which the code can have been kept, under today's key and those before it."""
    return [_digest(key, text) for key in _keys()]


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _boxes() -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key, "encryption"))) for key in _keys()])


def _digest(key: str, text: str) -> str:
    return hmac.new(_derived(key, "digests"), text.encode(), hashlib.sha256).hexdigest()


def _derived(key: str, use: str) -> bytes:
    """A key for one use, so that none of them is the one that signs sessions."""
    return HKDF(
        algorithm=SHA256(), length=32, salt=None, info=f"trellis second factor {use}".encode()
    ).derive(key.encode())
