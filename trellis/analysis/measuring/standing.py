"""Where every school stands on an indicator: its expected year, trends, and the comparators beside it.

The expected year of an indicator is the newest that its publisher published (see `statistics.published_years`). A school
without a value in that year has none, whatever it had before: an older value is told as `last_value` and judged by
nobody as if it were new. Where a publication's newest year leaves an indicator out by design, that year is expected of
it, and reads as not published.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from trellis.analysis.indicator import Indicator
from trellis.analysis.measuring import statistics
from trellis.analysis.measuring.derivation import Input, in_order
from trellis.analysis.measuring.series import PUBLIC, Series, Slices
from trellis.analysis.measuring.similar import Sets
from trellis.analysis.observation import Status
from trellis.analysis.places.roster import Roster

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int32]
Column = npt.NDArray[Any]

_VALUE, _NOT_PUBLISHED, _NOT_HELD = int(Status.VALUE), int(Status.NOT_PUBLISHED), int(Status.NOT_HELD)
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


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Whom each school is set beside, made once for all indicators. Keyed by `Indicator.compared`."""

    groups: Mapping[str, Integers]
    authority: Mapping[str, statistics.Segments]
    neighbours: Mapping[str, statistics.Segments]
    similar: Sets


def surroundings(roster: Roster, neighbours: Mapping[str, Sequence[str]], similar: Sets) -> Surroundings:
    """Return the sets a school is compared with. `neighbours` gives each authority's statistical neighbours."""
    groups = {"phase": roster.phase_peers, "key_stage": roster.key_stage_peers}
    return Surroundings(
        groups=groups,
        authority={name: statistics.Segments.by(_keys(roster, of)) for name, of in groups.items()},
        neighbours={name: _neighbour_segments(roster, of, neighbours) for name, of in groups.items()},
        similar=similar,
    )


def _keys(roster: Roster, groups: Integers) -> Integers:
    width = int(groups.max(initial=0)) + 1
    both = (roster.authority_index >= 0) & (groups >= 0)
    return np.where(both, roster.authority_index * width + groups, -1).astype(np.int32)


def _neighbour_segments(
    roster: Roster, groups: Integers, neighbours: Mapping[str, Sequence[str]]
) -> statistics.Segments:
    width = int(groups.max(initial=0)) + 1
    order = {code: i for i, code in enumerate(roster.authorities)}
    of = [np.flatnonzero((roster.authority_index == i) & (groups >= 0)) for i in range(len(order))]
    members, segments = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for code, near in neighbours.items():
        if code in order:
            theirs = np.concatenate(
                [np.empty(0, dtype=np.int64), *(of[order[n]] for n in near if n in order)]
            )
            members.append(theirs)
            segments.append(order[code] * width + groups[theirs])
    return statistics.Segments(
        member=np.concatenate(members).astype(np.int32),
        segment=np.concatenate(segments).astype(np.int32),
        size=len(order) * width,
        of_school=_keys(roster, groups),
    )


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
    workers: int = 2,
) -> list[Standing]:
    """Return where schools stand, published figures first and then each authority's own, ascending by indicator."""
    covered = coverage(slices, indicators)
    ranker = _Ranker(slices, indicators, roster, around, covered)
    work = [(PUBLIC, code) for code in sorted(covered)]
    work += [(authority, code) for authority in sorted(authorities) for code in slices.held(authority)]
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


