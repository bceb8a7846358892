"""How an authority's documents look: one colour, and a logo with what it shows in words. Both are of its letterhead."""

import base64
import re
import struct
from dataclasses import dataclass
from pathlib import Path

LARGEST = 100_000
WIDEST = 4_000
LEAST_CONTRAST = 4.5
_PNG = b"\x89PNG\r\n\x1a\n"
_END = b"IEND\xaeB`\x82"


class OddBrand(ValueError):
    """The colour or the logo cannot be used. The message says why."""


@dataclass(frozen=True, kw_only=True)
class Logo:
    """A PNG in base64, and what it shows, which a screen reader says in its place."""

    png: str
    shows: str

    @property
    def data(self) -> bytes:
        return base64.b64decode(self.png)


def colour(said: str) -> str:
    """Return a colour as #rrggbb that is read on white. Raises OddBrand.

    The contrast is that of WCAG 2.2, 1.4.3: (L + 0.05) of the lighter over that of the darker, 4.5 at least.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", said):
        raise OddBrand("the colour is written like #1d70b8")
    found = 1.05 / (_luminance(said) + 0.05)
    if found < LEAST_CONTRAST:
        raise OddBrand(
            f"the colour {said} is too pale to be read on white: {found:.1f} to 1, of {LEAST_CONTRAST} to 1 at least"
        )
    return said.lower()


def logo(file: Path, *, shows: str) -> Logo:
    """Read a logo. What it is is told by its content and not by its name. Raises OddBrand."""
    if not shows.strip():
        raise OddBrand("say in “logo_shows” what the logo shows, for those who cannot see it")
    try:
        if file.stat().st_size > LARGEST:
            raise OddBrand(f"{file.name} is larger than {LARGEST:,} bytes")
        png = file.read_bytes()
    except OSError as error:
        raise OddBrand(f"{file.name} cannot be read: {error.strerror}") from error
    if not (png.startswith(_PNG) and png[12:16] == b"IHDR" and png.endswith(_END)):
        raise OddBrand(f"{file.name} is not a PNG picture")
    wide, high = struct.unpack(">II", png[16:24])
    if not (0 < wide <= WIDEST and 0 < high <= WIDEST):
        raise OddBrand(f"{file.name} is {wide:,} by {high:,} points: {WIDEST:,} each way at most")
    return Logo(png=base64.b64encode(png).decode("ascii"), shows=shows.strip())


def _luminance(said: str) -> float:
    """The relative luminance of a colour, 0 to 1, as WCAG 2.2 defines it."""
    parts = [int(said[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
