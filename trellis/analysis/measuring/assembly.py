"""One observation for each school of today, indicator and year, out of all that the releases say.

Of several answers to one question the first of these decides: a value before a reason for none; the measure that the
indicator reads first; the school's own row before a predecessor's; the row that tells the number behind it; of
predecessors, the release that tells of most of them; the higher rank of edition; the later release.
An authority's own return stands beside what is published, for that authority alone, and never in its place.

Figures of a school's predecessors are its own. Where several stand for one year (an amalgamation; a conversion within
the year), percentages are pooled by the pupils behind them, never added up; head counts and sums of money of
predecessors are added up; where neither can be done the largest predecessor speaks. `basis` says which.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from trellis.analysis.files.holding import Holding
from trellis.analysis.files.release import Release
from trellis.analysis.indicator import Indicator
from trellis.analysis.measuring import answers, intervals
from trellis.analysis.measuring.answers import BASES, DERIVED, LARGEST, OWN, POOLED, PREDECESSOR
from trellis.analysis.measuring.series import COLUMNS, NUMBERS, PUBLIC, YEAR_0, YEARS, column_of, pieces
from trellis.analysis.places.roster import Roster

__all__ = [
    "BASES",
    "DERIVED",
    "LARGEST",
    "OWN",
    "POOLED",
    "PREDECESSOR",
    "Assembled",
    "assemble",
    "measure_codes",
    "with_bases",
]

_TOLD = ("year", *NUMBERS, "status", "row", "known_from", "known_from_estimated")
_MOST_RUNS = 200  # of one measure's rows after another's, before it is worth putting them together


@dataclass(frozen=True, kw_only=True)
class Assembled:
    """All observations, one for each (authority, indicator, school, year), in that order.

    `indicator` is a position in `indicators`, `release` in `releases`, `authority` in `roster.authorities` or PUBLIC.
    `unplaced` counts rows whose URN the register does not know, by release.
    """

    frame: pl.DataFrame
    indicators: tuple[Indicator, ...]
    releases: tuple[Release, ...]
    unplaced: Mapping[str, int]

    def local_authorities(self) -> list[int]:
        return sorted(int(a) for a in self.frame["authority"].unique().to_list() if a != PUBLIC)


def assemble(
    store: Holding,
    indicators: Iterable[Indicator],
    roster: Roster,
    *,
    as_of: date | None = None,
) -> Assembled:
    """Return what is published and what authorities return, without derived indicators (see `derivation`)."""
    ordered = tuple(indicators)
    measures = measure_codes(ordered)
    releases: list[Release] = []
    # An indicator at a time, or two, so that no step ever copies the whole
    parts: dict[tuple[int, int], list[dict[str, npt.NDArray[Any]]]] = {}
    unplaced: dict[str, int] = {}
    authority_codes = {code: i for i, code in enumerate(roster.authorities)}
    for release, table in store.frames("observation", as_of=as_of):
        rows = table.collect()
        if as_of is not None:
            rows = rows.filter(pl.col("known_from") <= as_of)
        if release.authority is not None and release.authority not in authority_codes:
            unplaced[release.id] = rows.height
            continue
        releases.append(release)
        authority = PUBLIC if release.authority is None else authority_codes[release.authority]
        lost = 0
        for code, part, missing in _placed(rows, measures, roster):
            lost += missing
            n = len(part["year"])
            part["indicator"] = np.full(n, code, dtype=np.int16)
            part["authority"] = np.full(n, authority, dtype=np.int16)
            part["release"] = np.full(n, len(releases) - 1, dtype=np.int32)
            part["rank"] = np.full(n, release.rank, dtype=np.int32)
            parts.setdefault((authority, code), []).append(part)
        if lost:
            unplaced[release.id] = lost
    with ThreadPoolExecutor(2) as pool:
        found = list(
            pool.map(
                lambda each: answers.one_each(_together(parts.pop(each)), ordered[each[1]]), sorted(parts)
            )
        )
    answers.settle(found)
    settled = [answers.framed(each.columns) for each in found]
    return Assembled(
        frame=pl.concat(settled, rechunk=False) if settled else pl.DataFrame(schema=dict(COLUMNS)),
        indicators=ordered,
        releases=tuple(releases),
        unplaced=unplaced,
    )


def measure_codes(indicators: tuple[Indicator, ...]) -> dict[str, tuple[int, int]]:
    """Return measure id -> (position of the indicator that reads it, place among its measures).

    An indicator's own id is a measure of it too, so that a return may give any indicator.
    """
    codes: dict[str, tuple[int, int]] = {}
    for position, indicator in enumerate(indicators):
        for place, measure in enumerate(indicator.reads):
            if measure in codes:
                other = indicators[codes[measure][0]].id
                raise ValueError(
                    f"both {other} and {indicator.id} read {measure}: let one derive from the other"
                )
            codes[measure] = (position, place)
    for position, indicator in enumerate(indicators):
        codes.setdefault(indicator.id, (position, len(indicator.reads)))
    return codes


def _placed(
    rows: pl.DataFrame, measures: Mapping[str, tuple[int, int]], roster: Roster
) -> Iterator[tuple[int, dict[str, npt.NDArray[Any]], int]]:
    """Yield, for each known measure, its indicator, its rows with the school of today, and how many are of none."""
    runs = _runs(rows["measure"])
    if runs.height > _MOST_RUNS:
        rows = rows.sort("measure", maintain_order=True)
        runs = _runs(rows["measure"])
    ends = runs["len"].cum_sum()
    wanted = [
        (end - length, end, measures[measure])
        for end, length, measure in zip(ends, *runs, strict=True)
        if measure in measures
    ]
    if not wanted:
        return
    columns = {name: column_of(rows, name) for name in _TOLD}
    urns = rows["urn"].to_numpy()
    school = roster.resolve(urns)
    columns |= {"observed_urn": urns, "school": school, "own": roster.positions(urns) == school}
    year = columns["year"]
    timely = (year >= YEAR_0 + 10) & (year < YEAR_0 + YEARS)
    kept = timely & (school >= 0)
    for start, end, (code, place) in wanted:
        here = slice(start, end)
        lost = 0
        part = {name: column[here] for name, column in columns.items()}
        if not kept[here].all():
            lost = int(np.count_nonzero(timely[here] & ~kept[here]))
            part = {name: column[kept[here]] for name, column in part.items()}
        part["place"] = np.full(len(part["year"]), place, dtype=np.uint8)
        yield code, part, lost


def _runs(measure: pl.Series) -> pl.DataFrame:
    """Return how many rows of each measure follow one another, as the reading of a publication leaves them."""
    return measure.rle().struct.unnest()


def _together(parts: Sequence[Mapping[str, npt.NDArray[Any]]]) -> dict[str, npt.NDArray[Any]]:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def with_bases(assembled: Assembled, roster: Roster) -> Assembled:
    """Return the same with a lone predecessor's figures marked as such, and intervals where they can be drawn."""
    based = [
        _based(rows, roster, assembled.indicators[code])
        for (_, code), rows in pieces(assembled.frame).items()
    ]
    return replace(assembled, frame=pl.concat(based, rechunk=False) if based else assembled.frame)


def _based(frame: pl.DataFrame, roster: Roster, indicator: Indicator) -> pl.DataFrame:
    basis = frame["basis"].to_numpy()
    lone = (basis == OWN) & (frame["observed_urn"].to_numpy() != roster.urns[frame["school"].to_numpy()])
    changed = [pl.Series("basis", np.where(lone, PREDECESSOR, basis).astype(np.uint8))]
    draw = {"proportion": intervals.of_percent, "rate": intervals.of_rate}.get(indicator.interval)
    if draw is not None:
        numbers = {name: frame[name].fill_null(np.nan).to_numpy() for name in NUMBERS}
        low, high = numbers["low"].copy(), numbers["high"].copy()
        wanting = np.isfinite(numbers["value"]) & (numbers["denominator"] > 0) & ~np.isfinite(low)
        rows = np.flatnonzero(wanting)
        low[rows], high[rows] = draw(
            numbers["value"][rows], numbers["numerator"][rows], numbers["denominator"][rows]
        )
        changed += [pl.Series("low", low, nan_to_null=True), pl.Series("high", high, nan_to_null=True)]
    return frame.with_columns(changed)
