"""Key stage 4 performance tables: the short provisional one of 2018/19, and the full ones."""

from pathlib import Path

from trellis.fictitious import tables, writing
from trellis.fictitious.nation import Site, status_date
from trellis.fictitious.tables import FEWEST, Entry, share
from trellis.fictitious.truth import Truth
from trellis.fictitious.writing import Cell, number

# The year, the years repeated in it, and how final the file is. No results are published for 2020 and 2021.
EDITIONS = (
    (2019, (2018, 2017), "final"),
    (2022, (), "final"),
    (2023, (2022,), "final"),
    (2024, (2023, 2022), "final"),
    (2025, (2024, 2023), "revised"),
)
WITHOUT_PROGRESS = (2025,)  # these pupils sat no key stage 2 tests
_PROVISIONAL_SLIP = 0.4  # how far a provisional Attainment 8 lies from the final one


def header(year: int, repeated: tuple[int, ...]) -> tuple[str, ...]:
    columns = writing.header("ks4_final")
    return columns if year == 2019 else tables.of_year(columns, year, repeated)


def write(truth: Truth, folder: Path) -> list[Path]:
    return [_provisional(truth, folder), *(_edition(truth, folder, *edition) for edition in EDITIONS)]


def _provisional(truth: Truth, folder: Path) -> Path:
    """October's 25 columns: Attainment 8 a little below what it came to after marks were reviewed."""
    columns = writing.header("ks4_provisional")
    found = _found(truth, 2019)
    rows = [
        tables.identity(entry) | _figures(truth, [entry], 2019, area=False, slip=_PROVISIONAL_SLIP)
        for entry in found
    ]
    rows += _areas(truth, found, 2019)
    known = set(columns)
    kept = [{name: cell for name, cell in row.items() if name in known} for row in rows]
    path = folder / tables.folder_of(2019) / "england_ks4provisional.csv"
    return writing.write(path, columns, kept, writing.PERFORMANCE_TABLES)


def _edition(truth: Truth, folder: Path, year: int, repeated: tuple[int, ...], stage: str) -> Path:
    columns = header(year, repeated)
    found = _found(truth, year)
    rows = [
        tables.identity(entry)
        | tables.address(entry)
        | tables.converted(entry)
        | _figures(truth, [entry], year, area=False)
        | _repeated(truth, entry.site, repeated)
        for entry in found
    ]
    rows += _areas(truth, found, year)
    known = set(columns)
    kept = [{name: cell for name, cell in row.items() if name in known} for row in rows]
    path = folder / tables.folder_of(year) / f"england_ks4{stage}.csv"
    return writing.write(path, columns, kept, writing.PERFORMANCE_TABLES)


def _found(truth: Truth, year: int) -> list[Entry]:
    sitting = tables.entries(truth, year, lambda site: site.tests_at_sixteen)
    return [entry for entry in sitting if truth.count("ks4_n", entry.site, year)]


def _areas(truth: Truth, found: list[Entry], year: int) -> list[dict[str, Cell]]:
    return tables.with_areas(
        truth,
        found,
        lambda schools, _: _figures(truth, schools, year, area=True),
        authority_type="4",
        all_type="5",
        state_type="7",
    )


def _figures(
    truth: Truth, schools: list[Entry], year: int, *, area: bool, slip: float = 0
) -> dict[str, Cell]:
    def total(name: str) -> float:
        return sum(truth.at(name, entry.site, year) for entry in schools)

    def average(name: str, weight: str, places: int, hidden: bool = False) -> str | None:
        less = slip if name.startswith("ks4_att8") else 0
        pairs = [
            (max(truth.at(name, e.site, year) - less, 0), truth.at(weight, e.site, year)) for e in schools
        ]
        return "SUPP" if hidden else tables.mean(pairs, places)

    n, poor, girls = total("ks4_n"), total("ks4_dis"), total("girls")
    row: dict[str, Cell] = {"TPUP": int(n), "TOTPUPS": int(total("roll")), "NUMGIRLS": int(girls)}
    row["NUMBOYS"] = int(total("roll") - girls)
    first = schools[0].site if schools else None
    coded = _code(first, n) if first is not None and not area else None
    if coded is not None:
        unpublished = "P8" if year in WITHOUT_PROGRESS else "none"
        row |= {name: coded for name in _CODED if not name.startswith(unpublished)}
        if first is not None and first.phase == "independent" and unpublished != "P8" and coded == "NE":
            row["P8MEA"] = "NP"  # no progress is published of independent schools
        return row
    hidden, few = n <= FEWEST, poor <= FEWEST
    rest = n - poor <= FEWEST
    row |= {
        "TFSM6CLA1A": int(poor),
        "PTFSM6CLA1A": share(poor, n),
        "TNOTFSM6CLA1A": int(n - poor),
        "PTNOTFSM6CLA1A": share(n - poor, n),
        "ATT8SCR": average("ks4_att8", "ks4_n", 1, hidden),
        "ATT8SCR_FSM6CLA1A": average("ks4_att8_dis", "ks4_dis", 1, few),
        "ATT8SCR_NFSM6CLA1A": average("ks4_att8_oth", "ks4_n", 1, rest),
        "PTL2BASICS_94": share(total("ks4_em4"), n, places=1),
        "PTL2BASICS_95": share(total("ks4_em5"), n, places=1),
        "PTFSM6CLA1ABASICS_94": share(total("ks4_em4_dis"), poor, places=1),
        "PTNOTFSM6CLA1ABASICS_94": share(total("ks4_em4") - total("ks4_em4_dis"), n - poor, places=1),
        "EBACCAPS": average("ks4_ebacc_aps", "ks4_n", 2, hidden),
        "PTEBACC_E_PTQ_EE": share(total("ks4_ebacc_entry"), n, places=1),
        "PTEBACC_94": share(total("ks4_ebacc4"), n, places=1),
    }
    if year in WITHOUT_PROGRESS:
        return row
    if area:
        scores = [(truth.at("ks4_p8", e.site, year), truth.at("ks4_p8_n", e.site, year)) for e in schools]
        row["P8MEA"] = tables.mean(scores, 2)
        return row
    row |= _progress(truth, schools[0].site, year, "")
    return row


