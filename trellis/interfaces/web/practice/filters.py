"""What the directory is narrowed by: read from the address, held against what there is, and written back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from trellis.practice import areas
from trellis.practice.models import PHASES
from trellis.search import words

DISTANCES = {"5": "5 km", "10": "10 km", "20": "20 km", "40": "40 km"}


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What an address narrows the directory to; "" for all. `near` is the URN of a school that the reader works with."""

    q: str = ""
    area: str = ""
    phase: str = ""
    near: str = ""
    within: str = ""
    like: str = ""
    network: str = ""

    def address(self, *, authority: str, **changes: str) -> str:
        """The query string of this with some things changed."""
        state = vars(replace(self, **changes))
        kept = {name: value for name, value in state.items() if value}
        return "?" + urlencode({**kept, "authority": authority})

    @property
    def narrowed(self) -> bool:
        return bool(self.q or self.area or self.phase or self.within or self.like or self.network)

    @property
    def from_urn(self) -> int | None:
        return int(self.near) if self.near else None


@dataclass(frozen=True, kw_only=True)
class Option:
    """One choice of a filter."""

    value: str
    text: str
    chosen: bool


def read(
    given: Mapping[str, str], *, near: Sequence[tuple[int, str]], networks: Sequence[tuple[int, str]] = ()
) -> tuple[Filters, str]:
    """The filters as an address has them, and a sentence about what is none of the choices and so narrows nothing.

    `near` are the schools from which the reader may look, and `networks` those of the authority.
    """
    choices: dict[str, frozenset[str]] = {
        "area": frozenset(areas.every()),
        "phase": frozenset(PHASES),
        "near": frozenset(str(urn) for urn, _ in near),
        "within": frozenset(DISTANCES),
        "like": frozenset({"yes"}),
        "network": frozenset(str(number) for number, _ in networks),
    }
    asked = {name: given.get(name, "") for name in choices}
    odd = [name for name, value in asked.items() if value and value not in choices[name]]
    kept = {name: "" if name in odd else value for name, value in asked.items()}
    if not kept["near"] and len(near) == 1:
        kept["near"] = str(near[0][0])
    said = "Something that the address asks for is none of the choices, so it narrows nothing." if odd else ""
    if not kept["near"] and (kept["within"] or kept["like"]):
        said = said or "Choose from which school you look, to narrow by distance or by likeness."
        kept |= {"within": "", "like": ""}
    q = " ".join(given.get("q", "").replace("\x00", " ").split())[: words.LONGEST]
    return Filters(q=q, **kept), said


def offered(
    filters: Filters, *, near: Sequence[tuple[int, str]], networks: Sequence[tuple[int, str]] = ()
) -> dict[str, tuple[Option, ...]]:
    """The choices of each filter."""
    return {
        "area": _options("All areas", {each.id: each.name for each in areas.every().values()}, filters.area),
        "phase": _options("All phases", PHASES, filters.phase),
        "near": _options("No school", {str(urn): name for urn, name in near}, filters.near),
        "within": _options("Any distance", DISTANCES, filters.within),
        "network": _options(
            "Any network, or none", {str(number): name for number, name in networks}, filters.network
        ),
    }


def _options(everything: str, choices: Mapping[str, str], chosen: str) -> tuple[Option, ...]:
    first = Option(value="", text=everything, chosen=not chosen)
    return (first, *(Option(value=v, text=t, chosen=v == chosen) for v, t in choices.items()))
