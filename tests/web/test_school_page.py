"""What a school's page tells beside its level: inspections, the line of its numbers, panels, strengths and gaps."""

import itertools
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trellis.analysis.judging import wording
from trellis.analysis.store.records import HistoryRow, Inspection, LineageStep, Standing
from trellis.analysis.store.records import School as Registered
from trellis.interfaces.web.govuk import charts, spreads, timelines
from trellis.interfaces.web.govuk.charts import Beside, Point, Say
from trellis.interfaces.web.govuk.timelines import Moment, Span
from trellis.interfaces.web.schools import groups, inspections, panels, place, since, strengths
from trellis.schools.models import School
from trellis.screening.models import Evidence, Met, Result, Run
from trellis.screening.queries import Before
from trellis.screening.queries import Standing as Suggested

URN, OLD, OLDER = 900001, 900501, 900502
SIMILAR = tuple(range(910000, 910030))


def inspected(on: date, **given: Any) -> Inspection:
    nothing: dict[str, Any] = dict.fromkeys(Inspection.__dataclass_fields__)
    shared = {"kind": "graded", "framework": "eif", "area": "overall", "grade": "good", "predecessor": False}
    return Inspection(
        **{**nothing, **shared, "inspected_urn": URN, "release": "ofsted-1", "row": 7, "started": on, **given}
    )


THREE = (
    inspected(date(2022, 3, 1)),
    inspected(date(2022, 3, 1), area="quality_of_education", grade="requires_improvement"),
    inspected(
        date(2019, 1, 1), predecessor=True, inspected_urn=OLD, framework="section5", grade="inadequate"
    ),
    inspected(date(2025, 2, 1), framework="eif_no_overall", grade="not_judged"),
    inspected(date(2025, 2, 1), framework="eif_no_overall", area="personal_development"),
    inspected(
        date(2026, 1, 5),
        kind="report_card",
        framework="report_card",
        area="inclusion",
        grade="needs_attention",
    ),
)


def test_inspections_of_three_regimes_stand_in_three_tables_and_are_not_to_be_compared() -> None:
    page = inspections.present(THREE, urn=URN, former={OLD: "The Old School"})
    assert [regime.anchor for regime in page.regimes] == [
        "inspections-report_card",
        "inspections-eif_no_overall",
        "inspections-eif",
    ]
    assert "Do not compare across a break" in page.warning
    middle = page.regimes[1].outcomes[0]
    assert middle.first == (("Overall effectiveness", "No overall grade was given"),)
    assert page.picture is not None
    assert [each.text for each in page.picture.breaks] == ["no overall grade", "report cards"]
    assert [mark.shape for mark in page.picture.marks] == ["ring", "dot", "dot", "square"]


def test_a_grade_of_the_school_before_says_whose_it_was() -> None:
    page = inspections.present(THREE, urn=URN, former={OLD: "The Old School"})
    newer, older = page.regimes[-1].outcomes
    assert newer.whose == ""
    assert older.whose == f"Of the school before this one, The Old School (URN {OLD})."
    assert older.source is not None
    assert older.source.href == f"/schools/{URN}/source/ofsted-1/7/"


def test_inspections_of_one_regime_need_no_warning_and_none_at_all_has_no_picture() -> None:
    page = inspections.present(THREE[:2], urn=URN)
    assert page.warning == ""
    assert [len(regime.outcomes) for regime in page.regimes] == [1]
    assert page.regimes[0].outcomes[0].areas == (("Quality of education", "Requires improvement"),)
    nothing = inspections.present((), urn=URN)
    assert (nothing.regimes, nothing.picture) == ((), None)


def test_ungraded_and_monitoring_visits_are_told_as_such() -> None:
    page = inspections.present(
        (
            inspected(date(2023, 1, 1), kind="ungraded", area="ungraded_outcome", grade="remains_good"),
            inspected(date(2024, 1, 1), kind="monitoring", area="safeguarding", grade="met"),
        ),
        urn=URN,
    )
    assert [o.kind for o in page.regimes[0].outcomes] == [
        "Monitoring visit, which changed a grade",
        "Ungraded visit",
    ]
    assert page.picture is not None
    assert [mark.shape for mark in page.picture.marks] == ["diamond", "triangle"]


