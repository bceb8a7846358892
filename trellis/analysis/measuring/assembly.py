"""One observation for each school of today, indicator and year, out of all that the releases say.

Of several answers to one question the first of these decides: a value before a reason for none; the measure that the
indicator reads first; the school's own row before a predecessor's; the row that tells the number behind it; of
predecessors, the release that tells of most of them; the higher rank of edition; the later release.
An authority's own return stands beside what is published, for that authority alone, and never in its place.

Figures of a school's predecessors are its own. Where several stand for one year (an amalgamation; a conversion within
the year), percentages are pooled by the pupils behind them, never added up; head counts and sums of money of
predecessors are added up; where neither can be done the largest predecessor speaks. `basis` says which.
"""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from trellis.analysis.files.holding import Holding
from trellis.analysis.files.release import Release
from trellis.analysis.indicator import Indicator
from trellis.analysis.measuring import intervals
from trellis.analysis.measuring.series import COLUMNS, NUMBERS, PUBLIC, YEAR_0, YEARS, pieces
from trellis.analysis.observation import Status
from trellis.analysis.places.roster import Roster

Integers = npt.NDArray[np.int64]

BASES = ("own", "predecessor", "pooled", "largest", "derived")
OWN, PREDECESSOR, POOLED, LARGEST, DERIVED = range(len(BASES))


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
    parts: dict[tuple[int, int], list[pl.DataFrame]] = {}
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
            parts.setdefault((authority, code), []).append(
                part.with_columns(
                    pl.lit(len(releases) - 1, dtype=pl.Int32).alias("release"),
                    pl.lit(authority, dtype=pl.Int16).alias("authority"),
                    pl.lit(release.rank, dtype=pl.Int32).alias("rank"),
                )
            )
        if lost:
            unplaced[release.id] = lost
    with ThreadPoolExecutor(2) as pool:
        settled = list(
            pool.map(
                lambda each: _one_each(pl.concat(parts.pop(each), rechunk=False), ordered[each[1]]),
                sorted(parts),
            )
        )
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
) -> Iterator[tuple[int, pl.DataFrame, int]]:
    """Yield, for each known measure, its indicator, its rows with the school of today, and how many are of none."""
    urns = rows["urn"].to_numpy()
    school = roster.resolve(urns)
    whole = rows.with_columns(
        pl.Series("school", school, dtype=pl.Int32),
        pl.Series("own", roster.positions(urns) == school),
        observed_urn=pl.col("urn"),
    ).drop("urn")
    for measure, part in _by_measure(whole):
        if measure not in measures:
            continue
        code, place = measures[measure]
        timely = part["year"].is_between(YEAR_0 + 10, YEAR_0 + YEARS - 1)
        dated = part if timely.all() else part.filter(timely)
        kept = dated if (dated["school"] >= 0).all() else dated.filter(pl.col("school") >= 0)
        yield (
            code,
            kept.with_columns(
                pl.lit(code, dtype=pl.Int16).alias("indicator"), pl.lit(place, dtype=pl.UInt8).alias("place")
            ),
            dated.height - kept.height,
        )


