"""A slow and obvious reader of the published files, that shares nothing with the product: csv, json and pyarrow alone."""

import csv
import gzip
import io
import json
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

# What a cell says where there is no number, and how a page says that
WORDS = {
    "SUPP": "suppressed",
    "NE": "does not apply",
    "NA": "does not apply",
    "NP": "not published",
    "LOWCOV": "not published",
}

# The file, by a part of its name as a page tells it: indicator -> the heading of its column
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "2006-07_to_2018-19/part-*.parquet": {
        "absence_overall": "sess_overall_percent",
        "absence_authorised": "sess_authorised_percent",
        "absence_unauthorised": "sess_unauthorised_percent",
        "persistent_absence": "enrolments_pa_10_exact_percent",
    },
    "england_census.csv.gz": {
        "roll": "NOR",
        "girls_share": "PNORG",
        "ehc_plan": "PSENELSE",
        "sen_support": "PSENELK",
        "eal": "PNUMEAL",
        "fsm_ever6": "PNUMFSMEVER",
    },
    "spc_school_level_underlying_data_23112023.csv.gz": {
        "roll": "headcount of pupils",
        "fsm_eligible": "% of pupils known to be eligible for free school meals",
        "eal": "% of pupils whose first language is known or believed to be other than English",
    },
    "england_ks4provisional.csv.gz": {
        "ks4_attainment8": "ATT8SCR",
        "ks4_progress8": "P8MEA",
        "ks4_basics_4plus": "PTL2BASICS_94",
        "ks4_basics_5plus": "PTL2BASICS_95",
        "ks4_ebacc_aps": "EBACCAPS",
        "ks4_ebacc_entry": "PTEBACC_E_PTQ_EE",
        "ks4_ebacc_4plus": "PTEBACC_94",
    },
    "england_ks4-pupdest.csv.gz": {
        "ks4_destinations_sustained": "OVERALL_DESTPER",
        "ks4_destinations_not_sustained": "NOT_SUSTAINEDPER",
        "ks4_destinations_apprenticeships": "APPRENPER",
        "ks4_destinations_sustained_disadvantaged": "OVERALL_DESTPER_DIS",
    },
    "england_ks5final_2016.csv.gz": {
        "ks5_alevel_aps": "TALLPPE_ALEV_1618",
        "ks5_academic_aps": "TALLPPE_ACAD_1618",
        "ks5_alevel_aab": "PTAAB_2FAC",
        "ks5_value_added": "VA_INS_ALEV",
    },
    "State-funded_schools_inspections_and_outcomes_as_at_31_August_2025.csv.gz": {
        "idaci_quintile": "The income deprivation affecting children index (IDACI) quintile",
    },
}
# Columns of an earlier year in a later file: (indicator, year) -> heading. Tables of 2018/19 tell where pupils were in
# 2017/18; what they repeat from the tables of 2018 and 2017 is again of a year before those.
EARLIER = {
    ("ks4_destinations_sustained", 2017): "OVERALL_DESTPER_18",
    ("ks4_destinations_sustained", 2016): "OVERALL_DESTPER_17",
    ("ks4_destinations_sustained_disadvantaged", 2017): "OVERALL_DESTPER_DIS_18",
    ("ks4_destinations_sustained_disadvantaged", 2016): "OVERALL_DESTPER_DIS_17",
}
PLACES = {
    "2006-07_to_2018-19/part-*.parquet": "absence/2006-07_to_2018-19/part-*.parquet",
    "england_census.csv.gz": "performance-tables/2018-2019/england_census.csv.gz",
    "spc_school_level_underlying_data_23112023.csv.gz": "school-census/2022-23/reencoded/*.csv.gz",
    "england_ks4provisional.csv.gz": "performance-tables/2018-2019/england_ks4provisional.csv.gz",
    "england_ks4-pupdest.csv.gz": "performance-tables/2018-2019/england_ks4-pupdest.csv.gz",
    "england_ks5final_2016.csv.gz": "performance-tables/2015-2016/england_ks5final_2016.csv.gz",
    "State-funded_schools_inspections_and_outcomes_as_at_31_August_2025.csv.gz": "ofsted/2025-08-31/reencoded/*.csv.gz",
    "links_edubasealldata20250422.csv.gz": "gias/2025-04-22/links_edubasealldata20250422.csv.gz",
    "ks2 2016 to 2018": "derived/ks2-2015-16_to_2017-18/ks2_perf_*.csv.gz",
    "ks4 2017 and 2018": "derived/ks4-2015-16_to_2017-18/ks4_perf_*.csv.gz",
    "finance 2014 to 2018": "derived/finance-2013-14_to_2017-18/financials_*.csv.gz",
}
# Values found by school and year in other people's arrangements: the list that a page names -> where they are
BY_SCHOOL: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "ks2-2016-to-2018.csv": (
        "ks2 2016 to 2018",
        {
            "ks2_rwm_expected": "Overall Meet Std",
            "ks2_rwm_higher": "Overall Exceed Std",
            "ks2_reading_expected": "Reading Meet Std",
            "ks2_reading_higher": "Reading Exceed Std",
            "ks2_reading_progress": "Reading Progress",
            "ks2_reading_score": "Reading Score",
            "ks2_writing_expected": "Writing Meet Std",
            "ks2_writing_progress": "Writing Progress",
            "ks2_maths_expected": "Maths Meet Std",
            "ks2_maths_higher": "Maths Exceed Std",
            "ks2_maths_progress": "Maths Progress",
            "ks2_maths_score": "Maths Score",
        },
    ),
    "ks4-2017-and-2018.csv": (
        "ks4 2017 and 2018",
        {
            "ks4_attainment8": "Attainment 8",
            "ks4_progress8": "Progress 8",
            "ks4_basics_5plus": "Eng Maths Grade 5",
            "ks4_ebacc_entry": "Entering EBacc",
        },
    ),
    "finance-2014-to-2018.csv": (
        "finance 2014 to 2018",
        {"income": "Income", "expenditure": "Expenditure", "in_year_balance": "Balance"},
    ),
    "ks2-2023.csv": (
        "derived/ks2-2022-23/ks2-by-urn.json.gz",
        {
            "ks2_rwm_expected": "rwmExp",
            "ks2_rwm_higher": "rwmHigh",
            "ks2_reading_progress": "readProg",
            "ks2_writing_progress": "writProg",
            "ks2_maths_progress": "matProg",
        },
    ),
    "ks4-2023.csv": (
        "derived/ks4-2022-23/ks4-by-urn.json.gz",
        {
            "ks4_attainment8": "att8",
            "ks4_progress8": "p8",
            "ks4_basics_4plus": "em4",
            "ks4_basics_5plus": "em5",
            "ks4_ebacc_entry": "ebaccEntry",
        },
    ),
    "finance-2025.csv": (
        "derived/finance-2024-25/finance-by-urn.json.gz",
        {"spend_per_pupil": "perPupil", "revenue_reserve": "reserve", "in_year_balance": "inYear"},
    ),
    "workforce-2024.csv": (
        "derived/workforce-2023-24/workforce-by-urn.json.gz",
        {"pupil_teacher_ratio": "ptr", "teachers_fte": "teachersFte", "staff_fte": "staffFte"},
    ),
}


