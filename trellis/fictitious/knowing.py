"""Put together everything that is true of the nation: pupils, results, conduct, money, and the planted stories."""

import numpy as np

from trellis.fictitious import attainment, conduct, pupils, resources, stories
from trellis.fictitious.nation import YEARS, Nation
from trellis.fictitious.truth import Numbers, Truth


def know(nation: Nation) -> Truth:
    """Return everything that is true of the nation, its planted stories included."""
    random = np.random.default_rng([nation.seed, 2])
    truth = Truth(nation=nation, quality=_quality(nation, random))
    stories.shape_quality(truth)
    for module in (pupils, attainment, conduct, resources):
        module.add(truth, random)
    stories.shape(truth)
    return truth


def _quality(nation: Nation, random: np.random.Generator) -> Numbers:
    """A lasting school effect and a slow wander about it."""
    count, years = len(nation.sites), len(YEARS)
    lasting = random.normal(0, 0.85, count)
    wander = np.zeros((count, years))
    wander[:, 0] = random.normal(0, 0.45, count)
    for t in range(1, years):
        wander[:, t] = 0.75 * wander[:, t - 1] + random.normal(0, 0.3, count)
    return lasting[:, None] + wander
