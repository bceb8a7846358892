"""Where the files of issued documents are kept: under the installation's home, by what their bytes hash to. Never served."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from trellis.analysis.home import Home
from trellis.documents.models import IssuedFile


@dataclass(frozen=True, kw_only=True)
class Proof:
    """Whether a kept file is still what was issued, and that in words. `data` are its bytes where it is."""

    is_same: bool
    words: str
    data: bytes = b""


def put(data: bytes, *, authority: str) -> str:
    """Keep bytes and return their SHA-256. The same bytes are kept once. Raises OSError where they cannot be written."""
    digest = hashlib.sha256(data).hexdigest()
    place = _place(authority, digest)
    if place.is_file() and hashlib.sha256(place.read_bytes()).hexdigest() == digest:
        return digest
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".coming-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return digest


def prove(file: IssuedFile, *, authority: str) -> Proof:
    """Read a kept file and compare it with the digest that was written when it was issued."""
    try:
        data = _place(authority, file.sha256).read_bytes()
    except OSError:
        return Proof(is_same=False, words="The file cannot be read: ask for it to be restored from a backup.")
    if hashlib.sha256(data).hexdigest() != file.sha256:
        return Proof(
            is_same=False,
            words="The file is not the one that was issued: somebody has changed it. "
            "It is not given out; ask for it to be restored from a backup.",
        )
    return Proof(is_same=True, words="The file is the one that was issued, byte for byte.", data=data)


def _place(authority: str, digest: str) -> Path:
    return Home.from_environment().documents / authority / digest[:2] / digest
