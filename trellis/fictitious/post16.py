"""16 to 18 results, and destinations after 16 and after 18."""

from pathlib import Path

from trellis.fictitious import tables, writing
from trellis.fictitious.nation import Site
from trellis.fictitious.tables import Entry
from trellis.fictitious.truth import Truth
from trellis.fictitious.writing import Cell, number

RESULTS = (2019, 2022, 2023, 2024, 2025)
# The tables of a year tell of destinations in the year before it, of the leavers of the year before that.
DESTINATIONS = (2019, 2022, 2023, 2024, 2025)
_WITHOUT_VALUE_ADDED = (2022, 2024, 2025)
_FEWEST = 10  # destinations hide more than results do
STUDENT_DESTINATIONS = [
    "RECTYPE",
    "LEA",
    "ESTAB",
    "URN",
    "ICLOSE",
    "SCHNAME",
    "NFTYPE",
    "TOT_COHORT",
    "TOT_OVERALL",
    "TOT_EDUCATION",
    "TOT_HE",
    "TOT_FE",
    "TOT_APPREN",
    "TOT_EMPLOYMENT",
    "TOT_NOT_SUSTAINED",
    "TOT_UNKNOWN",
    "TOT_OVERALLPER",
    "TOT_EDUCATIONPER",
    "TOT_HEPER",
    "TOT_FEPER",
    "TOT_APPRENPER",
    "TOT_EMPLOYMENTPER",
    "TOT_NOT_SUSTAINEDPER",
    "TOT_UNKNOWNPER",
]


def write(truth: Truth, folder: Path) -> list[Path]:
    files = [_results(truth, folder, year) for year in RESULTS]
    for year in DESTINATIONS:
        files += [_after_sixteen(truth, folder, year), _after_eighteen(truth, folder, year)]
    return files


def _sixth_form(site: Site) -> bool:
    return site.sixth_form or site.phase == "sixth_form"


def _results(truth: Truth, folder: Path, year: int) -> Path:
    columns = writing.header("ks5_2016")
    found = [e for e in tables.entries(truth, year, _sixth_form) if truth.count("ks5_n", e.site, year)]
    rows = [_identity(entry) | _grades(truth, [entry], year) for entry in found]
    rows += tables.with_areas(
        truth,
        found,
        lambda schools, _: _grades(truth, schools, year, area=True),
        authority_type="4",
        all_type="5",
        state_type="7",
    )
    stage = "revised" if year == max(RESULTS) else "final"
    path = folder / tables.folder_of(year) / f"england_ks5{stage}.csv"
    return writing.write(path, columns, rows, writing.PERFORMANCE_TABLES)


def _identity(entry: Entry) -> dict[str, Cell]:
    row = tables.identity(entry) | {"REGION": entry.site.authority.region, "TOWN": entry.site.town}
    row["NFTYPE/FESITYPE"] = row.pop("NFTYPE")
    if entry.site.phase == "sixth_form":
        row["RECTYPE"] = "2"
    return row


def _grades(truth: Truth, schools: list[Entry], year: int, *, area: bool = False) -> dict[str, Cell]:
    n = sum(truth.at("ks5_n", e.site, year) for e in schools)
    points = [(truth.at("ks5_aps", e.site, year), truth.at("ks5_n", e.site, year)) for e in schools]
    best = sum(truth.at("ks5_aab", e.site, year) for e in schools)
    hidden = n <= tables.FEWEST
    average = "SUPP" if hidden else tables.mean(points, 2)
    row: dict[str, Cell] = {
        "TPUP1618": int(n * 1.2),
        "TALLPUP_1618": int(n * 1.1),
        "TALLPUP_ALEV_1618": int(n),
        "TALLPPE_ALEV_1618": average,
        "TALLPUP_ACAD_1618": int(n * 1.03),
        "TALLPPE_ACAD_1618": average,
        "TINCLUDE_AAB_2FAC": int(n),
        "PTAAB_2FAC": tables.share(best, n, places=1),
    }
    if not area and year not in _WITHOUT_VALUE_ADDED:
        site = schools[0].site
        value, margin = truth.at("ks5_va", site, year), truth.at("ks5_va_margin", site, year)
        figures = (
            ("SUPP",) * 3 if hidden else tuple(number(v, 2) for v in (value, value + margin, value - margin))
        )
        row |= dict(zip(("VA_INS_ALEV", "UCI_INS_ALEV", "LCI_INS_ALEV"), figures, strict=True))
        row["ENTRIES_ALEV"] = int(n * 2.7)
    return row


