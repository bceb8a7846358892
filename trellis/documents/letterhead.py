"""How an authority heads its documents: its name and address, from `letterheads.yaml` in the installation's home.

"801":
  name: Severnshire Council, School Improvement
  address: [Shire Hall, Arlingford, ZZ1 1AA]
  contact: school.improvement@example.org
  colour: "#1d70b8"
  logo: severnshire.png
  logo_shows: Severnshire Council
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from trellis.analysis.home import Home
from trellis.documents import brand
from trellis.documents.brand import Logo
from trellis.problem import Refusal
from trellis.schools.models import Authority

LONGEST = 200
MOST_LINES = 8


class OddLetterhead(Refusal):
    """The file of letterheads cannot be used. The message says what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """Who a document is from. Without an entry it is headed by the authority's name alone."""

    name: str
    address: tuple[str, ...] = ()
    contact: str = ""
    colour: str = ""
    logo: Logo | None = None


def of(authority: Authority) -> Letterhead:
    """Return the letterhead of an authority. Raises OddLetterhead."""
    file = Home.from_environment().letterheads
    if not file.is_file():
        return Letterhead(name=authority.name)
    try:
        every: Any = yaml.safe_load(file.read_bytes())
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise OddLetterhead(f"The file of letterheads cannot be read: {error}") from error
    said = every.get(authority.code) if isinstance(every, dict) else None
    if said is None:
        return Letterhead(name=authority.name)
    if not isinstance(said, dict):
        raise OddLetterhead(f"The letterhead of {authority.name} must have a name, an address and a contact.")
    name, address, contact = (
        said.get("name", authority.name),
        said.get("address", []),
        said.get("contact", ""),
    )
    lines = address if isinstance(address, list) else [None]
    if not all(isinstance(each, str) and len(each) <= LONGEST for each in (name, contact, *lines)):
        raise OddLetterhead(
            f"The letterhead of {authority.name} must have a name and a contact in words, "
            f"and an address as a list of lines, each of {LONGEST} characters or fewer."
        )
    try:
        return Letterhead(
            name=name or authority.name,
            address=tuple(str(each) for each in lines[:MOST_LINES]),
            contact=contact,
            colour=brand.colour(str(said["colour"])) if said.get("colour") else "",
            logo=brand.logo(_beside(file, str(said["logo"])), shows=str(said.get("logo_shows") or ""))
            if said.get("logo")
            else None,
        )
    except brand.OddBrand as odd:
        raise OddLetterhead(f"The letterhead of {authority.name} cannot be used: {odd}.") from odd


def _beside(file: Path, name: str) -> Path:
    """The logo, which lies beside the file of letterheads and nowhere else."""
    if Path(name).name != name:
        raise brand.OddBrand("the logo is named without a folder: it lies beside letterheads.yaml")
    return file.with_name(name)
