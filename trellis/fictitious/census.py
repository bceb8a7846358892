"""The January school census: performance tables with and without their later drift, and the wide file of 2023."""

from collections.abc import Iterator
from pathlib import Path

from trellis.fictitious import tables, writing
from trellis.fictitious.nation import Life, Site, census_date, slot
from trellis.fictitious.truth import Truth
from trellis.fictitious.writing import Cell, academic_year, number

TABLES = (2019, 2022, 2024)
DRIFTED = 2025
WIDE = 2023
NATIONAL = (
    ("PRI", "State-funded primary"),
    ("SEC", "State-funded secondary"),
    ("SPE", "State-funded special school"),
)


def header_drifted() -> tuple[str, ...]:
    """Return the header of 2024-25: "Estab", a misspelt PNUMUNCLF and a denominator of its own for FSM."""
    renamed = {"ESTAB": "Estab", "PNUMUNCFL": "PNUMUNCLF"}
    columns = [renamed.get(name, name) for name in writing.header("census_2019")]
    columns.insert(columns.index("NUMFSMEVER"), "NORFSMEVER")
    return tuple(columns)


def write(truth: Truth, folder: Path) -> list[Path]:
    files = [_table(truth, folder, year) for year in (*TABLES, DRIFTED)]
    files.append(_wide(truth, folder))
    return files


def counted(truth: Truth, year: int) -> Iterator[tuple[Site, Life]]:
    """Every school that made the census of a January, with the life it had."""
    for site in truth.nation.sites:
        life = site.life_on(census_date(year))
        if life is not None and site.phase != "sixth_form":
            yield site, life


def _table(truth: Truth, folder: Path, year: int) -> Path:
    drifted = year == DRIFTED
    columns = header_drifted() if drifted else writing.header("census_2019")
    rows: list[dict[str, Cell]] = []
    for site, life in counted(truth, year):
        group = site.group
        if not drifted and group == "State-funded AP school":
            group = "Pupil referral unit"
        row: dict[str, Cell] = {"URN": life.urn, "LA": site.authority.code, "SCHOOLTYPE": group}
        row["Estab" if drifted else "ESTAB"] = life.number
        rows.append(row | _pupils(truth, [site], year, group, drifted=drifted))
    for code, group in NATIONAL:
        mine = [site for site, _ in counted(truth, year) if site.group == group]
        row = {"URN": "NAT", "Estab" if drifted else "ESTAB": code, "SCHOOLTYPE": group}
        rows.append(row | _pupils(truth, mine, year, group, drifted=drifted))
    path = folder / tables.folder_of(year) / "england_census.csv"
    return writing.write(path, columns, rows, writing.PERFORMANCE_TABLES)


def _pupils(truth: Truth, sites: list[Site], year: int, group: str, *, drifted: bool) -> dict[str, Cell]:
    def total(name: str) -> int:
        return int(sum(truth.figures[name][site.index, slot(year)] for site in sites))

    roll, girls, language = total("roll"), total("girls"), total("eal")
    unknown = language // 60
    sign = "%" if drifted else ""
    row: dict[str, Cell] = {
        "NOR": roll,
        "NORG": girls,
        "NORB": roll - girls,
        "PNORG": number(100 * girls / roll),
        "PNORB": number(100 * (roll - girls) / roll),
        "TSENELSE": total("ehcp"),
        "PSENELSE": number(100 * total("ehcp") / roll),
        "TSENELK": total("sen_support"),
        "PSENELK": number(100 * total("sen_support") / roll),
        "NUMEAL": language,
        "NUMENGFL": roll - language - unknown,
        "NUMUNCFL": unknown,
        "PNUMEAL": number(100 * language / roll),
        "PNUMENGFL": number(100 * (roll - language - unknown) / roll),
        "PNUMUNCLF" if drifted else "PNUMUNCFL": number(100 * unknown / roll),
        "NUMFSM": total("fsm"),
        "NUMFSMEVER": total("fsm6"),
        "PNUMFSMEVER": number(100 * total("fsm6") / roll) + sign,
    }
    if drifted:
        row["NORFSMEVER"] = roll
    if group == "Independent school":
        keep = ("NOR", "NORG", "NORB", "PNORG", "PNORB", "TSENELSE", "PSENELSE", "TSENELK", "PSENELK")
        row = {name: cell if name in keep else "NA" for name, cell in row.items()}
    return row


