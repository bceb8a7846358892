"""Set one site's figures to what a story needs, so that nothing else about it draws attention."""

from collections.abc import Mapping

import numpy as np

from trellis.fictitious.nation import FIRST_YEAR, YEARS, Site, slot
from trellis.fictitious.resources import QUESTIONS, set_balances
from trellis.fictitious.truth import Truth, by_year

# The national shares of sessions and pupils missing, which a steady school stays a little under.
_ABSENCE = {
    False: by_year(y2018=4.2, y2019=4.0, y2021=3.6, y2022=6.3, y2023=5.9, y2024=5.5, y2025=5.2),
    True: by_year(y2018=5.5, y2019=5.5, y2021=5.6, y2022=9.0, y2023=9.0, y2024=8.9, y2025=8.5),
}
_PERSISTENT = {
    False: by_year(y2018=8.7, y2019=8.2, y2021=8.8, y2022=17.7, y2023=16.2, y2024=14.6, y2025=13.4),
    True: by_year(y2018=13.9, y2019=13.7, y2021=14.8, y2022=27.7, y2023=26.5, y2024=25.6, y2025=23.9),
}
_SEVERE = {
    False: by_year(y2018=0.3, y2019=0.4, y2021=0.5, y2022=0.6, y2023=0.7, y2024=0.8, y2025=0.8),
    True: by_year(y2018=1.2, y2019=1.3, y2021=1.8, y2022=2.7, y2023=3.4, y2024=3.8, y2025=3.9),
}


def steady(truth: Truth, site: Site) -> None:
    """Make a site unremarkable: a little better than the nation in everything, and level from year to year."""
    roll(truth, site, dict.fromkeys(YEARS, site.size))
    absence(truth, site, dict.fromkeys(YEARS, 0.9))
    suspensions(truth, site, dict.fromkeys(YEARS, 4.0 if site.phase == "secondary" else 0.0))
    reserve(truth, site, dict.fromkeys(YEARS, 6.0))
    parents(truth, site, agree=0.93)
    staff(truth, site)
    if site.tests_at_eleven:
        eleven(truth, site, {2018: 68, 2019: 68, 2023: 65, 2024: 66, 2025: 67}, progress=0.9)
    if site.tests_at_sixteen:
        sixteen(
            truth,
            site,
            {2018: 48.5, 2019: 48.6, 2022: 50.6, 2023: 48.4, 2024: 48.2, 2025: 48.3},
            progress=0.18,
        )


def roll(truth: Truth, site: Site, pupils: Mapping[int, float]) -> None:
    """Set the roll of the given years, and everyone counted within it in the proportions they had."""
    for year, number in pupils.items():
        t = slot(year)
        share = round(number) / truth["roll"][site.index, t]
        truth["roll"][site.index, t] = round(number)
        for name in ("fsm", "fsm6", "eal", "ehcp", "sen_support", "girls"):
            truth[name][site.index, t] = min(round(truth[name][site.index, t] * share), round(number))
        enrolled = round(number * 0.985)
        truth["possible"][site.index, t] = round(
            truth["possible"][site.index, t] * enrolled / truth["enrolled"][site.index, t]
        )
        truth["enrolled"][site.index, t] = enrolled


def absence(
    truth: Truth, site: Site, beside: Mapping[int, float], *, persistent: Mapping[int, float] | None = None
) -> None:
    """Set absence to so many times the nation's, and persistent absence (per cent) where told, else to match."""
    older = site.group == "State-funded secondary"
    for year, times in beside.items():
        t, i = slot(year), site.index
        missed = round(truth["possible"][i, t] * _ABSENCE[older][t] * times / 100)
        truth["unauthorised"][i, t] = round(missed * 0.26)
        truth["authorised"][i, t] = missed - truth["unauthorised"][i, t]
        truth["illness"][i, t] = round(truth["authorised"][i, t] * 0.72)
        share = (persistent or {}).get(year, _PERSISTENT[older][t] * times**1.4)
        truth["persistent"][i, t] = round(truth["enrolled"][i, t] * share / 100)
        truth["severe"][i, t] = min(
            round(truth["enrolled"][i, t] * _SEVERE[older][t] * times**2 / 100), truth["persistent"][i, t]
        )


def suspensions(
    truth: Truth, site: Site, rates: Mapping[int, float], *, excluded: Mapping[int, int] | None = None
) -> None:
    """Set suspensions per 100 pupils; one in two and a half is of a pupil suspended before."""
    for year, rate in rates.items():
        t, i = slot(year), site.index
        count = round(truth["roll"][i, t] * rate / 100)
        truth["suspensions"][i, t] = count
        truth["suspended_pupils"][i, t] = round(count * 0.6)
        truth["suspended_again"][i, t] = round(count * 0.2)
        truth["excluded"][i, t] = (excluded or {}).get(year, 0)


def reserve(truth: Truth, site: Site, shares: Mapping[int, float]) -> None:
    """Set the revenue reserve as a percentage of income."""
    for year, share in shares.items():
        t = slot(year)
        truth["reserve"][site.index, t] = round(truth["income"][site.index, t] * share / 100)
    set_balances(truth)


