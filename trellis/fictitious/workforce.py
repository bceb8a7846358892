"""The school workforce: the table of 2018/19, and the five files of explore education statistics since."""

from collections.abc import Callable, Iterator
from pathlib import Path

from trellis.fictitious import statistics, tables, writing
from trellis.fictitious.census import counted
from trellis.fictitious.nation import Life, Site, census_date
from trellis.fictitious.truth import Truth
from trellis.fictitious.writing import Cell, number

TABLE = (
    "URN",
    "LA",
    "ESTAB",
    "School Type",
    "Total Number of Teachers (Headcount)",
    "Total Number of Teachers (Full-Time Equivalent)",
    "Total Number of Teaching Assistants (Full-Time Equivalent)",
    "Pupil: Teacher Ratio",
    "Mean Gross FTE Salary of All Teachers (£s)",
)
_PLACE = [
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
    "school_urn",
    "school_laestab",
    "school_name",
    "school_type",
]
SIZE = [
    *_PLACE,
    "fte_workforce",
    "fte_all_teachers",
    "fte_all_support_staff",
    "hc_workforce",
    "hc_all_teachers",
]
RATIO = [*_PLACE, "pupils_fte", "teachers_fte", "pupil_to_qual_unqual_teacher_ratio"]
SICKNESS = [
    *_PLACE,
    "total_teachers_taking_absence",
    "total_number_of_days_lost",
    "average_number_of_days_taken",
]
VACANCIES = [*_PLACE, "vacancy", "rate", "tempfilled", "temprate"]
TURNOVER = [
    *_PLACE,
    "teacher_fte_in_census_year",
    "remained_in_the_same_school",
    "left_to_another_state_funded_school",
    "left_the_state_funded_system",
]


def write(truth: Truth, folder: Path) -> list[Path]:
    files = [_table(truth, folder)]
    for name, columns, figures in _FILES:
        rows = _rows(truth, figures, (2022, 2023, 2024, 2025))
        path = folder / "statistics" / "workforce" / "2024-25" / f"workforce_{name}_school.csv"
        files.append(writing.write(path, columns, rows, writing.EXPLORE_EDUCATION_STATISTICS))
    return files


def _table(truth: Truth, folder: Path) -> Path:
    """The last performance table of the workforce before its figures moved to explore education statistics."""
    year = 2019
    rows: list[list[Cell]] = []
    for site, life in counted(truth, year):
        if site.state_funded:
            rows.append(_staff(truth, site, life, year))
    path = folder / tables.folder_of(year) / "england_swf.csv"
    return writing.write(path, TABLE, rows, writing.PERFORMANCE_TABLES)


def _staff(truth: Truth, site: Site, life: Life, year: int) -> list[Cell]:
    teachers, roll = truth.at("teachers", site, year), truth.at("roll", site, year)
    if teachers < 3:
        return [
            life.urn,
            site.authority.code,
            life.number,
            site.group,
            "SUPP",
            "SUPP",
            "SUPP",
            "SUPP",
            "SUPP",
        ]
    ratio, assistants = number(roll / teachers), number(truth.at("support_staff", site, year) * 0.5)
    return [
        life.urn,
        site.authority.code,
        life.number,
        site.group,
        round(teachers * 1.1),
        number(teachers),
        assistants,
        ratio,
        f"£{39000 + life.urn % 4000}",
    ]


def _rows(
    truth: Truth, figures: Callable[[Truth, Site, int], dict[str, Cell]], years: tuple[int, ...]
) -> Iterator[dict[str, Cell]]:
    kinds = statistics.state_funded(truth)
    for year in years:
        for site, kind in kinds:
            life = statistics.attended(site, year)
            if life is None:
                continue
            row = statistics.heading(year, "School") | statistics.area(site)
            row |= {
                "school_urn": str(life.urn),
                "school_laestab": f"{site.authority.code}{life.number:04d}",
                "school_name": life.name,
                "school_type": statistics.KINDS[kind],
            }
            yield row | figures(truth, site, year)


def _size(truth: Truth, site: Site, year: int) -> dict[str, Cell]:
    teachers, support = truth.at("teachers", site, year), truth.at("support_staff", site, year)
    return {
        "fte_workforce": number(teachers + support),
        "fte_all_teachers": number(teachers),
        "fte_all_support_staff": number(support),
        "hc_workforce": round((teachers + support) * 1.2),
        "hc_all_teachers": round(teachers * 1.1),
    }


def _ratio(truth: Truth, site: Site, year: int) -> dict[str, Cell]:
    teachers, roll = truth.at("teachers", site, year), truth.count("roll", site, year)
    return {
        "pupils_fte": roll,
        "teachers_fte": number(teachers),
        "pupil_to_qual_unqual_teacher_ratio": number(roll / teachers),
    }


def _sickness(truth: Truth, site: Site, year: int) -> dict[str, Cell]:
    teachers, days = truth.at("teachers", site, year), truth.at("sickness_days", site, year)
    return {
        "total_teachers_taking_absence": round(teachers * 0.66),
        "total_number_of_days_lost": number(teachers * days),
        "average_number_of_days_taken": number(days),
    }


def _vacancies(truth: Truth, site: Site, year: int) -> dict[str, Cell]:
    vacant, teachers = truth.count("vacancies", site, year), truth.at("teachers", site, year)
    rate = number(100 * vacant / (teachers + vacant))
    return {"vacancy": vacant, "rate": rate, "tempfilled": vacant // 2, "temprate": "0"}


def _turnover(truth: Truth, site: Site, year: int) -> dict[str, Cell]:
    teachers, left = truth.at("teachers", site, year), truth.at("left", site, year)
    if site.life_on(census_date(year - 1)) is None:
        # Nobody can have left a school in its first year: the figures are not available.
        unknown: dict[str, Cell] = dict.fromkeys(TURNOVER[-3:], "x")
        return {"teacher_fte_in_census_year": number(teachers), **unknown}
    gone = round(left * 0.55, 1)
    return {
        "teacher_fte_in_census_year": number(teachers),
        "remained_in_the_same_school": number(teachers - left),
        "left_to_another_state_funded_school": number(left - gone),
        "left_the_state_funded_system": number(gone),
    }


_FILES: tuple[tuple[str, list[str], Callable[[Truth, Site, int], dict[str, Cell]]], ...] = (
    ("size", SIZE, _size),
    ("ratios", RATIO, _ratio),
    ("sickness", SICKNESS, _sickness),
    ("vacancies", VACANCIES, _vacancies),
    ("turnover", TURNOVER, _turnover),
)
