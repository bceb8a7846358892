"""Similar schools as a page: which they are, how far away, and in what. Pure functions."""

import math
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from trellis.interfaces.web.govuk import words


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """One similar school as the warehouse holds it, with its value of each feature (None: not held)."""

    urn: int
    name: str
    authority: str
    distance: float
    features: Mapping[str, float | None]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A feature's value, and how it differs from the school's own."""

    value: str
    difference: str


@dataclass(frozen=True, kw_only=True)
class SimilarRow:
    """One school of the set."""

    rank: int
    urn: int
    name: str
    authority: str
    distance: str
    may_open: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class SimilarPage:
    """The school's own features, and the set."""

    features: tuple[str, ...]
    own: tuple[str, ...]
    missing: str
    rows: tuple[SimilarRow, ...]


def present(
    own: Mapping[str, float | None],
    neighbours: Sequence[Neighbour],
    *,
    named: Mapping[str, str],
    seen: Container[int] = (),
) -> SimilarPage:
    """Return the page. `named` gives each feature's name, in the order of the columns; `seen` the URNs that the
    user may open."""
    unknown = [name for key, name in named.items() if own.get(key) is None]
    return SimilarPage(
        features=tuple(named.values()),
        own=tuple(_value(key, own.get(key)) or "not held" for key in named),
        missing=(
            f"Not held for this school, so taken as the middle of its phase: {', '.join(unknown).lower()}."
            if unknown
            else ""
        ),
        rows=tuple(
            SimilarRow(
                rank=rank,
                urn=other.urn,
                name=other.name,
                authority=other.authority,
                distance=f"{other.distance:.2f}",
                may_open=other.urn in seen,
                cells=tuple(
                    Cell(
                        value=_value(key, other.features.get(key)) or "not held",
                        difference=_difference(key, own.get(key), other.features.get(key)),
                    )
                    for key in named
                ),
            )
            for rank, other in enumerate(neighbours, start=1)
        ),
    )


_YES_NO = ("sixth_form",)
_RURAL = {0: "urban", 1: "town or fringe", 2: "village"}


def _value(feature: str, value: float | None) -> str:
    if value is None or math.isnan(value):
        return ""
    if feature in _YES_NO:
        return "yes" if value else "no"
    if feature == "rural":
        return _RURAL.get(int(value), "")
    return words.number(value, decimals=0 if feature == "roll" else 1)


def _difference(feature: str, own: float | None, other: float | None) -> str:
    if feature in _YES_NO or feature == "rural" or own is None or other is None:
        return ""
    if math.isnan(own) or math.isnan(other):
        return ""
    apart = other - own
    return f"{'+' if apart > 0 else '−' if apart < 0 else '±'}{words.number(abs(apart), decimals=0 if feature == 'roll' else 1)}"
