"""Which schools a school is set beside: its phase group, its kind within that, and what it is to the authority.

Codes are those of the DfE register (GIAS). Polars is imported inside functions: indicators name phases from here,
and they are read on the path of the cold screen.
"""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import polars as pl

PHASE_GROUPS = {
    "nursery": "Nursery schools",
    "primary": "Primary schools",
    "secondary": "Secondary schools",
    "all_through": "All-through schools",
    "sixteen_plus": "16 to 19 settings",
    "special": "Special schools",
    "alternative": "Alternative provision",
    "independent": "Independent schools",
    # Neither a type nor a phase nor ages in the register: judged by nothing and compared with no one.
    "unknown": "Schools whose phase the register does not tell",
}

# Mainstream schools that teach to 16. Where an indicator is of a key stage rather than of a phase, they are
# compared together: a middle school's key stage 2 results with those of primary schools, an all-through
# school's key stage 4 results with those of secondary schools.
MAINSTREAM = ("primary", "secondary", "all_through")
COMPULSORY = (*MAINSTREAM, "special", "alternative")
STATE = ("nursery", *COMPULSORY, "sixteen_plus")
KEY_STAGE_2 = (*MAINSTREAM, "special", "alternative")
KEY_STAGE_4 = ("secondary", "all_through", "special", "alternative")
KEY_STAGE_5 = ("secondary", "all_through", "sixteen_plus", "special")

RELATIONSHIPS = {
    "maintained": "Maintained by the authority: agrees a level",
    "academy": "Academy or free school: the authority raises concerns",
    "independent": "Independent: no level",
    "other": "Other: no level",
}

_SPECIAL = ("7", "8", "12", "33", "36", "44")
_ALTERNATIVE = ("14", "38", "42", "43", "24")
_SIXTEEN_PLUS = ("18", "29", "31", "32", "39", "45", "46", "57")
_INDEPENDENT = ("10", "11", "25", "27", "30", "37", "49", "56")
_NURSERY = ("15",)
_MAINTAINED = ("1", "2", "3", "5", "7", "12", "14", "15")
_ACADEMY = ("28", "33", "34", "35", "36", "38", "39", "40", "41", "42", "43", "44", "45", "46", "57", "6")
_BY_PHASE = {
    "1": "nursery",
    "2": "primary",
    "3": "primary",  # middle deemed primary
    "4": "secondary",
    "5": "secondary",  # middle deemed secondary
    "6": "sixteen_plus",
    "7": "all_through",
}
# Special schools that the state funds are one kind; non-maintained ones, run by charities, another. Pupil
# referral units, academies and free schools for alternative provision teach the same pupils and are one kind.
_FAMILY = {
    "8": "non-maintained special",
    "10": "independent special",
    "11": "independent",
    "24": "secure unit",
}


def phase_group() -> "pl.Expr":
    """Return the expression that gives the phase group of a row of the `establishment` table.

    The type decides where it can (the register calls the phase of a special school "not applicable"), then the
    phase, then the ages.
    """
    import polars as pl

    type_code, low, high = pl.col("type_code"), pl.col("low_age"), pl.col("high_age")
    return (
        pl.when(type_code.is_in(_SPECIAL))
        .then(pl.lit("special"))
        .when(type_code.is_in(_ALTERNATIVE))
        .then(pl.lit("alternative"))
        .when(type_code.is_in(_SIXTEEN_PLUS))
        .then(pl.lit("sixteen_plus"))
        .when(type_code.is_in(_INDEPENDENT))
        .then(pl.lit("independent"))
        .when(type_code.is_in(_NURSERY))
        .then(pl.lit("nursery"))
        .when(pl.col("phase_code").is_in(list(_BY_PHASE)))
        .then(pl.col("phase_code").replace_strict(_BY_PHASE, default=None, return_dtype=pl.String))
        .when((low <= 7) & (high >= 16))
        .then(pl.lit("all_through"))
        .when(high <= 5)
        .then(pl.lit("nursery"))
        .when(high <= 13)
        .then(pl.lit("primary"))
        .when(low >= 16)
        .then(pl.lit("sixteen_plus"))
        .when(low >= 8)
        .then(pl.lit("secondary"))
        .otherwise(pl.lit("unknown"))
    )


def relationship() -> "pl.Expr":
    """Return the expression that gives what a school is to its authority, a key of RELATIONSHIPS."""
    import polars as pl

    type_code, group_code = pl.col("type_code"), pl.col("type_group_code")
    return (
        pl.when(type_code.is_in(_MAINTAINED))
        .then(pl.lit("maintained"))
        .when(type_code.is_in(_ACADEMY))
        .then(pl.lit("academy"))
        .when(type_code.is_in(["10", "11"]) | (group_code == "3"))
        .then(pl.lit("independent"))
        # 91 open schools carry no type in one extract: a trust makes an academy of them
        .when(type_code.is_null() & pl.col("trust_code").is_not_null())
        .then(pl.lit("academy"))
        .otherwise(pl.lit("other"))
    )


def type_family() -> "pl.Expr":
    """Return the expression that names a school's kind within its phase group, "" for the ordinary kind."""
    import polars as pl

    return pl.col("type_code").replace_strict(_FAMILY, default="", return_dtype=pl.String)


def codes(
    phase_groups: npt.NDArray[np.str_], families: npt.NDArray[np.str_]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return each school's comparator group for an indicator of its phase, and for one of a key stage.

    Both are int32[n], -1 for a school that is compared with no one. The second merges mainstream schools and
    16 to 19 settings into one group; special schools and alternative provision are never merged with them.
    """
    order = {name: position for position, name in enumerate(PHASE_GROUPS)}
    kinds = ["", *sorted(set(_FAMILY.values()))]
    phase = np.array([order[str(name)] for name in phase_groups], dtype=np.int32)
    kind = np.array([kinds.index(str(name)) for name in families], dtype=np.int32)
    within_phase = phase * len(kinds) + kind
    merged = np.isin(phase, [order[name] for name in (*MAINSTREAM, "sixteen_plus")])
    across = np.where(merged, order["primary"] * len(kinds), within_phase).astype(np.int32)
    unknown = phase == order["unknown"]
    within_phase[unknown] = -1
    across[unknown] = -1
    return within_phase, across
