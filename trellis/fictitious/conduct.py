"""Absence, suspensions and permanent exclusions."""

import numpy as np

from trellis.fictitious.truth import Numbers, Truth, Vector, by_year

SESSIONS = by_year(y2018=350, y2019=352, y2020=340, y2021=330, y2022=350, y2023=351, y2024=350, y2025=351)

# Per cent of sessions missed, and of pupils persistently and severely absent, by kind of school.
_OVERALL = {
    "primary": by_year(y2018=4.2, y2019=4.0, y2021=3.6, y2022=6.3, y2023=5.9, y2024=5.5, y2025=5.2),
    "secondary": by_year(y2018=5.5, y2019=5.5, y2021=5.6, y2022=9.0, y2023=9.0, y2024=8.9, y2025=8.5),
    "special": by_year(y2018=10.2, y2019=10.1, y2021=12.9, y2022=13.1, y2023=12.9, y2024=12.9, y2025=12.6),
    "ap": by_year(y2018=33, y2019=34, y2021=36, y2022=39, y2023=39, y2024=39, y2025=38),
}
_PERSISTENT = {
    "primary": by_year(y2018=8.7, y2019=8.2, y2021=8.8, y2022=17.7, y2023=16.2, y2024=14.6, y2025=13.4),
    "secondary": by_year(y2018=13.9, y2019=13.7, y2021=14.8, y2022=27.7, y2023=26.5, y2024=25.6, y2025=23.9),
    "special": by_year(y2018=29.6, y2019=28.8, y2021=37, y2022=40.4, y2023=38.4, y2024=37.6, y2025=36.0),
    "ap": by_year(y2018=73, y2019=75, y2021=78, y2022=82, y2023=82, y2024=82, y2025=81),
}
_SEVERE = {
    "primary": by_year(y2018=0.3, y2019=0.4, y2021=0.5, y2022=0.6, y2023=0.7, y2024=0.8, y2025=0.8),
    "secondary": by_year(y2018=1.2, y2019=1.3, y2021=1.8, y2022=2.7, y2023=3.4, y2024=3.8, y2025=3.9),
    "special": by_year(y2018=3.0, y2019=3.2, y2021=5.2, y2022=5.5, y2023=6.2, y2024=6.6, y2025=6.8),
    "ap": by_year(y2018=27, y2019=29, y2021=34, y2022=37, y2023=38, y2024=39, y2025=39),
}
# Suspensions, pupils suspended at least once, and permanent exclusions, each per 100 pupils.
_SUSPENSIONS = {
    "primary": by_year(
        y2018=1.4, y2019=1.41, y2020=1.0, y2021=0.99, y2022=1.42, y2023=1.82, y2024=2.2, y2025=2.3
    ),
    "secondary": by_year(
        y2018=10.1, y2019=10.75, y2020=7.4, y2021=8.5, y2022=13.96, y2023=18.4, y2024=22.6, y2025=21.9
    ),
    "special": by_year(
        y2018=12.3, y2019=11.3, y2020=8.0, y2021=7.5, y2022=10.9, y2023=11.9, y2024=12.8, y2025=12.2
    ),
    "ap": by_year(y2018=90, y2019=95, y2020=70, y2021=60, y2022=95, y2023=105, y2024=115, y2025=110),
}
_EXCLUSIONS = {
    "primary": by_year(y2018=0.03, y2019=0.02, y2020=0.02, y2021=0.01, y2022=0.02, y2023=0.03, y2024=0.03),
    "secondary": by_year(y2018=0.2, y2019=0.2, y2020=0.13, y2021=0.1, y2022=0.16, y2023=0.22, y2024=0.25),
    "special": by_year(y2018=0.07, y2019=0.06, y2020=0.05, y2021=0.03, y2022=0.05, y2023=0.08, y2024=0.08),
    "ap": by_year(y2018=0.2, y2019=0.2, y2020=0.1, y2021=0.1, y2022=0.2, y2023=0.2, y2024=0.2),
}


def add(truth: Truth, random: np.random.Generator) -> None:
    kinds = kinds_of(truth)
    shape = truth["roll"].shape
    share = truth["deprivation"]
    enrolled = np.rint(truth["roll"] * 0.985)
    possible = np.rint(enrolled * SESSIONS)
    own = random.normal(0, 0.11, (shape[0], 1)) + random.normal(0, 0.055, shape)
    tilt = np.exp(
        0.013 * (share - 24) - 0.07 * truth.quality + own + random.normal(0, 0.5, shape) / np.sqrt(enrolled)
    )
    tilt = tilt / _weighted_mean(tilt, enrolled, kinds)
    overall = np.clip(_national(_OVERALL, kinds) * tilt, 0.9, 70)
    missed = np.rint(possible * overall / 100)
    unauthorised = np.clip(0.30 + 0.004 * (share - 24) + random.normal(0, 0.05, shape), 0.05, 0.8)
    truth["enrolled"], truth["possible"] = enrolled, possible
    truth["unauthorised"] = np.rint(missed * unauthorised)
    truth["authorised"] = missed - truth["unauthorised"]
    truth["illness"] = np.rint(truth["authorised"] * np.clip(random.normal(0.72, 0.07, shape), 0.3, 0.98))
    for name, national, power in (("persistent", _PERSISTENT, 1.35), ("severe", _SEVERE, 1.9)):
        rate = tilt**power
        rate = rate / _weighted_mean(rate, enrolled, kinds) * _national(national, kinds) / 100
        truth[name] = random.binomial(enrolled.astype(int), np.clip(rate, 0, 0.97)).astype(float)
    truth["severe"] = np.minimum(truth["severe"], truth["persistent"])
    _exclusions(truth, random, kinds)


def _exclusions(truth: Truth, random: np.random.Generator, kinds: list[str]) -> None:
    roll = truth["roll"]
    tilt = np.exp(
        0.03 * (truth["deprivation"] - 24)
        - 0.22 * truth.quality
        + random.normal(0, 0.55, (roll.shape[0], 1))
        + random.normal(0, 0.25, roll.shape)
    )
    tilt = tilt / _weighted_mean(tilt, roll, kinds)
    expected = roll * _national(_SUSPENSIONS, kinds) / 100 * tilt
    once = random.poisson(np.minimum(expected * 0.46, roll * 0.6))
    truth["suspended_pupils"] = np.minimum(once, roll).astype(float)
    truth["suspended_again"] = random.binomial(truth["suspended_pupils"].astype(int), 0.36).astype(float)
    truth["suspensions"] = truth["suspended_pupils"] + random.poisson(truth["suspended_again"] * 3.1)
    truth["excluded"] = random.poisson(roll * _national(_EXCLUSIONS, kinds) / 100 * np.sqrt(tilt)).astype(
        float
    )


def kinds_of(truth: Truth) -> list[str]:
    """Return which of the four national lines each site follows."""
    return [
        "special"
        if site.phase == "special"
        else "ap"
        if site.phase == "ap"
        else "secondary"
        if site.group == "State-funded secondary"
        else "primary"
        for site in truth.nation.sites
    ]


def _national(by_kind: dict[str, Vector], kinds: list[str]) -> Numbers:
    return np.array([by_kind[kind] for kind in kinds])


def _weighted_mean(values: Numbers, weights: Numbers, kinds: list[str]) -> Numbers:
    """Return each site's kind's weighted mean in each year."""
    labels = np.array(kinds)
    result = np.empty_like(values)
    for kind in set(kinds):
        mine = labels == kind
        result[mine] = (values[mine] * weights[mine]).sum(0) / weights[mine].sum(0)
    return result
