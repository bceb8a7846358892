"""The work for all schools at once, with NumPy and the product's own kernels.

Run as `python -m benchmarks.pipeline.ours FOLDER OUT`: writes sets.parquet and ratings.parquet.
"""

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.spatial import cKDTree

from benchmarks.pipeline import shape

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int32]


def squares(
    columns: dict[str, Floats], weights: dict[str, float], one: npt.NDArray, other: npt.NDArray
) -> Floats:
    """Return the weighted squared distance between schools, term by term in the order of `weights`."""
    total: Floats = np.zeros(np.broadcast_shapes(one.shape, other.shape))
    for name, weight in weights.items():
        column = columns[name]
        total += weight * (np.abs(column[other] - column[one]) / (column.max() - column.min())) ** 2
    return total


def near(columns: dict[str, Floats], weights: dict[str, float], k: int) -> Places:
    """Return int32[n, k]: each school's k nearest others, nearest first, ties in the schools' order.

    A k-d tree finds a few more than k; their distances are then computed exactly and sorted. Where the furthest
    found is no further than the k-th, others at that distance may have been missed, and more are asked for.
    """
    n = len(next(iter(columns.values())))
    k = min(k, n - 1)
    points = np.column_stack(
        [
            np.sqrt(weight) * columns[name] / (columns[name].max() - columns[name].min())
            for name, weight in weights.items()
        ]
    )
    tree = cKDTree(points)
    found = np.empty((n, k), dtype=np.int32)
    todo = np.arange(n)
    ask = k + 9
    while len(todo):
        ask = min(ask, n)
        _, places = tree.query(points[todo], k=ask, workers=-1)
        far = np.sqrt(squares(columns, weights, todo[:, None], places))
        reach = far.max(axis=1)
        far[places == todo[:, None]] = np.inf
        order = np.lexsort((places, far), axis=1)[:, :k]
        found[todo] = np.take_along_axis(places, order, axis=1)
        last = np.take_along_axis(far, order[:, -1:], axis=1)[:, 0]
        todo = todo[reach <= last * (1 + 1e-9)] if ask < n else todo[:0]
        ask *= 2
    return found


def near_special(columns: dict[str, Floats], k: int) -> Places:
    """Return what `near` does, by the distance of special schools: too few of them to need a tree."""
    n = len(columns["pupils"])
    one, other = np.arange(n)[:, None], np.arange(n)[None, :]
    far = np.sqrt(squares(columns, shape.SPECIAL_WEIGHTS, one, other))
    far += np.sqrt(squares(columns, dict.fromkeys(shape.NEEDS, 1.0), one, other))
    np.fill_diagonal(far, np.inf)
    return np.argsort(far, axis=1, kind="stable")[:, : min(k, n - 1)].astype(np.int32)


def similar(schools: pl.DataFrame, kind: str) -> Places:
    """Return int32[n, SET_SIZE]: each school's set, itself first, as places in `schools`."""
    region = schools["region"].to_numpy()
    sets = np.empty((schools.height, shape.SET_SIZE), dtype=np.int32)
    phases = schools["phase"].to_numpy()
    for phase in shape.PHASES:
        of = np.flatnonzero(phases == phase)
        part = schools[of]
        columns = {name: part[name].to_numpy() for name in part.columns if part[name].dtype == pl.Float64}
        if kind == "pupil" and phase == "Special":
            nearest = near_special(columns, shape.NEAREST)
        else:
            weights = shape.PUPIL_WEIGHTS if kind == "pupil" else shape.BUILDING_WEIGHTS
            nearest = near(columns, weights, shape.NEAREST)
        places = of[nearest]
        elsewhere = region[places] != region[of][:, None]
        chosen = np.argsort(elsewhere, axis=1, kind="stable")[:, : shape.SET_SIZE - 1]
        sets[of, 0] = of
        sets[of, 1:] = np.take_along_axis(places, chosen, axis=1)
    return sets


def many_close(schools: pl.DataFrame, sets: Places, kind: str) -> npt.NDArray[np.bool_]:
    close = np.ones(sets.shape, dtype=np.bool_)
    for name, share in shape.CLOSE[kind].items():
        column = schools[name].to_numpy()
        close &= np.abs(column[sets] - column[:, None]) <= (share * column)[:, None]
    return close[:, 1:].sum(axis=1) > shape.MANY_CLOSE


def rate(values: Floats, sets: Places, colours: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray]:
    """Return the columns of one cost category for every school that has a value."""
    spent = values[sets]
    spent[:, 1:][~(spent[:, 1:] > 0)] = np.inf
    held = ~np.isnan(values)
    own = values[held]
    spent = spent[held]
    counted = (spent < np.inf).sum(axis=1)
    below = (spent <= own[:, None]).sum(axis=1)
    spent.sort(axis=1)
    rows = np.arange(len(own))
    median = (spent[rows, (counted - 1) // 2] + spent[rows, counted // 2]) / 2
    difference = own - median
    decile = -(-10 * below // counted)
    with np.errstate(divide="ignore", invalid="ignore"):
        per_cent = np.where(median != 0, difference / median * 100, np.nan)
    return {
        "place": np.flatnonzero(held),
        "value": own,
        "median": median,
        "difference": difference,
        "per_cent": per_cent,
        "percentile": 100 * below / counted,
        "decile": decile,
        "rating": colours[held, decile - 1],
    }


def main(folder: Path, out: Path) -> None:
    schools = pl.read_parquet(folder / "schools.parquet")
    costs = pl.read_parquet(folder / "costs.parquet")
    urns = schools["urn"].to_numpy()
    outstanding = schools["outstanding"].to_numpy()
    letters = np.array(
        [[ord(c) for c in shape.RATINGS[o, m]] for o in (False, True) for m in (False, True)], np.uint8
    )
    parts = []
    members = []
    for kind, categories in shape.CATEGORIES.items():
        sets = similar(schools, kind)
        members.append(
            pl.DataFrame(
                {
                    "urn": np.repeat(urns, shape.SET_SIZE),
                    "rank": np.tile(np.arange(shape.SET_SIZE, dtype=np.int16), len(urns)),
                    "other": urns[sets.ravel()],
                }
            ).with_columns(kind=pl.lit(kind))
        )
        colours = letters[outstanding * 2 + many_close(schools, sets, kind)]
        for category in categories:
            columns = rate(costs[category].to_numpy(), sets, colours)
            place = columns.pop("place")
            parts.append(
                pl.DataFrame({"urn": urns[place], **columns}).with_columns(category=pl.lit(category))
            )
    ratings = pl.concat(parts).with_columns(
        pl.col("rating").replace_strict(
            {ord(letter): colour for letter, colour in shape.COLOURS.items()}, return_dtype=pl.String
        )
    )
    ratings.write_parquet(out / "ratings.parquet", compression="lz4")
    pl.concat(members).write_parquet(out / "sets.parquet", compression="lz4")
    print(f"{ratings.height:,} rows")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
