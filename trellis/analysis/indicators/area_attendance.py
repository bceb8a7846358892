"""Measures of an area about how much of school is missed, and about suspensions and exclusions."""

from functools import partial

from trellis.analysis.area_measure import AreaMeasure

_absence = partial(AreaMeasure, theme="attendance", phase="all", unit="percent", polarity="low")


def _series(lait: str, own: str, schools: str = "all") -> tuple[tuple[str, str], ...]:
    return ((f"lait:{lait}", "all"), (own, schools))


OVERALL = _absence(
    id="absence_overall", name="Overall absence", topic="absence", series=_series("TotAbs", "absence_overall")
)
OVERALL_PRIMARY = _absence(
    id="absence_overall_primary",
    name="Overall absence, primary schools",
    phase="primary",
    series=_series("PriTotAbs", "absence_overall", "primary"),
)
OVERALL_SECONDARY = _absence(
    id="absence_overall_secondary",
    name="Overall absence, secondary schools",
    phase="secondary",
    series=_series("SecTotAbs", "absence_overall", "secondary"),
)
OVERALL_SPECIAL = _absence(
    id="absence_overall_special",
    name="Overall absence, special schools",
    phase="special",
    series=_series("total_absence_special", "absence_overall", "special"),
)
UNAUTHORISED = _absence(
    id="absence_unauthorised",
    name="Unauthorised absence",
    series=_series("TotUnAuthAbs", "absence_unauthorised"),
)
AT_FOUR = _absence(
    id="absence_at_four",
    name="Overall absence of four-year-olds",
    phase="early_years",
    series=(("lait:4yrAbsence", "all"),),
)
PERSISTENT = _absence(
    id="persistent_absence",
    name="Persistent absence",
    topic="persistent_absence",
    series=_series("TotPerAbNew", "persistent_absence"),
)
PERSISTENT_PRIMARY = _absence(
    id="persistent_absence_primary",
    name="Persistent absence, primary schools",
    phase="primary",
    series=_series("SFPriPerAbNew", "persistent_absence", "primary"),
)
PERSISTENT_SECONDARY = _absence(
    id="persistent_absence_secondary",
    name="Persistent absence, secondary schools",
    phase="secondary",
    series=_series("SFSecPerAbNew", "persistent_absence", "secondary"),
)
PERSISTENT_SPECIAL = _absence(
    id="persistent_absence_special",
    name="Persistent absence, special schools",
    phase="special",
    series=_series("SpecPerAbNew", "persistent_absence", "special"),
)
SEVERE = _absence(
    id="severe_absence", name="Severe absence", decimals=2, series=_series("TotSevPerAbNew", "severe_absence")
)
SEVERE_SECONDARY = _absence(
    id="severe_absence_secondary",
    name="Severe absence, secondary schools",
    phase="secondary",
    decimals=2,
    series=_series("SFSecSevPerAbNew", "severe_absence", "secondary"),
)
OVERALL_LOOKED_AFTER = _absence(
    id="absence_overall_looked_after",
    name="Overall absence, children looked after",
    group="looked_after",
    topic="absence",
    series=(("lait:LAC_Over_Abs", "all"),),
)
OVERALL_SOCIAL_WORKER = _absence(
    id="absence_overall_social_worker",
    name="Overall absence, children in need",
    group="social_worker",
    topic="absence",
    series=(("lait:CINTotalAb_3Term", "all"),),
)
PERSISTENT_LOOKED_AFTER = _absence(
    id="persistent_absence_looked_after",
    name="Persistent absence, children looked after",
    group="looked_after",
    topic="persistent_absence",
    series=(("lait:LAC_Pers_Abs", "all"),),
)
PERSISTENT_SOCIAL_WORKER = _absence(
    id="persistent_absence_social_worker",
    name="Persistent absence, children in need",
    group="social_worker",
    topic="persistent_absence",
    series=(("lait:CINPermAbsent_3Term", "all"),),
)

SO_FAR = _absence(
    id="absence_so_far",
    name="Absence, the year so far",
    series=(("absence_year_to_date", "all"),),
)
SO_FAR_PRIMARY = _absence(
    id="absence_so_far_primary",
    name="Absence, the year so far, primary schools",
    phase="primary",
    series=(("absence_year_to_date", "primary"),),
)
SO_FAR_SECONDARY = _absence(
    id="absence_so_far_secondary",
    name="Absence, the year so far, secondary schools",
    phase="secondary",
    series=(("absence_year_to_date", "secondary"),),
)

_conduct = partial(
    AreaMeasure,
    theme="suspensions and exclusions",
    phase="all",
    unit="rate_per_100",
    polarity="low",
)
SUSPENSIONS = _conduct(
    id="suspension_rate",
    name="Suspensions",
    topic="suspensions",
    series=_series("TotFixedEx", "suspension_rate"),
)
SUSPENSIONS_PRIMARY = _conduct(
    id="suspension_rate_primary",
    name="Suspensions, primary schools",
    phase="primary",
    series=(("lait:PriFixedEx", "all"),),
)
SUSPENSIONS_SECONDARY = _conduct(
    id="suspension_rate_secondary",
    name="Suspensions, secondary schools",
    phase="secondary",
    series=(("lait:SecFixedEx", "all"),),
)
SUSPENSIONS_SPECIAL = _conduct(
    id="suspension_rate_special",
    name="Suspensions, special schools",
    phase="special",
    series=(("lait:SpecFixedEx", "all"),),
)
EXCLUSIONS = _conduct(
    id="permanent_exclusion_rate",
    name="Permanent exclusions",
    topic="exclusions",
    decimals=2,
    series=_series("TotPermEx", "permanent_exclusion_rate"),
)
EXCLUSIONS_PRIMARY = _conduct(
    id="permanent_exclusion_rate_primary",
    name="Permanent exclusions, primary schools",
    phase="primary",
    decimals=2,
    series=(("lait:PriPermEx", "all"),),
)
EXCLUSIONS_SECONDARY = _conduct(
    id="permanent_exclusion_rate_secondary",
    name="Permanent exclusions, secondary schools",
    phase="secondary",
    decimals=2,
    series=(("lait:SecPermEx", "all"),),
)
REPEAT = _conduct(
    id="repeat_suspension_rate",
    name="Pupils suspended more than once",
    group="excluded",
    topic="suspensions",
    decimals=2,
    series=(("repeat_suspension_rate", "all"),),
    indicator="repeat_suspension_rate",
)
SUSPENDED_LOOKED_AFTER = _conduct(
    id="suspended_looked_after",
    name="Children looked after with at least one suspension",
    unit="percent",
    group="looked_after",
    topic="suspensions",
    series=(("lait:LAC_Fixed_ Ex", "all"),),
)
SUSPENDED_SOCIAL_WORKER = _conduct(
    id="suspended_social_worker",
    name="Children in need with at least one suspension",
    unit="percent",
    group="social_worker",
    topic="suspensions",
    series=(("lait:CINFixedExclusion", "all"),),
)
EXCLUDED_SOCIAL_WORKER = _conduct(
    id="excluded_social_worker",
    name="Children in need with a permanent exclusion",
    unit="percent",
    decimals=2,
    group="social_worker",
    topic="exclusions",
    series=(("lait:CINPermExclusion", "all"),),
)
