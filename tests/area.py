"""An invented nation of fourteen authorities by its area figures alone: 801 and 802, and those beside them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tests import builders
from trellis.analysis.area_measure import AreaMeasure
from trellis.analysis.measuring.area_figures import ENGLAND, AreaFigures
from trellis.analysis.store.facts import Facts

YEARS = tuple(range(2018, 2027))
AUTHORITIES = ("801", "802", *(str(code) for code in range(810, 822)))
AREAS = (*AUTHORITIES, ENGLAND, "Riverlands")
NEIGHBOURS = AUTHORITIES[2:12]
RELEASE = "lait-figures-1"
# What 801 has beside a middle of 50, by the measures that are held: the rest are not
GOOD, BAD, ALIKE, SILENT = (
    "good_development",
    "persistent_absence_social_worker",
    "phonics",
    "ks4_attainment8_looked_after",
)
OWN: Mapping[str, float] = {GOOD: 70.0, BAD: 70.0, ALIKE: 50.0, SILENT: 50.0}


def figures(
    measures: Sequence[AreaMeasure],
    own: Mapping[str, float] = OWN,
    *,
    silent: Sequence[str] = (SILENT,),
    pooled: Sequence[str] = (),
    last: int = 2026,
) -> AreaFigures:
    """Figures of `measures`: 801 has what `own` says a little moved each year, the others lie from 44 to 57."""
    shape = (len(measures), len(AREAS), len(YEARS))
    values = np.full(shape, np.nan)
    statuses = np.full(shape, 4, dtype=np.uint8)
    rows = np.full(shape, -1, dtype=np.int32)
    low, high, schools = np.full(shape, np.nan), np.full(shape, np.nan), np.zeros(shape, dtype=np.int32)
    for m, measure in enumerate(measures):
        if measure.id not in own:
            continue
        for y, year in enumerate(YEARS):
            if year > last:
                continue
            jump = 0.4 if y % 2 else -0.4
            values[m, :, y] = [
                own[measure.id] + jump,
                *(44.0 + i for i in range(len(AUTHORITIES) - 1)),
                50.0,
                50.5,
            ]
            statuses[m, :, y] = 0
            rows[m, :, y] = 2 + np.arange(len(AREAS)) + 100 * y
        if measure.id in pooled:
            values[m, :, :-1], statuses[m, :, :-1], rows[m] = np.nan, 4, -1
            schools[m, :, -1] = 8
            low[m, :, -1], high[m, :, -1] = values[m, :, -1] - 1, values[m, :, -1] + 1
        if measure.id in silent:
            values[m, 0], statuses[m, 0] = np.nan, 1
    return AreaFigures(
        measures=tuple(measures),
        areas=AREAS,
        years=YEARS,
        values=values,
        statuses=statuses,
        low=low,
        high=high,
        schools=schools,
        rows=rows,
        releases=np.where(rows > 0, 0, -1).astype(np.int32),
        release_ids=(RELEASE,),
        names={
            "801": "Severnshire",
            "802": "Wessex Vale",
            **{code: f"Shire {code}" for code in AUTHORITIES[2:]},
        },
        regions=dict.fromkeys(AUTHORITIES, "Riverlands"),
        neighbours=dict.fromkeys(AUTHORITIES[:2], NEIGHBOURS),
        as_of=builders.AS_OF,
        build_id="b1",
    )


class HeldArea(builders.HeldData):
    """Stands for the warehouse as built, with the figures above and eight schools' targets."""

    build_id = "b1"
    targets = 8

    def area_figures(self, measures: Sequence[AreaMeasure]) -> AreaFigures:
        return figures(measures)

    def is_area_row(self, *, release: str, row: int) -> bool:
        return release == RELEASE and 2 <= row < 1000

    def releases(self) -> tuple[Any, ...]:
        return (
            builders.release(
                RELEASE, known_from=builders.AS_OF, dataset="lait", file_name="bds_long_0.parquet"
            ),
        )

    def facts(self, *, indicators: Any, authority: str | None = None, **_: Any) -> Facts:
        names = list(indicators)
        rows = [
            {
                "urn": 930000 + i,
                "name": f"School {i}",
                "authority": authority,
                "statistics": {
                    names[0]: {"last_value": 60.0 + i, "last_year": 2027.0},
                    names[-1]: {"cohort": 10.0},
                },
            }
            for i in range(self.targets)
        ]
        return Facts.of(rows, as_of=builders.AS_OF, build_id="b1")
