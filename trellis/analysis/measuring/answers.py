"""One answer for each school and year of an indicator, out of all that releases say: which of several decides.

Everything here is of columns as arrays, ascending by school and year once they are in order; NaN stands for no number.
The order in which answers decide stands at the head of `assembly`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from trellis.analysis.indicator import Indicator
from trellis.analysis.measuring.series import COLUMNS, NUMBERS, YEAR_0, YEARS, column_of
from trellis.analysis.observation import Status

Integers = npt.NDArray[np.int64]
Columns = Mapping[str, npt.NDArray[Any]]

BASES = ("own", "predecessor", "pooled", "largest", "derived")
OWN, PREDECESSOR, POOLED, LARGEST, DERIVED = range(len(BASES))

_VALUE = int(Status.VALUE)
_TELLING_BITS = 19
_WORD_BITS = 63  # of a whole number that may not be negative


@dataclass(frozen=True)
class Answers:
    """The answer for each school and year, and those of them that several schools of one release are told of.

    `open` are their places among the answers; `among` is every row that tells of one of them, with `answer`, the place
    in `open` that it is of.
    """

    columns: dict[str, npt.NDArray[Any]]
    open: Integers
    among: Columns


def one_each(rows: Columns, indicator: Indicator) -> Answers:
    """Return the answer for each school and year out of the rows of one indicator, before `settle`."""
    key: Integers = rows["school"].astype(np.int64) * YEARS + rows["year"] - YEAR_0
    # Sorting whole numbers is many times as quick as sorting places by them, so each carries its place
    packed = np.sort(key << 32 | np.arange(len(key)))
    order, ascending = packed & 0xFFFF_FFFF, packed >> 32
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = ascending[1:] != ascending[:-1]
    if first.all():
        return Answers(_plainly(rows, order), np.empty(0, dtype=np.int64), {})
    repeated = ~first
    repeated[:-1] |= ~first[1:]
    order[repeated] = in_order(rows, ascending[repeated], order[repeated])
    best_at = order[first]
    some, among, answer = _of_several(rows, order, first, best_at)
    told = {name: column[order[among]] for name, column in rows.items()} if len(some) else {}
    if told:
        told |= {"answer": answer, "adds_up": np.full(len(answer), indicator.adds_up)}
    return Answers(_plainly(rows, best_at), some, told)


def _plainly(rows: Columns, at: Integers) -> dict[str, npt.NDArray[Any]]:
    found = {name: rows[name].take(at) for name in COLUMNS if name in rows}
    # The caller replaces OWN with PREDECESSOR where the URN observed is not the school's, once URNs are at hand.
    found["basis"] = np.full(len(at), OWN, dtype=np.uint8)
    return found


def in_order(rows: Columns, key: Integers, at: Integers) -> Integers:
    """Return the rows `at`, of ascending keys: of one key, from the one that decides first to the last."""
    telling = _telling(rows, key, at)
    newer = _newer(rows, at)
    levels = np.unique(newer)
    starts = np.diff(key, prepend=key[:1] - 1) != 0
    group_bits, age_bits, place_bits = (
        max(int(n).bit_length(), 1) for n in (np.count_nonzero(starts), len(levels), len(at))
    )
    if group_bits + _TELLING_BITS + age_bits + place_bits > _WORD_BITS:
        return at[_in_order_slowly(rows, at, key << _TELLING_BITS | telling, newer)]
    # All of it in one whole number, with the row's place: rows that it does not tell apart are few
    older = len(levels) - np.searchsorted(levels, newer)
    telling |= np.cumsum(starts) << _TELLING_BITS
    packed = np.sort(((telling << age_bits | older) << place_bits) | np.arange(len(at)))
    found = packed & ((1 << place_bits) - 1)
    packed >>= place_bits
    alike = np.zeros(len(at), dtype=np.bool_)
    alike[1:] = packed[1:] == packed[:-1]
    alike[:-1] |= alike[1:]
    tied = found[alike]
    if len(tied):
        found[alike] = tied[_in_order_slowly(rows, at[tied], packed[alike])]
    return at[found]


def _in_order_slowly(rows: Columns, at: Integers, *telling: Integers) -> npt.NDArray[np.intp]:
    """Return the order of the rows `at` by what tells most, of the next the greatest, then pupils, then the lowest URN."""
    pupils = rows["denominator"].take(at)
    return np.lexsort(
        (
            rows["observed_urn"].take(at),
            -np.where(np.isnan(pupils), -np.inf, pupils),
            *(-each for each in reversed(telling[1:])),
            telling[0],
        )
    )


def _telling(rows: Columns, key: Integers, at: Integers) -> Integers:
    """Return a number of 19 bits that is less for a row that tells more: see the head of `assembly`."""
    found: Integers = (rows["status"].take(at) != _VALUE).astype(np.int64) << 18
    found |= rows["place"].take(at).astype(np.int64) << 10
    found |= (~rows["own"].take(at)).astype(np.int64) << 9
    found |= (~(rows["denominator"].take(at) > 0)).astype(np.int64) << 8
    return found | (255 - np.minimum(_told_of(rows, key, at), 255))


def _newer(rows: Columns, at: Integers) -> Integers:
    known = rows["known_from"].take(at)
    days = np.where(np.isnat(known), 0, (known.astype(np.int64) + (1 << 20)) << 16)
    return (rows["rank"].take(at).astype(np.int64) << 40) + days + rows["release"].take(at)


def _told_of(rows: Columns, key: Integers, at: Integers) -> Integers:
    """Return of how many predecessors of its school the release of each row tells a value in that year, else 1.

    A newer table may repeat a year of one of the schools that became one, of which the year's own table tells of all.
    """
    counted = np.ones(len(at), dtype=np.int64)
    some = np.flatnonzero((rows["status"].take(at) == _VALUE) & ~rows["own"].take(at))
    if not len(some):
        return counted
    urns = rows["observed_urn"][at[some]]
    starts = np.flatnonzero(np.diff(key[some], prepend=-1))
    several = np.minimum.reduceat(urns, starts) != np.maximum.reduceat(urns, starts)
    several = np.repeat(several, np.diff(starts, append=len(some)))
    some, urns = some[several], urns[several]
    if not len(some):
        return counted
    telling = (rows["place"][at[some]], rows["release"][at[some]], key[some])
    order = np.lexsort((urns, *telling))
    fresh = np.any([_changes(each[order]) for each in telling], axis=0)
    another = fresh | _changes(urns[order])
    starts = np.flatnonzero(fresh)
    each = np.add.reduceat(another, starts, dtype=np.int64)
    counted[some[order]] = np.repeat(each, np.diff(starts, append=len(some)))
    return counted


def _changes(column: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    found = np.ones(len(column), dtype=np.bool_)
    found[1:] = column[1:] != column[:-1]
    return found


def _of_several(
    rows: Columns, order: Integers, first: npt.NDArray[np.bool_], best_at: Integers
) -> tuple[Integers, npt.NDArray[np.bool_], Integers]:
    """Return the answers that one release tells of several schools for, the rows it tells them by, and which each is of."""
    answer = np.cumsum(first) - 1
    beside = np.ones(len(order), dtype=np.bool_)
    for name in ("release", "place"):
        column = rows[name]
        beside &= column.take(order) == column.take(best_at).take(answer)
    urns = rows["observed_urn"]
    some = np.unique(answer[beside & (urns.take(order) != urns.take(best_at).take(answer))])
    among = np.zeros(len(order), dtype=np.bool_)
    if not len(some):
        return some, among, some
    asked = np.zeros(len(best_at), dtype=np.bool_)
    asked[some] = True
    among = beside & asked[answer]
    return some, among, np.searchsorted(some, answer[among])


def settle(found: Sequence[Answers]) -> None:
    """Put into each what stands for those of its answers that are open; all of them at once, since they are few."""
    counts = [len(each.open) for each in found]
    open_ones = [each for each in found if len(each.open)]
    if not open_ones:
        return
    offsets = np.cumsum([0, *(n for n in counts if n)])
    answer = np.concatenate(
        [each.among["answer"] + offset for each, offset in zip(open_ones, offsets, strict=False)]
    )
    names = [name for name in open_ones[0].among if name != "answer"]
    told = _framed(
        {
            "answer": answer,
            **{name: np.concatenate([each.among[name] for each in open_ones]) for name in names},
        }
    )
    settled = _settled(told)
    changed = {
        name: column_of(settled, name) for name in (*NUMBERS, "known_from", "known_from_estimated", "basis")
    }
    for each, start in zip(open_ones, offsets, strict=False):
        for name, column in changed.items():
            each.columns[name][each.open] = column[start : start + len(each.open)]


def _settled(told: pl.DataFrame) -> pl.DataFrame:
    """Return what stands for each `answer`, ascending, of the rows that tell of it, those that decide first first."""
    rows = told.with_columns(
        (pl.col("denominator") > 0).fill_null(value=False).alias("behind"),
        (pl.col("status") == _VALUE).alias("is_value"),
    )
    best = rows.unique("answer", keep="first", maintain_order=True)
    # A release lists each school once: another row under the same URN repeats it
    several = rows.unique(["answer", "observed_urn"], keep="first", maintain_order=True)
    weight = pl.col("denominator")
    pooled = (
        several.filter("is_value")
        .group_by("answer", maintain_order=True)
        .agg(
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
    )
    counted = several.group_by("answer").agg(pl.len().alias("n_rows"))
    best = best.join(pooled, on="answer", how="left", maintain_order="left").join(
        counted, on="answer", how="left", maintain_order="left"
    )
    together = pl.col("n").fill_null(0) > 1
    by_weight = together & ~pl.col("adds_up") & pl.col("all_behind").fill_null(value=False)
    # Half of an amalgamation's pupils are not all of them: add up only when every part is a value
    by_sum = together & pl.col("adds_up") & ~pl.col("own_value") & (pl.col("n") == pl.col("n_rows"))
    pool = by_weight | by_sum
    largest = (pl.col("n_rows").fill_null(1) > 1) & ~pl.col("own")
    return best.with_columns(
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
    ).sort("answer")


def framed(columns: Columns) -> pl.DataFrame:
    """Return answers as a frame of COLUMNS."""
    return _framed(columns).select(pl.col(name).cast(kind) for name, kind in COLUMNS.items())


def _framed(columns: Columns) -> pl.DataFrame:
    return pl.DataFrame(
        [pl.Series(name, column, nan_to_null=name in NUMBERS) for name, column in columns.items()]
    )
