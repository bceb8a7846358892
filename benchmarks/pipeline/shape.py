"""The rules of the work and data of its shape: 22,205 made-up schools and 39 cost categories.

Both programs read these rules and this data, so that they can differ only in how they do the work.
"""

from pathlib import Path

PHASES = {
    "Primary": 16_700,
    "Secondary": 3_400,
    "Special": 1_000,
    "Nursery": 400,
    "Pupil referral unit": 350,
    "All-through": 180,
    "16 plus": 130,
    "University technical college": 45,
}
REGIONS = 9
NEEDS = tuple(f"need_{i}" for i in range(1, 11))

PUPIL_WEIGHTS = {"pupils": 0.5, "fsm": 0.4, "sen": 0.1}
SPECIAL_WEIGHTS = {"pupils": 0.6, "fsm": 0.4}
BUILDING_WEIGHTS = {"floor_area": 0.8, "age": 0.2}

NEAREST = 60
SET_SIZE = 30  # the school itself is one of them

# A school of the set is close to ours when every characteristic is within this share of our own.
CLOSE = {
    "pupil": {"pupils": 0.25, "fsm": 0.05, "sen": 0.10},
    "building": {"floor_area": 0.10, "age": 0.20},
}
MANY_CLOSE = 10

PUPIL_CATEGORIES = tuple(f"pupil_cost_{i:02d}" for i in range(1, 30))
BUILDING_CATEGORIES = tuple(f"building_cost_{i:02d}" for i in range(1, 11))
CATEGORIES = {"pupil": PUPIL_CATEGORIES, "building": BUILDING_CATEGORIES}

# (is outstanding, has many close schools): the rating in each decile from the first to the tenth
RATINGS = {
    (True, True): "aggggggaar",
    (True, False): "ggggggaaar",
    (False, True): "raaggggaar",
    (False, False): "aagggggaar",
}
COLOURS = {"r": "red", "a": "amber", "g": "green"}

COLUMNS = ("urn", "category", "value", "median", "difference", "per_cent", "percentile", "decile", "rating")


def make(folder: Path, *, seed: int = 20260921) -> None:
    """Write schools.parquet and costs.parquet: the same for a seed, on every machine."""
    import numpy as np
    import polars as pl

    random = np.random.default_rng(seed)
    n = sum(PHASES.values())
    phase = random.permutation(np.repeat(list(PHASES), list(PHASES.values())))
    typical = {"Primary": 270, "Secondary": 1_000, "Special": 140, "Nursery": 80, "Pupil referral unit": 60}
    size = np.array([typical.get(name, 700) for name in phase])
    pupils = np.maximum(5, np.rint(size * random.lognormal(0, 0.45, n)))
    share = random.dirichlet(np.full(len(NEEDS), 0.6), n) * 100
    schools = pl.DataFrame(
        {
            "urn": np.arange(100_000, 100_000 + n),
            "phase": phase,
            "region": random.integers(0, REGIONS, n),
            "outstanding": random.random(n) < 0.12,
            "pupils": pupils,
            "fsm": np.round(100 * random.beta(1.6, 4.5, n), 1),
            "sen": np.round(100 * random.beta(3, 17, n), 1),
            "floor_area": np.rint(pupils * random.normal(8.5, 1.8, n).clip(3) + 150),
            "age": np.rint(random.gamma(4, 14, n)).clip(1, 180),
            **{need: np.round(share[:, i], 1) for i, need in enumerate(NEEDS)},
        }
    )
    costs: dict[str, object] = {"urn": schools["urn"]}
    for name in (*PUPIL_CATEGORIES, *BUILDING_CATEGORIES):
        value = np.round(random.lognormal(random.uniform(2, 8), 0.5, n), 2)
        value[random.random(n) < 0.02] = 0.0
        value[random.random(n) < 0.01] *= -1
        value[random.random(n) < 0.0023] = np.nan
        costs[name] = value
    schools.write_parquet(folder / "schools.parquet")
    pl.DataFrame(costs).write_parquet(folder / "costs.parquet")
