"""Indicators made from others by a formula: gaps, shares of income, changes over years, results against targets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from trellis.analysis.indicator import Indicator
from trellis.analysis.measuring import intervals, statistics
from trellis.analysis.measuring.assembly import DERIVED, Assembled
from trellis.analysis.measuring.series import COLUMNS, NUMBERS, PUBLIC, YEAR_0, YEARS, Series, Slices, pieces
from trellis.analysis.observation import Status
from trellis.analysis.places.roster import Roster

Floats = npt.NDArray[np.float64]

_VALUE, _NOT_PUBLISHED, _NOT_HELD = int(Status.VALUE), int(Status.NOT_PUBLISHED), int(Status.NOT_HELD)


@dataclass(frozen=True)
class Input:
    """One input as a formula names it: "id", "id@-3" (that many years before) or "id@national"."""

    name: str
    indicator: str
    years_before: int
    national: bool

    @classmethod
    def parse(cls, name: str) -> "Input":
        """Raises ValueError for anything else after the @."""
        indicator, _, of = name.partition("@")
        if of == "national":
            return cls(name, indicator, 0, True)
        return cls(name, indicator, -int(of) if of else 0, False)

    @property
    def own(self) -> bool:
        """Whether it is the school's own value of the same year."""
        return not self.national and self.years_before == 0


def in_order(indicators: Iterable[Indicator]) -> list[Indicator]:
    """Return the derived indicators, each after those it is made from. Raises ValueError for a circle."""
    derived = {indicator.id: indicator for indicator in indicators if indicator.formula is not None}
    done: dict[str, Indicator] = {}

    def visit(indicator: Indicator, path: tuple[str, ...]) -> None:
        if indicator.id in path:
            raise ValueError("indicators derive from each other: " + " → ".join((*path, indicator.id)))
        if indicator.id not in done:
            for name in indicator.inputs:
                needed = derived.get(Input.parse(name).indicator)
                if needed is not None:
                    visit(needed, (*path, indicator.id))
            done[indicator.id] = indicator

    for indicator in derived.values():
        visit(indicator, ())
    return list(done.values())


def with_derived(assembled: Assembled, roster: Roster) -> Assembled:
    """Return the same with an observation for each derived indicator that has one of its own inputs.

    An authority's own values make derived ones for that authority alone.
    """
    maker = _Maker(assembled, roster)
    authorities = [PUBLIC, *assembled.local_authorities()]
    for indicator in in_order(assembled.indicators):
        for authority in authorities:
            maker.make(indicator, authority)
    held = pieces(assembled.frame)
    for (code, authority), series in maker.made.items():
        if len(series):
            # A value given outright (by a return) stands before one worked out
            given = held.get((authority, code), assembled.frame.clear())
            both = pl.concat([given, _frame(series, code, authority)])
            held[authority, code] = both.unique(["school", "year"], keep="first", maintain_order=True).sort(
                "school", "year"
            )
    if not maker.made:
        return assembled
    return replace(assembled, frame=pl.concat([held[each] for each in sorted(held)], rechunk=False))


