"""Several periods of one indicator for many schools at once: what a trend is read from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int32]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One indicator over `times`, ascending: [T, n] of periods and schools, in the order of the schools asked for.

    A time is the year in which the period ends, and for a term a part of it (`names` says each as a reader would).
    `values` is NaN where there is none and `statuses` says why; `low` and `high` are the printed or worked-out
    intervals and `sizes` the pupils, sessions or answers behind a value. `basis` is of `assembly.BASES`. `england` is
    the figure of England's open schools of the school's phase in that period, NaN where too few are held; `spread`
    float64[n] is how far apart, of ten such schools, the second and the ninth lie. `beyond` holds, by percentile, the
    value at which a school of the phase reaches it. `release` is a position in `Panels.releases`, -1 for none.
    """

    indicator: str
    times: tuple[float, ...]
    names: tuple[str, ...]
    values: Floats
    statuses: Codes
    low: Floats
    high: Floats
    sizes: Floats
    basis: Codes
    england: Floats
    spread: Floats
    beyond: Mapping[float, Floats] = field(default_factory=dict)
    release: Integers
    row: Integers
    known_from: npt.NDArray[np.datetime64]
    local: npt.NDArray[np.bool_]
    left_out: tuple[int, ...] = ()
    expected: float | None = None


@dataclass(frozen=True, kw_only=True)
class ReleaseNamed:
    """A release as a source is told by it."""

    id: str
    file_name: str
    edition: str


@dataclass(frozen=True, kw_only=True)
class Panels:
    """The panels of several indicators over the same schools, and the releases that their rows are of."""

    urns: Integers
    panels: Mapping[str, Panel]
    releases: tuple[ReleaseNamed, ...] = ()

    def source(self, panel: Panel, period: int, school: int) -> dict[str, object] | None:
        """Return where one value came from, as plain values that can be kept; None where it is not known."""
        at = int(panel.release[period, school])
        if not 0 <= at < len(self.releases):
            return None
        known = panel.known_from[period, school]
        day: date | None = None if np.isnat(known) else known.item()
        release = self.releases[at]
        return {
            "release": release.id,
            "file_name": release.file_name,
            "edition": release.edition,
            "row": int(panel.row[period, school]),
            "known_from": day.isoformat() if day is not None else None,
        }
