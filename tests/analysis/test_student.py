"""Student's t as the trend tests use it."""

import numpy as np
import pytest
from scipy import stats

from trellis.analysis.judging import student


@pytest.mark.parametrize("years", [3, 4, 5])
def test_quantiles_are_those_of_student_s_t_with_two_degrees_of_freedom_fewer_than_years(years):
    assert student.QUANTILES[years] == pytest.approx(stats.t.ppf(0.975, years - 2), abs=1e-8)


def test_the_columns_and_the_plain_reader_take_the_same_quantile():
    held = np.array([np.nan, 1.0, 3.0, 4.0, 5.0, 9.0])
    for length in (3, 5):
        plainly = [
            student.QUANTILES[student.years_of(length, None if np.isnan(years) else years)] for years in held
        ]
        assert student.quantiles(length, held).tolist() == plainly
