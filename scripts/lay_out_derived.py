"""Lay true published values, found in other people's arrangements, out as files that `trellis import` reads.

    python scripts/lay_out_derived.py DATA OUT
    trellis import OUT --yes

DATA is the folder that holds `derived/` and `ofsted/`. OUT gets one CSV for each publication, and a list of
inspections in the header of Ofsted's monthly file since November 2025, made of two arrangements of it. Nothing of
DATA is copied anywhere else. The files are not the publications, and say so.
"""

import argparse
import csv
import gzip
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lay_out_inspections import lay_out_inspections

HEADER = ("URN", "Measure", "Year", "Value", "Denominator", "Low", "High", "Published", "Arranged from")


@dataclass(frozen=True, kw_only=True)
class Value:
    """One value of a school; blanks are silence and are not written."""

    urn: str
    measure: str
    year: int
    value: Any
    denominator: Any = ""
    low: Any = ""
    high: Any = ""


@dataclass(frozen=True, kw_only=True)
class Arrangement:
    """One file of OUT: where it comes from, when such figures were public, and how to read them."""

    name: str
    publication: str
    published: Callable[[int], date]
    read: Callable[[Path], Iterator[Value]]


def _json(path: Path) -> dict[str, dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        found: dict[str, dict[str, Any]] = json.load(file)
    return found


def _csv(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8-sig", errors="replace", newline="") as file:
        yield from csv.DictReader(file)


def _of_json(
    file: str, columns: dict[str, str], year: int, *, denominator: str = "", only: str = ""
) -> Callable[[Path], Iterator[Value]]:
    """Read {urn: {key: value}}; `only` keeps the entries of that "year"."""

    def read(derived: Path) -> Iterator[Value]:
        for urn, entry in _json(derived / file).items():
            if only and entry.get("year") != only:
                continue
            for key, measure in columns.items():
                yield Value(
                    urn=urn,
                    measure=measure,
                    year=year,
                    value=entry.get(key),
                    denominator=entry.get(denominator, ""),
                )

    return read


def _of_csv(
    files: dict[int, str],
    columns: dict[str, str],
    *,
    denominator: str = "",
    intervals: dict[str, tuple[str, str]] | None = None,
) -> Callable[[Path], Iterator[Value]]:
    """Read a CSV file for each year; `intervals` names the columns of a measure's limits."""

    def read(derived: Path) -> Iterator[Value]:
        for year, file in files.items():
            for row in _csv(derived / file):
                urn = (row.get("URN") or "").strip().removesuffix(".0")
                if not urn.isdigit():
                    continue
                for column, measure in columns.items():
                    low, high = (intervals or {}).get(measure, ("", ""))
                    yield Value(
                        urn=urn,
                        measure=measure,
                        year=year,
                        value=row.get(column),
                        denominator=row.get(denominator, ""),
                        low=row.get(low, ""),
                        high=row.get(high, ""),
                    )

    return read


def _destinations(derived: Path) -> Iterator[Value]:
    # The tables of 2022/23 tell of destinations in 2021/22.
    stages = {
        "ks4": {
            "sustained": "ks4_destinations_sustained",
            "notSustained": "ks4_destinations_not_sustained",
            "appren": "ks4_destinations_apprenticeships",
        },
        "ks5": {"sustained": "ks5_destinations_sustained", "he": "ks5_destinations_higher_education"},
    }
    for urn, entry in _json(derived / "destinations-2022-23/destinations-by-urn.json.gz").items():
        for stage, columns in stages.items():
            for key, measure in columns.items():
                yield Value(urn=urn, measure=measure, year=2022, value=(entry.get(stage) or {}).get(key))


def _parent_view(derived: Path) -> Iterator[Value]:
    questions = {
        "1": "parent_view_happy",
        "2": "parent_view_safe",
        "3": "parent_view_behaviour",
        "9": "parent_view_doing_well",
        "10": "parent_view_informed",
        "13": "parent_view_personal_development",
        "14": "parent_view_recommend",
    }
    for urn, entry in _json(derived / "parentview-2026/parentview-by-urn.json.gz").items():
        for number, measure in questions.items():
            yield Value(
                urn=urn,
                measure=measure,
                year=2026,
                value=entry["q"].get(number, {}).get("pos"),
                denominator=entry.get("responses", ""),
            )


_KS2_EARLIER = {
    "Overall Meet Std": "ks2_rwm_expected",
    "Overall Exceed Std": "ks2_rwm_higher",
    "Reading Meet Std": "ks2_reading_expected",
    "Reading Exceed Std": "ks2_reading_higher",
    "Writing Meet Std": "ks2_writing_expected",
    "Writing Exceed Std": "ks2_writing_higher",
    "Maths Meet Std": "ks2_maths_expected",
    "Maths Exceed Std": "ks2_maths_higher",
    "Reading Progress": "ks2_reading_progress",
    "Writing Progress": "ks2_writing_progress",
    "Maths Progress": "ks2_maths_progress",
    "Reading Score": "ks2_reading_score",
    "Maths Score": "ks2_maths_score",
}
_KS2 = {
    "rwmExp": "ks2_rwm_expected",
    "rwmHigh": "ks2_rwm_higher",
    "readProg": "ks2_reading_progress",
    "writProg": "ks2_writing_progress",
    "matProg": "ks2_maths_progress",
}
_KS4 = {
    "p8": "ks4_progress8",
    "att8": "ks4_attainment8",
    "em4": "ks4_basics_4plus",
    "em5": "ks4_basics_5plus",
    "ebaccEntry": "ks4_ebacc_entry",
    "ebacc94": "ks4_ebacc_4plus",
    "disP8": "ks4_progress8_disadvantaged",
}


def _winter(year: int) -> date:
    return date(year, 12, 1)


def _spring(year: int) -> date:
    return date(year + 1, 2, 1)


def _summer(year: int) -> date:
    return date(year, 6, 1)


ARRANGEMENTS = (
    Arrangement(
        name="ks2-2016-to-2018",
        publication="Key stage 2 results",
        published=_winter,
        read=_of_csv(
            {year: f"ks2-2015-16_to_2017-18/ks2_perf_{year}.csv.gz" for year in (2016, 2017, 2018)},
            _KS2_EARLIER,
            denominator="KS2 Pupils",
        ),
    ),
    Arrangement(
        name="ks2-2019",
        publication="Key stage 2 progress",
        published=_winter,
        read=_of_csv(
            {2019: "ks2-2018-19/england_ks2final.csv.gz"},
            {
                "READPROG": "ks2_reading_progress",
                "WRITPROG": "ks2_writing_progress",
                "MATPROG": "ks2_maths_progress",
            },
        ),
    ),
    Arrangement(
        name="ks2-2023",
        publication="Key stage 2 results",
        published=_winter,
        read=_of_json("ks2-2022-23/ks2-by-urn.json.gz", _KS2, 2023, only="2022/23"),
    ),
    Arrangement(
        name="ks4-2017-and-2018",
        publication="Key stage 4 results",
        published=_spring,
        read=_of_csv(
            {year: f"ks4-2015-16_to_2017-18/ks4_perf_{year}.csv.gz" for year in (2017, 2018)},
            {
                "Progress 8": "ks4_progress8",
                "Attainment 8": "ks4_attainment8",
                "Eng Maths Grade 5": "ks4_basics_5plus",
                "Entering EBacc": "ks4_ebacc_entry",
                "EBacc Avg Score": "ks4_ebacc_aps",
            },
            denominator="KS4 Pupils",
        ),
    ),
    Arrangement(
        name="ks4-2023",
        publication="Key stage 4 results",
        published=_spring,
        read=_of_json("ks4-2022-23/ks4-by-urn.json.gz", _KS4, 2023, only="2022/23"),
    ),
    Arrangement(
        name="ks4-2024",
        publication="Key stage 4 results of mainstream state secondaries",
        published=_spring,
        read=_of_csv(
            {2024: "secondary-2023-24/england_secondary_schools.csv.gz"},
            {
                "ks4_progress8": "ks4_progress8",
                "ks4_attainment8": "ks4_attainment8",
                "ks4_pct_grade4_eng_maths": "ks4_basics_4plus",
                "ks4_pct_grade5_eng_maths": "ks4_basics_5plus",
                "ks4_pct_entering_ebacc": "ks4_ebacc_entry",
                "ks4_ebacc_aps": "ks4_ebacc_aps",
            },
            denominator="ks4_total_pupils",
            intervals={"ks4_progress8": ("ks4_p8_lower_ci", "ks4_p8_upper_ci")},
        ),
    ),
    Arrangement(
        name="capacity-2024",
        publication="School capacity of mainstream state secondaries",
        published=_spring,
        read=_of_csv(
            {2024: "secondary-2023-24/england_secondary_schools.csv.gz"}, {"scap_school_places": "capacity"}
        ),
    ),
    Arrangement(
        name="ks5-2023",
        publication="16 to 18 results",
        published=_spring,
        read=_of_json(
            "ks5-2022-23/ks5-by-urn.json.gz",
            {"aps": "ks5_alevel_aps", "aabFac": "ks5_alevel_aab"},
            2023,
            denominator="pupils",
            only="2022/23",
        ),
    ),
    Arrangement(
        name="destinations-2022",
        publication="Destinations",
        published=lambda year: date(year + 1, 10, 1),
        read=_destinations,
    ),
    Arrangement(
        name="census-2023",
        publication="School census: pupils' characteristics",
        published=_summer,
        read=_of_json(
            "census-2022-23/census-by-urn.json.gz",
            {"fsm": "fsm_ever6", "eal": "eal", "senEhcp": "ehc_plan", "senSupport": "sen_support"},
            2023,
        ),
    ),
    Arrangement(
        name="finance-2014-to-2018",
        publication="Consistent financial reporting",
        published=_winter,
        read=_of_csv(
            {
                year: f"finance-2013-14_to_2017-18/financials_{year}.csv.gz"
                for year in (2014, 2015, 2016, 2017, 2018)
            },
            {"Income": "income", "Expenditure": "expenditure", "Balance": "in_year_balance"},
        ),
    ),
    Arrangement(
        name="finance-2025",
        publication="Financial benchmarking: spend, balance and reserve",
        published=_winter,
        read=_of_json(
            "finance-2024-25/finance-by-urn.json.gz",
            {"perPupil": "spend_per_pupil", "inYear": "in_year_balance", "reserve": "revenue_reserve"},
            2025,
            only="2024/25",
        ),
    ),
    Arrangement(
        name="workforce-2024",
        publication="School workforce",
        published=_summer,
        read=_of_json(
            "workforce-2023-24/workforce-by-urn.json.gz",
            {"ptr": "pupil_teacher_ratio", "teachersFte": "teachers_fte", "staffFte": "staff_fte"},
            2024,
            # Schools that closed carry the last year they had.
            only="2023/24",
        ),
    ),
    Arrangement(
        name="parent-view-2026", publication="Ofsted Parent View", published=_summer, read=_parent_view
    ),
)


def _impossible(value: Value) -> bool:
    # One school's spending per pupil is printed below nought, which an importer refuses.
    return value.measure == "spend_per_pupil" and float(value.value) < 0


def lay_out(derived: Path, out: Path, arrangements: Iterable[Arrangement]) -> dict[str, int]:
    """Write one CSV for each arrangement; return how many values each has."""
    written = {}
    for each in arrangements:
        count = 0
        target = out / f"{each.name}.csv"
        with target.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(HEADER)
            for value in each.read(derived):
                said = "" if value.value is None else str(value.value).strip()
                if said in ("", "nan") or _impossible(value):
                    continue
                count += 1
                rows.writerow(
                    (
                        value.urn,
                        value.measure,
                        value.year,
                        said,
                        value.denominator,
                        value.low,
                        value.high,
                        each.published(value.year).isoformat(),
                        each.publication,
                    )
                )
        if not count:
            target.unlink()
        written[target.name] = count
    return written


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path, help="the folder that holds derived/ and ofsted/")
    parser.add_argument("out", type=Path, help="where to write; made if it is not there")
    args = parser.parse_args()
    derived = args.data / "derived"
    if not derived.is_dir():
        print(f"There is no folder {derived}.", file=sys.stderr)
        return 2
    args.out.mkdir(parents=True, exist_ok=True)
    for name, count in lay_out(derived, args.out, ARRANGEMENTS).items():
        print(f"{name:<28} {count:>9,} values")
    name, schools, cards = lay_out_inspections(args.data, args.out)
    print(f"{name}: {schools:,} schools, {cards:,} report cards")
    return 0


if __name__ == "__main__":
    sys.exit(main())
