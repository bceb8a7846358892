"""On the real files: our national and authority figures against those that the publisher prints itself.

Nothing of the files is kept; what is compared are sums over all schools of an area.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from trellis.analysis.home import Home
from trellis.analysis.measuring.statistic import STATISTICS
from trellis.analysis.store import warehouse
from trellis.interfaces.commands.main import main

pytestmark = pytest.mark.published

FILES = ("absence", "gias", "lait", "reconstructed")
# Reorganised since, so that today's schools of a code are not those of the year
REORGANISED = {"835", "836", "837", "838", "839", "928", "940", "941", "909", "942", "943"}


@pytest.fixture(scope="module")
def held(published_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[warehouse.Warehouse]:
    """A warehouse of the published absence statistics, the register and the authority-level tool."""
    missing = [name for name in FILES if not (published_data / name).exists()]
    if missing:
        pytest.skip(f"the published files lack {', '.join(missing)}")
    home = tmp_path_factory.mktemp("published")
    before = os.environ.get("TRELLIS_HOME")
    os.environ["TRELLIS_HOME"] = str(home)
    try:
        assert main(["import", "--yes", *(str(published_data / name) for name in FILES)]) in (0, 1)
        warehouse.build(Home.from_environment())
        with warehouse.open(Home.from_environment()) as opened:
            yield opened
    finally:
        if before is None:
            del os.environ["TRELLIS_HOME"]
        else:
            os.environ["TRELLIS_HOME"] = before


def pooled(held: warehouse.Warehouse, indicator: str, year: int) -> dict[str, tuple[float, float]]:
    """Return the numerator and denominator of each authority, summed over schools, and of "ENG"."""
    rows = held._rows(
        "SELECT s.la_code, sum(o.value * o.denominator / 100) AS n, sum(o.denominator) AS d FROM observation o "
        "JOIN school s ON s.idx = o.idx JOIN indicator i ON i.code = o.indicator "
        "WHERE i.id = $indicator AND o.year = $year AND o.status = 0 AND o.authority = -1 GROUP BY s.la_code",
        indicator=indicator,
        year=year,
    )
    sums = {row["la_code"]: (row["n"], row["d"]) for row in rows}
    sums["ENG"] = (sum(n for n, _ in sums.values()), sum(d for _, d in sums.values()))
    return sums


def printed(held: warehouse.Warehouse, measure: str, year: int, group: str = "all") -> dict[str, float]:
    """Return what the publisher prints of each area, from its own sums where it prints those."""
    rows = held._rows(
        "SELECT area_code, coalesce(100 * numerator / denominator, value) AS v FROM area_observation "
        "WHERE measure = $measure AND year = $year AND school_group = $group AND status = 0 AND area_level <> 'region' "
        "ORDER BY denominator NULLS FIRST",
        measure=measure,
        year=year,
        group=group,
    )
    return {row["area_code"]: row["v"] for row in rows}


@pytest.mark.parametrize("indicator", ["absence_overall", "absence_authorised", "absence_unauthorised"])
@pytest.mark.parametrize("year", [2017, 2018, 2019])
def test_the_nation_pooled_over_schools_is_the_printed_nation(
    held: warehouse.Warehouse, indicator: str, year: int
) -> None:
    numerator, denominator = pooled(held, indicator, year)["ENG"]
    assert 100 * numerator / denominator == pytest.approx(printed(held, indicator, year)["ENG"], abs=0.02)


def test_the_national_figure_of_primary_schools_is_the_printed_one(held: warehouse.Warehouse) -> None:
    facts = held.facts(indicators=["absence_overall"], statistics=["national_mean", "n_national"])
    primary = facts.phase_group == "primary"
    told = facts.statistic("absence_overall", "national_mean")[primary]
    told = told[np.isfinite(told)]
    assert np.ptp(told) == 0
    assert told[0] == pytest.approx(printed(held, "absence_overall", 2019, "primary")["ENG"], abs=0.005)


@pytest.mark.parametrize("indicator", ["absence_overall", "persistent_absence"])
def test_authorities_pooled_over_schools_are_the_printed_authorities(
    held: warehouse.Warehouse, indicator: str
) -> None:
    sums, wanted = pooled(held, indicator, 2019), printed(held, indicator, 2019)
    codes = sorted((set(sums) & set(wanted)) - REORGANISED - {"ENG"})
    assert len(codes) > 130
    apart = {code: abs(100 * sums[code][0] / sums[code][1] - wanted[code]) for code in codes}
    # Schools whose whole line has closed are not in the register, and so in no sum: a few authorities differ
    assert np.median(list(apart.values())) < 0.01
    assert np.mean([a < 0.15 for a in apart.values()]) > 0.95
    assert max(apart.values()) < 1.0


@pytest.mark.parametrize(
    ("indicator", "series"), [("absence_overall", "TotAbs"), ("persistent_absence", "TotPerAbNew")]
)
def test_the_authority_level_tool_tells_the_same(
    held: warehouse.Warehouse, indicator: str, series: str
) -> None:
    """The tool prints two decimals at most; where both print an authority they agree to a hundredth."""
    from trellis import catalogue
    from trellis.analysis import indicators
    from trellis.analysis.indicator import Indicator

    assert series in catalogue.collect(indicators, Indicator)[indicator].lait
    tool, table = printed(held, f"lait:{series}", 2019), printed(held, indicator, 2019)
    both = sorted((set(tool) & set(table)) - {"ENG"})
    assert len(both) > 140
    assert [code for code in both if abs(tool[code] - table[code]) > 0.0101] == []
    sums = pooled(held, indicator, 2019)
    ours = [abs(100 * sums[c][0] / sums[c][1] - tool[c]) for c in both if c in sums and c not in REORGANISED]
    assert np.median(ours) < 0.015


def test_nearly_every_school_of_the_last_year_is_placed(held: warehouse.Warehouse) -> None:
    told = held._one(
        "SELECT sum(o.denominator) AS d FROM observation o JOIN indicator i ON i.code = o.indicator "
        "WHERE i.id = 'absence_overall' AND o.year = 2019 AND o.authority = -1"
    )
    of_all = held._one(
        "SELECT max(denominator) AS d FROM area_observation WHERE measure = 'absence_overall' AND year = 2019 "
        "AND area_code = 'ENG' AND school_group = 'all'"
    )
    assert told is not None
    assert of_all is not None
    assert told["d"] / of_all["d"] > 0.995


@pytest.mark.parametrize("authority", ["916", "886", "933", "803"])
def test_an_authority_reads_of_its_schools_what_england_reads(
    held: warehouse.Warehouse, authority: str
) -> None:
    ids = [each.id for each in held.indicators() if each.values]
    everyone = held.facts(indicators=ids)
    theirs = held.facts(indicators=ids, authority=authority)
    same = everyone.take(np.flatnonzero(everyone.authority == authority))
    assert theirs.urns.tolist() == same.urns.tolist()
    assert len(theirs) > 50
    for indicator in ids:
        np.testing.assert_array_equal(theirs.status(indicator), same.status(indicator), err_msg=indicator)
        for name in STATISTICS:
            np.testing.assert_array_equal(
                theirs.statistic(indicator, name), same.statistic(indicator, name), err_msg=indicator
            )
