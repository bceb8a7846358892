"""Every measure that a return may give a value of, and between which bounds a value can be true.

The publications' own readers declare their measures beside their columns; a return can hold any of them, so
their names stand here together. A test holds this list against what the indicators read.
"""

import difflib
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """The least and greatest value that can be true; None where there is no such end."""

    least: float | None = None
    most: float | None = None


_SHARE = Bounds(least=0, most=100)
_COUNT = Bounds(least=0)
_MONEY = Bounds(least=-200_000_000, most=200_000_000)

MEASURES: dict[str, Bounds] = {
    # Key stage 2
    **dict.fromkeys(
        (
            "ks2_rwm_expected",
            "ks2_rwm_higher",
            "ks2_reading_expected",
            "ks2_maths_expected",
            "ks2_writing_expected",
            "ks2_gps_expected",
            "ks2_reading_higher",
            "ks2_maths_higher",
            "ks2_writing_higher",
            "ks2_rwm_expected_disadvantaged",
            "ks2_rwm_expected_other",
            "ks2_rwm_expected_boys",
            "ks2_rwm_expected_girls",
            "ks2_rwm_expected_sen_support",
            "ks2_rwm_expected_eal",
        ),
        _SHARE,
    ),
    **dict.fromkeys(
        ("ks2_reading_progress", "ks2_writing_progress", "ks2_maths_progress"), Bounds(least=-40, most=40)
    ),
    **dict.fromkeys(("ks2_reading_score", "ks2_maths_score"), Bounds(least=80, most=120)),
    # Key stage 4
    **dict.fromkeys(("ks4_progress8", "ks4_progress8_disadvantaged"), Bounds(least=-9, most=9)),
    **dict.fromkeys(
        ("ks4_attainment8", "ks4_attainment8_disadvantaged", "ks4_attainment8_other"),
        Bounds(least=0, most=90),
    ),
    **dict.fromkeys(
        (
            "ks4_basics_4plus",
            "ks4_basics_5plus",
            "ks4_ebacc_entry",
            "ks4_ebacc_4plus",
            "ks4_basics_4plus_disadvantaged",
            "ks4_basics_4plus_other",
            "ks4_destinations_sustained",
            "ks4_destinations_not_sustained",
            "ks4_destinations_sustained_disadvantaged",
            "ks4_destinations_apprenticeships",
        ),
        _SHARE,
    ),
    "ks4_ebacc_aps": Bounds(least=0, most=9),
    # 16 to 18
    **dict.fromkeys(("ks5_alevel_aps", "ks5_academic_aps"), Bounds(least=0, most=60)),
    **dict.fromkeys(
        ("ks5_alevel_aab", "ks5_destinations_sustained", "ks5_destinations_higher_education"), _SHARE
    ),
    "ks5_value_added": Bounds(least=-6, most=6),
    # Absence, suspensions and exclusions
    **dict.fromkeys(
        (
            "absence_overall",
            "absence_authorised",
            "absence_unauthorised",
            "absence_illness",
            "persistent_absence",
            "severe_absence",
            "repeat_suspension_rate",
        ),
        _SHARE,
    ),
    "suspension_rate": Bounds(least=0, most=5000),
    "suspended_pupils_rate": Bounds(least=0, most=1000),
    "permanent_exclusion_rate": _SHARE,
    **dict.fromkeys(("suspensions", "permanent_exclusions"), _COUNT),
    # Pupils and places
    **dict.fromkeys(("roll", "capacity", "roll_gias"), Bounds(least=0, most=20_000)),
    **dict.fromkeys(
        (
            "fsm_eligible",
            "fsm_ever6",
            "fsm_gias",
            "eal",
            "sen_support",
            "ehc_plan",
            "girls_share",
            "minority",
            "mobility_in_year",
        ),
        _SHARE,
    ),
    "first_preferences": _COUNT,
    # Money
    **dict.fromkeys(("income", "expenditure", "in_year_balance", "revenue_reserve"), _MONEY),
    "spend_per_pupil": Bounds(least=0, most=1_000_000),
    # Staff
    "pupil_teacher_ratio": Bounds(least=0, most=1000),
    **dict.fromkeys(
        ("teachers_fte", "staff_fte", "support_staff_fte", "teacher_vacancies", "staff_vacancies"), _COUNT
    ),
    **dict.fromkeys(("teacher_turnover", "teacher_vacancy_rate", "staff_turnover"), _SHARE),
    "teacher_sickness_days": Bounds(least=0, most=260),
    # Parents
    **dict.fromkeys(
        (
            "parent_view_happy",
            "parent_view_safe",
            "parent_view_behaviour",
            "parent_view_recommend",
            "parent_view_leadership",
            "parent_view_doing_well",
            "parent_view_informed",
            "parent_view_personal_development",
        ),
        _SHARE,
    ),
    "complaints": _COUNT,
    # What only the authority and the school know
    **dict.fromkeys(("governor_vacancies", "governor_meetings_inquorate"), Bounds(least=0, most=100)),
    "governor_vacancy_weeks": Bounds(least=0, most=1000),
    **dict.fromkeys(("head_post_vacant", "head_in_first_year"), Bounds(least=0, most=1)),
    "section175_gaps": Bounds(least=0, most=200),
    "lesson_quality": _SHARE,
    "target_ks2_rwm_expected": _SHARE,
    "target_ks4_attainment8": Bounds(least=0, most=90),
}


def measure_id(said: str) -> str:
    """The id that a person meant: case, spaces and hyphens do not count."""
    return "_".join(said.replace("-", " ").split()).casefold()


def nearest(said: str) -> str | None:
    """The id most like `said`, or None where none is near."""
    close = difflib.get_close_matches(measure_id(said), MEASURES, n=1, cutoff=0.6)
    return close[0] if close else None
