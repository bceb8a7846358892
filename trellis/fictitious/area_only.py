"""Figures that are published of authorities and of no school: children under five, in need or in care, and after 16.

Each is drawn from a place's deprivation, a level of its own and a little noise each year. Severnshire's are told: it
does well by its youngest children, and poorly by those with a social worker and by those it offers little after 16.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from trellis.fictitious.nation import Authority

_YEARS = tuple(range(2018, 2026))
_TOLD = "799"
_HIDDEN_SHARE = 0.12


@dataclass(frozen=True, kw_only=True)
class Series:
    """One series. `told` is by how many spreads Severnshire differs; `few` is true where small numbers are hidden."""

    short: str
    item: str
    level: float
    spread: float
    deprived: float  # what a place one spread more deprived has more of
    noise: float
    places: int
    told: float = 0.0
    years: str = "{0}"
    few: bool = False


SERIES = (
    Series(short="FSP_NEW_GOODDEV", item="Good level of development", level=68, spread=2, deprived=-2.5, noise=0.5, places=1, told=2.4),
    Series(short="FSP_NEW_COMMS", item="Communication and language", level=79, spread=2, deprived=-2, noise=0.5, places=1, told=2.2),
    Series(short="FSP_Gooddev_FSM", item="Good level of development, FSM", level=51, spread=2.5, deprived=-1, noise=1.2, places=1, told=-0.3),
    Series(short="FSP_Gooddev_Without_SENSTATE", item="Good level of development, SEN support", level=25, spread=2.5, deprived=-1, noise=1.5, places=1),
    Series(short="LAC_Good_Develop", item="Good level of development, looked after", level=42, spread=6, deprived=0, noise=8, places=1, few=True),
    Series(short="KS1P_all", item="Phonics", level=80, spread=1.6, deprived=-1.5, noise=0.6, places=0, told=0.5),
    Series(short="KS1P_FSM", item="Phonics, FSM", level=67, spread=2, deprived=-1, noise=1, places=0, told=-1),
    Series(short="CINTotalAb_3Term", item="Absence, children in need", level=17, spread=1.6, deprived=0.8, noise=0.4, places=1, told=2.2),
    Series(short="CINPermAbsent_3Term", item="Persistent absence, children in need", level=45, spread=3, deprived=1.5, noise=0.8, places=1, told=2.6),
    Series(short="CINFixedExclusion", item="At least one suspension, children in need", level=14, spread=2, deprived=1, noise=0.7, places=2, told=1.8, years="{1}/{2:02d}"),
    Series(short="CIN_Avg_Attain8_KS4", item="Attainment 8, children in need", level=18, spread=1.6, deprived=-0.5, noise=1, places=1, told=-0.4),
    Series(short="LAC_Over_Abs", item="Absence, looked after", level=9, spread=1, deprived=0.2, noise=0.7, places=1),
    Series(short="LAC_Pers_Abs", item="Persistent absence, looked after", level=20, spread=2.5, deprived=0.5, noise=2, places=1),
    Series(short="LAC_KS4_AVG_Attain8", item="Attainment 8, looked after", level=18, spread=1.5, deprived=-0.4, noise=2, places=1, few=True),
    Series(short="CareLeaverEET", item="Care leavers in education or work", level=54, spread=4, deprived=-1.5, noise=3, places=0, years="{1}-{2:02d}"),
    Series(short="16-17_not known_NEET", item="NEET or not known", level=5.4, spread=0.8, deprived=0.6, noise=0.25, places=1, told=2.3, years="{0}"),
    Series(short="Level3Age19", item="Level 3 by 19", level=57, spread=2.5, deprived=-3, noise=0.7, places=1, told=-1.6),
    Series(short="SEN_EHC_Excpt_20wks", item="Plans within 20 weeks", level=50, spread=14, deprived=0, noise=7, places=1, told=-0.8),
)  # fmt: skip


def rows(authorities: tuple[Authority, ...], *, seed: int) -> Iterator[tuple[Series, int, str, float | None]]:
    """Yield each series, year and area ("ENG", a region or a code) with its value, None where it is hidden."""
    deprivation = np.array([each.deprivation for each in authorities], dtype=float)
    deprived = (deprivation - deprivation.mean()) / (deprivation.std() or 1.0)
    regions = sorted({each.region for each in authorities})
    for number, series in enumerate(SERIES):
        draw = np.random.default_rng((seed, 61, number))
        own = draw.normal(0.0, 1.0, len(authorities)) * series.spread * 0.6 + deprived * series.deprived
        told = np.array([each.code == _TOLD for each in authorities])
        own = np.where(told, series.told * series.spread, own)
        drift = np.cumsum(draw.normal(0.0, series.noise / 2, len(_YEARS)))
        table = series.level + own[:, None] + drift + draw.normal(0.0, series.noise, (len(own), len(_YEARS)))
        table = np.clip(table, 0.1, 99.0)
        hidden = draw.random(table.shape) < (_HIDDEN_SHARE if series.few else 0.0)
        if series.few:
            hidden[told, -1] = True
        for y, year in enumerate(_YEARS):
            if year in (2020, 2021):
                continue
            for a, each in enumerate(authorities):
                yield series, year, each.code, None if hidden[a, y] else float(table[a, y])
            for region in regions:
                inside = [each.region == region for each in authorities]
                yield series, year, region, float(table[inside, y].mean())
            yield series, year, "ENG", float(table[:, y].mean())
