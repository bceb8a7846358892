"""What is kept of each school and indicator: the columns of the table `statistic`."""

# The columns of `statistic` that are numbers. `year` is the expected year that `value` and the comparators are of;
# `last_value` and `last_year` are the newest value held, however old.
STATISTICS = (
    "value",
    "year",
    "numerator",
    "denominator",
    "low",
    "high",
    "small_cohort",
    "mean3",
    "slope3",
    "slope3_se",
    "slope5",
    "slope5_se",
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
