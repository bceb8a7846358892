"""The work school by school in pandas, the way such a pipeline is usually written; on a sample of the schools.

Run as `python -m benchmarks.pipeline.plain FOLDER SETS RATINGS OUT`. Prints, as JSON, the seconds, by the wall clock
and of the processor, that reading, the sets of SETS schools and the ratings of RATINGS schools took. All of England
would take several minutes at every run, so the caller scales the two loops; to be kind to this program the distances
are plain NumPy over one phase, and its start and reading are not scaled.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.pipeline import shape


def distances(phase: pd.DataFrame, own: pd.Series, weights: dict[str, float]) -> np.ndarray:
    total = np.zeros(len(phase))
    for name, weight in weights.items():
        column = phase[name].to_numpy()
        spread = column.max() - column.min()
        total = total + weight * (np.abs(column - own[name]) / spread) ** 2
    return np.sqrt(total)


def needs(phase: pd.DataFrame, own: pd.Series) -> np.ndarray:
    return distances(phase, own, dict.fromkeys(shape.NEEDS, 1.0))


def similar(phase: pd.DataFrame, own: pd.Series, kind: str) -> list[int]:
    """Return the URNs of one school's set, itself first."""
    if kind == "building":
        far = distances(phase, own, shape.BUILDING_WEIGHTS)
    elif own["phase"] == "Special":
        far = distances(phase, own, shape.SPECIAL_WEIGHTS) + needs(phase, own)
    else:
        far = distances(phase, own, shape.PUPIL_WEIGHTS)
    order = np.argsort(far, kind="stable")
    nearest = phase.iloc[order]
    nearest = nearest[nearest["urn"] != own["urn"]].head(shape.NEAREST)
    same = nearest[nearest["region"] == own["region"]]
    rest = nearest[nearest["region"] != own["region"]]
    chosen = pd.concat([same, rest]).head(shape.SET_SIZE - 1)
    return [int(own["urn"]), *chosen["urn"].tolist()]


def rate(schools: pd.DataFrame, costs: pd.DataFrame, urn: int, sets: dict[str, list[int]]) -> list[dict]:
    """Return a row for every cost category of one school."""
    own = schools.loc[urn]
    rows = []
    for kind, categories in shape.CATEGORIES.items():
        members = schools.loc[sets[kind]]
        close = pd.Series(True, index=members.index)
        for name, share in shape.CLOSE[kind].items():
            close &= (members[name] - own[name]).abs() <= share * own[name]
        many = bool(close.drop(urn).sum() > shape.MANY_CLOSE)
        colours = shape.RATINGS[bool(own["outstanding"]), many]
        spent = costs.loc[sets[kind]]
        for category in categories:
            values = spent[category]
            value = values[urn]
            if pd.isna(value):
                continue
            counted = values[(values > 0) | (values.index == urn)]
            median = counted.median()
            below = (counted <= value).sum()
            decile = min(10 * below // len(counted) + 1, 10)
            rows.append(
                {
                    "urn": urn,
                    "category": category,
                    "value": value,
                    "median": median,
                    "difference": value - median,
                    "per_cent": (value - median) / median * 100 if median else np.nan,
                    "percentile": 100 * below / len(counted),
                    "decile": decile,
                    "rating": shape.COLOURS[colours[decile - 1]],
                }
            )
    return rows


def main(folder: Path, for_sets: int, for_ratings: int, out: Path) -> None:
    began = _clocks()
    schools = pd.read_parquet(folder / "schools.parquet")
    costs = pd.read_parquet(folder / "costs.parquet").set_index("urn")
    phases = dict(list(schools.groupby("phase")))
    indexed = schools.set_index("urn")
    read = _clocks()

    sample = schools.sample(for_sets, random_state=1)
    sets = {}
    for _, own in sample.iterrows():
        phase = phases[own["phase"]]
        sets[int(own["urn"])] = {kind: similar(phase, own, kind) for kind in ("pupil", "building")}
    made = _clocks()

    rate(
        indexed, costs, next(iter(sets)), next(iter(sets.values()))
    )  # first calls are dear, and would be scaled
    warm = _clocks()
    rows = []
    for urn in list(sets)[:for_ratings]:
        rows += rate(indexed, costs, urn, sets[urn])
    rated = _clocks()

    pd.DataFrame(rows, columns=shape.COLUMNS).to_parquet(out / "plain-ratings.parquet")
    pd.DataFrame(
        [
            {"urn": urn, "kind": kind, "rank": rank, "other": other}
            for urn, of in sets.items()
            for kind, members in of.items()
            for rank, other in enumerate(members)
        ]
    ).to_parquet(out / "plain-sets.parquet")
    spans = {"read": (began, read), "sets": (read, made), "ratings": (warm, rated)}
    print(json.dumps({name: [b - a for a, b in zip(*span, strict=True)] for name, span in spans.items()}))


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
