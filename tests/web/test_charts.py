"""The geometry of the small charts, and the words of numbers, dates and filters."""

import math
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.interfaces.web.govuk import charts, levels, words
from trellis.interfaces.web.govuk.charts import Point, Say
from trellis.interfaces.web.schools import indicators
from trellis.interfaces.web.schools.filters import Filters, read
from trellis.interfaces.web.schools.indicators import Held, YearHeld

SAY = Say("percent", 1)


def drawn(*points: Point) -> charts.Chart:
    chart = charts.draw(points, title="t", description="d", say=SAY)
    assert chart is not None
    return chart


def test_a_year_without_a_value_breaks_the_line_and_is_marked() -> None:
    chart = drawn(
        *(
            Point(year=y, value=v)
            for y, v in ((2016, 4.0), (2017, 5.0), (2018, None), (2019, 4.0), (2020, 4.5))
        )
    )
    assert len(chart.lines) == 2
    assert len(chart.gaps) == 1
    assert len(chart.dots) == 4


def test_a_year_that_is_not_there_at_all_is_a_gap_too() -> None:
    chart = drawn(Point(year=2019, value=4.0), Point(year=2022, value=5.0))
    assert [gap.text for gap in chart.gaps] == ["no value", "no value"]
    assert chart.lines == ()


def test_one_value_makes_no_chart() -> None:
    points = [Point(year=2019, value=4.0), Point(year=2020, value=None)]
    assert charts.draw(points, title="t", description="d", say=SAY) is None


def test_a_value_of_the_school_before_is_an_open_circle() -> None:
    chart = drawn(Point(year=2019, value=4.0, before=True), Point(year=2020, value=5.0))
    assert [dot.css for dot in chart.dots] == ["dot dot--before", "dot"]


def test_a_comparator_of_one_year_is_a_short_level_line() -> None:
    chart = drawn(Point(year=2019, value=4.0), Point(year=2020, value=5.0, comparator=4.5))
    (line,) = chart.comparators
    (x1, y1), (x2, y2) = [tuple(map(float, place.split(","))) for place in line.split()]
    assert y1 == y2
    assert x1 < x2 <= chart.width


@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.floats(-1e6, 1e6)),
            st.floats(0, 100),
            st.one_of(st.none(), st.floats(-1e6, 1e6)),
        ),
        min_size=2,
        max_size=14,
    ),
    st.sampled_from([0, 1, 2]),
)
def test_everything_drawn_lies_within_the_picture(
    rows: list[tuple[float | None, float, float | None]], decimals: int
) -> None:
    points = [
        Point(
            year=2010 + i,
            value=value,
            low=None if value is None else value - spread,
            high=None if value is None else value + spread,
            comparator=comparator,
        )
        for i, (value, spread, comparator) in enumerate(rows)
    ]
    chart = charts.draw(points, title="t", description="d", say=Say("", decimals), decimals=decimals)
    if chart is None:
        assert sum(point.value is not None for point in points) < 2
        return
    heights = [dot.y for dot in chart.dots] + [y for w in chart.whiskers for y in (w.top, w.bottom)]
    heights += [tick.y for tick in chart.ticks]
    assert all(0 <= y <= chart.height for y in heights)
    assert 3 <= len(chart.ticks) <= 8
    assert all(math.isfinite(y) for y in heights)


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "said"),
    [
        (93.14, "percent", 1, "93.1%"),
        (-0.04, "score", 1, "0.0"),
        (-1.25, "score", 2, "−1.25"),
        (1204.4, "pounds", 0, "£1,204"),
        (-1204.4, "pounds", 0, "−£1,204"),
        (210.0, "pupils", 1, "210 pupils"),
        (1.0, "yes_no", 0, "Yes"),
        (None, "percent", 1, ""),
        (math.nan, "percent", 1, ""),
    ],
)
def test_numbers_are_said_with_their_units(value: float | None, unit: str, decimals: int, said: str) -> None:
    assert words.number(value, unit=unit, decimals=decimals) == said


