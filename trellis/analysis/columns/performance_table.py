"""What the school performance tables of the DfE have in common, whichever stage they are about.

One file holds schools, authorities and England, told apart by RECTYPE; the tables' own year is told by the
columns that repeat earlier years (PTRWM_EXP_18 stands in the tables of 2018/19), and whether they are
provisional, revised or final only by the file's name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from trellis.analysis.columns import period, reading
from trellis.analysis.columns.printed_numbers import look
from trellis.analysis.dataset import (
    PERFORMANCE_TABLE_CODES,
    Context,
    Measure,
    Publication,
    Reading,
    header_key,
)
from trellis.analysis.observation import Status

LICENCE = "Open Government Licence v3.0"
PAGE = "https://www.compare-school-performance.service.gov.uk/download-data"
# Asked for two kinds of file, the site sends a zip in which each has its own name, which tells the edition.
ADDRESS = (
    "https://www.compare-school-performance.service.gov.uk/download-data"
    "?download=true&regions=0&filters={filters},GIAS&fileformat=csv&year={{academic_year}}&meta=false"
)

ADDRESS_NOTE = "a zip with the register beside it; the site refuses a client without a browser's name"

SCHOOL = "school"
LA = ("la", "all")
STATE_FUNDED = ("national", "all")
# England with its independent schools: kept apart, since no comparator of ours includes them.
ALL_SCHOOLS = ("national", "all_with_independent")

RANKS = {"provisional": 1, "revised": 2, "final": 3}
# No school-level results were published for these, so "the year after the last repeated one" cannot tell them.
_YEARS_WITHOUT_TABLES = (2020, 2021)
_PLACES = ("RECTYPE", "LEA", "URN", "URN_AC", "SCHNAME_AC", "OPEN_AC")
_SUFFIXES = tuple(f"{yy:02d}" for yy in range(10, 41))


@dataclass(frozen=True, kw_only=True)
class PerformanceTable:
    """The columns and record types of one stage's table.

    `earlier` are measures of earlier years in the same row; their column names have "{yy}" where the year
    stands. `withheld` names measures whose columns are left empty by design in some years: a column of
    these without one number says "not published" wherever it is blank. `lag` is how many years before the tables' own
    year the pupils were measured.
    """

    measures: tuple[Measure, ...]
    record_types: Mapping[str, str | tuple[str, str]]
    publication: Mapping[str, Publication]
    earlier: tuple[Measure, ...] = ()
    withheld: tuple[str, ...] = ()
    lag: int = 0
    codes: Mapping[str, Status] = field(default_factory=lambda: PERFORMANCE_TABLE_CODES)

    def columns(self) -> tuple[str, ...]:
        """Every column wanted, as published, the repeated years' included."""
        wanted = list(_PLACES)
        wanted += [name for measure in self.measures for name in columns_of(measure)]
        for measure in self.earlier:
            wanted += [name.format(yy=yy) for yy in _SUFFIXES for name in columns_of(measure)]
        return tuple(dict.fromkeys(wanted))

    def read(self, frame: pl.DataFrame, context: Context, *, edition: str | None = None) -> Reading | None:
        """Return schools, areas and conversions of the file; None where its year cannot be told."""
        year = self._year(frame, context)
        if year is None:
            return None
        edition = edition or _edition_by_name(context)
        kinds = self._record_kinds(frame, context)
        of_school = (kinds == SCHOOL).fill_null(value=False)
        of_area = (kinds != SCHOOL).fill_null(value=False)
        schools, areas = frame.filter(of_school), frame.with_columns(kind=kinds).filter(of_area)
        urn = reading.whole_numbers(schools, "URN", context, codes=("NA", "null"))
        for row in schools["row"].filter(urn.is_null()).head(100):
            context.error("a school's row has no URN", row=row, column="URN")
        reading.duplicate_keys(schools, [urn], context, "school")
        level, group, code = _areas(areas)
        publication = self.publication[edition]
        years = [(self.measures, year - self.lag)]
        for yy in self._repeated(frame):
            measures = tuple(_of_year(measure, yy) for measure in self.earlier)
            years.append((measures, 2000 + int(yy) - self.lag))
        read = {header_key(name) for measures, _ in years for name in columns_wanted(measures)}
        looked = look(frame, [key for key in frame.columns if key in read], self.codes)
        in_schools, in_areas = looked.part(of_school), looked.part(of_area)
        of_schools, of_areas = [], []
        for measures, measured in years:
            of_schools.append(
                reading.observations(
                    schools,
                    measures,
                    context,
                    codes=self.codes,
                    year=measured,
                    urn=urn,
                    publication=publication,
                    looked=in_schools,
                )
            )
            of_areas.append(
                reading.area_observations(
                    areas,
                    measures,
                    context,
                    codes=self.codes,
                    year=measured,
                    area_level=level,
                    area_code=code,
                    school_group=group,
                    publication=publication,
                    looked=in_areas,
                )
            )
        of_schools.append(self._not_published(schools, context, year - self.lag, urn, publication))
        tables = {"observation": pl.concat(of_schools), "area_observation": pl.concat(of_areas)}
        links = _conversions(schools, urn, context)
        if links.height:
            tables["link"] = links
        return Reading(
            tables=tables,
            edition=f"{period.named(year)} {edition}",
            part=str(year),
            years=tuple(sorted({measured for _, measured in years})),
            rank=RANKS[edition],
        )

    def _year(self, frame: pl.DataFrame, context: Context) -> int | None:
        repeated = self._repeated(frame)
        told = 2001 + int(max(repeated)) if repeated else None
        if told in _YEARS_WITHOUT_TABLES:
            told = None
        if told and context.stated_year and told != context.stated_year:
            context.error(
                f"the file's own columns say {period.named(told)}, but {period.named(context.stated_year)}"
                " was stated; leave the year out or choose the other file"
            )
            return None
        year = context.stated_year or told or context.hinted_year
        if year is None:
            context.error("nothing in the file says which year it is; say which with --year")
        return year

    def _repeated(self, frame: pl.DataFrame) -> list[str]:
        have = set(frame.columns)
        mains = [columns_of(measure)[0] for measure in self.earlier]
        return [yy for yy in _SUFFIXES if any(header_key(m.format(yy=yy)) in have for m in mains)]

    def _record_kinds(self, frame: pl.DataFrame, context: Context) -> pl.Series:
        kinds = reading.text(frame, "RECTYPE")
        known = {key: SCHOOL if kind == SCHOOL else "/".join(kind) for key, kind in self.record_types.items()}
        named = kinds.replace_strict(known, default=None, return_dtype=pl.String)
        wrong = frame.select("row", kind=kinds).filter(named.is_null() & kinds.is_not_null())
        for row, kind in wrong.head(100).iter_rows():
            context.error(
                f"“{kind}” is not a record type of this table", row=row, column="RECTYPE", value=kind
            )
        return named

    def _not_published(
        self,
        frame: pl.DataFrame,
        context: Context,
        year: int,
        urn: pl.Series,
        publication: Publication,
    ) -> pl.DataFrame:
        parts = [reading.conform(pl.DataFrame(), "observation")]
        known, estimated = reading.known_from(pl.Series([year]), publication, None, context)
        for measure in self.measures:
            column = reading.first_present(frame, measure.column)
            if measure.id not in self.withheld or column is None:
                continue
            if not context.carries(measure.id, "observation"):
                context.left_out.setdefault("observation", []).append((known[0], bool(estimated[0])))
                continue
            if frame[column].cast(pl.Float64, strict=False).null_count() < frame.height:
                continue
            said = frame[column].str.strip_chars().fill_null("")
            if said.str.replace("%", "", literal=True).cast(pl.Float64, strict=False).is_not_null().any():
                continue
            part = pl.DataFrame({"urn": urn, "row": frame["row"]}).filter(urn.is_not_null() & (said == ""))
            parts.append(
                reading.conform(
                    part.with_columns(
                        measure=pl.lit(measure.id),
                        year=pl.lit(year),
                        status=pl.lit(int(Status.NOT_PUBLISHED)),
                        known_from=pl.lit(known[0]),
                        known_from_estimated=pl.lit(estimated[0]),
                    ),
                    "observation",
                )
            )
        return pl.concat(parts)


