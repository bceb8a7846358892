"""Key stage 2 performance tables."""

from pathlib import Path

from trellis.fictitious import tables, writing
from trellis.fictitious.nation import FIRST_YEAR, Site, status_date
from trellis.fictitious.tables import FEWEST, Entry, share
from trellis.fictitious.truth import Truth
from trellis.fictitious.writing import Cell, number

# The year, the years repeated in it, and how final the file is. No results are published for 2020 to 2022.
EDITIONS = (
    (2019, (2018, 2017), "final"),
    (2023, (), "final"),
    (2024, (2023,), "final"),
    (2025, (2024, 2023), "revised"),
)
WITHOUT_PROGRESS = (2024, 2025)  # these pupils sat no key stage 1 tests
_SUBJECTS = (("READ", "read"), ("WRIT", "writ"), ("MAT", "mat"))


def header(year: int, repeated: tuple[int, ...]) -> tuple[str, ...]:
    """Return the header of a year's table: that of 2018/19, with the repeated years its own."""
    columns = writing.header("ks2_2019")
    return columns if year == 2019 else tables.of_year(columns, year, repeated)


def write(truth: Truth, folder: Path) -> list[Path]:
    return [_edition(truth, folder, *edition) for edition in EDITIONS]


def _edition(truth: Truth, folder: Path, year: int, repeated: tuple[int, ...], stage: str) -> Path:
    columns = header(year, repeated)
    found = [e for e in tables.entries(truth, year, _sits) if truth.count("ks2_n", e.site, year)]
    rows = [
        tables.identity(entry)
        | tables.address(entry)
        | tables.converted(entry)
        | _figures(truth, [entry], year, area=False)
        | _repeated(truth, entry.site, repeated)
        for entry in found
    ]
    rows += tables.with_areas(
        truth,
        found,
        lambda schools, _: _figures(truth, schools, year, area=True),
        authority_type="3",
        all_type="4",
        state_type="5",
    )
    known = set(columns)
    kept = [{name: cell for name, cell in row.items() if name in known} for row in rows]
    path = folder / tables.folder_of(year) / f"england_ks2{stage}.csv"
    return writing.write(path, columns, kept, writing.PERFORMANCE_TABLES)


def _sits(site: Site) -> bool:
    return site.tests_at_eleven and site.state_funded


def _figures(truth: Truth, schools: list[Entry], year: int, *, area: bool) -> dict[str, Cell]:
    def total(name: str) -> float:
        return sum(truth.at(name, entry.site, year) for entry in schools)

    n, poor = total("ks2_n"), total("ks2_dis")
    girls, language = total("ks2_girls"), total("ks2_eal")
    reached = total("ks2_rwm_dis") + total("ks2_rwm_oth")
    roll = total("roll")
    row: dict[str, Cell] = {
        "TOTPUPS": int(roll),
        "TELIG": int(n),
        "BELIG": int(n - girls),
        "GELIG": int(girls),
        "PBELIG": share(n - girls, n),
        "PGELIG": share(girls, n),
        "TFSM6CLA1A": int(poor),
        "PTFSM6CLA1A": share(poor, n),
        "TNotFSM6CLA1A": int(n - poor),
        "PTNotFSM6CLA1A": share(n - poor, n),
        "TEALGRP2": int(language),
        "PTEALGRP2": share(language, n),
        "PTRWM_EXP": share(reached, n),
        "PTRWM_HIGH": share(total("ks2_high"), n),
        "PTRWM_EXP_B": share(reached - total("ks2_rwm_girls"), n - girls),
        "PTRWM_EXP_G": share(total("ks2_rwm_girls"), girls),
        "PTRWM_EXP_EAL": share(total("ks2_rwm_eal"), language),
        "PTRWM_EXP_FSM6CLA1A": share(total("ks2_rwm_dis"), poor),
        "PTRWM_EXP_NotFSM6CLA1A": share(total("ks2_rwm_oth"), n - poor),
        "PTGPS_EXP": share(total("ks2_gps"), n),
        "PTREAD_EXP": share(total("ks2_read"), n),
        "PTMAT_EXP": share(total("ks2_mat"), n),
        "PTWRITTA_EXP": share(total("ks2_writ"), n),
        "PTREAD_HIGH": share(total("ks2_read_high"), n),
        "PTMAT_HIGH": share(total("ks2_mat_high"), n),
        "PTWRITTA_HIGH": share(total("ks2_writ_high"), n),
    }
    hidden = n <= FEWEST
    for column, name in (("READ_AVERAGE", "read"), ("MAT_AVERAGE", "mat")):
        scores = [
            (truth.at(f"ks2_{name}_score", e.site, year), truth.at("ks2_n", e.site, year)) for e in schools
        ]
        row[column] = "SUPP" if hidden else tables.mean(scores, 0)
    if year in WITHOUT_PROGRESS:
        return row
    if not area:
        return row | _progress(truth, schools[0].site, year, "")
    for column, name in _SUBJECTS:
        made = [
            (truth.at(f"ks2_{name}_progress", e.site, year), truth.at("ks2_n", e.site, year)) for e in schools
        ]
        row[f"{column}PROG"] = tables.mean(made, 1)
    return row


