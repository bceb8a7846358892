"""Turn the columns in which Ofsted lays out an inspection into one row for each area that was graded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

import polars as pl

from trellis.analysis.columns.reading import conform, dates, first_present, text, whole_numbers
from trellis.analysis.dataset import Context
from trellis.analysis.inspection import REPORT_CARD_AREAS

Names = str | tuple[str, ...]

# What stands in a cell where there is no grade: 9 did not apply, 8 and 0 no judgement was made. Never a grade.
_SILENT: Final = ("", "null", "9", "8", "0", "n/a", "na", "-")

_FOUR_POINT: Final = {
    "1": "outstanding",
    "2": "good",
    "3": "requires_improvement",
    "4": "inadequate",
    "not judged": "not_judged",
}
_CARD: Final = {
    "exceptional": "exceptional",
    "strong standard": "strong_standard",
    "expected standard": "expected_standard",
    "needs attention": "needs_attention",
    "urgent improvement": "urgent_improvement",
    "not applicable": "not_applicable",
}
_SAFEGUARDING: Final = {"yes": "met", "no": "not_met", "met": "met", "not met": "not_met"}
_CONCERN: Final = "category_of_concern"
_CATEGORY: Final = {
    "sm": "special_measures",
    "special measures": "special_measures",
    "swk": "serious_weaknesses",
    "serious weaknesses": "serious_weaknesses",
    "nti": "notice_to_improve",
    "notice to improve": "notice_to_improve",
    "rsi": "requires_significant_improvement",
    "requires significant improvement": "requires_significant_improvement",
}
_UNGRADED: Final = {
    "school remains outstanding": "remains_outstanding",
    "school remains outstanding (concerns) - s5 next": "remains_outstanding_concerns",
    "school remains good": "remains_good",
    "school remains good (improving) - s5 next": "remains_good_improving",
    "school remains good (concerns) - s5 next": "remains_good_concerns",
    "standards maintained": "standards_maintained",
    "improved significantly": "improved_significantly",
    "some aspects not as strong": "some_aspects_not_as_strong",
}


def _scale(area: str) -> Mapping[str, str]:
    if area in REPORT_CARD_AREAS:
        return _CARD
    return {
        "safeguarding": _SAFEGUARDING,
        "category_of_concern": _CATEGORY,
        "ungraded_outcome": _UNGRADED,
    }.get(area, _FOUR_POINT)


_EIF_BEGAN: Final = date(2019, 9, 1)
_OVERALL_ENDED: Final = date(2024, 9, 1)
_CARDS_BEGAN: Final = date(2025, 11, 10)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The columns of one inspection of a school within its row.

    `grades` names the column of each area; `graded_on` the column of the day an area was graded, where the
    file has one: a day after publication means a later monitoring visit changed that grade.
    """

    kind: Literal["graded", "ungraded", "report_card"]
    started: Names
    published: Names
    inspected_urn: Names
    same_urn: Names
    grades: Mapping[str, Names]
    graded_on: Mapping[str, Names] = field(default_factory=dict)
    latest: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column named, for `Shape.reads`."""
        named = (
            self.started,
            self.published,
            self.inspected_urn,
            self.same_urn,
            *self.grades.values(),
            *self.graded_on.values(),
        )
        return tuple(name for names in named for name in ((names,) if isinstance(names, str) else names))


def read(
    frame: pl.DataFrame, layout: Layout, context: Context, *, urn: pl.Series, as_at: date
) -> pl.DataFrame:
    """Return the `inspection` rows of one layout: a row for each school and area with a grade.

    A graded inspection that put the school in no category of concern says so with the grade "none": the publisher
    leaves the cell blank, or prints NULL, for every school in none. That is read so only beside a grade of the same
    inspection, since a blank beside nothing says nothing; any other silent code ("-", 9) is of a category that nobody
    told, and makes no row.

    Each row is known from its publication, or from `as_at` (marked as estimated) where that is blank. A cell that is
    neither a grade nor silent is an error in `context`; an unknown outcome of an ungraded inspection is only a warning.
    """
    started = dates(frame, layout.started, context)
    published = dates(frame, layout.published, context)
    stated = whole_numbers(frame, layout.inspected_urn, context, codes=("NULL", "nan"))
    moved = text(frame, layout.same_urn).str.to_lowercase() == "no"
    inspected = stated.fill_null(urn.set(moved.fill_null(value=False), None))
    base = pl.DataFrame(
        {
            "urn": urn,
            "inspected_urn": inspected,
            "started": started,
            "published": published,
            "row": frame["row"],
        }
    )
    overall = (
        _grades(frame, "overall", layout.grades["overall"], context) if "overall" in layout.grades else None
    )
    framework = _framework(base, layout, overall)
    held = urn.is_not_null() & started.is_not_null()
    told = {
        area: overall if area == "overall" and overall is not None else _grades(frame, area, names, context)
        for area, names in layout.grades.items()
        if first_present(frame, names) is not None
    }
    for area, grades in told.items():
        undated = grades.is_not_null() & urn.is_not_null() & started.is_null()
        _report_undated(frame, layout.grades[area], undated, context)
    if _CONCERN in told:
        told[_CONCERN] = _with_none(frame, layout.grades[_CONCERN], told)
    parts = []
    for area, grades in told.items():
        part = base.with_columns(
            framework=framework,
            kind=pl.lit(layout.kind),
            area=pl.lit(area),
            grade=grades,
            latest=pl.lit(layout.latest),
        )
        if area in layout.graded_on:
            part = _regraded(part, dates(frame, layout.graded_on[area], context))
        parts.append(part.filter(held & grades.is_not_null()))
    if not parts:
        return conform(pl.DataFrame(), "inspection")
    rows = pl.concat(parts)
    return conform(
        rows.with_columns(
            known_from=pl.coalesce("published", pl.lit(as_at)),
            known_from_estimated=pl.col("published").is_null(),
        ),
        "inspection",
    )


def _grades(frame: pl.DataFrame, area: str, names: Names, context: Context) -> pl.Series:
    # A few words said many times over: each is made out once
    printed = text(frame, names)
    words = printed.drop_nulls().unique()
    made_out = (
        words.str.strip_suffix(".0")
        .str.to_lowercase()
        .str.replace_all(r"[\u{0096}–]", "-")
        .str.replace_all(r"\s+", " ")
    )
    said = printed.replace_strict(words, made_out, default=None, return_dtype=pl.String)
    told = said.replace_strict(_scale(area), default=None, return_dtype=pl.String)
    strange = said.is_not_null() & told.is_null() & ~said.is_in(list(_SILENT))
    if strange.any():
        key = first_present(frame, names)
        report = context.warn if area == "ungraded_outcome" else context.error
        for row, cell in (
            pl.DataFrame({"row": frame["row"], "cell": said}).filter(strange).head(1000).iter_rows()
        ):
            report(f"“{cell}” is not a grade of this area", row=row, column=key, value=cell)
    return told


def _with_none(frame: pl.DataFrame, names: Names, told: Mapping[str, pl.Series]) -> pl.Series:
    """Return the categories of concern with "none" where the publisher's blank says so: see `read`."""
    said = text(frame, names).str.to_lowercase()
    graded = pl.repeat(value=False, n=frame.height, dtype=pl.Boolean, eager=True)
    for area, grades in told.items():
        if area != _CONCERN:
            graded = graded | grades.is_not_null()
    return told[_CONCERN].set((said.is_null() | said.is_in(["", "null"])) & graded, "none")


