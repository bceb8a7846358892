"""What the data files of explore education statistics have in common, whatever they are about.

Every row says its period (time_period 202324), its level (School, Local authority, Regional, National) and
where; one file holds many years, and newer ones append to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from trellis.analysis.columns import period, reading
from trellis.analysis.columns.performance_table import columns_wanted
from trellis.analysis.dataset import (
    EXPLORE_EDUCATION_STATISTICS_CODES,
    Context,
    Measure,
    Publication,
    Reading,
)

LICENCE = "Open Government Licence v3.0"

URN = ("school_urn", "urn")
GROUP = ("education_phase", "school_type", "phase_type_grouping", "establishment_type_group")
PLACES = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "region_name",
    "old_la_code",
    *URN,
    *GROUP,
)

_GROUPS = {
    "total": "all",
    "all schools": "all",
    "all state-funded schools": "all",
    "total state-funded schools": "all",
    "state-funded primary": "primary",
    "primary": "primary",
    "state-funded nursery and primary": "primary",
    "state-funded secondary": "secondary",
    "secondary": "secondary",
    "special": "special",
    "state-funded special": "special",
    "state-funded special school": "special",
    "state-funded special or pru": "special",
    "pupil referral unit": "ap",
    "state-funded ap school": "ap",
    "state-funded alternative provision": "ap",
}
_LEVELS = {"national": "national", "regional": "region", "local authority": "la"}


@dataclass(frozen=True, kw_only=True)
class StatisticsFile:
    """The measures of one such file, and the usual month its figures are published."""

    measures: tuple[Measure, ...]
    publication: Publication
    more: tuple[str, ...] = ()

    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*PLACES, *self.more, *columns_wanted(self.measures))))

    def read(
        self, frame: pl.DataFrame, context: Context, *, part: str = "", keep: pl.Series | None = None
    ) -> Reading | None:
        """Return schools and areas of every year in the file; None where it holds no whole year.

        `keep` marks the rows that are totals, where the file has breakdowns too. `part` tells files of one
        publication apart that hold different measures.
        """
        if keep is not None:
            frame = frame.filter(keep)
        frame = _whole_years(frame, context)
        if frame.height == 0:
            context.error("the file holds no row of a whole academic year")
            return None
        years = _years(frame, context)
        level = reading.text(frame, "geographic_level").str.to_lowercase()
        of_school = (level == "school").fill_null(value=False)
        schools, school_years = frame.filter(of_school), years.filter(of_school)
        areas, area_years = frame.filter(~of_school), years.filter(~of_school)
        urn = reading.whole_numbers(schools, URN, context, codes=("z", ":", "x"))
        reading.duplicate_keys(schools, [urn, school_years], context, "school and year")
        area_level, code, group = _areas(areas, level.filter(~of_school))
        reading.duplicate_keys(
            areas, [area_level, code, group, area_years], context, "area, kind of school and year"
        )
        tables = {
            "observation": reading.observations(
                schools,
                self.measures,
                context,
                codes=EXPLORE_EDUCATION_STATISTICS_CODES,
                year=school_years,
                urn=urn,
                publication=self.publication,
            ),
            "area_observation": reading.area_observations(
                areas,
                self.measures,
                context,
                codes=EXPLORE_EDUCATION_STATISTICS_CODES,
                year=area_years,
                area_level=area_level,
                area_code=code,
                school_group=group,
                publication=self.publication,
            ),
        }
        held = tuple(sorted(years.drop_nulls().unique().to_list()))
        if not held:
            return None
        span = period.named(held[-1])
        if len(held) > 1:
            span = f"{period.named(held[0])} to {span}"
        # A later file repeats the earlier years, so it supersedes the one before it.
        return Reading(tables=tables, edition=span, part=part or "all", years=held, rank=held[-1])


def row_is(frame: pl.DataFrame, names: str | Sequence[str], values: Sequence[str]) -> pl.Series:
    """Return which rows carry one of `values` in the first present of `names`; all, where none is present."""
    column = reading.first_present(frame, names if isinstance(names, str) else tuple(names))
    if column is None:
        return pl.repeat(value=True, n=frame.height, dtype=pl.Boolean, eager=True)
    return frame[column].str.strip_chars().str.to_lowercase().is_in([v.lower() for v in values])


def _whole_years(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    identifier = reading.text(frame, "time_identifier").str.to_lowercase()
    whole = identifier.is_null() | identifier.is_in(
        ["academic year", "reporting year", "calendar year", "november", "financial year"]
    )
    left_out = frame.height - int(whole.sum())
    if not left_out:
        return frame
    context.warn(f"{left_out:,} rows are about single terms and were left out")
    return frame.filter(whole)


def _years(frame: pl.DataFrame, context: Context) -> pl.Series:
    """Return the year each row's period ends in: 202324 is 2024; a lone 2024 is 2024."""
    text = reading.text(frame, "time_period").str.replace_all(r"[/\-]", "")
    ending = (
        pl.DataFrame({"t": text})
        .select(
            pl.when(pl.col("t").str.len_chars() == 6)
            .then(pl.col("t").str.slice(0, 4).cast(pl.Int32, strict=False) + 1)
            .when(pl.col("t").str.len_chars() == 4)
            .then(pl.col("t").cast(pl.Int32, strict=False))
        )
        .to_series()
    )
    wrong = ending.is_null() | (ending < 2000) | (ending > context.imported_on.year + 1)
    bad = frame.select("row", text=text).filter(wrong)
    for row, said in bad.head(100).iter_rows():
        context.error(
            f"“{said or ''}” is not a period such as 202324", row=row, column="time_period", value=said
        )
    return ending.set(wrong, None).cast(pl.Int16)


def _areas(frame: pl.DataFrame, level: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Return (level, code, school group); the code is null where the row is a school or of no group we keep."""
    area_level = level.replace_strict(_LEVELS, default=None, return_dtype=pl.String)
    said = reading.text(frame, GROUP).str.to_lowercase().fill_null("total")
    group = said.replace_strict(_GROUPS, default=None, return_dtype=pl.String)
    codes = pl.DataFrame(
        {
            "level": area_level,
            "la": reading.text(frame, "old_la_code").str.zfill(3),
            "region": reading.text(frame, "region_name"),
            "group": group,
        }
    ).select(
        pl.when(pl.col("group").is_null())
        .then(None)
        .when(pl.col("level") == "national")
        .then(pl.lit("ENG"))
        .when(pl.col("level") == "region")
        .then(pl.col("region"))
        .when(pl.col("level") == "la")
        .then(pl.col("la"))
    )
    return area_level, codes.to_series(), group