@given(st.lists(st.dates(date(2005, 1, 1), date(2027, 1, 1)), min_size=1, max_size=25))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_marks_lie_within_the_picture_and_none_on_another(days: list[date]) -> None:
    moments = [Moment(on=on, label=str(i), shape="dot") for i, on in enumerate(days)]
    drawn = timelines.of_moments(moments, breaks=inspections.BREAKS, title="t", description="d")
    assert drawn is not None
    places = [(mark.x, mark.y) for mark in drawn.marks]
    assert all(drawn.left <= x <= drawn.right and 0 < y < drawn.foot for x, y in places)
    assert all(
        abs(a[0] - b[0]) >= 16 or abs(a[1] - b[1]) >= 16
        for i, a in enumerate(places)
        for b in places[i + 1 :]
    )


def registered(urn: int, **given: Any) -> Registered:
    nothing: dict[str, Any] = dict.fromkeys(Registered.__dataclass_fields__)
    shared = {
        "idx": 0,
        "urn": urn,
        "name": f"School {urn}",
        "relationship": "maintained",
        "school_type": "Community school",
        "phase_group": "primary",
        "open": True,
        "history": "",
        "release": "gias-1",
    }
    return Registered(**{**nothing, **shared, **given})


def step(urn: int, relation: str, on: date | None, *, ambiguous: bool = False) -> LineageStep:
    return LineageStep(urn=URN, predecessor_urn=urn, relation=relation, date=on, ambiguous=ambiguous)


def test_the_line_tells_each_number_with_its_dates_and_what_happened() -> None:
    made = place.line(
        [step(OLDER, "converted", date(2015, 9, 1)), step(OLD, "rebrokered", date(2021, 9, 1))],
        registered={
            URN: registered(URN, opened=date(2021, 9, 1)),
            OLD: registered(OLD, opened=date(2015, 9, 1), closed=date(2021, 8, 31), open=False),
            OLDER: registered(OLDER, closed=date(2015, 8, 31), open=False, name="Village School"),
        },
        urn=URN,
        name="School 900001",
        until=date(2026, 11, 1),
    )
    assert made.now == "School 900001 (URN 900001), since 1 September 2021"
    assert made.former[0].change == "Converted to an academy"
    assert made.former[0].lasted == "When it opened is not in the register, closed 31 August 2015"
    assert made.former[1].change == "Became a new academy under another trust"
    assert made.picture is not None
    first, second, last = made.picture.bars
    assert (first.drop_to, second.drop_to) == (second.y, last.y)  # each goes down to the one that it became
    assert "Village School" in first.label


def test_a_link_in_doubt_is_said_in_words_and_drawn_broken() -> None:
    made = place.line(
        [step(OLD, "split", None, ambiguous=True), step(OLDER, "inferred", date(2012, 1, 1))],
        registered={URN: registered(URN, opened=date(2012, 1, 1))},
        urn=URN,
        name="School",
        until=date(2026, 11, 1),
    )
    assert "more than one school that is open now" in made.former[0].doubt
    assert made.former[0].on == "the register gives no date"
    assert made.former[0].name == "A school whose name the register does not hold"
    assert "no link in the register says so" in made.former[1].change
    assert made.picture is not None
    assert [bar.css for bar in made.picture.bars] == ["bar bar--doubtful", "bar bar--doubtful", "bar"]


def test_a_school_without_predecessors_has_no_picture() -> None:
    made = place.line([], registered={URN: registered(URN)}, urn=URN, name="School", until=date(2026, 1, 1))
    assert (made.former, made.picture) == ((), None)
    assert (
        timelines.of_spans(
            [Span(start=None, end=None, label="x")] * 2, until=date(2026, 1, 1), title="", description=""
        )
        is None
    )


