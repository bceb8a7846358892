"""Which indicators must be gathered beside those asked for, where a publisher leaves one out of some years."""

import pytest

from trellis import catalogue
from trellis.analysis import indicators
from trellis.analysis.indicator import Indicator
from trellis.analysis.store import unkept

DECLARED = tuple(catalogue.collect(indicators, Indicator).values())
PROGRESS_8 = next(each for each in DECLARED if each.id == "ks4_progress8")
BESIDE = {each.id for each in DECLARED if each.source == PROGRESS_8.source}
LEFT_OUT = PROGRESS_8.not_published[-1]


@pytest.mark.parametrize(
    ("years", "gathered"),
    [
        (None, True),
        ({"ks4_attainment8": frozenset({LEFT_OUT})}, True),
        ({"ks4_attainment8_other": frozenset({LEFT_OUT})}, True),
        ({"ks4_attainment8": frozenset({2019})}, False),
        ({"ks4_progress8": frozenset({2019}), "roll_gias": frozenset({LEFT_OUT})}, False),
        ({}, False),
    ],
)
def test_what_is_published_beside_an_indicator_is_gathered_where_it_is_held_of_a_year_left_out(
    years: dict[str, frozenset[int]] | None, gathered: bool
) -> None:
    found = {
        each.id for each in unkept.needed(DECLARED, {"ks4_progress8": frozenset({"value"})}, years=years)
    }
    assert "ks4_progress8" in found
    assert (found >= BESIDE) is gathered
