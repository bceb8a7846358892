"""What is true of every site in every year, before any publisher rounds it, hides it or leaves it out."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from trellis.fictitious.nation import YEARS, Nation, Site, slot

Numbers = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Truth:
    """Figures by name, each an array of [sites, years]; counts are whole, shares are of 100.

    `quality` is how well a site does by its pupils beside the nation (mean 0, deviation 1).
    """

    nation: Nation = field(repr=False)
    quality: Numbers = field(repr=False)
    figures: dict[str, Numbers] = field(default_factory=dict, repr=False)

    def __getitem__(self, name: str) -> Numbers:
        return self.figures[name]

    def __setitem__(self, name: str, values: Numbers) -> None:
        self.figures[name] = values

    def at(self, name: str, site: Site, year: int) -> float:
        return float(self.figures[name][site.index, slot(year)])

    def count(self, name: str, site: Site, year: int) -> int:
        return int(self.figures[name][site.index, slot(year)])

    def attribute(self, read: Callable[[Site], float]) -> Vector:
        """Return one number a site, read from each."""
        return np.array([read(site) for site in self.nation.sites], dtype=np.float64)


def by_year(**values: float) -> Vector:
    """Return a vector over YEARS from y2018=…, carrying the last told value forward and the first back."""
    told = {int(name[1:]): value for name, value in values.items()}
    result = np.empty(len(YEARS))
    latest = told[min(told)]
    for t, year in enumerate(YEARS):
        latest = told.get(year, latest)
        result[t] = latest
    return result


def centred(logits: Numbers, weights: Numbers, share: Vector) -> Numbers:
    """Shift each year's logits so that the weighted mean probability of all sites is that year's share (of 1)."""
    shift = np.zeros(logits.shape[1])
    for _ in range(25):
        p = 1 / (1 + np.exp(-(logits + shift)))
        mean = (p * weights).sum(0) / weights.sum(0)
        slope = (p * (1 - p) * weights).sum(0) / weights.sum(0)
        shift += (share - mean) / np.maximum(slope, 1e-6)
    return 1 / (1 + np.exp(-(logits + shift)))
