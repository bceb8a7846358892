"""School finance, the workforce table of older years, and Parent View."""

from datetime import date
from pathlib import Path

from trellis.fictitious import tables, writing
from trellis.fictitious.census import counted
from trellis.fictitious.nation import Life, Site
from trellis.fictitious.resources import QUESTIONS
from trellis.fictitious.truth import Truth
from trellis.fictitious.writing import Cell, number

YEARS = (2019, 2020, 2021, 2022, 2023, 2024, 2025)
MAINTAINED = (
    "LA Name",
    "LA",
    "LAEstab",
    "School Name",
    "URN",
    "Phase",
    "Overall Phase",
    "Type",
    "Urban/Rural of school",
    "London Weighting",
    "Period covered by return (months)",
    "No pupils",
    "% of pupils eligible for FSM",
    "% of pupils with EHCP",
    "% of pupils with English as an additional language",
    "Total Income: I01:I18 - E30",
    "Total Expenditure: (E01:E29 + E31 + E32)",
    "In-year Balance: Total Income (I01:I18 - E30) - Total Expenditure (E01:E29 + E31 + E32)",
    "Revenue Reserve: B01 + B02 + B06",
)
ACADEMIES = (
    "URN",
    "LA",
    "Estab",
    "Academy name",
    "Academy trust name",
    "Number of pupils in academy (FTE)",
    "Total Income",
    "Total Expenditure",
    "In year balance",
    "Revenue Reserve",
)
WORKFORCE = (
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
_ANSWERS = ("Strongly Agree", "Agree", "Disagree", "Strongly Disagree", "Don't Know")
PARENT_VIEW_DAY = date(2026, 6, 30)


def header_parent_view() -> tuple[str, ...]:
    columns = ["URN", "School name", "Local authority", "Ofsted phase", "Submissions"]
    for i, question in enumerate(QUESTIONS[:-1], start=1):
        asked = question if question.endswith("?") else question + "."
        answers = ("Yes", "No") if question.endswith("?") else _ANSWERS
        columns += [f"Q{i}. {asked.rstrip('.')}. {answer}" for answer in answers]
    columns += [f"Q14. {QUESTIONS[-1]}. {answer}" for answer in ("Yes", "No")]
    return tuple(columns)


def write(truth: Truth, folder: Path) -> list[Path]:
    files = []
    for year in YEARS:
        months = f"{year - 1}-{year % 100:02d}"
        home = folder / "finance" / f"{year - 1}-{year}"
        maintained, academies = _finance(truth, year)
        files.append(
            writing.workbook(
                home / f"CFR_{months}_Full_Data_Workbook.xlsx", {"CFR_Data": [MAINTAINED, *maintained]}
            )
        )
        files.append(
            writing.workbook(home / f"AAR_{months}_download.xlsx", {"Academies": [ACADEMIES, *academies]})
        )
    files.append(_workforce(truth, folder))
    files.append(_parent_view(truth, folder))
    return files


def _finance(truth: Truth, year: int) -> tuple[list[list[Cell]], list[list[Cell]]]:
    maintained: list[list[Cell]] = []
    academies: list[list[Cell]] = []
    for site, life in counted(truth, year):
        if not site.state_funded:
            continue
        income, spent = truth.count("income", site, year), truth.count("expenditure", site, year)
        balance, reserve = truth.count("balance", site, year), truth.count("reserve", site, year)
        roll = truth.count("roll", site, year)
        if life.kind.academy:
            # A trust that pools its reserves reports none for each academy; amounts are in pounds.
            row: list[Cell] = [
                life.urn,
                int(site.authority.code),
                life.number,
                life.name,
                life.trust.name if life.trust else None,
            ]
            academies.append([*row, roll, income, spent, balance, reserve])
            continue
        maintained.append(
            [
                site.authority.name,
                int(site.authority.code),
                int(f"{site.authority.code}{life.number:04d}"),
                life.name,
                life.urn,
                _phase(site),
                _phase(site),
                life.kind.name,
                "Rural" if site.urban_code[0] in "DEF" else "Urban",
                "Neither",
                12,
                roll,
                round(100 * truth.at("fsm", site, year) / roll, 1),
                round(100 * truth.at("ehcp", site, year) / roll, 1),
                round(100 * truth.at("eal", site, year) / roll, 1),
                income,
                spent,
                balance,
                reserve,
            ]
        )
    return maintained, academies


def _phase(site: Site) -> str:
    return site.group.removeprefix("State-funded ").capitalize()


def _workforce(truth: Truth, folder: Path) -> Path:
    """The last performance table of the workforce before its figures moved to explore education statistics."""
    year = 2019
    rows: list[list[Cell]] = []
    for site, life in counted(truth, year):
        if site.state_funded:
            rows.append(_staff(truth, site, life, year))
    path = folder / tables.folder_of(year) / "england_swf.csv"
    return writing.write(path, WORKFORCE, rows, writing.PERFORMANCE_TABLES)


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


def _parent_view(truth: Truth, folder: Path) -> Path:
    """Answers of the year to 30 June 2026, of schools with ten or more submissions."""
    columns = header_parent_view()
    rows: list[list[Cell]] = []
    year = 2025
    for site, life in counted(truth, 2026):
        submissions = truth.count("submissions", site, year)
        if submissions < 10 or not site.state_funded:
            continue
        row: list[Cell] = [life.urn, life.name, site.authority.name, _phase(site), submissions]
        for i, question in enumerate(QUESTIONS):
            agreed = truth.count(f"agree_{i}", site, year)
            if question.endswith("?") or i == len(QUESTIONS) - 1:
                row += [
                    writing.percent(agreed, submissions),
                    writing.percent(submissions - agreed, submissions),
                ]
                continue
            strongly = round(agreed * (0.42 + 0.2 * agreed / submissions))
            unsure = (submissions - agreed) // 5
            against = submissions - agreed - unsure
            parts = (strongly, agreed - strongly, against - against // 3, against // 3, unsure)
            row += [writing.percent(part, submissions) for part in parts]
        rows.append(row)
    path = folder / "parent-view" / f"Parent_View_school_level_as_at_{PARENT_VIEW_DAY.day}_June_2026.csv"
    return writing.write(path, columns, rows, writing.OFSTED)
