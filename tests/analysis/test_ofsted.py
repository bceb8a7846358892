"""Ofsted's outcomes in three regimes: each grade in its own terms, and nothing that is not a grade."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.analysis.sheets import context, frame_of, read, shape_of
from trellis.analysis.dataset import Reading
from trellis.analysis.datasets.ofsted_outcomes import ofsted_outcomes
from trellis.analysis.inspection import AREAS, FRAMEWORKS, GRADES

SAMPLES = Path(__file__).parents[1] / "samples" / "ofsted_outcomes"
SHAPES = [shape.id for shape in ofsted_outcomes.shapes]


def sample(shape: str) -> Reading:
    reading, told = read(SAMPLES / f"{shape}.csv", ofsted_outcomes, shape)
    assert told.problems == []
    return reading


def grades(reading: Reading, urn: int, **only: object) -> dict[str, str]:
    rows = reading.tables["inspection"].filter(urn=urn, **only)  # type: ignore[arg-type]
    assert rows["area"].is_unique().all()
    return dict(rows.select("area", "grade").iter_rows())


@pytest.mark.parametrize("shape", SHAPES)
def test_every_row_is_in_the_terms_of_its_regime(shape: str) -> None:
    rows = sample(shape).tables["inspection"]
    assert set(rows["area"]) <= AREAS.keys()
    assert set(rows["grade"]) <= GRADES.keys()
    assert set(rows["framework"]) <= FRAMEWORKS.keys()
    assert rows["started"].null_count() == 0
    assert rows["known_from"].null_count() == 0


def test_nine_eight_zero_and_null_never_become_grades() -> None:
    reading = sample("graded_inspections")
    assert grades(reading, 900001, latest=True, kind="graded") == {
        "overall": "outstanding",
        "category_of_concern": "none",
        "leadership_and_management": "outstanding",
        "early_years_provision": "outstanding",
    }
    assert grades(reading, 900007) == {}


def test_not_judged_is_a_grade_of_its_own_and_tells_the_regime() -> None:
    reading = sample("graded_inspections")
    assert grades(reading, 900003, latest=True)["overall"] == "not_judged"
    rows = reading.tables["inspection"].filter(urn=900003)
    assert set(rows.filter(latest=True)["framework"]) == {"eif_no_overall"}
    assert set(rows.filter(latest=False)["framework"]) == {"eif"}


def test_an_inspection_before_september_2019_is_a_section_5_one() -> None:
    rows = sample("graded_inspections").tables["inspection"].filter(urn=900004)
    assert set(rows.filter(latest=False)["framework"]) == {"section5"}
    assert set(rows.filter(latest=True)["framework"]) == {"eif"}


def test_a_category_of_concern_and_unsafe_children_are_told_and_none_is_said() -> None:
    reading = sample("graded_inspections")
    worst = grades(reading, 900004, latest=True)
    assert (worst["category_of_concern"], worst["safeguarding"]) == ("special_measures", "not_met")
    assert grades(reading, 900005, latest=True)["category_of_concern"] == "serious_weaknesses"
    assert grades(reading, 900005, latest=False)["category_of_concern"] == "notice_to_improve"
    assert grades(reading, 900002, latest=True)["category_of_concern"] == "none"


@pytest.mark.parametrize(
    ("cell", "told"),
    [(None, "none"), ("NULL", "none"), ("-", None), ("9", None), ("SWK", "serious_weaknesses")],
)
def test_a_blank_category_of_concern_says_none_and_another_silent_code_says_nothing(
    cell: str | None, told: str | None
) -> None:
    shape = shape_of(ofsted_outcomes, "graded_inspections")
    frame = frame_of(SAMPLES / "graded_inspections.csv", shape).with_columns(
        pl.lit(cell, dtype=pl.String).alias("category of concern")
    )
    reading = shape.read(frame, context())
    assert reading is not None
    assert grades(reading, 900002, latest=True, kind="graded").get("category_of_concern") == told


def test_a_blank_category_beside_no_grade_says_nothing() -> None:
    shape = shape_of(ofsted_outcomes, "graded_inspections")
    frame = frame_of(SAMPLES / "graded_inspections.csv", shape)
    areas = [
        "overall effectiveness", "quality of education", "behaviour and attitudes", "personal development",
        "effectiveness of leadership and management", "safeguarding is effective?",
        "early years provision (where applicable)", "sixth form provision (where applicable)",
    ]  # fmt: skip
    blank = frame.with_columns(
        pl.lit(None, dtype=pl.String).alias(name)
        for name in (*areas, "category of concern")
        if name in frame.columns
    )
    reading = shape.read(blank, context())
    assert reading is not None
    assert grades(reading, 900002, latest=True, kind="graded") == {}


def test_a_predecessors_grades_keep_the_number_of_the_school_that_was_inspected() -> None:
    rows = sample("graded_inspections").tables["inspection"].filter(urn=900013)
    assert rows["inspected_urn"].unique().to_list() == [900101]


def test_an_ungraded_inspection_has_an_outcome_and_no_grades() -> None:
    reading = sample("graded_inspections")
    assert grades(reading, 900008, kind="ungraded") == {"ungraded_outcome": "remains_good_concerns"}
    assert grades(reading, 900009, kind="ungraded") == {"ungraded_outcome": "standards_maintained"}


def test_a_grade_is_known_from_the_day_its_report_came_out() -> None:
    rows = sample("graded_inspections").tables["inspection"].filter(urn=900002, latest=True)
    assert rows["known_from"].unique().to_list() == [date(2021, 12, 9)]
    assert not rows["known_from_estimated"].any()


def test_the_yearly_file_is_as_at_the_end_of_the_year_in_its_header() -> None:
    reading = sample("graded_inspections")
    assert (reading.edition, reading.part, reading.years) == ("as at 31 August 2025", "2025-08-31", (2025,))
    observed = reading.tables["observation"]
    assert set(observed["measure"]) == {"idaci_quintile", "warning_notices"}
    assert observed.filter(measure="warning_notices")["urn"].to_list() == [900003]
    assert observed.filter(measure="idaci_quintile")["year"].unique().to_list() == [2025]


def test_blank_rows_at_the_end_are_not_schools() -> None:
    assert sample("graded_inspections").tables["inspection"]["urn"].null_count() == 0


def test_the_older_words_full_and_section_8_give_the_same_rows() -> None:
    older = sample("full_inspections").tables["inspection"]
    newer = sample("graded_inspections").tables["inspection"]
    left = older.drop("row", "known_from", "known_from_estimated")
    right = newer.drop("row", "known_from", "known_from_estimated").filter(
        pl.col("urn").is_in(older["urn"].to_list())
    )
    order = ["urn", "kind", "latest", "area"]
    assert left.sort(order).equals(right.sort(order))


def test_the_monthly_file_is_as_at_the_end_of_the_month_of_its_latest_report() -> None:
    reading = sample("report_cards")
    assert reading.edition == "as at 28 February 2026 (the month of its latest report)"
    assert reading.part == "2026-02-28"
    hinted, _ = read(
        SAMPLES / "report_cards.csv", ofsted_outcomes, "report_cards", hinted_date=date(2026, 3, 31)
    )
    assert hinted.edition == "as at 31 March 2026"


def test_a_report_without_a_day_of_publication_is_known_from_the_day_of_the_list() -> None:
    shape = shape_of(ofsted_outcomes, "report_cards")
    frame = frame_of(SAMPLES / "report_cards.csv", shape).with_columns(
        pl.lit("NULL").alias("publication date")
    )
    told = context(hinted_date=date(2026, 2, 28))
    reading = shape.read(frame, told)
    assert reading is not None
    assert reading.part == "2026-02-28"
    cards = reading.tables["inspection"].filter(kind="report_card")
    assert cards["known_from"].unique().to_list() == [date(2026, 2, 28)]
    assert cards["known_from_estimated"].all()


def test_a_report_card_has_its_own_areas_and_words() -> None:
    card = grades(sample("report_cards"), 900002, kind="report_card")
    assert card == {
        "inclusion": "strong_standard",
        "curriculum_and_teaching": "strong_standard",
        "achievement": "strong_standard",
        "attendance_and_behaviour": "expected_standard",
        "personal_development_and_wellbeing": "strong_standard",
        "early_years": "exceptional",
        "post_16_provision": "not_applicable",
        "leadership_and_governance": "expected_standard",
        "safeguarding": "met",
        "category_of_concern": "none",
    }


def test_a_report_card_leaves_the_grades_before_it_as_earlier_ones() -> None:
    rows = sample("report_cards").tables["inspection"]
    carded = rows.filter(urn=900002)
    assert set(carded.filter(latest=True)["kind"]) == {"report_card"}
    assert carded.filter(area="overall")["latest"].to_list() == [False]
    assert rows.filter(urn=900003, area="overall")["latest"].to_list() == [True]


def test_a_grade_changed_by_a_later_monitoring_visit_is_dated_and_kept_apart() -> None:
    rows = sample("report_cards").tables["inspection"].filter(urn=900006)
    changed = rows.filter(kind="monitoring")
    assert changed.select("area", "grade", "started").rows() == [
        ("achievement", "expected_standard", date(2026, 2, 10))
    ]
    assert changed["known_from_estimated"].all()
    assert "achievement" not in rows.filter(kind="report_card")["area"].to_list()


def test_the_header_of_february_2026_said_date_of_judgement() -> None:
    shape = shape_of(ofsted_outcomes, "report_cards")
    frame = frame_of(SAMPLES / "report_cards.csv", shape)
    drifted = frame.rename({n: n.replace("date of grade", "date of judgement") for n in frame.columns})
    assert not any("date of grade" in name for name in drifted.columns)
    told = context()
    reading = shape.read(drifted, told)
    assert reading is not None
    assert told.problems == []
    assert reading.tables["inspection"].equals(sample("report_cards").tables["inspection"])


def test_two_spaces_in_the_header_do_not_lose_safeguarding() -> None:
    assert grades(sample("report_cards"), 900003, kind="graded")["safeguarding"] == "met"


def test_a_school_with_a_name_and_no_number_is_an_error_at_its_row() -> None:
    shape = shape_of(ofsted_outcomes, "graded_inspections")
    frame = frame_of(SAMPLES / "graded_inspections.csv", shape).with_columns(
        pl.when(pl.col("row") == 3).then(pl.lit("")).otherwise("urn").alias("urn")
    )
    told = context()
    shape.read(frame, told)
    assert [(p.row, p.column, p.severity) for p in told.problems] == [(3, "URN", "error")]


def test_a_list_without_a_single_inspection_is_of_the_day_its_name_says() -> None:
    shape = shape_of(ofsted_outcomes, "graded_inspections")
    whole = frame_of(SAMPLES / "graded_inspections.csv", shape)
    notices = [name for name in whole.columns if "warning notices" in name]
    told = context(hinted_date=date(2024, 3, 31))
    reading = shape.read(whole.filter(urn="900007").drop(notices), told)
    assert reading is not None
    assert (reading.part, told.problems) == ("2024-03-31", [])
    assert reading.tables["inspection"].is_empty()


def test_a_list_without_overall_effectiveness_at_all_has_the_rest() -> None:
    shape = shape_of(ofsted_outcomes, "graded_inspections")
    assert "Overall effectiveness" in shape.optional
    frame = frame_of(SAMPLES / "graded_inspections.csv", shape).drop("overall effectiveness")
    told = context()
    reading = shape.read(frame, told)
    assert reading is not None
    assert told.problems == []
    rows = reading.tables["inspection"].filter(latest=True)
    assert "overall" not in set(rows["area"])
    assert set(rows.filter(urn=900003)["framework"]) == {"eif_no_overall"}


def test_a_cell_that_is_no_grade_is_an_error_at_its_row_and_column() -> None:
    shape = shape_of(ofsted_outcomes, "graded_inspections")
    frame = frame_of(SAMPLES / "graded_inspections.csv", shape).with_columns(
        pl.when(pl.col("row") == 2)
        .then(pl.lit("7"))
        .otherwise("quality of education")
        .alias("quality of education")
    )
    told = context()
    shape.read(frame, told)
    assert [(p.row, p.column, p.severity) for p in told.problems] == [(2, "quality of education", "error")]


def test_grades_without_a_start_date_are_left_out_with_a_warning() -> None:
    shape = shape_of(ofsted_outcomes, "graded_inspections")
    frame = frame_of(SAMPLES / "graded_inspections.csv", shape).with_columns(
        pl.when(pl.col("row") == 2)
        .then(None)
        .otherwise("inspection start date")
        .alias("inspection start date")
    )
    told = context()
    reading = shape.read(frame, told)
    assert reading is not None
    assert {p.severity for p in told.problems} == {"warning"}
    assert "graded" not in reading.tables["inspection"].filter(urn=900001, latest=True)["kind"].to_list()


@pytest.mark.published
@pytest.mark.parametrize("held", ["ofsted.parquet", "reencoded"])
def test_the_file_of_august_2025_has_the_published_counts(published_data: Path, held: str) -> None:
    path = published_data / "ofsted" / "2025-08-31" / held
    if path.is_dir():
        path = next(path.iterdir())
    reading, told = read(path, ofsted_outcomes, "graded_inspections")
    assert told.problems == []
    assert reading.edition == "as at 31 August 2025"
    latest = reading.tables["inspection"].filter(latest=True)

    def counts(area: str) -> dict[str, int]:
        return dict(latest.filter(area=area)["grade"].value_counts().iter_rows())

    assert counts("overall") == {
        "outstanding": 2_063,
        "good": 15_264,
        "requires_improvement": 1_087,
        "inadequate": 204,
        "not_judged": 3_269,
    }
    assert counts("category_of_concern") == {
        "special_measures": 169,
        "serious_weaknesses": 92,
        "none": 21_626,
    }
    assert counts("safeguarding") == {"met": 16_627, "not_met": 99}
    assert latest.filter(pl.col("urn") != pl.col("inspected_urn"), area="overall").height == 3_153