def test_who_and_where_says_what_the_register_does_not_and_leaves_out_what_does_not_apply() -> None:
    school = School(urn=URN, name="School", relationship="maintained")
    held = registered(
        URN,
        head_name="Ms A Head",
        low_age=4,
        high_age=11,
        nursery_classes=True,
        roll=215,
        capacity=210,
        religious_character="Does not apply",
        website="https://www.school.example/",
        street="1 High Street",
        town="Arlingford",
    )
    told = dict(place.place(held, school=school, source=None).who)
    assert told["Ages"] == "4 to 11, with nursery classes"
    assert told["Pupils and places"] == "215 on roll, 210 places: 5 more pupils than places"
    assert "Religious character" not in told
    where = dict(place.place(held, school=school, source=None).where)
    assert where["Website"] == "www.school.example"
    assert where["Address"] == "1 High Street, Arlingford"
    bare = dict(place.place(registered(URN), school=school, source=None).who)
    assert bare["Headteacher"] == bare["Ages"] == "The register does not say"
    assert bare["Pupils and places"] == "Roll not held"


def standing(indicator: str, value: float | None = None, **given: Any) -> Standing:
    return Standing(
        indicator=indicator, status=0 if value is not None else 1, value=value, year=2025, **given
    )


def nowhere(_: Standing) -> None:
    return None


def test_outcomes_stand_beside_experience_with_their_years_and_reasons() -> None:
    outcomes, experience = panels.panels(
        [
            standing(
                "ks2_rwm_expected", 61.0, low=50.0, high=70.0, national_median=62.0, similar_median=64.0
            ),
            Standing(indicator="ks2_maths_progress", status=3, year=2025, last_value=1.2, last_year=2023),
            Standing(indicator="ks4_attainment8", status=2),
            standing("absence_overall", 5.0, local=True, national_median=4.0, comparator_year=2024),
            Standing(indicator="parent_view_happy", status=4),
        ],
        where=nowhere,
    )
    first, second = outcomes.figures
    assert (first.value, first.when, first.england, first.similar) == ("61%", "2024/25", "62%", "64%")
    assert first.note == "50% to 70% by chance"
    assert (second.value, second.note) == ("Not published", "last 1.2 in 2022/23")
    happy, absence = experience.figures
    assert (happy.value, happy.note) == ("Not held", "it would come from: Ofsted Parent View")
    assert absence.note == "the authority’s own return"
    assert absence.england == "4.0% in 2023/24"  # the return is a year newer than what is published


def similar_values(
    indicator: str, *, own: tuple[float, float], others: float
) -> dict[tuple[str, int], dict[int, float]]:
    spread = {urn: others + i % 5 for i, urn in enumerate(SIMILAR)}
    return {(indicator, year): {URN: value, **spread} for year, value in zip((2024, 2025), own, strict=True)}


def strong(indicator: str = "ks2_rwm_expected", **given: Any) -> Standing:
    told = {"low": 75.0, "high": 95.0, "similar_median": 62.0, "similar_percentile": 100.0, "cohort": 30.0}
    return standing(indicator, given.pop("value", 88.0), **{**told, **given})


def suggested(
    held: Standing, values: dict[tuple[str, int], dict[int, float]]
) -> tuple[strengths.Strength, ...]:
    return strengths.present([held], urn=URN, similar=SIMILAR, values=values, where=nowhere)


def test_a_figure_held_well_for_two_years_is_a_strength_with_its_n() -> None:
    (found,) = suggested(strong(), similar_values("ks2_rwm_expected", own=(85.0, 88.0), others=60.0))
    assert found.pupils == "30 pupils"
    assert "88% in 2024/25 (75% to 95% by chance), and 85% in 2023/24." in found.sentence
    assert "all of them" in found.sentence


@pytest.mark.parametrize(
    "given",
    [
        {"small_cohort": True},
        {"low": 60.0},  # chance reaches the middle of the set
        {"low": None, "high": None},
        {"similar_percentile": 70.0},
        {"local": True},
        {"basis": "predecessor"},
        {"indicator": "ks2_rwm_gap_sex"},  # neither way is good in itself
        {"indicator": "fsm_eligible"},  # a circumstance
    ],
)
def test_what_is_not_plainly_a_strength_is_none(given: dict[str, Any]) -> None:
    name = str(given.get("indicator", "ks2_rwm_expected"))
    assert suggested(strong(**given), similar_values(name, own=(85.0, 88.0), others=60.0)) == ()


