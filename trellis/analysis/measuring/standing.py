"""Where every school stands on an indicator: its expected year, trends, and the comparators beside it.

The expected year of an indicator is the newest that its publisher published (see `statistics.published_years`). A school
without a value in that year has none, whatever it had before: an older value is told as `last_value` and judged by
nobody as if it were new. Where a publication's newest year leaves an indicator out by design, that year is expected of
it, and reads as not published.

What a school does not teach, by its ages, does not apply to it, unless a figure is published of it all the same: the
register may be behind. Progress 8 does not apply to a school whose pupils join it late, whatever is published; its other
results of key stage 4 are set beside those of schools like it in that, where there are enough, and no others.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from trellis.analysis.indicator import Indicator
from trellis.analysis.measuring import cohort, statistics
from trellis.analysis.measuring.derivation import Input, in_order
from trellis.analysis.measuring.series import PUBLIC, Series, Slices
from trellis.analysis.measuring.surroundings import Surroundings, late_starters, peer_groups
from trellis.analysis.observation import Status
from trellis.analysis.places import ages
from trellis.analysis.places.roster import Roster

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int32]
Column = npt.NDArray[Any]

_VALUE, _NOT_APPLICABLE = int(Status.VALUE), int(Status.NOT_APPLICABLE)
_NOT_PUBLISHED, _NOT_HELD = int(Status.NOT_PUBLISHED), int(Status.NOT_HELD)

# The least number of late starters' values that one is ranked among
LEAST_PEERS = 30
_PRINTED = (int(Status.VALUE), int(Status.SUPPRESSED), int(Status.NOT_APPLICABLE), int(Status.IN_DISPUTE))


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """The years in which an indicator is published, ascending, and the one expected of every school."""

    years: list[int]
    expected: int


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Rows of the `statistic` table for one indicator: `schools` int32[m] and a column of m for each statistic."""

    indicator: int
    authority: int
    schools: Integers
    columns: Mapping[str, Column]
    national_basis: str


def coverage(slices: Slices, indicators: Sequence[Indicator]) -> dict[int, Coverage]:
    """Return the published years and the expected year of each indicator that anything is published of."""
    years = {code: _published(slices.series(code)) for code in range(len(indicators))}
    by_id = {indicator.id: code for code, indicator in enumerate(indicators)}
    for indicator in in_order(indicators):
        # A few early rows of one input do not make the newest year of what is made from it
        for each in map(Input.parse, indicator.inputs):
            if each.own:
                of_input = years[by_id[each.indicator]]
                years[by_id[indicator.id]] = [y for y in years[by_id[indicator.id]] if y in of_input]
    years = {code: published for code, published in years.items() if published}
    newest: dict[str, int] = {}
    for code, published in years.items():
        source = indicators[code].source
        newest[source] = max(newest.get(source, 0), published[-1])
    found = {}
    for code, published in years.items():
        of_source = newest[indicators[code].source]
        left_out = of_source > published[-1] and of_source in indicators[code].not_published
        found[code] = Coverage(years=published, expected=of_source if left_out else published[-1])
    return found


def _published(series: Series) -> list[int]:
    year = series.year[np.isin(series["status"], _PRINTED)]
    found, printed = np.unique(year, return_counts=True)
    return statistics.published_years(found, printed.astype(np.int32))


def standings(
    slices: Slices,
    indicators: Sequence[Indicator],
    roster: Roster,
    around: Surroundings,
    authorities: Iterable[int],
    *,
    only: Mapping[str, Collection[str]] | None = None,
    workers: int = 2,
) -> list[Standing]:
    """Return where schools stand, published figures first and then each authority's own, ascending by indicator.

    With `only`, of the indicators of these ids, and the statistics named of each beside its status and source; the others
    count for what is expected of those all the same.
    """
    covered = coverage(slices, indicators)
    ranker = _Ranker(slices, indicators, roster, around, covered, only)
    work = [(PUBLIC, code) for code in sorted(covered)]
    work += [(authority, code) for authority in sorted(authorities) for code in slices.held(authority)]
    work = [each for each in work if only is None or indicators[each[1]].id in only]
    if workers == 1:
        return [ranker.stand(*each) for each in work]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(lambda each: ranker.stand(*each), work))