def _progress(truth: Truth, site: Site, year: int, suffix: str) -> dict[str, Cell]:
    row: dict[str, Cell] = {}
    n = truth.count("ks2_n", site, year)
    for column, name in _SUBJECTS:
        value, margin = (
            truth.at(f"ks2_{name}_progress", site, year),
            truth.at(f"ks2_{name}_margin", site, year),
        )
        names = (f"{column}PROG{suffix}", f"{column}PROG_LOWER{suffix}", f"{column}PROG_UPPER{suffix}")
        figures = (
            ("SUPP",) * 3
            if n <= FEWEST
            else tuple(number(v) for v in (value, value - margin, value + margin))
        )
        row |= dict(zip(names, figures, strict=True))
        row[f"{column}PROG_DESCR{suffix}"] = None if n <= FEWEST else _band(value, margin)
    return row


def _band(value: float, margin: float) -> int:
    """The words beside a progress score: 1 well above average to 5 well below."""
    if value - margin > 0:
        return 1 if value > 2.5 else 2
    if value + margin < 0:
        return 5 if value < -2.5 else 4
    return 3


def _repeated(truth: Truth, site: Site, years: tuple[int, ...]) -> dict[str, Cell]:
    """The columns that say again what earlier years' tables said."""
    row: dict[str, Cell] = {}
    for year in years:
        if year < FIRST_YEAR or site.life_on(status_date(year - 1)) is None:
            continue  # before the fictitious nation's records, or the school itself, began
        suffix = f"_{year % 100:02d}"
        n, poor = truth.at("ks2_n", site, year), truth.at("ks2_dis", site, year)
        if not n:
            continue
        row[f"TELIG{suffix}"] = int(n)
        row[f"PTFSM6CLA1A{suffix}"] = share(poor, n)
        row[f"PTRWM_EXP{suffix}"] = share(
            truth.at("ks2_rwm_dis", site, year) + truth.at("ks2_rwm_oth", site, year), n
        )
        row[f"PTRWM_HIGH{suffix}"] = share(truth.at("ks2_high", site, year), n)
        row[f"PTRWM_EXP_FSM6CLA1A{suffix}"] = share(truth.at("ks2_rwm_dis", site, year), poor)
        row[f"PTRWM_EXP_NotFSM6CLA1A{suffix}"] = share(truth.at("ks2_rwm_oth", site, year), n - poor)
        for column, name in (("READ_AVERAGE", "read"), ("MAT_AVERAGE", "mat")):
            score = truth.at(f"ks2_{name}_score", site, year)
            row[f"{column}{suffix}"] = "SUPP" if n <= FEWEST else number(score, 0)
        if year not in WITHOUT_PROGRESS:
            row |= _progress(truth, site, year, suffix)
    return row
