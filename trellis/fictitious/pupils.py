"""Who is in the schools: rolls, free meals, first language and special educational needs."""

import numpy as np

from trellis.fictitious.nation import YEARS
from trellis.fictitious.truth import Truth, by_year

# Rolls of England's schools by year, 2019 = 1: primaries shrink as births fall, secondaries grow and turn.
_PRIMARY = by_year(
    y2018=0.995,
    y2019=1,
    y2020=0.997,
    y2021=0.985,
    y2022=0.98,
    y2023=0.975,
    y2024=0.965,
    y2025=0.95,
    y2026=0.935,
)
_SECONDARY = by_year(
    y2018=0.98, y2019=1, y2020=1.02, y2021=1.04, y2022=1.055, y2023=1.07, y2024=1.075, y2025=1.07, y2026=1.065
)
_SPECIAL = by_year(
    y2018=0.96, y2019=1, y2020=1.03, y2021=1.06, y2022=1.1, y2023=1.14, y2024=1.18, y2025=1.22, y2026=1.25
)
# Points added to each school's share of free meals: 15 in 100 pupils in 2019, 26 in 2025.
_FREE_MEALS = by_year(
    y2018=-7.5, y2019=-6.5, y2020=-5, y2021=-2.5, y2022=-1, y2023=0, y2024=0.8, y2025=1.8, y2026=2.2
)


def add(truth: Truth, random: np.random.Generator) -> None:
    sites = truth.nation.sites
    shape = (len(sites), len(YEARS))
    size = truth.attribute(lambda site: site.size)
    course = np.array(
        [
            _SECONDARY
            if site.phase in ("secondary", "all_through", "middle", "sixth_form")
            else _SPECIAL
            if site.phase in ("special", "ap")
            else _PRIMARY
            for site in sites
        ]
    )
    wander = np.cumsum(random.normal(0, 0.018, shape), axis=1)
    wander -= wander[:, [1]]
    roll = np.maximum(np.rint(size[:, None] * course * np.exp(wander)), 4)
    truth["roll"] = roll
    meals = truth.attribute(lambda site: site.free_meals)[:, None]
    share = np.where(meals > 0, np.clip(meals + _FREE_MEALS * (0.5 + meals / 45), 0.5, 85), 0)
    share = np.clip(share + random.normal(0, 0.9, shape), 0, 90) * (meals > 0)
    truth["fsm"] = random.binomial(roll.astype(int), share / 100).astype(float)
    ever = np.clip(share * 1.05 + 3.5 + random.normal(0, 0.8, shape), 0, 92) / 100 * (meals > 0)
    truth["fsm6"] = np.maximum(random.binomial(roll.astype(int), ever), truth["fsm"])
    language = truth.attribute(lambda site: site.other_language)[:, None]
    language = np.clip(language * (0.95 + 0.02 * np.arange(len(YEARS))) + random.normal(0, 0.6, shape), 0, 96)
    truth["eal"] = random.binomial(roll.astype(int), language / 100).astype(float)
    special = np.array([site.phase == "special" for site in sites])[:, None]
    alternative = np.array([site.phase == "ap" for site in sites])[:, None]
    rise = np.arange(len(YEARS)) * 0.35
    support = np.clip(9.5 + 0.14 * share + rise + random.normal(0, 2.6, shape[:1])[:, None], 1, 40)
    support = np.where(special, 1.5, np.where(alternative, 55, support))
    plans = np.clip(1.6 + rise * 0.55 + random.gamma(1.4, 0.75, shape[:1])[:, None], 0.2, 14)
    plans = np.where(special, 98, np.where(alternative, 24, plans))
    truth["ehcp"] = random.binomial(roll.astype(int), plans / 100).astype(float)
    rest = (roll - truth["ehcp"]).astype(int)
    truth["sen_support"] = random.binomial(rest, np.clip(support / 100, 0, 1)).astype(float)
    girls = np.array([{"Girls": 1.0, "Boys": 0.0}.get(site.gender, 0.49) for site in sites])[:, None]
    girls = np.where(special | alternative, 0.29, girls)
    truth["girls"] = random.binomial(roll.astype(int), np.broadcast_to(girls, shape)).astype(float)
    truth["deprivation"] = np.broadcast_to(share, shape).copy()