def _framework(base: pl.DataFrame, layout: Layout, overall: pl.Series | None) -> pl.Series:
    """Tell the regime: a report card says so itself; the rest by the day, and by whether an overall grade stands."""
    if layout.kind == "report_card":
        return pl.repeat("report_card", base.height, dtype=pl.String, eager=True)
    judged = pl.repeat(None, base.height, dtype=pl.String, eager=True) if overall is None else overall
    day = pl.col("started")
    return base.with_columns(overall=judged).select(
        framework=pl.when(day < _EIF_BEGAN)
        .then(pl.lit("section5"))
        .when(pl.col("overall") == "not_judged")
        .then(pl.lit("eif_no_overall"))
        .when(pl.col("overall").is_not_null() | (day < _OVERALL_ENDED))
        .then(pl.lit("eif"))
        .when((day < _CARDS_BEGAN) | pl.lit(layout.kind == "graded"))
        .then(pl.lit("eif_no_overall"))
        .otherwise(pl.lit("report_card"))
    )["framework"]


def _regraded(part: pl.DataFrame, graded_on: pl.Series) -> pl.DataFrame:
    """Give a grade that changed after the inspection was published to the monitoring visit that changed it."""
    later = (pl.col("graded_on") > pl.coalesce("published", "started")).fill_null(value=False)
    return (
        part.with_columns(graded_on=graded_on)
        .with_columns(
            kind=pl.when(later).then(pl.lit("monitoring")).otherwise("kind"),
            started=pl.when(later).then("graded_on").otherwise("started"),
            published=pl.when(later).then(None).otherwise("published"),
        )
        .drop("graded_on")
    )


def _report_undated(frame: pl.DataFrame, names: Names, undated: pl.Series, context: Context) -> None:
    for row in frame["row"].filter(undated).head(1000):
        context.warn(
            "is a grade of an inspection without a start date, and is left out",
            row=row,
            column=first_present(frame, names),
        )