class Files:
    """The published files of one folder, each read whole the first time it is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, list[dict[str, str]]] = {}
        self._by_school: dict[str, dict[tuple[str, str], Mapping[str, Any]]] = {}

    def rows(self, name: str) -> list[dict[str, str]]:
        """Every row of a file, or of files one after another, in the order printed, as text by heading."""
        if name not in self._read:
            self._read[name] = [
                row for path in sorted(self._folder.glob(PLACES[name])) for row in _rows(path)
            ]
        return self._read[name]

    def row(self, name: str, number: int) -> dict[str, str]:
        """The row of this number, the heading being row 1."""
        if name.endswith(".parquet"):
            [cells] = self._absence.slice(number - 2, 1).to_pylist()
            return {heading: "" if cell is None else str(cell) for heading, cell in cells.items()}
        return self.rows(name)[number - 2]

    @cached_property
    def _absence(self) -> Any:
        """Thirteen years of absence, of some 285,000 rows: too many to make text of every cell."""
        parts = sorted(self._folder.glob(PLACES["2006-07_to_2018-19/part-*.parquet"]))
        return pyarrow.concat_tables([pyarrow.parquet.read_table(part) for part in parts])

    @cached_property
    def absence_held(self) -> set[tuple[str, str]]:
        """The schools, by URN, that have absence in a period: (URN, period)."""
        columns = (self._absence[name].to_pylist() for name in ("urn", "time_period"))
        return {(str(urn), str(period)) for urn, period in zip(*columns, strict=True)}

    def of_school(self, listed: str, *, urn: str, year: int, indicator: str) -> str | None:
        """What somebody else's arrangement says of a school in a year; None where it says nothing."""
        place, headings = BY_SCHOOL[listed]
        if place not in self._by_school:
            if place in PLACES:
                held = {(row["URN"], row["Academic Year"]): row for row in reversed(self.rows(place))}
            else:
                read = json.loads(gzip.decompress((self._folder / place).read_bytes()))
                held = {(of, str(int(row["year"][:4]) + 1)): row for of, row in read.items()}
            self._by_school[place] = held
        found = self._by_school[place].get((urn, str(year)), {}).get(headings[indicator])
        return None if found is None else str(found)

    @cached_property
    def _before(self) -> dict[str, set[str]]:
        before: dict[str, set[str]] = {}
        for row in self.rows("links_edubasealldata20250422.csv.gz"):
            if row["LinkType"].startswith("Predecessor"):
                before.setdefault(row["URN"], set()).add(row["LinkURN"])
            elif row["LinkType"].startswith(("Successor", "Result of Amalgamation")):
                before.setdefault(row["LinkURN"], set()).add(row["URN"])
        return before

    def line(self, urn: str) -> set[str]:
        """The school and every school before it, however far back, by the register's list of links."""
        found, waiting = set(), [urn]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += self._before.get(one, ())
        return found


def _rows(path: Path) -> list[dict[str, str]]:
    raw = gzip.decompress(path.read_bytes())
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def number(text: str) -> float | None:
    """The number that a cell or a page says, None where it says none: “45.1%”, “−£1,204”, “0.62 points”."""
    found = re.search(r"([-−]?)£?([-−]?)(\d[\d,]*\.?\d*)", text)
    if found is None:
        return None
    value = float(found.group(3).replace(",", ""))
    return -value if found.group(1) or found.group(2) else value


def places(text: str) -> int:
    """How many decimal places a page shows."""
    found = re.search(r"\d\.(\d+)", text)
    return len(found.group(1)) if found else 0
