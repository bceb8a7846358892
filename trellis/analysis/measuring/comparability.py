"""Where two years of an indicator cannot be set side by side: the years of the pandemic, and changes of method.

Each change is named by the first year (the year in which it ends) that is made the new way. Where what moved was the
level for everybody (the pandemic, generous grades), a trend may cross it if a school is set beside England's figure of
each year; where what is measured changed, or that figure is not held, the years before are left out.
"""

from collections.abc import Collection
from dataclasses import dataclass

PANDEMIC = (2020, 2021)
# Taken in those years by few, by other rules, or from schools that were closed to most
_DISTURBED = frozenset(
    {"attainment", "progress", "gaps", "attendance", "suspensions and exclusions", "destinations", "16 to 18"}
)
# By how the id begins. GCSE and A level grades of 2022 were set between the standards of 2019 and 2021, and those of
# 2023 again as in 2019 (Ofqual); persistent absence has been a tenth of sessions since 2015/16 (DfE).
_CHANGES = (
    ("ks2_writing", 2018, "writing was assessed in another way from 2017/18 on", False),
    ("ks2_", 2016, "key stage 2 has been tested in another way since 2015/16", False),
    ("ks4_", 2023, "grades of 2021/22 were set more generously than those since", True),
    ("ks5_", 2023, "grades of 2021/22 were set more generously than those since", True),
    ("persistent_absence", 2016, "persistent absence has been a tenth of sessions since 2015/16", False),
    ("parent_view", 2020, "Parent View has asked other questions since September 2019", False),
)
_SAME_ALL_THE_WHILE = ("ks4_progress8", "ks4_destinations", "ks5_destinations")


@dataclass(frozen=True, kw_only=True)
class Break:
    """Why years before one cannot be set beside those from it on; `bridged` where England's figure makes up for it."""

    why: str
    bridged: bool


def is_disturbed(theme: str, year: int) -> bool:
    """Return whether values of a year are left out of trends: the pandemic changed what they are of."""
    return year in PANDEMIC and theme in _DISTURBED


def breaks(indicator: str, theme: str, *, left_out: Collection[int] = ()) -> dict[int, Break]:
    """Return each break of an indicator by the first year after it, with words for the middle of a sentence."""
    found = {}
    if theme in _DISTURBED:
        found[PANDEMIC[-1] + 1] = Break(why="the pandemic lies between", bridged=True)
    for year in left_out:
        if year + 1 not in left_out and year >= PANDEMIC[0]:
            found[year + 1] = Break(why="the years between were not published", bridged=True)
    for start, year, why, bridged in _CHANGES:
        if indicator.startswith(start) and not (year == 2023 and indicator.startswith(_SAME_ALL_THE_WHILE)):
            found[year] = Break(why=why, bridged=bridged)
    return found
