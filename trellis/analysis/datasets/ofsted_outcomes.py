"""Ofsted: the outcomes of state-funded schools' inspections, in the terms of each regime since 2005.

Monthly management information and the yearly official statistics list each school with its latest inspections.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from trellis.analysis.columns import inspection_reading
from trellis.analysis.columns.inspection_reading import Layout
from trellis.analysis.columns.reading import (
    dates,
    duplicate_keys,
    first_present,
    observations,
    text,
    whole_numbers,
)
from trellis.analysis.columns.snapshot import Snapshot, month_end, named
from trellis.analysis.dataset import Address, Context, Dataset, Measure, Reading, Shape
from trellis.analysis.observation import Status

_CODES = {"": Status.NOT_HELD, "null": Status.NOT_HELD}

_IDACI = Measure(
    id="idaci_quintile",
    column="The income deprivation affecting children index (IDACI) quintile",
    least=1,
    most=5,
)

# The header names the year that ended with the snapshot: "issued in 2024/25 academic year".
_NOTICES = {
    year: f"Number of warning notices issued in {year - 1}/{year % 100:02d} academic year"
    for year in range(2016, 2041)
}

# A list "as at" a day may carry reports that came out in the weeks after it.
_NEAR = timedelta(days=62)

_GRADED = Layout(
    kind="graded",
    started="Inspection start date",
    published="Publication date",
    inspected_urn=(
        "URN at time of latest graded inspection",
        "URN at time of latest full inspection",
    ),
    same_urn=(
        "Does the latest graded inspection relate to the URN of the current school?",
        "Does the latest full inspection relate to the URN of the current school?",
    ),
    grades={
        "overall": "Overall effectiveness",
        "category_of_concern": "Category of concern",
        "quality_of_education": "Quality of education",
        "behaviour_and_attitudes": "Behaviour and attitudes",
        "personal_development": "Personal development",
        "leadership_and_management": "Effectiveness of leadership and management",
        "safeguarding": ("Safeguarding is effective?", "Is safeguarding effective?"),
        "early_years_provision": "Early years provision (where applicable)",
        "sixth_form_provision": "Sixth form provision (where applicable)",
    },
)

_PREVIOUS = Layout(
    kind="graded",
    started="Previous inspection start date",
    published="Previous publication date",
    inspected_urn=(
        "URN at time of previous graded inspection",
        "URN at time of previous full inspection",
    ),
    same_urn=(
        "Does the previous graded inspection relate to the URN of the current school?",
        "Does the previous full inspection relate to the URN of the current school?",
    ),
    grades={
        "overall": (
            "Previous graded inspection overall effectiveness",
            "Previous full inspection overall effectiveness",
        ),
        "category_of_concern": "Previous category of concern",
        "quality_of_education": "Previous quality of education",
        "behaviour_and_attitudes": "Previous behaviour and attitudes",
        "personal_development": "Previous personal development",
        "leadership_and_management": "Previous effectiveness of leadership and management",
        "safeguarding": ("Previous safeguarding is effective?", "Previous is safeguarding effective?"),
        "early_years_provision": "Previous early years provision (where applicable)",
        "sixth_form_provision": "Previous sixth form provision (where applicable)",
    },
    latest=False,
)

_UNGRADED = Layout(
    kind="ungraded",
    started=(
        "Date of latest ungraded inspection",
        "Date of latest section 8 inspection",
    ),
    published=(
        "Ungraded inspection publication date",
        "Section 8 inspection publication date",
    ),
    inspected_urn=(
        "URN at time of the ungraded inspection",
        "URN at time of the section 8 inspection",
    ),
    same_urn=(
        "Does the ungraded inspection relate to the URN of the current school?",
        "Does the section 8 inspection relate to the URN of the current school?",
    ),
    grades={
        "ungraded_outcome": (
            "Ungraded inspection overall outcome",
            "Section 8 inspection overall outcome",
        )
    },
)

_CARD_COLUMNS = {
    "inclusion": ("Inclusion", "Inclusion"),
    "curriculum_and_teaching": ("Curriculum and teaching", "Curriculum and teaching"),
    "achievement": ("Achievement", "Achievement"),
    "attendance_and_behaviour": ("Attendance and behaviour", "Attendance and behaviour"),
    "personal_development_and_wellbeing": (
        "Personal development and wellbeing",
        "Personal development and wellbeing",
    ),
    "early_years": ("Early years (where applicable)", "Early years"),
    "post_16_provision": ("Post-16 provision (where applicable)", "Post-16 provision"),
    "leadership_and_governance": ("Leadership and governance", "Leadership and governance"),
    "safeguarding": ("Safeguarding standards", "Safeguarding standards"),
}

_CARD = Layout(
    kind="report_card",
    started="Inspection start date",
    published="Publication date",
    inspected_urn="URN at time of latest full inspection",
    same_urn="Does the latest full inspection relate to the URN of the current school?",
    grades={
        **{area: column for area, (column, _) in _CARD_COLUMNS.items()},
        "category_of_concern": "Category of concern",
    },
    # Until February 2026 the header said "date of judgement".
    graded_on={
        area: (f"{column} - date of grade", f"{column} - date of judgement")
        for area, (_, column) in _CARD_COLUMNS.items()
    },
)

_OEIF = Layout(
    kind="graded",
    started="Inspection start date of latest OEIF graded inspection",
    published="Publication date of latest OEIF graded inspection",
    inspected_urn="URN at time of latest OEIF graded inspection",
    same_urn="Does the latest OEIF graded inspection relate to the URN of the current school?",
    grades={
        "overall": "Latest OEIF overall effectiveness",
        "category_of_concern": "Latest OEIF category of concern",
        "quality_of_education": "Latest OEIF quality of education",
        "behaviour_and_attitudes": "Latest OEIF behaviour and attitudes",
        "personal_development": "Latest OEIF personal development",
        "leadership_and_management": "Latest OEIF effectiveness of leadership and management",
        "safeguarding": "Latest OEIF safeguarding is effective?",
        "early_years_provision": "Latest OEIF early years provision (where applicable)",
        "sixth_form_provision": "Latest OEIF sixth form provision (where applicable)",
    },
)


def _snapshot(frame: pl.DataFrame, layouts: Sequence[Layout], context: Context) -> Snapshot:
    """Tell the day the list is of: by the year in its header, its name borne out by its reports, or its last report."""
    for year, name in _NOTICES.items():
        if first_present(frame, name) is not None:
            return Snapshot(day=date(year, 8, 31))
    # A report may lack its date of publication; its inspection was before the list was made all the same.
    told = [names for layout in layouts for names in (layout.published, layout.started)]
    latest = [dates(frame, names, _unheard(context)).max() for names in told]
    newest = max((day for day in latest if isinstance(day, date)), default=None)
    hinted = context.hinted_date
    if newest is None:
        return named(context, called="latest_inspections_as_at_31_August_2026.csv")
    if hinted is not None and abs(hinted - newest) <= _NEAR:
        return Snapshot(day=hinted)
    return Snapshot(day=month_end(newest), how="the month of its latest report")


def _unheard(context: Context) -> Context:
    """A context for a look ahead: each date is read, and its problems told, once only."""
    return Context(file=context.file, sha256=context.sha256, imported_on=context.imported_on)


def _read(frame: pl.DataFrame, context: Context, layouts: Sequence[Layout]) -> Reading:
    urn = whole_numbers(frame, "URN", context, codes=("NULL",))
    # The yearly file ends in blank rows; a named school without a number is another matter.
    nameless = urn.is_null() & text(frame, "School name").is_not_null()
    for row in frame["row"].filter(nameless).head(1000):
        context.error("has a school’s name and no URN", row=row, column="URN")
    duplicate_keys(frame, [urn], context, "URN")
    snapshot = _snapshot(frame, layouts, context)
    inspections = pl.concat(
        inspection_reading.read(frame, layout, context, urn=urn, as_at=snapshot.day) for layout in layouts
    )
    return Reading(
        tables={
            "inspection": inspections,
            # A printed NULL is as silent as a blank.
            "observation": observations(
                frame,
                _measures(frame),
                context,
                codes=_CODES,
                year=snapshot.year,
                urn=urn,
                released=snapshot.day,
            ).filter(status=int(Status.VALUE)),
        },
        edition=snapshot.edition,
        part=snapshot.day.isoformat(),
        years=(snapshot.year,),
        released=snapshot.day,
    )


def _measures(frame: pl.DataFrame) -> tuple[Measure, ...]:
    notices = [name for name in _NOTICES.values() if first_present(frame, name) is not None]
    return (_IDACI, *(Measure(id="warning_notices", column=name, least=0) for name in notices[:1]))


def _read_grades(frame: pl.DataFrame, context: Context) -> Reading | None:
    return _read(frame, context, (_GRADED, _PREVIOUS, _UNGRADED))


def _read_cards(frame: pl.DataFrame, context: Context) -> Reading | None:
    reading = _read(frame, context, (_CARD, _OEIF, _UNGRADED))
    rows = reading.tables["inspection"]
    # A report card takes the place of the grades before it, which stay to be shown as earlier ones.
    carded = rows.filter(kind="report_card")["urn"].unique().to_list()
    earlier = pl.col("urn").is_in(carded) & pl.col("kind").is_in(["graded", "ungraded"])
    told = rows.with_columns(latest=pl.col("latest") & ~earlier)
    return replace(reading, tables={**reading.tables, "inspection": told})


_ALWAYS = ("URN", "School name", str(_IDACI.column))

# A header that lacks one of these is not this file; any other column has come or gone within a shape's life.
_CORE = (
    "URN",
    "LAESTAB",
    "Inspection start date",
    "Publication date",
    "Category of concern",
    "Quality of education",
    "Behaviour and attitudes",
    "Personal development",
    "Effectiveness of leadership and management",
)


def _shape(
    shape_id: str,
    title: str,
    marks: tuple[str, ...],
    layouts: Sequence[Layout],
    read: Callable[[pl.DataFrame, Context], Reading | None],
    more: tuple[str, ...] = (),
) -> Shape:
    columns = tuple(
        dict.fromkeys((*_ALWAYS, *more, *(name for layout in layouts for name in layout.columns)))
    )
    return Shape(
        id=shape_id,
        title=title,
        marks=marks,
        reads=columns,
        optional=tuple(name for name in columns if name not in marks),
        read=read,
    )


ofsted_outcomes = Dataset(
    id="ofsted_outcomes",
    title="State-funded schools: inspections and outcomes",
    publisher="Ofsted",
    licence="Open Government Licence v3.0",
    page=(
        "https://www.gov.uk/government/statistical-data-sets/"
        "monthly-management-information-ofsteds-school-inspections-outcomes"
    ),
    shapes=(
        _shape(
            "full_inspections",
            "2019 to 2023: overall effectiveness, “full” and “section 8” inspections",
            (*_CORE, "URN at time of latest full inspection", "Overall effectiveness"),
            (_GRADED, _PREVIOUS, _UNGRADED),
            _read_grades,
        ),
        _shape(
            "graded_inspections",
            "2023 to 2025: “graded” and “ungraded” inspections; no overall grade since September 2024",
            (*_CORE, "URN at time of latest graded inspection"),
            (_GRADED, _PREVIOUS, _UNGRADED),
            _read_grades,
            tuple(_NOTICES.values()),
        ),
        _shape(
            "report_cards",
            "Since November 2025: report cards, with the last graded inspection beside them",
            (
                "URN",
                "LAESTAB",
                "Inspection start date",
                "Publication date",
                "URN at time of latest full inspection",
                "Inclusion",
                "Curriculum and teaching",
                "Achievement",
                "Attendance and behaviour",
                "Personal development and wellbeing",
                "Leadership and governance",
                "Safeguarding standards",
                "Category of concern",
            ),
            (_CARD, _OEIF, _UNGRADED),
            _read_cards,
        ),
    ),
    addresses=(
        Address(
            url=(
                "https://www.gov.uk/government/statistical-data-sets/"
                "monthly-management-information-ofsteds-school-inspections-outcomes"
            ),
            note="a page of files: choose “State-funded schools - latest inspections as at ...” (CSV)",
        ),
    ),
    about=(
        "Each file is of one day and stands beside the others: later files leave out inspections before "
        "September 2019, so an older one still tells them."
    ),
)