def _wide(truth: Truth, folder: Path) -> Path:
    """The DfE's underlying data of January 2023: every column of its 268, most of them zero here."""
    columns = writing.header("census_2023")
    first = columns.index("part-time girls aged 0")
    rows = []
    for site, life in counted(truth, WIDE):
        row: dict[str, Cell] = dict.fromkeys(columns[first:], 0)
        authority = site.authority
        row |= {
            "time_period": academic_year(WIDE),
            "time_identifier": "Academic year",
            "geographic_level": "School",
            "country_code": "E92000001",
            "country_name": "England",
            "region_name": authority.region,
            "region_code": authority.region_code,
            "urn": life.urn,
            "old_la_code": authority.code,
            "la_name": authority.name,
            "new_la_code": authority.gss,
            "estab": life.number,
            "school_name": life.name,
            "laestab": f"{authority.code}{life.number:04d}",
            "phase_type_grouping": site.group,
            "trust": life.trust.name if life.trust else None,
            "opendate": writing.slashes(life.opened),
            "sex_of_school_description": site.gender,
            "typeofestablishment_name": life.kind.name,
            "denomination": site.religion,
            "admissions_policy": "Not applicable",
            "district_administrative_code": authority.gss,
            "district_administrative_name": authority.name,
            "ward_name": site.ward,
            "urban_rural": site.urban,
            "school_postcode": site.postcode,
            "academy_flag": "Academy"
            if life.kind.academy
            else "LA Maintained"
            if site.state_funded
            else "Independent",
            "school_size": _size(truth.count("roll", site, WIDE)),
        }
        rows.append(row | _headcounts(truth, site))
    path = folder / "statistics" / "census" / "2022-23" / "spc_school_level_underlying_data.csv"
    return writing.write(path, columns, rows, writing.EXPLORE_EDUCATION_STATISTICS)


def _headcounts(truth: Truth, site: Site) -> dict[str, Cell]:
    roll, girls = truth.count("roll", site, WIDE), truth.count("girls", site, WIDE)
    meals, ever, language = (truth.count(name, site, WIDE) for name in ("fsm", "fsm6", "eal"))
    british = round(roll * max(0.02, 0.92 - 1.1 * language / roll))
    unsure = language // 60
    counted_here: dict[str, tuple[int, int]] = {
        "number of pupils known to be eligible for free school meals": (meals, roll),
        "number of pupils known to be eligible for free school meals (Performance Tables)": (ever, roll),
        "number of pupils classified as white British ethnic origin": (british, roll),
        "number of pupils classified as any other ethnic group ethnic origin": (roll - british, roll),
        "number of pupils whose first language is known or believed to be English": (
            roll - language - unsure,
            roll,
        ),
        "number of pupils whose first language is known or believed to be other than English": (
            language,
            roll,
        ),
        "number of pupils whose first language is unclassified": (unsure, roll),
    }
    row: dict[str, Cell] = {
        "headcount total girls": girls,
        "headcount total boys": roll - girls,
        "full time pupils": roll,
        "headcount of pupils": roll,
        "fte pupils": roll,
        "Number of pupils (used for FSM calculation in Performance Tables)": roll,
        "number of pupils of compulsory school age and above (rounded)": roll,
    }
    for name, (part, whole) in counted_here.items():
        share = "%" + name.removeprefix("number")
        row[name] = part if site.state_funded else "z"
        row[share] = number(100 * part / whole) if site.state_funded else "z"
    return row


def _size(roll: int) -> str:
    if roll <= 100:
        return "Up to and including 100 pupils"
    least = (roll - 1) // 100 * 100 + 1
    return f"{least} to {least + 99} pupils"
