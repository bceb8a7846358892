"""Key stage tables at the publisher's full width: the held values under its headers, and the rest filled in.

The headers are those of the publisher's own lists of the columns of 2018/19, with the years of the columns that repeat earlier
years moved. What is held of a school stands in its column, in the columns that repeat an earlier year too; what the register
tells of it (name, address, ages) likewise. Every other cell is filling: drawn at random, in the way in which the publisher
prints that kind of column, with as much suppression as its own tables have. It is of no school, and nothing is judged by it.
"""

import gzip
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

META = "performance-tables/2018-2019/meta/{}_meta.csv.gz"
OF_YEAR = 2019  # the year of the lists of columns
REGISTER = {
    "SCHNAME": "EstablishmentName",
    "LEA": "LA (code)",
    "ESTAB": "EstablishmentNumber",
    "ADDRESS1": "Street",
    "ADDRESS2": "Locality",
    "TOWN": "Town",
    "PCODE": "Postcode",
    "TELNUM": "TelephoneNum",
    "RELDENOM": "ReligiousCharacter (name)",
    "EGENDER": "Gender (name)",
    "ADMPOL": "AdmissionsPolicy (name)",
    "PCON_CODE": "ParliamentaryConstituency (code)",
    "PCON_NAME": "ParliamentaryConstituency (name)",
    "low": "StatutoryLowAge",
    "high": "StatutoryHighAge",
}
# What a school without a converter, a flag or a second line of address has there
BLANK = ("URN_AC", "SCHNAME_AC", "OPEN_AC", "ADDRESS3", "CONTFLAG", "FEEDER")
GROUPS = re.compile(
    r"_(B|G|L|M|H|LO|AV|HI|FSM6CLA1A|NotFSM6CLA1A|NFSM6CLA1A|EAL|MOBN|NMOB|GIRLS|BOYS)(?=_|$)|FSM6CLA1A|EAL|NMOB|LO_|HI_|AV_"
)

Texts = npt.NDArray[np.str_]


def columns(published: Path, stage: int, year: int, first: int) -> list[str]:
    """Return the header of a year's table; columns that repeat years before `first` are not there yet."""
    name = "ks2" if stage == 2 else "ks4_final"
    with gzip.open(published / META.format(name), "rt", encoding="utf-8-sig") as packed:
        told = pl.read_csv(packed.read().encode(), infer_schema=False, truncate_ragged_lines=True)
    header = []
    for column in told[told.columns[1]].str.strip_chars().to_list():
        ending = re.search(r"_(1[78])(?=_|$)", column)
        if ending is None:
            if not (column.endswith("_3YR") and year - 2 < first):
                header.append(column)
            continue
        moved = 2000 + int(ending[1]) - OF_YEAR + year
        if moved >= first:
            header.append(f"{column[: ending.start()]}_{moved % 100}{column[ending.end() :]}")
    return header


def told_by(register: pl.DataFrame) -> pl.DataFrame:
    """Return what the register tells of each school, by URN, under the headings of the tables."""
    return register.select("URN", *(pl.col(column).alias(name) for name, column in REGISTER.items()))


def table(
    header: list[str], rows: pl.DataFrame, earlier: Mapping[str, pl.DataFrame], schools: pl.DataFrame
) -> pl.DataFrame:
    """Return `rows`, what is held of one year under the publisher's headings, at full width, in text.

    `earlier` are the rows of earlier years by their two digits, `schools` what `told_by` returns.
    """
    told = rows.join(schools, on="URN", how="left", maintain_order="left", suffix="_register")
    chance = np.random.default_rng(len(header) * 100_000 + rows.height)
    is_school = rows["RECTYPE"].is_in(["1", "2"])
    small = chance.random(rows.height) < 0.03
    silent = rows["TPUP" if "TPUP" in rows.columns else "TELIG"].fill_null("").is_in(["", "NA"]).to_numpy()
    made = []
    for name in header:
        repeated = re.search(r"_(1\d)(?=_|$)", name)
        same = name if repeated is None else name[: repeated.start()] + name[repeated.end() :]
        if name in rows.columns:
            cells = rows[name]
        elif repeated is not None and repeated[1] in earlier and same in earlier[repeated[1]].columns:
            before = earlier[repeated[1]].select("URN", told=same, there=pl.lit(value=True))
            found = rows.select("URN").join(before, on="URN", how="left", maintain_order="left")
            new = found["there"].is_null() & is_school
            cells = found["told"].set(new, "NEW")
        elif name in REGISTER:
            cells = told[name]
        elif name in BLANK or name.startswith("ADMPOL_"):
            cells = pl.Series([None] * rows.height, dtype=pl.String)
        elif name == "AGERANGE":
            cells = told.select(pl.concat_str("low", pl.lit("-"), "high")).to_series()
        else:
            drawn = filling(name, chance, rows.height)
            withheld = small | (chance.random(rows.height) < (0.25 if GROUPS.search(name) else 0.01))
            drawn = np.where(withheld & (not name.startswith("T")), "SUPP", drawn)
            if name.startswith(("P8", "SCIVA", "HUMVA", "LANVA")):
                drawn = np.where(chance.random(rows.height) < 0.05, "NE", drawn)
            cells = pl.Series(np.where(silent, "NA", drawn))
        made.append(cells.alias(name))
    return pl.DataFrame(made)


def filling(name: str, chance: np.random.Generator, n: int) -> Texts:
    """Return n cells as the publisher prints a column of this name."""
    if "DESCR" in name or name == "P8_BANDING":
        return chance.integers(1, 6, n).astype(np.str_)
    if name in ("ICLOSE", "TAB15", "TAB1618", "TABKS2"):
        return chance.integers(0, 2, n).astype(np.str_)
    if name == "NFTYPE":
        return chance.choice(["CY", "VA", "VC", "FD", "AC", "ACC"], n)
    if name == "CONFEXAM":
        return chance.choice(["R", "C"], n)
    if re.match(r"(READ|WRIT|MAT)PROG", name):
        return _decimals(chance.normal(0, 3, n), 1)
    if re.match(r"(P8(?!PUP|MEACOV)|SCIVA(?!COV)|HUMVA(?!COV)|LANVA(?!COV)|DIFFN_P8)", name):
        return _decimals(chance.normal(0, 0.5, n), 2)
    if name.startswith("DIFFN"):
        return np.round(chance.normal(-8, 15, n)).astype(int).astype(np.str_)
    if name.startswith("TOTATT8") or name == "TOTEBACCAPS":
        return _decimals(chance.uniform(800, 9000, n), 2)
    if name.startswith(("ATT8", "AVGEBAC", "AVGOPEN", "TAVENT")):
        return _decimals(np.clip(chance.normal(30, 8, n), 0.5, 80), 1)
    if name.startswith("EBACCAPS"):
        return _decimals(np.clip(chance.normal(4, 0.8, n), 0.1, 8.8), 2)
    if "AVERAGE" in name or name == "KS2APS":
        whole = np.round(np.clip(chance.normal(104, 4, n), 82, 118)).astype(int)
        return whole.astype(np.str_)
    if name.startswith(("PT", "PB", "PG", "PN", "PS")) or "COV" in name:
        shares = np.round(np.clip(chance.normal(55, 25, n), 0, 100)).astype(int)
        return np.char.add(shares.astype(np.str_), "%")
    return chance.integers(6, 200, n).astype(np.str_)


def _decimals(values: npt.NDArray[np.float64], places: int) -> Texts:
    return np.char.mod(f"%.{places}f", values)