def test_one_good_year_or_a_gap_before_it_is_no_strength() -> None:
    assert suggested(strong(), similar_values("ks2_rwm_expected", own=(61.0, 88.0), others=60.0)) == ()
    values = similar_values("ks2_rwm_expected", own=(85.0, 88.0), others=60.0)
    del values["ks2_rwm_expected", 2024][URN]
    assert suggested(strong(), values) == ()
    few = {key: {urn: v for urn, v in of.items() if urn == URN or urn < SIMILAR[10]} for key, of in
           similar_values("ks2_rwm_expected", own=(85.0, 88.0), others=60.0).items()}  # fmt: skip
    assert suggested(strong(), few) == ()


def test_a_year_too_far_back_is_no_year_before_though_another_figure_reaches_it() -> None:
    held = similar_values("ks2_rwm_expected", own=(85.0, 88.0), others=60.0)
    newest = max(year for _, year in held)
    far = {
        (name, year if year == newest else newest - strengths.YEARS_BACK - 1): by
        for (name, year), by in held.items()
    }
    assert suggested(strong(), held) != ()
    assert suggested(strong(), far) == ()


def test_where_low_is_good_the_lowest_fifth_is_the_strength() -> None:
    low = {"value": 2.0, "low": 1.5, "high": 2.5, "similar_median": 6.0, "similar_percentile": 0.0}
    (found,) = suggested(
        strong("persistent_absence", **low), similar_values("persistent_absence", own=(2.1, 2.0), others=5.0)
    )
    assert found.name == wording.indicators()["persistent_absence"].name


def row(indicator: str, year: int, value: float | None, status: int = 0) -> HistoryRow:
    nothing: dict[str, Any] = dict.fromkeys(HistoryRow.__dataclass_fields__)
    return HistoryRow(
        **{**nothing, "indicator": indicator, "year": year, "value": value, "status": status, "basis": "own",
           "known_from_estimated": False}
    )  # fmt: skip


def gaps(*standings: Standing, history: tuple[HistoryRow, ...] = ()) -> groups.GroupsPage:
    return groups.present(
        [standing("ks2_rwm_expected", 61.0, cohort=30.0), *standings], history, where=nowhere
    )


def test_a_suppressed_group_says_suppressed_and_never_nought() -> None:
    page = gaps(
        standing("ks2_rwm_expected_disadvantaged", None, cohort=0.0),
        standing("ks2_rwm_gap_disadvantaged", None, cohort=0.0),
        history=(row("ks2_rwm_expected_disadvantaged", 2024, None, 1),),
    )
    (outcome,) = page.outcomes
    group = next(each for each in outcome.groups if each.name == "Disadvantaged")
    assert (group.pupils, group.value) == ("suppressed", "Suppressed by the publisher")
    assert group.before == ("2023/24: suppressed by the publisher",)
    gap = outcome.gaps[0]
    assert (gap.pupils, gap.gap, gap.verdict) == ("suppressed", "Suppressed by the publisher", "Not known")
    assert not re.search(r"\b0\b", f"{group} {gap}")


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ({"value": 30.0, "low": 5.0, "high": 50.0}, "Significant"),
        ({"value": -30.0, "low": -50.0, "high": -5.0}, "Significant"),
        ({"value": 30.0, "low": -1.0, "high": 50.0}, "Not significant: within chance"),
        ({"value": 30.0, "low": 5.0, "high": 50.0, "small_cohort": True}, "Not judged: fewer than 6 pupils"),
        ({"value": 30.0}, "Not tested: the number of pupils is not published"),
    ],
)
def test_the_gap_test_states_its_answer_and_n(given: dict[str, Any], verdict: str) -> None:
    page = gaps(standing("ks2_rwm_gap_disadvantaged", cohort=8.0, **given))
    (gap,) = page.outcomes[0].gaps
    assert (gap.verdict, gap.pupils) == (verdict, "8")
    assert gap.meaning == ("behind" if given["value"] > 0 else "ahead")
    assert "95% interval leaves out no gap" in page.rule