def test_dates_times_years_and_counts_are_said_in_words() -> None:
    assert words.day(date(2026, 3, 3)) == words.day("2026-03-03") == "3 March 2026"
    assert words.day(None) == ""
    assert words.moment(datetime(2026, 7, 1, 23, 5, tzinfo=UTC)) == "2 July 2026 at 12:05am"
    assert words.moment(datetime(2026, 1, 1, 12, 0, tzinfo=UTC)) == "1 January 2026 at 12:00pm"
    assert words.year(2019) == "2018/19"
    assert words.year(2000) == "1999/00"
    assert [words.count(n, "criterion", "criteria") for n in (1, 2)] == ["1 criterion", "2 criteria"]


def test_coverage_is_all_only_when_it_is_all() -> None:
    assert levels.coverage_percent(0.999) == 99
    assert levels.coverage_percent(1.0) == 100
    assert levels.coverage_percent(0.0) == 0


def test_filters_come_back_from_the_address_they_write() -> None:
    wanted = Filters(
        search="oak & ash", phase="primary", level="none", relationship="academy", sort="name", page=2
    )
    from django.http import QueryDict

    query = QueryDict(wanted.address(page=2).removeprefix("?"))
    assert read(query, phases={"primary": ""}, relationships={"academy": ""}) == wanted


def test_changing_a_filter_goes_back_to_the_first_page() -> None:
    assert "page" not in Filters(page=3).address(level="2")


def held(*years: YearHeld, **more: object) -> Held:
    given: dict[str, object] = {
        "id": "absence_overall",
        "name": "Overall absence",
        "definition": "Sessions missed.",
        "theme": "attendance",
        "unit": "percent",
        "decimals": 1,
        "polarity": "low",
    }
    return Held(**{**given, **more}, years=years)  # type: ignore[arg-type]


def test_an_indicator_is_summed_up_with_what_it_is_set_beside() -> None:
    said = indicators.summary(
        held(
            YearHeld(year=2025, value=4.0, status="value"),
            YearHeld(year=2026, value=5.5, status="value"),
            percentile=81.0,
            beside=(("national median", 4.9), ("similar schools", 5.0)),
        )
    )
    assert said == (
        "5.5% in 2025/26. National median 4.9%, similar schools 5.0%. "
        "Higher than or equal to 81% of schools of its phase."
    )


def test_three_years_are_summed_up_by_their_mean_and_how_they_move() -> None:
    years = [YearHeld(year=2024 + i, value=4.0 + i, status="value") for i in range(3)]
    said = indicators.summary(held(*years, mean3=5.0, slope3=1.0, beside=(("statistical neighbours", 4.5),)))
    assert "Statistical neighbours 4.5%" in said
    assert "Mean of three years 5.0%, up 1.0 points a year over three years." in said
    assert "level over three years" in indicators.summary(held(*years, mean3=5.0, slope3=0.01))


def test_an_indicator_without_a_value_says_why() -> None:
    said = indicators.summary(held(YearHeld(year=2026, value=None, status="suppressed by the publisher")))
    assert said == "No value is held: suppressed by the publisher."


def test_the_authoritys_own_figure_is_charted_in_place_of_the_published_and_both_are_in_the_table() -> None:
    shown = indicators.shown(
        held(
            YearHeld(year=2025, value=4.0, status="value"),
            YearHeld(year=2026, value=None, status="suppressed by the publisher"),
            YearHeld(year=2026, value=6.0, status="value", local=True),
        )
    )
    assert shown.chart is not None
    assert len(shown.chart.dots) == 2
    assert [row.value for row in shown.rows] == ["6.0%", "suppressed by the publisher", "4.0%"]
    assert "own return" in shown.rows[0].note


def test_older_years_are_kept_apart() -> None:
    years = [YearHeld(year=2010 + i, value=4.0 + i, status="value") for i in range(9)]
    shown = indicators.shown(held(*years))
    assert (len(shown.rows), len(shown.earlier)) == (indicators.YEARS_SHOWN, 9 - indicators.YEARS_SHOWN)
