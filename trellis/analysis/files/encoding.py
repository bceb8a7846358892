"""Text as it is published, brought to UTF-8: from Windows-1252, UTF-16 or what is UTF-8 already."""

import numpy as np
import numpy.typing as npt

from trellis.problem import Refusal

Integers = npt.NDArray[np.int64]

MARK = "\ufeff"  # the byte order mark that a program may write before text
_MARK = MARK.encode()
_PIECE = 1 << 22  # what stays near the processor while it is looked at several times
_HIGH = np.uint64(0x8080_8080_8080_8080)


class SheetRefused(Refusal):
    """A sheet cannot be read as rows of text."""


def to_utf8(data: bytes) -> bytes:
    """Return text bytes as UTF-8 with plain line ends. A byte order mark stays: a large file is not copied for it.

    Windows-1252 is taken for what is not UTF-8, as GIAS and Ofsted publish in it. Raises SheetRefused for bytes
    that are neither, saying where.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            data = data.decode("utf-16").encode()
        except UnicodeDecodeError as error:
            raise SheetRefused("It says it is UTF-16 text and is not. Save it as CSV UTF-8.") from error
    if not data.isascii():
        special = _special(data)
        if not _is_utf8(data, special):
            if data.startswith(_MARK):
                data, special = data[len(_MARK) :], special[len(_MARK) :] - len(_MARK)
            data = _from_windows_1252(data, special)
    if b"\n" not in data and b"\r" in data:
        data = data.replace(b"\r", b"\n")
    return data


def _special(data: bytes) -> Integers:
    """Return where bytes are not of ASCII: looked for eight at a time, since few of a table's are."""
    numbers = np.frombuffer(data, dtype=np.uint8)
    words = np.frombuffer(data, dtype=np.uint64, count=len(data) // 8)
    found = []
    for start in range(0, len(words), _PIECE // 8):
        hit = np.flatnonzero(words[start : start + _PIECE // 8] & _HIGH) + start
        near = (hit[:, None] * 8 + np.arange(8)).ravel()
        found.append(near[numbers[near] >= 0x80])
    rest = len(words) * 8
    return np.concatenate([*found, np.flatnonzero(numbers[rest:] >= 0x80) + rest])


def _is_utf8(data: bytes, special: Integers) -> bool:
    """Say whether bytes are UTF-8, from those that are no ASCII alone: between them every letter is whole."""
    numbers = np.frombuffer(data, dtype=np.uint8)
    apart = np.flatnonzero(np.diff(special) > 1) + 1
    try:
        np.insert(numbers[special], apart, ord(" ")).tobytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


_UNDEFINED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)


def _from_windows_1252(data: bytes, special: Integers) -> bytes:
    """Return Windows-1252 bytes as UTF-8, touching only the few that differ. Raises SheetRefused."""
    numbers = np.frombuffer(data, dtype=np.uint8)
    undefined = special[np.isin(numbers[special], _UNDEFINED)]
    if undefined.size:
        first = int(undefined[0])
        line = data.count(b"\n", 0, first) + 1
        raise SheetRefused(
            f"Its text is neither UTF-8 nor Windows-1252 (line {line:,} has the byte "
            f"0x{data[first]:02x}). Open it in the program it came from and save it as CSV UTF-8."
        )
    if special.size > 2_000_000:
        return data.decode("cp1252").encode()
    pieces: list[bytes] = []
    start = 0
    for at in special.tolist():
        pieces.append(data[start:at])
        pieces.append(data[at : at + 1].decode("cp1252").encode())
        start = at + 1
    pieces.append(data[start:])
    return b"".join(pieces)