_CODED = [
    "ATT8SCR",
    "P8PUP",
    "P8MEA",
    "P8CILOW",
    "P8CIUPP",
    "PTL2BASICS_94",
    "PTL2BASICS_95",
    "EBACCAPS",
    "PTEBACC_E_PTQ_EE",
    "PTEBACC_94",
    "PTEBACC_95",
    "PT5EM_94",
]


def _code(site: Site, n: float) -> str | None:
    """The code printed instead of every figure of a school, or None."""
    if site.phase == "independent":
        return "NA" if site.index % 3 else "NE"
    if site.phase == "special" and site.index % 3:
        return "NE" if n > FEWEST else "SUPP"
    return "SUPP" if n <= FEWEST else None


def _progress(truth: Truth, site: Site, year: int, suffix: str) -> dict[str, Cell]:
    n = truth.at("ks4_p8_n", site, year)
    low_coverage = site.phase == "ap" and site.index % 2 == 0
    value, margin = truth.at("ks4_p8", site, year), truth.at("ks4_p8_margin", site, year)
    names = [f"P8MEA{suffix}", f"P8CILOW{suffix}", f"P8CIUPP{suffix}"]
    if n <= FEWEST or low_coverage:
        row: dict[str, Cell] = dict.fromkeys(names, "SUPP" if n <= FEWEST else "LOWCOV")
        return row
    row = dict(zip(names, (number(v, 2) for v in (value, value - margin, value + margin)), strict=True))
    row[f"P8PUP{suffix}"] = int(n)
    if not suffix:
        row["P8MEACOV"] = "96%"
        row["P8_BANDING"] = _band(value, margin)
    poor = truth.at("ks4_dis", site, year)
    wide = margin * (n / max(poor, 1)) ** 0.5
    theirs = truth.at("ks4_p8_dis", site, year)
    few = poor <= FEWEST
    for name, figure in (("P8MEA", theirs), ("P8CILOW", theirs - wide), ("P8CIUPP", theirs + wide)):
        row[f"{name}_FSM6CLA1A{suffix}"] = "SUPP" if few else number(figure, 2)
    row[f"P8PUP_FSM6CLA1A{suffix}"] = int(poor)
    return row


def _band(value: float, margin: float) -> int:
    if value - margin > 0:
        return 1 if value >= 0.5 else 2
    if value + margin < 0:
        return 5 if value <= -0.5 else 4
    return 3


def _repeated(truth: Truth, site: Site, years: tuple[int, ...]) -> dict[str, Cell]:
    row: dict[str, Cell] = {}
    for year in years:
        n, poor = truth.at("ks4_n", site, year), truth.at("ks4_dis", site, year)
        if site.life_on(status_date(year - 1)) is None or not n or _code(site, n) is not None:
            continue
        suffix = f"_{year % 100:02d}"
        few = poor <= FEWEST
        row |= {
            f"ATT8SCR{suffix}": number(truth.at("ks4_att8", site, year)),
            f"ATT8SCR_FSM6CLA1A{suffix}": "SUPP" if few else number(truth.at("ks4_att8_dis", site, year)),
            f"PTL2BASICS_94{suffix}": share(truth.at("ks4_em4", site, year), n, places=1),
            f"PTL2BASICS_95{suffix}": share(truth.at("ks4_em5", site, year), n, places=1),
            f"EBACCAPS{suffix}": number(truth.at("ks4_ebacc_aps", site, year), 2),
            f"PTEBACC_E{suffix}_PTQ_EE": share(truth.at("ks4_ebacc_entry", site, year), n, places=1),
            f"PTEBACC_94{suffix}": share(truth.at("ks4_ebacc4", site, year), n, places=1),
            f"TFSM6CLA1A{suffix}": int(poor),
            f"TNOTFSM6CLA1A{suffix}": int(n - poor),
            f"PTFSM6CLA1ABASICS_94{suffix}": share(truth.at("ks4_em4_dis", site, year), poor, places=1),
        }
        if year not in WITHOUT_PROGRESS:
            row |= _progress(truth, site, year, suffix)
    return row