@dataclass(frozen=True)
class _Year:
    """A series laid out over all schools: the rows of its expected year and of the years its trends are of."""

    expected: int
    at: npt.NDArray[np.intp]  # the row of the expected year, where `there`
    there: npt.NDArray[np.bool_]
    values: Floats
    by_year: Mapping[int, Floats]
    windows: Mapping[int, list[int]]  # the years that a mean or trend of so many years is of


@dataclass(frozen=True)
class _Ranker:
    slices: Slices
    indicators: Sequence[Indicator]
    roster: Roster
    around: Surroundings
    covered: Mapping[int, Coverage]
    only: Mapping[str, Collection[str]] | None = None

    def _asked(self, indicator: Indicator, *names: str) -> bool:
        """Whether any of these statistics is wanted."""
        return self.only is None or not frozenset(names).isdisjoint(self.only[indicator.id])

    def stand(self, authority: int, code: int) -> Standing:
        indicator = self.indicators[code]
        public = self.slices.series(code)
        covered = self.covered.get(code)
        shown = self.roster.is_open & np.isin(self.roster.phase_groups, indicator.phases)
        if authority == PUBLIC:
            own, local = public, None
            expected = covered
        else:
            local = self.slices.series(code, authority)
            own = public.under(local)
            expected = self._own_coverage(local, covered)
            theirs = np.zeros(len(self.roster), dtype=np.bool_)
            theirs[local.school] = True
            shown &= theirs
        if expected is None:
            raise ValueError(f"nothing is held of {indicator.id}")
        laid = self._lay_out(own, expected, indicator)
        left_out = expected.expected in indicator.not_published
        seen = np.zeros(len(self.roster), dtype=np.bool_)
        seen[own.school] = True
        # What a school's ages leave out needs no row: the reading of facts tells it from the ages
        unfit = self._unfit(indicator) & ~np.isfinite(laid.values)
        schools = np.flatnonzero(shown & (seen | (left_out & ~unfit))).astype(np.int32)
        columns = self._own_columns(indicator, own, laid, schools, left_out, unfit)
        comparators, basis = self._comparators(indicator, public, covered, local, laid, schools)
        return Standing(
            indicator=code,
            authority=authority,
            schools=schools,
            columns={**columns, **comparators, "local": np.full(len(schools), float(authority != PUBLIC))},
            national_basis=basis,
        )

    def _unfit(self, indicator: Indicator) -> npt.NDArray[np.bool_]:
        asked = ages.asked(key_stage=indicator.key_stage, from_eleven=indicator.from_eleven)
        return (self.roster.left_out & asked) != 0

    @cached_property
    def _by_id(self) -> Mapping[str, int]:
        return {indicator.id: code for code, indicator in enumerate(self.indicators)}

    @cached_property
    def _roll(self) -> Floats:
        """The newest roll published of each school, else the register's."""
        newest = self._newest("roll")
        return np.where(np.isfinite(newest), newest, self.roster.pupils)

    def _newest(self, indicator: str) -> Floats:
        """Return each school's newest published value, NaN where there is none."""
        newest = np.full(len(self.roster), np.nan)
        if indicator in self._by_id:
            series = self.slices.series(self._by_id[indicator])
            held = np.flatnonzero(series["status"] == _VALUE)
            newest[series.school[held]] = series["value"][held]  # ascending by year: the newest stays
        return newest

    @cached_property
    def _shares(self) -> Mapping[str, Floats]:
        """What share of each school's pupils each group is, 0 to 1, NaN where not known."""
        shares = {}
        for group, (indicator, outside) in cohort.SHARES.items():
            share = self._newest(indicator) / 100.0
            shares[group] = 1.0 - share if outside else share
        return shares

    def _share(self, indicator: Indicator) -> Floats | None:
        """Return what share of each school's pupils an indicator is of, the least of those it is made from."""
        made_from = [
            self.indicators[self._by_id[each.indicator]] for each in map(Input.parse, indicator.inputs)
        ]
        groups = {each.group for each in (indicator, *made_from)} - {"all"}
        unknown = np.full(len(self.roster), np.nan)
        parts = [self._shares.get(group, unknown) for group in sorted(groups)]
        return np.minimum.reduce(parts) if parts else None

    def _own_coverage(self, local: Series, covered: Coverage | None) -> Coverage | None:
        """An authority's own newer year is expected of the schools in its return."""
        theirs = _published(local)
        if covered is None:
            return Coverage(years=theirs, expected=theirs[-1]) if theirs else None
        newest = max([covered.expected, *theirs])
        return Coverage(years=sorted({*covered.years, *theirs}), expected=newest)

    def _lay_out(self, series: Series, covered: Coverage, indicator: Indicator) -> _Year:
        n = len(self.roster)
        school, year = series.school, series.year
        held = series["status"] == _VALUE
        if indicator.from_eleven:
            held &= ~late_starters(self.roster)[school]
        windows = {
            length: statistics.window(covered.years, covered.expected, length, indicator.not_published)
            for length in statistics.LEAST_VALUES
        }
        wanted = {covered.expected, *(year for years in windows.values() for year in years)}
        by_year = {}
        for each in sorted(wanted):
            here = held & (year == each)
            values = np.full(n, np.nan)
            values[school[here]] = series["value"][here]
            by_year[each] = values
        rows = np.flatnonzero(year == covered.expected)
        at, there = np.zeros(n, dtype=np.intp), np.zeros(n, dtype=np.bool_)
        at[school[rows]] = rows
        there[school[rows]] = True
        return _Year(covered.expected, at, there, by_year[covered.expected], by_year, windows)

    def _own_columns(
        self,
        indicator: Indicator,
        series: Series,
        laid: _Year,
        schools: Integers,
        left_out: bool,
        unfit: npt.NDArray[np.bool_],
    ) -> dict[str, Column]:
        at, there = laid.at[schools], laid.there[schools]

        def number(name: str) -> Floats:
            return np.where(there, series[name][at], np.nan) if len(series) else np.full(len(schools), np.nan)

        def whole(name: str, absent: int) -> Column:
            return np.where(there, series[name][at], absent)

        value = laid.values[schools]
        absent = _NOT_PUBLISHED if left_out else _NOT_HELD
        status = np.where(there, series["status"][at], absent)
        status = np.where(left_out & (status != _VALUE), _NOT_PUBLISHED, status)
        status = np.where(unfit[schools], _NOT_APPLICABLE, status).astype(np.uint8)
        has = np.isfinite(value)
        denominator = number("denominator")
        cohorts: dict[str, Column] = {}
        if self._asked(indicator, *_OF_COHORT):
            behind = cohort.cohorts(
                indicator,
                series,
                schools=schools,
                expected=laid.expected,
                printed=denominator,
                roll=self._roll,
                year_groups=self.roster.year_groups,
                share=self._share(indicator),
            )
            low, high = (np.where(has, number(name), np.nan) for name in ("low", "high"))
            low, high, interval_estimated = cohort.drawn(indicator, behind, value, low, high)
            cohorts = {
                "low": low,
                "high": high,
                "cohort": behind.size,
                "cohort_estimated": np.where(np.isfinite(behind.size), behind.estimated, np.nan),
                "interval_estimated": interval_estimated,
                "small_cohort": behind.small,
            }
        held = np.flatnonzero(series["status"] == _VALUE)
        held_n = np.bincount(series.school[held], minlength=len(self.roster)).astype(np.float64)
        last_value, last_year = np.full(len(self.roster), np.nan), np.full(len(self.roster), np.nan)
        last_value[series.school[held]] = series["value"][held]  # ascending by year: the newest stays
        last_year[series.school[held]] = series.year[held]
        nothing = np.full((0, len(schools)), np.nan)
        stacked = {
            length: np.stack([laid.by_year[year][schools] for year in years]) if years else nothing
            for length, years in laid.windows.items()
        }
        trends: dict[str, Column] = {}
        for length, least in statistics.LEAST_VALUES.items():
            if self._asked(indicator, f"slope{length}", f"slope{length}_se", f"slope{length}_n"):
                found = statistics.trend(stacked[length], laid.windows[length], least=least)
                trends |= {f"slope{length}": found.slope, f"slope{length}_se": found.standard_error}
                if length == 5:  # three years need all three
                    trends["slope5_n"] = found.counted
        if self._asked(indicator, *_OF_MEAN):
            mean3 = statistics.mean(stacked[3], laid.windows[3], laid.expected)
            means = (mean3.value, mean3.counted, mean3.first_year, mean3.years)
            trends = {**dict(zip(_OF_MEAN, means, strict=True)), **trends}
        return {
            "status": status,
            "value": value,
            "year": np.full(len(schools), float(laid.expected)),
            "numerator": np.where(has, number("numerator"), np.nan),
            "denominator": denominator,
            **cohorts,
            **trends,
            "years_n": held_n[schools],
            "last_value": last_value[schools],
            "last_year": last_year[schools],
            "release": whole("release", -1).astype(np.int32),
            "row": whole("row", 0).astype(np.int32),
            "known_from": np.where(there, series["known_from"][at], np.datetime64("NaT", "D")),
            "known_from_estimated": whole("known_from_estimated", 0).astype(np.bool_),
            "basis": whole("basis", 0).astype(np.uint8),
            "observed_urn": whole("observed_urn", 0).astype(np.int32),
        }

    def _comparators(
        self,
        indicator: Indicator,
        public: Series,
        covered: Coverage | None,
        local: Series | None,
        laid: _Year,
        schools: Integers,
    ) -> tuple[dict[str, Column], str]:
        """Comparators are of published values alone, of the year that is expected of everyone."""
        compared = peer_groups(indicator)
        groups = self.around.groups[compared]
        authority = self.around.authority[compared]
        if covered is None:  # only this authority holds it, so its own schools are all there is
            medians = statistics.segment_medians(laid.values, authority)
            names = (*_OF_ALL, "authority_median", "percentile", *_OF_SET)
            columns = {name: np.full(len(schools), np.nan) for name in names}
            return {
                **columns,
                "authority_median": medians[schools],
                "comparator_year": np.full(len(schools), float(laid.expected)),
            }, "none"
        base = laid if local is None else self._lay_out(public, covered, indicator)
        values = base.values
        beside_similar = np.ones(len(schools), dtype=np.bool_)
        if compared == "key_stage_4":
            late = late_starters(self.roster)
            beside_similar = ~late[schools]  # the sets are of schools that pupils join at 11
            if np.isfinite(values[late & self.roster.is_open]).sum() < LEAST_PEERS:
                groups = np.where(late, -1, groups).astype(np.int32)
        weights = np.full(len(values), np.nan)
        rows = np.flatnonzero(base.there)
        if not indicator.adds_up:
            weights[rows] = public["denominator"][base.at[rows]]
        found: dict[str, Column] = {"comparator_year": np.full(len(schools), float(covered.expected))}
        basis = "none"
        if self._asked(indicator, "national_mean"):
            mean, basis = statistics.pooled_mean(values, weights, groups)
            found["national_mean"] = mean[schools]
            if not np.isfinite(values).any():
                basis = "none"
        if self._asked(indicator, "national_median"):
            found["national_median"] = statistics.group_medians(values, groups)[schools]
        if self._asked(indicator, "n_national"):
            found["n_national"] = statistics.counts(values, groups)[schools]
        if self._asked(indicator, "authority_median"):
            found["authority_median"] = statistics.segment_medians(values, authority)[schools]
        if self._asked(indicator, "neighbour_median"):
            near = self.around.neighbours[compared]
            found["neighbour_median"] = statistics.segment_medians(values, near)[schools]
        own = laid.values
        if self._asked(indicator, "percentile"):
            share = (
                statistics.percentile(values, groups)
                if local is None
                else _placed(values, own, groups, schools)
            )
            found["percentile"] = share[schools]
        if self._asked(indicator, *_OF_SET):
            against = statistics.against_set(
                values, schools, self.around.similar.others[schools], own[schools]
            )
            told = (np.where(beside_similar, each, np.nan) for each in against)
            found |= dict(zip(_OF_SET, told, strict=True))
        return found, basis


_OF_COHORT = ("low", "high", "cohort", "cohort_estimated", "interval_estimated", "small_cohort")
_OF_MEAN = ("mean3", "mean3_n", "mean3_first_year", "mean3_years")
_OF_ALL = ("national_median", "national_mean", "n_national", "neighbour_median")
_OF_SET = ("similar_median", "similar_percentile", "similar_decile")


def _placed(values: Floats, own: Floats, groups: Integers, schools: Integers) -> Floats:
    """Return where own values would stand among the published ones of each school's group."""
    result = np.full(len(values), np.nan)
    for group in np.unique(groups[schools]):
        ordered = np.sort(values[np.isfinite(values) & (groups == group)])
        mine = schools[(groups[schools] == group) & np.isfinite(own[schools])]
        if group >= 0 and len(ordered):
            result[mine] = 100.0 * np.searchsorted(ordered, own[mine], side="right") / len(ordered)
    return statistics.rounded(result)