def columns_of(measure: Measure) -> tuple[str, ...]:
    """Every column name a measure may be read from, the value's first."""
    sides = (measure.column, measure.numerator, measure.denominator, measure.low, measure.high)
    return tuple(name for side in sides for name in _names(side))


def columns_wanted(measures: Sequence[Measure]) -> tuple[str, ...]:
    """Every column of these measures, each once."""
    return tuple(dict.fromkeys(name for measure in measures for name in columns_of(measure)))


def _names(names: str | tuple[str, ...]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else names


def _of_year(measure: Measure, yy: str) -> Measure:
    def dated(names: str | tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name.format(yy=yy) for name in _names(names))

    return Measure(
        id=measure.id,
        column=dated(measure.column),
        numerator=dated(measure.numerator),
        denominator=dated(measure.denominator),
        low=dated(measure.low),
        high=dated(measure.high),
        scale=measure.scale,
        least=measure.least,
        most=measure.most,
    )


def _edition_by_name(context: Context) -> str:
    for edition in RANKS:
        if edition in context.file.casefold():
            return edition
    context.warn(
        "neither the file nor its name says whether it is provisional, revised or final; read as revised"
    )
    return "revised"


def _areas(frame: pl.DataFrame) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Return (level, school group, code) of each row; `kind` holds the level and the group."""
    parts = frame["kind"].str.split_exact("/", 1).struct
    level, group = parts.field("field_0"), parts.field("field_1")
    code = reading.text(frame, "LEA").str.zfill(3)
    return level, group, code.set(level == "national", "ENG")


def _conversions(frame: pl.DataFrame, urn: pl.Series, context: Context) -> pl.DataFrame:
    """Return the `link` rows of schools that the file says have since become an academy of another URN."""
    after = reading.whole_numbers(frame, "URN_AC", context, codes=("NA", "null"))
    opened = reading.text(frame, "OPEN_AC").str.slice(0, 10)
    dated = opened.str.to_date("%d/%m/%Y", strict=False).fill_null(
        opened.str.to_date("%Y-%m-%d", strict=False)
    )
    links = pl.DataFrame(
        {
            "urn": urn,
            "link_urn": after,
            "link_name": reading.text(frame, "SCHNAME_AC"),
            "established": dated,
            "row": frame["row"],
        }
    ).filter(urn.is_not_null() & after.is_not_null() & (urn != after))
    known = pl.lit(context.imported_on)
    return reading.conform(
        links.with_columns(
            link_type=pl.lit("Successor"),
            # The conversion itself was public on its day; only later is it read here.
            known_from=pl.col("established").fill_null(known),
            known_from_estimated=pl.lit(value=True),
        ),
        "link",
    )