@dataclass(frozen=True)
class _Ranker:
    slices: Slices
    indicators: Sequence[Indicator]
    roster: Roster
    around: Surroundings
    covered: Mapping[int, Coverage]

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
        laid = self._lay_out(own, expected)
        left_out = expected.expected in indicator.not_published
        seen = np.zeros(len(self.roster), dtype=np.bool_)
        seen[own.school] = True
        schools = np.flatnonzero(shown & (seen | left_out)).astype(np.int32)
        columns = self._own_columns(indicator, own, laid, expected, schools, left_out)
        comparators, basis = self._comparators(indicator, public, covered, local, laid, schools)
        return Standing(
            indicator=code,
            authority=authority,
            schools=schools,
            columns={**columns, **comparators, "local": np.full(len(schools), float(authority != PUBLIC))},
            national_basis=basis,
        )

    def _own_coverage(self, local: Series, covered: Coverage | None) -> Coverage | None:
        """An authority's own newer year is expected of the schools in its return."""
        theirs = _published(local)
        if covered is None:
            return Coverage(years=theirs, expected=theirs[-1]) if theirs else None
        newest = max([covered.expected, *theirs])
        return Coverage(years=sorted({*covered.years, *theirs}), expected=newest)

    def _lay_out(self, series: Series, covered: Coverage) -> _Year:
        n = len(self.roster)
        school, year = series.school, series.year
        held = series["status"] == _VALUE
        wanted = {covered.expected, *statistics.window(covered.years, covered.expected, 5)}
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
        return _Year(covered.expected, at, there, by_year[covered.expected], by_year)

    def _own_columns(
        self,
        indicator: Indicator,
        series: Series,
        laid: _Year,
        covered: Coverage,
        schools: Integers,
        left_out: bool,
    ) -> dict[str, Column]:
        at, there = laid.at[schools], laid.there[schools]

        def number(name: str) -> Floats:
            return np.where(there, series[name][at], np.nan) if len(series) else np.full(len(schools), np.nan)

        def whole(name: str, absent: int) -> Column:
            return np.where(there, series[name][at], absent)

        value = laid.values[schools]
        absent = _NOT_PUBLISHED if left_out else _NOT_HELD
        status = np.where(there, series["status"][at], absent)
        status = np.where(left_out & (status != _VALUE), _NOT_PUBLISHED, status).astype(np.uint8)
        has = np.isfinite(value)
        denominator = number("denominator")
        held = np.flatnonzero(series["status"] == _VALUE)
        held_n = np.bincount(series.school[held], minlength=len(self.roster)).astype(np.float64)
        last_value, last_year = np.full(len(self.roster), np.nan), np.full(len(self.roster), np.nan)
        last_value[series.school[held]] = series["value"][held]  # ascending by year: the newest stays
        last_year[series.school[held]] = series.year[held]
        three = statistics.window(covered.years, laid.expected, 3)
        five = statistics.window(covered.years, laid.expected, 5)
        trends = {}
        for length, years in ((3, three), (5, five)):
            if years:
                stacked = np.stack([laid.by_year[year][schools] for year in years])
                trends[length] = statistics.trend(stacked, years, least=statistics.LEAST_VALUES[length])
        nothing = np.full(len(schools), np.nan)
        return {
            "status": status,
            "value": value,
            "year": np.full(len(schools), float(laid.expected)),
            "numerator": np.where(has, number("numerator"), np.nan),
            "denominator": denominator,
            "low": np.where(has, number("low"), np.nan),
            "high": np.where(has, number("high"), np.nan),
            "small_cohort": np.where(has & (denominator < indicator.minimum_cohort), 1.0, 0.0),
            "mean3": statistics.mean(np.stack([laid.by_year[y][schools] for y in three]))
            if three
            else nothing,
            "slope3": trends[3].slope if 3 in trends else nothing,
            "slope3_se": trends[3].standard_error if 3 in trends else nothing,
            "slope5": trends[5].slope if 5 in trends else nothing,
            "slope5_se": trends[5].standard_error if 5 in trends else nothing,
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
        groups = self.around.groups[indicator.compared]
        authority = self.around.authority[indicator.compared]
        if covered is None:  # only this authority holds it, so its own schools are all there is
            medians = statistics.segment_medians(laid.values, authority)
            names = (*_OF_ALL, "authority_median", "percentile", *_OF_SET)
            columns = {name: np.full(len(schools), np.nan) for name in names}
            return {
                **columns,
                "authority_median": medians[schools],
                "comparator_year": np.full(len(schools), float(laid.expected)),
            }, "none"
        base = laid if local is None else self._lay_out(public, covered)
        values = base.values
        weights = np.full(len(values), np.nan)
        rows = np.flatnonzero(base.there)
        if not indicator.adds_up:
            weights[rows] = public["denominator"][base.at[rows]]
        mean, basis = statistics.pooled_mean(values, weights, groups)
        if not np.isfinite(values).any():
            basis = "none"
        own = laid.values
        share = (
            statistics.percentile(values, groups) if local is None else _placed(values, own, groups, schools)
        )
        median, beside, decile = statistics.against_set(
            values, schools, self.around.similar.others[schools], own[schools]
        )
        return {
            "national_median": statistics.group_medians(values, groups)[schools],
            "national_mean": mean[schools],
            "n_national": statistics.counts(values, groups)[schools],
            "authority_median": statistics.segment_medians(values, authority)[schools],
            "neighbour_median": statistics.segment_medians(
                values, self.around.neighbours[indicator.compared]
            )[schools],
            "percentile": share[schools],
            "similar_median": median,
            "similar_percentile": beside,
            "similar_decile": decile,
            "comparator_year": np.full(len(schools), float(covered.expected)),
        }, basis


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
