"""Which schools a school is set beside: its phase group, and its kind within that.

What a school's phase group is, `trellis.analysis.places.school_type` says; here is which of them are compared. Numpy only:
indicators name phases from here, and they are read on the path of the cold screen.
"""

import numpy as np
import numpy.typing as npt

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

# Special schools that the state funds are one kind; non-maintained ones, run by charities, another. Pupil
# referral units, academies and free schools for alternative provision teach the same pupils and are one kind.
_FAMILY = {
    "8": "non-maintained special",
    "10": "independent special",
    "11": "independent",
    "24": "secure unit",
}


def family(type_code: str | None) -> str:
    """Return a school's kind within its phase group, from its type of establishment: "" for the ordinary kind."""
    return _FAMILY.get(type_code or "", "")


def codes(
    phase_groups: npt.NDArray[np.str_], families: npt.NDArray[np.str_]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return each school's comparator group for an indicator of its phase, and for one of a key stage.

    Both are int32[n], -1 for a school that is compared with no one. The second merges mainstream schools and
    16 to 19 settings into one group; special schools and alternative provision are never merged with them.
    """
    order = {name: position for position, name in enumerate(PHASE_GROUPS)}
    kinds = {name: position for position, name in enumerate(["", *sorted(set(_FAMILY.values()))])}
    phase = np.array([order[name] for name in phase_groups.tolist()], dtype=np.int32)
    kind = np.array([kinds[name] for name in families.tolist()], dtype=np.int32)
    within_phase = phase * len(kinds) + kind
    merged = np.isin(phase, [order[name] for name in (*MAINSTREAM, "sixteen_plus")])
    across = np.where(merged, order["primary"] * len(kinds), within_phase).astype(np.int32)
    unknown = phase == order["unknown"]
    within_phase[unknown] = -1
    across[unknown] = -1
    return within_phase, across