def _by_measure(rows: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the rows of each measure: as views where they lie together, as the reading of a publication leaves them."""
    runs = rows["measure"].rle().struct.unnest()
    if runs.height > 200:
        for (measure,), part in rows.partition_by("measure", as_dict=True, include_key=False).items():
            yield str(measure), part
        return
    start = 0
    bare = rows.drop("measure")
    for length, measure in runs.iter_rows():
        yield measure, bare.slice(start, length)
        start += length


def _one_each(rows: pl.DataFrame, indicator: Indicator) -> pl.DataFrame:
    """Return one row for each school and year of an indicator, in that order, in COLUMNS."""
    # NaN from another program's arithmetic is no value
    rows = rows.with_columns(pl.col(name).fill_nan(None) for name in NUMBERS)
    school, year = (rows[name].to_numpy().astype(np.int64) for name in ("school", "year"))
    key: Integers = school * YEARS + year - YEAR_0
    # Sorting whole numbers is many times as quick as sorting places by them, so each carries its place
    packed = np.sort(key << 32 | np.arange(len(key)))
    order, ascending = packed & 0xFFFF_FFFF, packed >> 32
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = ascending[1:] != ascending[:-1]
    if first.all():
        return _plainly(rows[order])
    repeated = ~first
    repeated[:-1] |= ~first[1:]
    order[repeated] = _in_order(rows, key, order[repeated])
    best = _plainly(rows[order[first]])
    places, settled = _settled(rows, order, first, indicator)
    if not len(places):
        return best
    changed = _plainly(settled)
    return best.with_columns(best[name].scatter(places, changed[name]) for name in COLUMNS)


def _plainly(rows: pl.DataFrame) -> pl.DataFrame:
    # The caller replaces OWN with PREDECESSOR where the URN observed is not the school's, once URNs are at hand.
    basis = [] if "basis" in rows.columns else [pl.lit(OWN, dtype=pl.UInt8).alias("basis")]
    return rows.with_columns(basis).select(pl.col(name).cast(kind) for name, kind in COLUMNS.items())


def _in_order(rows: pl.DataFrame, key: Integers, at: Integers) -> Integers:
    """Return the rows `at`, by key and, of one key, from the one that decides first to the last: see the module's head."""
    some = rows.select(
        "status", "place", "own", "denominator", "rank", "known_from", "release", "observed_urn"
    )[at]
    # Few columns of whole numbers are many times as quick to sort by as a table by ten of its columns
    telling = some.select(
        (pl.col("status") != int(Status.VALUE)).cast(pl.Int64) * 2**18
        + pl.col("place").cast(pl.Int64) * 2**10
        + (~pl.col("own")).cast(pl.Int64) * 2**9
        + (~_BEHIND).cast(pl.Int64) * 2**8
        + (255 - pl.Series(_told_of(some, key[at])).clip(upper_bound=255))
    ).to_series()
    newer = some.select(
        pl.col("rank").cast(pl.Int64) * 2**40
        + (pl.col("known_from").to_physical().cast(pl.Int64) + 2**20).fill_null(0) * 2**16
        + pl.col("release").cast(pl.Int64)
    ).to_series()
    return at[
        np.lexsort(
            (
                some["observed_urn"].to_numpy(),
                -some["denominator"].fill_null(-np.inf).to_numpy(),
                -newer.to_numpy(),
                key[at] << 19 | telling.to_numpy(),
            )
        )
    ]


def _told_of(some: pl.DataFrame, key: Integers) -> Integers:
    """Return of how many predecessors of its school the release of each row tells a value in that year, else 1.

    A newer table may repeat a year of one of the schools that became one, of which the year's own table tells of all.
    """
    counted = np.ones(len(key), dtype=np.int64)
    of_predecessor = (some["status"] == int(Status.VALUE)) & ~some["own"]
    at = np.flatnonzero(of_predecessor.to_numpy())
    if not len(at):
        return counted
    urns = some["observed_urn"].to_numpy()[at]
    starts = np.flatnonzero(np.diff(key[at], prepend=-1))
    several = np.minimum.reduceat(urns, starts) != np.maximum.reduceat(urns, starts)
    at = at[np.repeat(several, np.diff(starts, append=len(at)))]
    if len(at):
        told = some.select("release", "place", "observed_urn")[at].with_columns(pl.Series("key", key[at]))
        counted[at] = told.select(
            pl.col("observed_urn").n_unique().over("key", "release", "place")
        ).to_series()
    return counted


_BEHIND = (pl.col("denominator") > 0).fill_null(value=False)


def _settled(
    rows: pl.DataFrame, order: Integers, first: npt.NDArray[np.bool_], indicator: Indicator
) -> tuple[Integers, pl.DataFrame]:
    """Return what stands for those schools and years of which one release tells of several schools.

    With it its places among all that there is an answer to. `order` are the rows, the answers `first`.
    """
    answer = np.cumsum(first) - 1
    best_at = order[first]
    beside = np.ones(len(order), dtype=np.bool_)
    for name in ("release", "place"):
        column = rows[name].to_numpy()
        beside &= column[order] == column[best_at][answer]
    urns = rows["observed_urn"].to_numpy()
    some = np.unique(answer[beside & (urns[order] != urns[best_at][answer])])
    if not len(some):
        return some, rows.clear()
    told = pl.lit(indicator.adds_up).alias("adds_up"), _BEHIND.alias("behind")
    numbered = pl.Series("key", answer)
    best = rows[best_at[some]].with_columns(*told, pl.Series("key", some))
    among = beside & np.isin(answer, some)
    # A release lists each school once: another row under the same URN repeats it
    several = (
        rows[order[among]]
        .with_columns(
            *told, numbered.filter(pl.Series(among)), is_value=pl.col("status") == int(Status.VALUE)
        )
        .unique(["key", "observed_urn"], keep="first", maintain_order=True)
    )
    valued = several.filter("is_value")
    weight = pl.col("denominator")
    pooled = valued.group_by("key", maintain_order=True).agg(
        pl.len().alias("n"),
        pl.col("behind").all().alias("all_behind"),
        pl.col("own").any().alias("own_value"),
        pl.col("value").sum().alias("total"),
        ((pl.col("value") * weight).sum() / weight.sum()).alias("mean"),
        pl.when(pl.col("numerator").is_not_null().all())
        .then(pl.col("numerator").sum())
        .alias("all_numerators"),
        pl.when(pl.col("denominator").is_not_null().all()).then(weight.sum()).alias("all_denominators"),
        pl.col("known_from").max().alias("last_known"),
        pl.col("known_from_estimated").any().alias("any_estimated"),
    )
    counted = several.group_by("key").agg(pl.len().alias("n_rows"))
    best = best.join(pooled, on="key", how="left", suffix="_pooled", maintain_order="left").join(
        counted, on="key", how="left", maintain_order="left"
    )
    together = pl.col("n").fill_null(0) > 1
    by_weight = together & ~pl.col("adds_up") & pl.col("all_behind").fill_null(value=False)
    # Half of an amalgamation's pupils are not all of them: add up only when every part is a value
    by_sum = together & pl.col("adds_up") & ~pl.col("own_value") & (pl.col("n") == pl.col("n_rows"))
    pool = by_weight | by_sum
    largest = (pl.col("n_rows").fill_null(1) > 1) & ~pl.col("own")
    return some, best.with_columns(
        value=pl.when(by_sum).then("total").when(by_weight).then("mean").otherwise("value"),
        numerator=pl.when(pool).then("all_numerators").otherwise("numerator"),
        denominator=pl.when(pool).then("all_denominators").otherwise("denominator"),
        low=pl.when(~pool).then("low"),
        high=pl.when(~pool).then("high"),
        known_from=pl.when(pool).then("last_known").otherwise("known_from"),
        known_from_estimated=pl.when(pool).then("any_estimated").otherwise("known_from_estimated"),
        basis=pl.when(pool)
        .then(pl.lit(POOLED, dtype=pl.UInt8))
        .when(largest)
        .then(pl.lit(LARGEST, dtype=pl.UInt8))
        .otherwise(pl.lit(OWN, dtype=pl.UInt8)),
    )


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