def test_a_gap_that_no_publication_lets_be_tested_says_so() -> None:
    page = groups.present(
        [standing("ks4_attainment8", 45.0), standing("ks4_attainment8_gap_disadvantaged", 9.0)],
        (),
        where=nowhere,
    )
    assert page.outcomes[0].gaps[0].verdict.startswith("Not tested: the publication does not print")


def test_groups_that_are_not_held_say_what_would_hold_them() -> None:
    page = gaps(Standing(indicator="ks2_rwm_expected_sen_support", status=4))
    group = next(each for each in page.outcomes[0].groups if each.name == "SEN support")
    assert group.value == "Not held: it would be in Key stage 2 performance tables"
    assert all(why for _, why in (*page.outcomes[0].elsewhere, *page.nowhere))


def test_a_school_without_results_is_told_why_there_are_no_groups() -> None:
    page = groups.present([Standing(indicator="ks2_rwm_expected", status=2)], (), where=nowhere)
    assert page.outcomes == ()
    assert "No results by group are published" in page.nothing


def test_every_indicator_that_the_panels_and_groups_name_is_declared() -> None:
    named = {*panels.OUTCOMES, *panels.EXPERIENCE}
    for of in groups.OUTCOMES:
        named |= {of.every, *(name for _, name in (*of.groups, *of.gaps))}
    assert named <= set(wording.indicators())


def test_lines_beside_a_chart_carry_letters_that_do_not_lie_on_one_another() -> None:
    chart = charts.draw(
        [Point(year=year, value=50.0) for year in (2023, 2024, 2025)],
        title="t",
        description="d",
        say=Say("percent", 0),
        beside=[
            Beside(letter=letter, values={2020: 0.0, 2024: 50.0, 2025: 50.0 + i / 10})
            for i, letter in enumerate("EASNT")
        ],
    )
    assert chart is not None
    places = sorted(line.label.y for line in chart.beside)
    assert all(b - a >= 11 for a, b in itertools.pairwise(places))
    assert places[-1] <= charts.HEIGHT
    assert chart.ticks[0].text != "0%"  # a year that is not drawn does not stretch the axis


def test_a_school_is_drawn_within_its_set() -> None:
    def drawn(others: list[float]) -> spreads.Spread | None:
        return spreads.draw(
            5.0, others, low=4.0, high=6.0, middle=3.0, title="t", description="d", say=Say("percent", 1)
        )

    spread = drawn([1.0, 3.0, 9.0])
    assert spread is not None
    assert (spread.least, spread.most) == ("1%", "9%")
    assert spread.others.count("M") == 3
    assert spread.left < spread.own < spread.right
    assert drawn([1.0, 2.0]) is None


def test_what_changed_of_a_school_is_its_level_and_the_criteria_answered_otherwise() -> None:
    pack = {
        "levels": [{"number": 1, "name": "Secure"}, {"number": 2, "name": "Vulnerable"}],
        "criteria": [{"id": "L2-5", "name": "Teaching inconsistent"}, {"id": "L2-6", "name": "Falling"}],
    }
    at = datetime(2026, 9, 7, 9, tzinfo=UTC)
    run = Run(pack_text=pack, pack_hash="a", at=at)
    result = Result(level=1, ground="secure", relationship="maintained")
    evidence = [Evidence(criterion="L2-5", met=Met.NOT_MET), Evidence(criterion="L2-6", met=Met.MET)]
    was = Suggested(level=2, ground="key", relationship="maintained")
    earlier = Before(run=run, standing=was, answers={"L2-5": Met.MET, "L2-6": Met.MET})
    told = since.present(earlier, run=run, result=result, evidence=evidence)
    assert told is not None
    assert "it was “Level 2: Vulnerable”" in told.sentence
    assert told.answers == ("L2-5 Teaching inconsistent: was met, is not met",)
    other = Before(run=Run(pack_hash="b", at=at), standing=was, answers={"L2-5": Met.MET})
    told = since.present(other, run=run, result=result, evidence=evidence)
    assert told is not None
    assert told.answers == ()
    assert since.present(None, run=run, result=result, evidence=evidence) is None
