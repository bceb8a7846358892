"""Results at 11, 16 and 18, and what pupils went on to.

A share is drawn pupil by pupil, so a small school's is as noisy as it would be; the national shares are set to
about what was published for each year.
"""

import numpy as np

from trellis.fictitious.nation import Site
from trellis.fictitious.truth import Numbers, Truth, by_year, centred

_RWM = by_year(y2017=0.61, y2018=0.645, y2019=0.65, y2022=0.59, y2023=0.60, y2024=0.61, y2025=0.62)
_HIGHER = by_year(y2017=0.087, y2018=0.10, y2019=0.105, y2022=0.07, y2023=0.08, y2024=0.08, y2025=0.084)
_SUBJECTS = {
    "read": by_year(y2018=0.75, y2019=0.73, y2022=0.75, y2023=0.73, y2024=0.74, y2025=0.75),
    "writ": by_year(y2018=0.78, y2019=0.785, y2022=0.69, y2023=0.715, y2024=0.72, y2025=0.725),
    "mat": by_year(y2018=0.76, y2019=0.79, y2022=0.715, y2023=0.73, y2024=0.73, y2025=0.74),
    "gps": by_year(y2018=0.775, y2019=0.78, y2022=0.725, y2023=0.725, y2024=0.72, y2025=0.725),
    "read_high": by_year(y2018=0.28, y2019=0.27, y2022=0.28, y2023=0.29, y2024=0.285, y2025=0.33),
    "writ_high": by_year(y2018=0.20, y2019=0.20, y2022=0.13, y2023=0.13, y2024=0.13, y2025=0.13),
    "mat_high": by_year(y2018=0.235, y2019=0.265, y2022=0.225, y2023=0.235, y2024=0.235, y2025=0.26),
}
_ATTAINMENT_8 = by_year(y2017=46.3, y2018=46.6, y2019=46.7, y2022=48.8, y2023=46.3, y2024=45.9, y2025=45.9)
_BASICS_4 = by_year(y2017=0.639, y2018=0.642, y2019=0.649, y2022=0.69, y2023=0.653, y2024=0.654, y2025=0.652)
_BASICS_5 = by_year(y2018=0.435, y2019=0.434, y2022=0.498, y2023=0.453, y2024=0.459, y2025=0.452)


def add(truth: Truth, random: np.random.Generator) -> None:
    _at_eleven(truth, random)
    _at_sixteen(truth, random)
    _at_eighteen(truth, random)
    _destinations(truth, random)


def _cohort(
    truth: Truth, random: np.random.Generator, sits: list[bool], years: Numbers, spread: float
) -> Numbers:
    roll = truth["roll"]
    expected = roll / years[:, None]
    cohort = np.rint(expected * np.exp(random.normal(0, spread, roll.shape)))
    small = random.poisson(np.minimum(expected, 18))  # a village school's year groups vary as chance has it
    cohort = np.where(expected < 18, small, cohort)
    sitting: Numbers = np.maximum(cohort, 0) * np.array(sits, dtype=float)[:, None]
    return sitting


def _year_groups(site: Site) -> float:
    low = max(site.low, 4)
    return {"middle": 4.0, "all_through": 12.0, "ap": 2.2}.get(
        site.phase, 6.2 if site.phase == "secondary" and site.sixth_form else float(max(site.high - low, 1))
    )