def _part(part: float, cohort: float) -> Cell:
    return "SUPP" if cohort <= _FEWEST or 0 < part <= 2 else int(part)


def _per(part: float, cohort: float) -> Cell:
    return "SUPP" if cohort <= _FEWEST or 0 < part <= 2 else writing.percent(part, cohort)


def _after_sixteen(truth: Truth, folder: Path, year: int) -> Path:
    leavers = year - 2
    found = [
        e
        for e in tables.entries(truth, year, lambda site: site.tests_at_sixteen and site.state_funded)
        if truth.count("ks4_n", e.site, leavers)
    ]
    rows = [tables.identity(entry) | _destinations(truth, [entry], leavers) for entry in found]
    for authority in truth.nation.authorities:
        mine = [e for e in found if e.site.authority is authority]
        rows.append({"RECTYPE": "LA", "LEA": authority.code, **_destinations(truth, mine, leavers)})
    rows.append({"RECTYPE": "NAT", **_destinations(truth, found, leavers)})
    columns = writing.header("ks4_destinations")
    if year != 2019:
        columns = tables.of_year(columns, year, (year - 1, year - 2) if year > 2023 else ())
    path = folder / tables.folder_of(year) / "england_ks4-pupdest.csv"
    return writing.write(path, columns, rows, writing.PERFORMANCE_TABLES)


def _destinations(truth: Truth, schools: list[Entry], year: int) -> dict[str, Cell]:
    def total(name: str) -> float:
        return sum(truth.at(name, entry.site, year) for entry in schools)

    n, poor = total("ks4_n"), total("ks4_dis")
    row: dict[str, Cell] = {}
    kept = total("dest_dis") + total("dest_oth")
    unknown = min(total("dest_unknown"), n - kept)
    everyone = {
        "OVERALL_DEST": kept,
        "APPREN": total("dest_apprentice"),
        "EMPLOYMENT": total("dest_work"),
        "EDUCATION": kept - total("dest_apprentice") - total("dest_work"),
        "NOT_SUSTAINED": n - kept - unknown,
        "UNKNOWN": unknown,
    }
    groups = (
        ("", n, everyone),
        ("_DIS", poor, {"OVERALL_DEST": total("dest_dis")}),
        ("_NONDIS", n - poor, {"OVERALL_DEST": total("dest_oth")}),
    )
    for group, cohort, parts in groups:
        row[f"COHORT{group}"] = "SUPP" if cohort <= _FEWEST else int(cohort)
        for name, part in parts.items():
            row[f"{name}{group}"] = _part(part, cohort)
            row[f"{name}PER{group}"] = _per(part, cohort)
    return row


def _after_eighteen(truth: Truth, folder: Path, year: int) -> Path:
    leavers = year - 2
    found = [
        e
        for e in tables.entries(truth, year, lambda site: _sixth_form(site) and site.state_funded)
        if truth.count("ks5_n", e.site, leavers)
    ]
    rows = []
    for entry in found:
        n = truth.at("ks5_n", entry.site, leavers)
        kept, degree = (
            truth.at("dest18_kept", entry.site, leavers),
            truth.at("dest18_he", entry.site, leavers),
        )
        row = tables.identity(entry) | {"TOT_COHORT": "SUPP" if n <= _FEWEST else int(n)}
        for name, part in (("OVERALL", kept), ("HE", degree), ("NOT_SUSTAINED", n - kept)):
            row[f"TOT_{name}"] = _part(part, n)
            row[f"TOT_{name}PER"] = _per(part, n)
        rows.append(row)
    path = folder / tables.folder_of(year) / "england_ks5-studest.csv"
    return writing.write(path, STUDENT_DESTINATIONS, rows, writing.PERFORMANCE_TABLES)
