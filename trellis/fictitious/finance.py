"""School finance: the workbooks of maintained schools and of academies."""

from pathlib import Path

from trellis.fictitious import writing
from trellis.fictitious.census import counted
from trellis.fictitious.nation import Site
from trellis.fictitious.truth import Truth
from trellis.fictitious.writing import Cell

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