def _at_eleven(truth: Truth, random: np.random.Generator) -> None:
    sites = truth.nation.sites
    years = np.array([_year_groups(site) for site in sites])
    n = _cohort(truth, random, [site.tests_at_eleven for site in sites], years, 0.1)
    whole = n.astype(int)
    share = truth["deprivation"]
    special = np.array([site.phase == "special" for site in sites])[:, None]
    poor = random.binomial(whole, np.clip(share / 100 * 1.12 + 0.05, 0, 0.95)).astype(float)
    ability = 0.36 * truth.quality - 0.010 * (share - 24) - 4.2 * special
    ability = ability + random.normal(0, 0.2, n.shape)
    truth["ks2_n"], truth["ks2_dis"] = n, poor
    # Disadvantaged pupils are about 22 points behind the others, in the country and in most schools.
    gap = 0.72 + random.normal(0, 0.15, (n.shape[0], 1))
    logits = np.concatenate([ability - gap, ability])
    p = centred(logits, np.concatenate([poor, n - poor]) + 1e-9, _RWM)
    truth["ks2_rwm_dis"] = random.binomial(poor.astype(int), p[: len(sites)]).astype(float)
    truth["ks2_rwm_oth"] = random.binomial((n - poor).astype(int), p[len(sites) :]).astype(float)
    reached = truth["ks2_rwm_dis"] + truth["ks2_rwm_oth"]
    higher = centred(ability * 1.2, n + 1e-9, _HIGHER)
    truth["ks2_high"] = np.minimum(random.binomial(whole, higher), reached)
    for subject, national in _SUBJECTS.items():
        own = ability + random.normal(0, 0.22, (n.shape[0], 1)) + random.normal(0, 0.12, n.shape)
        count = random.binomial(whole, centred(own, n + 1e-9, national)).astype(float)
        truth[f"ks2_{subject}"] = count if subject.endswith("high") else np.maximum(count, reached)
    girls = truth["girls"] / truth["roll"]
    truth["ks2_girls"] = random.binomial(whole, girls).astype(float)
    among_girls = random.binomial(
        truth["ks2_girls"].astype(int), np.clip(reached / np.maximum(n, 1) + 0.03, 0, 1)
    )
    among_girls = np.clip(
        among_girls, reached - (n - truth["ks2_girls"]), np.minimum(reached, truth["ks2_girls"])
    )
    truth["ks2_rwm_girls"] = among_girls.astype(float)
    truth["ks2_eal"] = random.binomial(whole, truth["eal"] / truth["roll"]).astype(float)
    truth["ks2_rwm_eal"] = np.minimum(
        random.binomial(truth["ks2_eal"].astype(int), np.clip(reached / np.maximum(n, 1), 0, 1)), reached
    ).astype(float)
    root = np.sqrt(np.maximum(n, 1))
    for subject, spread in (("read", 6.1), ("writ", 5.4), ("mat", 5.6)):
        effect = 1.55 * truth.quality - 0.025 * (share - 24) - 6 * special
        truth[f"ks2_{subject}_progress"] = (
            effect + random.normal(0, 0.8, n.shape) + random.normal(0, spread, n.shape) / root
        )
        truth[f"ks2_{subject}_margin"] = 1.96 * spread / root
        truth[f"ks2_{subject}_score"] = np.clip(
            104.6 + 2.0 * ability + random.normal(0, 6.5, n.shape) / root, 80.5, 119
        )


def _at_sixteen(truth: Truth, random: np.random.Generator) -> None:
    sites = truth.nation.sites
    years = np.array([_year_groups(site) if site.phase != "all_through" else 12.0 for site in sites])
    n = _cohort(truth, random, [site.tests_at_sixteen for site in sites], years, 0.05)
    whole = n.astype(int)
    share = truth["deprivation"]
    special = np.array([site.phase == "special" for site in sites])[:, None]
    alternative = np.array([site.phase == "ap" for site in sites])[:, None]
    grammar = np.array([site.selective for site in sites])[:, None]
    behind = 33.0 * special + 36.0 * alternative - 19.0 * grammar
    poor = random.binomial(whole, np.clip(share / 100 * 1.05 + 0.04, 0, 0.95)).astype(float)
    truth["ks4_n"], truth["ks4_dis"] = n, poor
    root = np.sqrt(np.maximum(n, 1))
    points = 4.3 * truth.quality - 0.33 * (share - 24) - behind
    ordinary = ~(special | alternative)[:, 0]
    weight = n * ordinary[:, None] + 1e-9
    points = points + _ATTAINMENT_8 - (points * weight).sum(0) / weight.sum(0) + 0.6
    noise = random.normal(0, 15.5, n.shape) / root
    truth["ks4_att8"] = np.clip(points + noise, 0.5, 84)
    part = np.divide(poor, np.maximum(n, 1))
    gap = np.clip(12.5 + random.normal(0, 2.2, n.shape), 2, 22)
    truth["ks4_att8_dis"] = np.clip(truth["ks4_att8"] - gap * (1 - part), 0.3, 84)
    truth["ks4_att8_oth"] = np.clip(truth["ks4_att8"] + gap * part, 0.3, 86)
    progress = (
        0.34 * truth.quality - 0.012 * (share - 24) - 1.3 * special - 1.7 * alternative + 0.35 * grammar
    )
    progress = progress - (progress * weight).sum(0) / weight.sum(0) - 0.03
    included = np.rint(n * 0.955)
    truth["ks4_p8_n"] = included
    truth["ks4_p8"] = progress + random.normal(0, 1.27, n.shape) / root
    truth["ks4_p8_margin"] = 1.96 * 1.27 / np.sqrt(np.maximum(included, 1))
    truth["ks4_p8_dis"] = truth["ks4_p8"] - 0.52 * (1 - part) + random.normal(0, 0.5, n.shape) / root
    logits = (truth["ks4_att8"] - 46) * 0.105
    four = centred(logits, weight, _BASICS_4)
    behind_four = 1 / (1 + np.exp(-(np.log(four / (1 - four)) - 0.95)))
    truth["ks4_em4_dis"] = random.binomial(poor.astype(int), behind_four).astype(float)
    truth["ks4_em4"] = truth["ks4_em4_dis"] + random.binomial(
        (n - poor).astype(int), np.minimum(four * 1.08, 1)
    )
    truth["ks4_em5"] = np.minimum(
        random.binomial(whole, centred(logits, weight, _BASICS_5)), truth["ks4_em4"]
    )
    entry = 1 / (
        1 + np.exp(-(-0.42 + (truth["ks4_att8"] - 46) * 0.045 + random.normal(0, 0.6, (n.shape[0], 1))))
    )
    truth["ks4_ebacc_entry"] = random.binomial(whole, entry).astype(float)
    truth["ks4_ebacc4"] = random.binomial(
        truth["ks4_ebacc_entry"].astype(int), np.clip(four * 0.95, 0, 1)
    ).astype(float)
    truth["ks4_ebacc_aps"] = np.clip(truth["ks4_att8"] / 11.3 + random.normal(0, 0.1, n.shape), 0.05, 8.5)


