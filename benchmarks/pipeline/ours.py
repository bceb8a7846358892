"""The work for all schools at once, with the product's own kernels: `similar.nearest` and `statistics.against_set`.

Run as `python -m benchmarks.pipeline.ours FOLDER OUT`: writes sets.parquet and ratings.parquet. What the product has
no kernel for is here: the distance of special schools, which is the sum of two, and the choice by region.
"""

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from benchmarks.pipeline import shape
from trellis.analysis.measuring import similar, statistics

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int32]
LETTERS = list(shape.COLOURS)
MORE = 12  # candidates beyond the 60, to see ties at the edge


def distance(
    columns: dict[str, Floats], weights: dict[str, float], one: npt.NDArray, other: npt.NDArray
) -> Floats:
    """Return the weighted distance between schools, its terms added in the order of `weights`."""
    total: Floats = np.zeros(np.broadcast_shapes(one.shape, other.shape))
    for name, weight in weights.items():
        column = columns[name]
        total += weight * (np.abs(column[other] - column[one]) / (column.max() - column.min())) ** 2
    return np.sqrt(total)


def near(columns: dict[str, Floats], weights: dict[str, float]) -> Integers:
    """Return int32[n, 60]: the nearest others of each school of one phase, ties in the schools' order.

    The product's kernel finds a few more than 60. They are ordered by the rule's own arithmetic, so that exact ties
    are ties; where the furthest found is no further than the 60th, the school is looked at against all.
    """
    n = len(next(iter(columns.values())))
    k = min(shape.NEAREST, n - 1)
    points = np.column_stack(
        [
            weight**0.5 * columns[name] / (columns[name].max() - columns[name].min())
            for name, weight in weights.items()
        ]
    )
    everyone = np.arange(n, dtype=np.int32)
    space = similar.Space(
        urns=everyone,
        groups=np.zeros(n, dtype=np.int32),
        values=points,
        scaled=points,
        missing=np.zeros(points.shape, dtype=np.bool_),
    )
    found = np.sort(similar.nearest(space, k=min(k + MORE, n - 1)).others, axis=1)
    far = distance(columns, weights, everyone[:, None], found)
    order = np.argsort(far, axis=1, kind="stable")
    nearest = np.take_along_axis(found, order[:, :k], axis=1)
    if found.shape[1] < n - 1:
        edge = np.take_along_axis(far, order[:, [k - 1, -1]], axis=1)
        unsure = np.flatnonzero(edge[:, 1] <= edge[:, 0] * (1 + 1e-9))
        for start in range(0, len(unsure), 256):
            block = unsure[start : start + 256]
            whole = distance(columns, weights, block[:, None], everyone[None, :])
            whole[np.arange(len(block)), block] = np.inf
            nearest[block] = np.argsort(whole, axis=1, kind="stable")[:, :k]
    return nearest


def near_special(columns: dict[str, Floats]) -> Integers:
    """Return what `near` does, by the distance of special schools, of which there are few enough for all pairs."""
    n = len(columns["pupils"])
    one, other = np.arange(n)[:, None], np.arange(n)[None, :]
    far = distance(columns, shape.SPECIAL_WEIGHTS, one, other)
    far += distance(columns, dict.fromkeys(shape.NEEDS, 1.0), one, other)
    np.fill_diagonal(far, np.inf)
    return np.argsort(far, axis=1, kind="stable")[:, : min(shape.NEAREST, n - 1)].astype(np.int32)


