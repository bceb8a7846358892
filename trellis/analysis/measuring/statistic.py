"""What is kept of each school and indicator: the columns of the table `statistic`."""

# The columns of `statistic` that are numbers. `year` is the expected year that `value` and the comparators are of;
# `last_value` and `last_year` are the newest value held, however old. `denominator` is as published; `cohort` is that
# or, where it is not published, an estimate (`cohort_estimated` is 1), and `small_cohort` is judged by it: 1 small, 0 not,
# NaN not known. `interval_estimated` is 1 where `low` and `high` are drawn from an estimated cohort.
# `mean3` is of `mean3_n` values, the oldest of `mean3_first_year`; `mean3_years` says which: the sum of 1 for the expected
# year, 2 for the year before, 4 for the one before that, and so on. `slope5` is of `slope5_n` values; `years_n` counts
# all years held, however old. `comparator_year` is the year that the comparators are of.
STATISTICS = (
    "value",
    "year",
    "numerator",
    "denominator",
    "low",
    "high",
    "cohort",
    "cohort_estimated",
    "interval_estimated",
    "small_cohort",
    "mean3",
    "mean3_n",
    "mean3_first_year",
    "mean3_years",
    "slope3",
    "slope3_se",
    "slope5",
    "slope5_se",
    "slope5_n",
    "years_n",
    "last_value",
    "last_year",
    "percentile",
    "national_median",
    "national_mean",
    "n_national",
    "authority_median",
    "neighbour_median",
    "similar_median",
    "similar_percentile",
    "similar_decile",
    "comparator_year",
    "local",
)