def parents(truth: Truth, site: Site, *, agree: float) -> None:
    for t in range(len(YEARS)):
        asked = max(truth["submissions"][site.index, t], min(12 + site.size // 10, 90))
        truth["submissions"][site.index, t] = asked
        for question in range(len(QUESTIONS)):
            share = 0.17 if question == 6 else agree
            truth[f"agree_{question}"][site.index, t] = round(asked * share)


def staff(truth: Truth, site: Site, *, turnover: float = 0.12) -> None:
    i = site.index
    truth["left"][i] = np.round(truth["teachers"][i] * turnover, 1)
    truth["vacancies"][i] = 0
    truth["sickness_days"][i] = 7.2


def eleven(
    truth: Truth,
    site: Site,
    shares: Mapping[int, float],
    *,
    progress: float | Mapping[int, float] = 0.0,
    cohort: int | Mapping[int, int] | None = None,
    gaps: Mapping[int, float] | None = None,
    disadvantaged: float = 0.28,
) -> None:
    """Set the share reaching the expected standard at 11, the gap between groups (points) and progress."""
    i = site.index
    for year, share in _from_the_start(shares).items():
        t = slot(year)
        n = cohort.get(year) if isinstance(cohort, Mapping) else cohort
        n = n if n is not None else max(round(truth["roll"][i, t] / max(site.high - max(site.low, 4), 1)), 1)
        poor = round(n * disadvantaged)
        gap = (gaps or {}).get(year, 14.0)
        reached = round(n * share / 100)
        theirs = round(np.clip(poor * (share - gap * (n - poor) / n) / 100, 0, min(poor, reached)))
        theirs = max(theirs, reached - (n - poor))
        girls = n // 2
        counts = {
            "n": n,
            "dis": poor,
            "rwm_dis": theirs,
            "rwm_oth": reached - theirs,
            "high": round(reached * 0.13),
            "read": min(n, round(reached + 0.12 * n)),
            "writ": min(n, round(reached + 0.09 * n)),
            "mat": min(n, round(reached + 0.10 * n)),
            "gps": min(n, round(reached + 0.09 * n)),
            "read_high": round(reached * 0.42),
            "writ_high": round(reached * 0.19),
            "mat_high": round(reached * 0.36),
            "girls": girls,
            "rwm_girls": min(round(reached * 0.52), girls),
            "eal": round(n * truth["eal"][i, t] / truth["roll"][i, t]),
        }
        counts["rwm_girls"] = max(counts["rwm_girls"], reached - (n - girls))
        counts["rwm_eal"] = min(round(counts["eal"] * share / 100), reached)
        for name, count in counts.items():
            truth[f"ks2_{name}"][i, t] = count
        score = progress.get(year, 0.0) if isinstance(progress, Mapping) else progress
        for subject, spread in (("read", 6.1), ("writ", 5.4), ("mat", 5.6)):
            truth[f"ks2_{subject}_progress"][i, t] = score
            truth[f"ks2_{subject}_margin"][i, t] = 1.96 * spread / np.sqrt(max(n, 1))
            truth[f"ks2_{subject}_score"][i, t] = np.clip(104.5 + (share - 62) / 7, 81, 118)


def _from_the_start(figures: Mapping[int, float]) -> dict[int, float]:
    """Return the figures with the year before the first told one like it, so that no year is left to chance."""
    return {FIRST_YEAR: figures[min(figures)], **figures}


def sixteen(
    truth: Truth,
    site: Site,
    attainment: Mapping[int, float],
    *,
    progress: float | Mapping[int, float],
    basics: Mapping[int, float] | None = None,
    gap: float = 11.0,
    behind: float = 18.0,
) -> None:
    """Set Attainment 8, Progress 8 and the share with English and mathematics at grade 4 or above.

    Disadvantaged pupils are `gap` points behind the others in Attainment 8, and `behind` points of a hundred behind
    the whole school in English and mathematics.
    """
    i = site.index
    for year, points in _from_the_start(attainment).items():
        t = slot(year)
        n = max(round(truth["roll"][i, t] / (6.2 if site.sixth_form else 5)), 1)
        poor = round(n * 0.24)
        four = (basics or {}).get(year, np.clip(65 + (points - 46) * 2.3, 5, 98))
        score = progress.get(year, 0.0) if isinstance(progress, Mapping) else progress
        reached = round(n * four / 100)
        figures = {
            "n": n,
            "dis": poor,
            "att8": points,
            "att8_dis": points - gap * (1 - poor / n),
            "att8_oth": points + gap * poor / n,
            "p8": score,
            "p8_n": round(n * 0.955),
            "p8_margin": 1.96 * 1.27 / np.sqrt(n * 0.955),
            "p8_dis": score - 0.35,
            "em4": reached,
            "em4_dis": round(min(poor * max(four - behind, 0) / 100, reached)),
            "em5": round(reached * 0.69),
            "ebacc_entry": round(n * 0.4),
            "ebacc4": round(n * 0.25),
            "ebacc_aps": points / 11.3,
        }
        for name, figure in figures.items():
            truth[f"ks4_{name}"][i, t] = figure
        kept = round(n * 0.95)
        truth["dest_dis"][i, t] = round(poor * 0.92)
        truth["dest_oth"][i, t] = kept - round(poor * 0.92)
        truth["dest_apprentice"][i, t], truth["dest_work"][i, t] = round(n * 0.05), round(n * 0.03)
        truth["dest_unknown"][i, t] = 0