def sets_of(schools: pl.DataFrame, kind: str) -> Integers:
    """Return int32[n, 30]: each school's set, itself first, as places in `schools`."""
    region = schools["region"].to_numpy()
    phases = schools["phase"].to_numpy()
    sets = np.empty((schools.height, shape.SET_SIZE), dtype=np.int32)
    for phase in shape.PHASES:
        of = np.flatnonzero(phases == phase).astype(np.int32)
        part = schools[of]
        columns = {name: part[name].to_numpy() for name in part.columns if part[name].dtype == pl.Float64}
        if kind == "pupil" and phase == "Special":
            nearest = near_special(columns)
        else:
            nearest = near(columns, shape.PUPIL_WEIGHTS if kind == "pupil" else shape.BUILDING_WEIGHTS)
        places = of[nearest]
        elsewhere = region[places] != region[of][:, None]
        chosen = np.argsort(elsewhere, axis=1, kind="stable")[:, : shape.SET_SIZE - 1]
        sets[of, 0] = of
        sets[of, 1:] = np.take_along_axis(places, chosen, axis=1)
    return sets


def many_close(schools: pl.DataFrame, sets: Integers, kind: str) -> npt.NDArray[np.bool_]:
    close = np.ones((len(sets), shape.SET_SIZE - 1), dtype=np.bool_)
    for name, share in shape.CLOSE[kind].items():
        column = schools[name].to_numpy()
        close &= np.abs(column[sets[:, 1:]] - column[:, None]) <= (share * column)[:, None]
    return close.sum(axis=1) > shape.MANY_CLOSE


def rate(values: Floats, sets: Integers, colours: npt.NDArray[np.uint32]) -> pl.DataFrame:
    """Return the rows of one cost category, `place` being the school.

    A value counts in others' sets only when it is positive, in its own always: so every school is there twice, as
    the others see it and, n places on, as itself.
    """
    n = len(values)
    place = np.flatnonzero(~np.isnan(values)).astype(np.int32)
    seen = np.concatenate([np.where(values > 0, values, np.nan), values])
    others = sets[place]
    others[:, 0] += n
    median, share, decile = statistics.against_set(seen, place + np.int32(n), others)
    own = values[place]
    difference = own - median
    with np.errstate(divide="ignore", invalid="ignore"):
        per_cent = np.where(median != 0, difference / median * 100, np.nan)
    tenth = decile.astype(np.int64)
    return pl.DataFrame(
        {
            "place": place,
            "value": own,
            "median": median,
            "difference": difference,
            "per_cent": per_cent,
            "percentile": share,
            "decile": tenth,
            "rating": colours[place, tenth - 1],
        }
    )


def main(folder: Path, out: Path) -> None:
    schools = pl.read_parquet(folder / "schools.parquet")
    costs = pl.read_parquet(folder / "costs.parquet")
    urns = schools["urn"].to_numpy()
    outstanding = schools["outstanding"].to_numpy()
    # a row of ten ratings for each of (not outstanding, outstanding) times (few close, many close)
    letters = np.array(
        [[LETTERS.index(c) for c in shape.RATINGS[o, m]] for o in (False, True) for m in (False, True)],
        dtype=np.uint32,
    )
    names = pl.Enum([name for of in shape.CATEGORIES.values() for name in of])
    parts, members = [], []
    for kind, categories in shape.CATEGORIES.items():
        sets = sets_of(schools, kind)
        members.append(
            pl.DataFrame(
                {
                    "urn": np.repeat(urns, shape.SET_SIZE),
                    "rank": np.tile(np.arange(shape.SET_SIZE, dtype=np.int16), len(urns)),
                    "other": urns[sets.ravel()],
                }
            ).with_columns(kind=pl.lit(kind, dtype=pl.Enum(list(shape.CATEGORIES))))
        )
        colours = letters[outstanding * 2 + many_close(schools, sets, kind)]
        parts += [
            rate(costs[category].to_numpy(), sets, colours).with_columns(
                category=pl.lit(category, dtype=names)
            )
            for category in categories
        ]
    ratings = pl.concat(parts).with_columns(
        urn=pl.lit(schools["urn"]).gather("place"),
        rating=pl.col("rating").cat.to(pl.Enum(list(shape.COLOURS.values()))),
    )
    ratings.drop("place").write_parquet(out / "ratings.parquet", compression="lz4", statistics=False)
    pl.concat(members).write_parquet(out / "sets.parquet", compression="lz4", statistics=False)
    print(f"{ratings.height:,} rows")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
