"""What kind of school an establishment is: its phase group, and how it stands to the authority.

GIAS gives PhaseOfEducation only for mainstream schools: special schools, pupil referral units and independent
schools are “Not applicable”. So the group comes from the type of establishment first, then the phase, then ages.
"""

from typing import Final

import polars as pl

PHASE_GROUPS: Final = (
    "nursery",
    "primary",
    "secondary",
    "all_through",
    "sixteen_plus",
    "special",
    "alternative",
    "independent",
)
RELATIONSHIPS: Final = ("maintained", "academy", "independent", "other")

# TypeOfEstablishment (code) -> (relationship, phase group). "mainstream" is decided by phase and ages,
# "by age" by ages alone, and None has no peers among schools (a university, a children's centre).
TYPES: Final[dict[str, tuple[str, str | None]]] = {
    "1": ("maintained", "mainstream"),  # Community school
    "2": ("maintained", "mainstream"),  # Voluntary aided school
    "3": ("maintained", "mainstream"),  # Voluntary controlled school
    "5": ("maintained", "mainstream"),  # Foundation school
    # City technology college: independent in law, funded by the state under contract as academies are, without fees
    "6": ("academy", "mainstream"),
    "7": ("maintained", "special"),  # Community special school
    "8": ("other", "special"),  # Non-maintained special school
    "10": ("independent", "independent"),  # Other independent special school
    "11": ("independent", "independent"),  # Other independent school
    "12": ("maintained", "special"),  # Foundation special school
    "14": ("maintained", "alternative"),  # Pupil referral unit
    "15": ("maintained", "nursery"),  # Local authority nursery school
    "18": ("other", "sixteen_plus"),  # Further education
    "24": ("other", "by age"),  # Secure units
    "25": ("other", "by age"),  # Offshore schools
    "26": ("other", "mainstream"),  # Service children's education
    "27": ("other", "by age"),  # Miscellaneous
    "28": ("academy", "mainstream"),  # Academy sponsor led
    "29": ("other", None),  # Higher education institutions
    "30": ("other", None),  # Welsh establishment
    "31": ("other", "sixteen_plus"),  # Sixth form centres
    "32": ("other", "sixteen_plus"),  # Special post 16 institution
    "33": ("academy", "special"),  # Academy special sponsor led
    "34": ("academy", "mainstream"),  # Academy converter
    "35": ("academy", "mainstream"),  # Free schools
    "36": ("academy", "special"),  # Free schools special
    "37": ("independent", "independent"),  # British schools overseas
    "38": ("academy", "alternative"),  # Free schools alternative provision
    "39": ("academy", "sixteen_plus"),  # Free schools 16 to 19
    "40": ("academy", "mainstream"),  # University technical college
    "41": ("academy", "mainstream"),  # Studio schools
    "42": ("academy", "alternative"),  # Academy alternative provision converter
    "43": ("academy", "alternative"),  # Academy alternative provision sponsor led
    "44": ("academy", "special"),  # Academy special converter
    "45": ("academy", "sixteen_plus"),  # Academy 16-19 converter
    "46": ("academy", "sixteen_plus"),  # Academy 16 to 19 sponsor led
    "47": ("other", None),  # Children's centre
    "48": ("other", None),  # Children's centre linked site
    "49": ("other", "by age"),  # Online provider
    "56": ("other", "sixteen_plus"),  # Institution funded by other government department
    "57": ("academy", "sixteen_plus"),  # Academy secure 16 to 19
}

CONVERTERS: Final = frozenset({"34", "42", "44", "45"})

# A type that GIAS has added since: EstablishmentTypeGroup (code) still tells the relationship.
_GROUPS: Final = {"3": "independent", "4": "maintained", "10": "academy", "11": "academy"}

_PHASES: Final = {
    "1": "nursery",
    "2": "primary",
    "3": "primary",  # Middle deemed primary
    "4": "secondary",
    "5": "secondary",  # Middle deemed secondary
    "6": "sixteen_plus",
    "7": "all_through",
}


def relationship(establishments: pl.DataFrame) -> pl.Series:
    """Return each establishment's relationship to its authority: one of RELATIONSHIPS.

    Reads `type_code` and, for a type not listed here, `type_group_code`. A blank type is "other".
    """
    code = pl.col("type_code").fill_null("")
    return establishments.select(
        relationship=code.replace_strict(
            {code: told for code, (told, _) in TYPES.items()},
            default=pl.col("type_group_code").replace_strict(
                _GROUPS, default="other", return_dtype=pl.String
            ),
            return_dtype=pl.String,
        )
    )["relationship"]


def phase_group(establishments: pl.DataFrame) -> pl.Series:
    """Return each establishment's phase group: one of PHASE_GROUPS, or null where it has no peers among schools.

    Reads `type_code`, `phase_code`, `low_age` and `high_age`. A blank or new type is taken as mainstream.
    """
    low, high = pl.col("low_age"), pl.col("high_age")
    by_age = (
        pl.when(low.is_null() | high.is_null())
        .then(None)
        .when(low >= 16)
        .then(pl.lit("sixteen_plus"))
        .when(high <= 5)
        .then(pl.lit("nursery"))
        .when((low <= 7) & (high >= 15))
        .then(pl.lit("all_through"))
        .when((high <= 12) | (low <= 4))
        .then(pl.lit("primary"))
        .otherwise(pl.lit("secondary"))
    )
    phase = pl.col("phase_code").replace_strict(_PHASES, default=None, return_dtype=pl.String)
    # Ofsted counts an all-through school as secondary, and registers made from its file say so.
    mainstream = (
        pl.when((phase == "secondary") & (low <= 7) & (high >= 15))
        .then(pl.lit("all_through"))
        .otherwise(pl.coalesce(phase, by_age))
    )
    told = (
        pl.col("type_code")
        .fill_null("")
        .replace_strict(
            {code: group or "none" for code, (_, group) in TYPES.items()},
            default="mainstream",
            return_dtype=pl.String,
        )
    )
    return establishments.select(
        phase_group=pl.when(told == "mainstream")
        .then(mainstream)
        .when(told == "by age")
        .then(by_age)
        .when(told == "none")
        .then(None)
        .otherwise(told)
    )["phase_group"]
