"""Hold the plain program's sets and ratings equal to ours, value by value, to eight decimal places. Exits 1 with the first differences.

Run as `python -m benchmarks.pipeline.compare OUT`.
"""

import sys
from pathlib import Path

import polars as pl
from polars import selectors

CLOSE_ENOUGH = 1e-8  # the product rounds to nine decimal places


def main(out: Path) -> int:
    differences = 0
    for name, keys in (("sets", ["kind", "urn", "rank"]), ("ratings", ["urn", "category"])):
        plain = pl.read_parquet(out / f"plain-{name}.parquet")
        ours = pl.read_parquet(out / f"{name}.parquet").with_columns(selectors.enum().cast(pl.String))
        ours = ours.filter(pl.col("urn").is_in(plain["urn"].unique().to_list())).select(plain.columns)
        plain, ours = (
            frame.sort(keys).with_columns(pl.col(pl.Float64).fill_nan(None)) for frame in (plain, ours)
        )
        if plain.height != ours.height:
            print(f"{name}: {ours.height:,} rows of ours, {plain.height:,} of the plain program's")
            return 1
        for column in plain.columns:
            theirs, held = plain[column], ours[column].cast(plain[column].dtype)
            unequal = theirs.ne_missing(held)
            if theirs.dtype == pl.Float64:
                unequal &= ~((theirs - held).abs() <= CLOSE_ENOUGH * (1 + theirs.abs())).fill_null(
                    value=False
                )
            for row in unequal.arg_true().head(5):
                print(f"{name}: {plain.row(row, named=True)} in pandas, {ours.row(row, named=True)} in ours")
            differences += int(unequal.sum())
        print(
            f"{name}: {plain.height:,} rows of {plain['urn'].n_unique()} schools compared, equal to eight decimal places"
            if not differences
            else f"{name}: {differences:,} differences"
        )
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
