"""Reading area figures out of the warehouse's tables, beside reading them one by one."""

from collections.abc import Iterator
from datetime import date

import duckdb
import numpy as np
import pytest

from trellis.analysis.area_measure import AreaMeasure
from trellis.analysis.measuring.area_figures import AreaFigures
from trellis.analysis.store import area_reading

ABSENCE = AreaMeasure(
    id="absence",
    name="Absence",
    theme="attendance",
    phase="primary",
    unit="percent",
    polarity="low",
    series=(("lait:PriTotAbs", "all"), ("absence_overall", "primary")),
)
NOTHING = AreaMeasure(
    id="nothing",
    name="Nothing",
    theme="attendance",
    phase="all",
    unit="percent",
    polarity="low",
    series=(("lait:Nothing", "all"),),
)
# measure, schools, area, year, value, status, release, row, whose own
ROWS = [
    ("lait:PriTotAbs", "all", "801", 2024, 5.0, 0, "lait-1", 2, None),
    ("lait:PriTotAbs", "all", "802", 2024, None, 3, "lait-1", 3, None),
    ("lait:PriTotAbs", "all", "ENG", 2024, 5.5, 0, "lait-1", 4, None),
    ("lait:PriTotAbs", "all", "Yorkshire and The Humber", 2024, 5.7, 0, "lait-1", 5, None),
    ("lait:PriTotAbs", "all", "ENG", 2025, 9.9, 0, "lait-1", 6, None),
    ("absence_overall", "primary", "801", 2024, 8.0, 0, "abs-1", 7, None),
    ("absence_overall", "primary", "801", 2025, 5.1, 0, "abs-1", 8, None),
    ("absence_overall", "primary", "802", 2025, None, 1, "abs-1", 9, None),
    ("absence_overall", "primary", "ENG", 2025, 5.3, 0, "abs-1", 10, None),
    ("absence_overall", "secondary", "801", 2025, 88.0, 0, "abs-1", 11, None),
    ("absence_overall", "primary", "801", 2005, 77.0, 0, "abs-1", 12, None),
    ("absence_overall", "primary", "802", 2025, 66.0, 0, "own-1", 13, "802"),
]


@pytest.fixture
def cursor() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as made:
        made.execute(
            "CREATE TABLE area_observation (measure VARCHAR, school_group VARCHAR, area_code VARCHAR, year SMALLINT, "
            "value DOUBLE, status UTINYINT, release VARCHAR, row INTEGER, authority VARCHAR)"
        )
        for row in ROWS:
            said = ", ".join("NULL" if cell is None else repr(cell) for cell in row)
            made.execute(f"INSERT INTO area_observation VALUES ({said})")
        made.execute("CREATE TABLE school (la_code VARCHAR, la_name VARCHAR, region VARCHAR, open BOOLEAN)")
        made.execute("INSERT INTO school VALUES ('803', 'Of schools alone', 'South West', true)")
        made.execute("CREATE TABLE area (la_code VARCHAR, name VARCHAR, region VARCHAR, current BOOLEAN)")
        made.execute(
            "INSERT INTO area VALUES ('801', 'Severnshire', 'Yorkshire and The Humber', true), "
            "('802', 'Wessex Vale', 'South West', true), ('909', 'Gone', 'South West', false)"
        )
        made.execute("CREATE TABLE neighbour (la_code VARCHAR, neighbour_la_code VARCHAR, rank SMALLINT)")
        made.execute("INSERT INTO neighbour VALUES ('801', '803', 2), ('801', '802', 1)")
        yield made


def read(cursor: duckdb.DuckDBPyConnection) -> AreaFigures:
    return area_reading.read(cursor, [NOTHING, ABSENCE], as_of=date(2026, 11, 20), build_id="b1")


def test_every_figure_is_of_the_first_series_that_has_an_authority_that_year(
    cursor: duckdb.DuckDBPyConnection,
) -> None:
    figures = read(cursor)
    held = {
        (figures.areas[a], figures.years[y]): (
            figures.values[1, a, y].item(),
            int(figures.statuses[1, a, y]),
            figures.source(1, a, y),
        )
        for a in range(len(figures.areas))
        for y in range(len(figures.years))
        if figures.rows[1, a, y] > 0
    }
    # 2024 from the first series; 2025, for which that has England alone, from the second, for every area
    wanted = {2024: "lait:PriTotAbs", 2025: "absence_overall"}
    slow = {
        (code.replace("and The ", "and the "), year): (value, status, release, row)
        for measure, schools, code, year, value, status, release, row, whose in ROWS
        if year >= 2010 and whose is None and measure == wanted[year] and schools != "secondary"
    }
    assert held.keys() == slow.keys()
    for key, (value, status, release, row) in slow.items():
        found, said, source = held[key]
        assert (said, source.release, source.row) == (status, release, row), key
        assert np.isnan(found) if value is None else found == value, key
    assert np.isnan(figures.values[0]).all()


def test_an_authoritys_own_return_and_another_phase_never_enter(cursor: duckdb.DuckDBPyConnection) -> None:
    figures = read(cursor)
    assert not np.isin(figures.values, [66.0, 77.0, 88.0]).any()
    assert figures.statuses[1, figures.place("802"), figures.years.index(2025)] == 1


def test_names_regions_and_neighbours_are_read_in_order_and_abolished_authorities_left_out(
    cursor: duckdb.DuckDBPyConnection,
) -> None:
    figures = read(cursor)
    assert figures.names == {"801": "Severnshire", "802": "Wessex Vale", "803": "Of schools alone"}
    assert figures.regions["801"] == "Yorkshire and the Humber"
    assert figures.place("yorkshire AND the humber") is not None
    assert figures.neighbours == {"801": ("802", "803")}


def test_nothing_held_gives_no_years(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute("DELETE FROM area_observation")
    assert read(cursor).years == ()