def _at_eighteen(truth: Truth, random: np.random.Generator) -> None:
    sites = truth.nation.sites
    sits = np.array([site.sixth_form or site.phase == "sixth_form" for site in sites])[:, None]
    college = np.array([site.phase == "sixth_form" for site in sites])[:, None]
    n = np.rint(
        truth["roll"] * np.where(college, 0.46, 0.078) * np.exp(random.normal(0, 0.12, truth["roll"].shape))
    )
    truth["ks5_n"] = n * sits
    root = np.sqrt(np.maximum(n, 1))
    grammar = np.array([site.selective for site in sites])[:, None]
    grades = by_year(y2018=32.1, y2019=32.9, y2022=37.8, y2023=34.2, y2024=34.4, y2025=34.9)
    truth["ks5_aps"] = np.clip(
        grades
        + 2.4 * truth.quality
        - 0.1 * (truth["deprivation"] - 24)
        + 6 * grammar
        + random.normal(0, 11, n.shape) / root,
        8,
        58,
    )
    truth["ks5_va"] = 0.08 * truth.quality + random.normal(0, 0.9, n.shape) / np.sqrt(np.maximum(n * 2.7, 1))
    truth["ks5_va_margin"] = 1.96 * 0.9 / np.sqrt(np.maximum(n * 2.7, 1))
    truth["ks5_aab"] = random.binomial(
        n.astype(int), np.clip(0.17 + (truth["ks5_aps"] - 34) * 0.022, 0.005, 0.8)
    ).astype(float)


def _destinations(truth: Truth, random: np.random.Generator) -> None:
    """Of each year's leavers at 16 and 18, told two years on."""
    n, poor = truth["ks4_n"].astype(int), truth["ks4_dis"].astype(int)
    stays = np.clip(0.94 + 0.008 * truth.quality - 0.0012 * (truth["deprivation"] - 24), 0.5, 0.995)
    truth["dest_dis"] = random.binomial(poor, np.clip(stays - 0.045, 0, 1)).astype(float)
    truth["dest_oth"] = random.binomial(n - poor, np.clip(stays + 0.012, 0, 1)).astype(float)
    kept = (truth["dest_dis"] + truth["dest_oth"]).astype(int)
    truth["dest_apprentice"] = random.binomial(kept, 0.045).astype(float)
    truth["dest_work"] = np.minimum(random.binomial(kept, 0.032), kept - truth["dest_apprentice"])
    lost = n - kept
    truth["dest_unknown"] = random.binomial(lost, 0.16).astype(float)
    older = truth["ks5_n"].astype(int)
    after = random.binomial(older, np.clip(0.88 + 0.01 * truth.quality, 0, 0.98))
    truth["dest18_kept"] = after.astype(float)
    truth["dest18_he"] = np.minimum(
        random.binomial(after, np.clip(0.58 + (truth["ks5_aps"] - 34) * 0.015, 0.05, 0.97)), after
    ).astype(float)