@dataclass
class _Maker:
    assembled: Assembled
    roster: Roster
    made: dict[tuple[int, int], Series] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._slices = Slices(self.assembled.frame)
        self._codes = {indicator.id: i for i, indicator in enumerate(self.assembled.indicators)}
        self._national: dict[tuple[int, str], Mapping[int, Floats]] = {}

    def make(self, indicator: Indicator, authority: int) -> None:
        inputs = [Input.parse(name) for name in indicator.inputs]
        found = [self._input(each, authority) for each in inputs]
        mine = [series for each, series in zip(inputs, found, strict=True) if each.own]
        keys = [series.key for series in mine]
        key = np.unique(np.concatenate(keys)) if keys else np.empty(0, dtype=np.int64)
        if authority != PUBLIC:
            key = key[self._touched(inputs, authority, key)]
        if not len(key):
            return
        phases = np.isin(self.roster.phase_groups, indicator.phases)
        key = key[phases[(key // YEARS).astype(np.intp)]]
        if not len(key):
            return
        values, statuses = {}, []
        for each, series in zip(inputs, found, strict=True):
            if each.national:
                values[each.name] = self._nation(each.indicator, indicator.compared, key)
                status = np.where(np.isfinite(values[each.name]), _VALUE, _NOT_HELD)
            else:
                at, there = _find(series.key, key - each.years_before)
                held = there & (series["status"][at] == _VALUE) if len(series) else there
                values[each.name] = (
                    np.where(held, series["value"][at], np.nan) if len(series) else np.full(len(key), np.nan)
                )
                status = (
                    np.where(there, series["status"][at], _NOT_HELD) if len(series) else np.full(len(key), 4)
                )
            statuses.append(status)
        self.made[self._codes[indicator.id], authority] = self._result(
            indicator, inputs, found, key, values, statuses
        )

    def _result(
        self,
        indicator: Indicator,
        inputs: list[Input],
        found: list[Series],
        key: npt.NDArray[np.int64],
        values: dict[str, Floats],
        statuses: list[npt.NDArray[np.integer]],
    ) -> Series:
        formula = indicator.formula
        if formula is None:
            raise ValueError(f"{indicator.id} has no formula")
        value = statistics.rounded(formula(values))
        reason = np.full(len(key), _NOT_HELD)
        for status in reversed(statuses):
            reason = np.where(status != _VALUE, status, reason)
        # Where an input is not there at all there is nothing to tell, whatever the others say
        reason = np.where(np.any([status == _NOT_HELD for status in statuses], axis=0), _NOT_HELD, reason)
        year = (key % YEARS + YEAR_0).astype(np.int16)
        left_out = np.isin(year, indicator.not_published)
        status = np.where(np.isfinite(value), _VALUE, np.where(left_out, _NOT_PUBLISHED, reason))
        own = [(i, s) for i, s in zip(inputs, found, strict=True) if i.own and len(s)]
        places = [(series, *_find(series.key, key)) for _, series in own]
        # Sources are those of the first input that is there
        columns: dict[str, npt.NDArray[Any]] = {}
        for name in ("observed_urn", "release", "row", "known_from", "known_from_estimated"):
            column = places[-1][0][name][places[-1][1]].copy()
            for series, at, there in reversed(places):
                column[there] = series[name][at][there]
            columns[name] = column
        for series, at, there in places:  # public only once every input was
            later = there & (series["known_from"][at] > columns["known_from"])
            columns["known_from"][later] = series["known_from"][at][later]
        cohort = np.full(len(key), np.nan)
        for series, at, there in places:
            cohort = np.fmin(cohort, np.where(there, series["denominator"][at], np.nan))
        for each, series in zip(inputs, found, strict=True):
            if each.years_before and len(series):
                at, there = _find(series.key, key - each.years_before)
                later = there & (series["known_from"][at] > columns["known_from"])
                columns["known_from"][later] = series["known_from"][at][later]
        low, high = self._interval(indicator, inputs, found, key, values)
        columns |= {
            "value": np.where(status == _VALUE, value, np.nan),
            "status": status.astype(np.uint8),
            "numerator": np.full(len(key), np.nan),
            "denominator": cohort,
            "low": low,
            "high": high,
            "basis": np.full(len(key), DERIVED, dtype=np.uint8),
        }
        kept = status != _NOT_HELD
        return Series(
            key=key[kept],
            columns={name: column[kept] for name, column in columns.items()},
        )

    def _interval(
        self,
        indicator: Indicator,
        inputs: list[Input],
        found: list[Series],
        key: npt.NDArray[np.int64],
        values: dict[str, Floats],
    ) -> tuple[Floats, Floats]:
        if indicator.interval != "difference":
            nothing = np.full(len(key), np.nan)
            return nothing, nothing
        shares, cohorts = [], []
        for each, series in zip(inputs[:2], found[:2], strict=True):
            shares.append(np.clip(values[each.name] / 100.0, 0.0, 1.0))
            if each.national:
                cohorts.append(np.full(len(key), np.inf))  # a nation's figure has no chance in it
            else:
                at, there = _find(series.key, key)
                held = series["denominator"][at] if len(series) else np.full(len(key), np.nan)
                cohorts.append(np.where(there, held, np.nan))
        with np.errstate(invalid="ignore"):
            low, high = intervals.difference(shares[0], cohorts[0], shares[1], cohorts[1])
        return statistics.rounded(100.0 * low), statistics.rounded(100.0 * high)

    def _input(self, each: Input, authority: int) -> Series:
        code = self._codes[each.indicator]
        public = self._series(code, PUBLIC)
        return public if authority == PUBLIC else public.under(self._series(code, authority))

    def _series(self, code: int, authority: int) -> Series:
        given = self._slices.series(code, authority)
        made = self.made.get((code, authority))
        return given if made is None else made.under(given)

    def _touched(
        self, inputs: list[Input], authority: int, key: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.bool_]:
        """Return which (school, year) keys have an input that the authority itself gave."""
        touched = np.zeros(len(key), dtype=np.bool_)
        for each in inputs:
            if not each.national:
                local = self._series(self._codes[each.indicator], authority)
                touched |= np.isin(key - each.years_before, local.key)
        return touched

    def _nation(self, indicator: str, compared: str, key: npt.NDArray[np.int64]) -> Floats:
        code = self._codes[indicator]
        if (code, compared) not in self._national:
            self._national[code, compared] = self._national_by_year(code, compared)
        by_year = self._national[code, compared]
        school, year = key // YEARS, key % YEARS + YEAR_0
        result = np.full(len(key), np.nan)
        for each, figures in by_year.items():
            here = year == each
            result[here] = figures[school[here]]
        return result

    def _national_by_year(self, code: int, compared: str) -> dict[int, Floats]:
        series = self._series(code, PUBLIC)
        groups = self.roster.key_stage_peers if compared == "key_stage" else self.roster.phase_peers
        figures = {}
        held = series["status"] == _VALUE if len(series) else np.empty(0, dtype=np.bool_)
        for year in np.unique(series.year):
            here = held & (series.year == year)
            values, weights = np.full(len(self.roster), np.nan), np.full(len(self.roster), np.nan)
            values[series.school[here]] = series["value"][here]
            if not self.assembled.indicators[code].adds_up:
                weights[series.school[here]] = series["denominator"][here]
            figures[int(year)], _ = statistics.pooled_mean(values, weights, groups)
        return figures


def _find(
    keys: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Return (place in `keys`, whether it is there) of each wanted key; a place is always valid to index with."""
    if not len(keys):
        return np.zeros(len(wanted), dtype=np.intp), np.zeros(len(wanted), dtype=np.bool_)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return at, keys[at] == wanted


def _frame(series: Series, code: int, authority: int) -> pl.DataFrame:
    columns = {
        "indicator": np.full(len(series), code),
        "school": series.school,
        "year": series.year,
        "authority": np.full(len(series), authority),
        **series.columns,
    }
    return pl.DataFrame(
        {
            name: pl.Series(name, columns[name], nan_to_null=name in NUMBERS).cast(kind)
            for name, kind in COLUMNS.items()
        }
    )
