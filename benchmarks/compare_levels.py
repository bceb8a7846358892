"""Hold the plain pandas script equal to the product: every level, and every number behind it, school by school.

Run as `python -m benchmarks.compare_levels RAW HOME OURS STORED PLAIN`; the plain script must have been run with --all.
The product's are those it works out in memory (OURS) and those it keeps (STORED, in HOME): they must be one another's too.
Exits 1 with the first differences. Numbers are compared to eight decimal places, levels exactly.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl

from trellis.analysis.files import in_memory
from trellis.analysis.home import Home
from trellis.analysis.judging import evaluation, pack_reading
from trellis.analysis.store import unkept, warehouse

PACK = Path(__file__).resolve().parent / "pack"
NUMBERS = ("value", "mean3", "slope3", "percentile", "national_median")
CLOSE_ENOUGH = 1e-8
SHOWN = 8


def main(raw: Path, home: Home, ours: Path, stored: Path, plain: Path) -> int:
    different = _levels(home, ours, plain)
    if (ours / "levels.csv").read_bytes() != (stored / "levels.csv").read_bytes():
        print("the levels worked out in memory are not those of import, build and screen")
        different += 1
    theirs = pl.read_parquet(plain / "indicators.parquet")
    names = sorted(theirs["indicator"].unique().to_list())
    with warehouse.open(home) as held:
        facts = held.facts(indicators=dict.fromkeys(names, NUMBERS))
        now = datetime.now(UTC)
        here = unkept.facts(
            in_memory.read([raw], at=now), columns=dict.fromkeys(names, NUMBERS), today=now.date()
        )
    for key, column in facts.statistics.items():
        if not np.array_equal(column, here.statistics[key], equal_nan=True):
            print(f"{' '.join(key)}: what is worked out in memory is not what is kept")
            different += 1
    compared = 0
    for name in names:
        table = theirs.filter(indicator=name).sort("urn")
        order = np.argsort(facts.urns)
        if table["urn"].to_list() != facts.urns[order].tolist():
            print(f"{name}: the two are not of the same schools")
            return 1
        for number in NUMBERS:
            plainly = table[number].fill_null(np.nan).to_numpy()
            held_here = facts.statistic(name, number)[order]
            if number not in ("value", "mean3", "slope3", "percentile"):
                # the median of a group is told to schools that have a row: compare where both tell it
                plainly = np.where(np.isnan(held_here), np.nan, plainly)
                held_here = np.where(np.isnan(plainly), np.nan, held_here)
            same = np.isclose(plainly, held_here, rtol=CLOSE_ENOUGH, atol=CLOSE_ENOUGH, equal_nan=True)
            compared += len(same)
            if not same.all():
                different += int((~same).sum())
                print(f"{name} {number}: {int((~same).sum()):,} schools differ")
                for at in np.flatnonzero(~same)[:3]:
                    urn = facts.urns[order][at]
                    print(f"  {urn}: {plainly[at]} in pandas, {held_here[at]} in ours")
    print(
        f"{compared:,} numbers of {len(names)} indicators compared, "
        + (f"{different:,} differ" if different else "all equal to eight decimal places")
    )
    return 1 if different else 0


def _levels(home: Home, ours: Path, plain: Path) -> int:
    both = pl.read_csv(ours / "levels.csv").join(
        pl.read_csv(plain / "levels.csv"), on="urn", how="full", coalesce=True, suffix="_plain"
    )
    unequal = both.filter(pl.col("level").ne_missing(pl.col("level_plain")))
    counts = ", ".join(
        f"level {level or 'none'}: {n:,}" for level, n in sorted(both["level"].value_counts().iter_rows())
    )
    print(f"{both.height:,} schools' levels compared ({counts}), {unequal.height:,} differ")
    if unequal.height:
        pack = pack_reading.load(PACK)
        with warehouse.open(home) as held:
            facts = held.facts(indicators=pack.columns_read())
        judged = evaluation.assess(pack, facts)
        for urn, level, level_plain in unequal.select("urn", "level", "level_plain").head(SHOWN).iter_rows():
            at = facts.position(urn)
            answers = {c.id: int(judged.met[at, j]) for j, c in enumerate(pack.criteria)}
            print(
                f"  {urn}: {level} in ours, {level_plain} in pandas; coverage {judged.coverage[at]:.3f}, {answers}"
            )
    return int(unequal.height)


if __name__ == "__main__":
    raw, home, *results = map(Path, sys.argv[1:])
    sys.exit(main(raw, Home(root=home.absolute()), *results))
