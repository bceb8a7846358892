"""Lay the published files out as an analyst would have downloaded them: plain CSV. Not timed.

Run as `python -m benchmarks.raw_files PUBLISHED OUT [YEARS]`: YEARS of absence, 3 unless said (13 are held); with 0, only what nobody
publishes so, which an import of everything needs, no wider than what is held. The key stage files held for 2015/16 to 2017/18
are true values under another program's headings, and of 2018/19 there is the short provisional table of key stage 4. They get
the publisher's headings and, unless YEARS is 0, the full width of its tables (see `wide_tables`).
"""

import csv
import gzip
import io
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd
import polars as pl

from benchmarks import full_register, plain_register, wide_tables

UNPACKED = {
    "spc_school_level_underlying_data_2023.csv": "school-census/2022-23/reencoded/*.csv.gz",
    "ofsted_outcomes_2025-08-31.csv": "ofsted/2025-08-31/reencoded/*.csv.gz",
    "links_edubasealldata20250422.csv": "gias/2025-04-22/links_edubasealldata20250422.csv.gz",
}
REGISTER = "reconstructed/edubasealldata20250901.csv.gz"
PROVISIONAL = "performance-tables/2018-2019/england_ks4provisional.csv.gz"
LAST = "2018-2019_england_ks4final.csv"  # of which only the provisional table is held
ABSENCE = "absence_by_geography_to_2018-19.csv"

# publisher's heading: heading in the file held
KS2 = {
    "URN": "URN",
    "TELIG": "KS2 Pupils",
    "BELIG": "KS2 Boys",
    "GELIG": "KS2 Girls",
    "PTRWM_EXP": "Overall Meet Std",
    "PTRWM_HIGH": "Overall Exceed Std",
    "READPROG": "Reading Progress",
    "READPROG_LOWER": "",
    "READPROG_UPPER": "",
    "WRITPROG": "Writing Progress",
    "MATPROG": "Maths Progress",
    "PTREAD_EXP": "Reading Meet Std",
    "PTREAD_HIGH": "Reading Exceed Std",
    "READ_AVERAGE": "Reading Score",
    "PTMAT_EXP": "Maths Meet Std",
    "PTMAT_HIGH": "Maths Exceed Std",
    "MAT_AVERAGE": "Maths Score",
    "PTWRITTA_EXP": "Writing Meet Std",
    "PTWRITTA_HIGH": "Writing Exceed Std",
}
KS4 = {
    "URN": "URN",
    "TPUP": "KS4 Pupils",
    "ATT8SCR": "Attainment 8",
    "P8PUP": "",
    "P8MEA": "Progress 8",
    "P8CILOW": "",
    "P8CIUPP": "",
    "PTL2BASICS_94": "",
    "PTL2BASICS_95": "Eng Maths Grade 5",
    "EBACCAPS": "EBacc Avg Score",
    "PTEBACC_E_PTQ_EE": "Entering EBacc",
}
LAID_OUT = {
    f"{year - 1}-{year}_england_ks{stage}final.csv": (
        f"derived/ks{stage}-2015-16_to_2017-18/ks{stage}_perf_{year}.csv.gz",
        headings,
    )
    for stage, headings, years in ((2, KS2, (2016, 2017, 2018)), (4, KS4, (2017, 2018)))
    for year in years
}


def unpack(published: Path, out: Path, years: int) -> None:
    """Write every file, with `years` of absence; with none, only those in LAID_OUT, as narrow as they are held."""
    out.mkdir(parents=True, exist_ok=True)
    held = {name: _narrow(published / source, headings) for name, (source, headings) in LAID_OUT.items()}
    if not years:
        for name, text in held.items():
            (out / name).write_text(text, encoding="utf-8", newline="")
        return
    register = pl.read_csv(
        gzip.decompress((published / REGISTER).read_bytes()), infer_schema=False, encoding="cp1252"
    )
    (out / Path(REGISTER).stem).write_bytes(full_register.filled(register))
    absence = pl.read_parquet(published / "absence" / "*" / "*.parquet")
    wanted = absence["time_period"].unique().sort(descending=True).head(years)
    absence.filter(pl.col("time_period").is_in(wanted.to_list())).write_csv(out / ABSENCE)
    for name, pattern in UNPACKED.items():
        packed = next(iter(sorted(published.glob(pattern))))
        (out / name).write_bytes(gzip.decompress(packed.read_bytes()))
    _write_wide(published, out, held, register)


def _write_wide(published: Path, out: Path, held: Mapping[str, str], register: pl.DataFrame) -> None:
    """Write three years of each key stage at the publisher's full width."""
    tables = {
        name: pl.read_csv(text.encode(), infer_schema=False).drop("LEA", "ESTAB")
        for name, text in held.items()
    }
    provisional = gzip.decompress((published / PROVISIONAL).read_bytes())
    tables[LAST] = pl.read_csv(provisional, infer_schema=False)
    schools = wide_tables.told_by(register)
    now = plain_register.current(out, plain_register.schools(out))
    for stage, first in ((2, 2016), (4, 2017)):
        of_stage = {int(name[5:9]): (name, rows) for name, rows in tables.items() if f"ks{stage}" in name}
        for year, (name, rows) in of_stage.items():
            earlier = {
                str(each % 100): _of_one_school(before, now)
                for each, (_, before) in of_stage.items()
                if each < year
            }
            header = wide_tables.columns(published, stage, year, first)
            wide = wide_tables.table(header, rows, earlier, schools)
            wide.write_csv(out / name, include_bom=True)


def _of_one_school(rows: pl.DataFrame, now: pd.Series) -> pl.DataFrame:
    """Return the rows of a year's schools of which each became a school alone: what later tables repeat of that year.

    Where several became one, it is new in that form.
    """
    current = pl.Series([now.get(int(urn or 0), 0) for urn in rows["URN"].to_list()])
    return rows.filter((current == 0) | current.is_unique())


def _narrow(source: Path, headings: Mapping[str, str]) -> str:
    with gzip.open(source, "rt", encoding="utf-8-sig", newline="") as packed:
        return _laid_out(csv.DictReader(packed), headings)


def _laid_out(rows: Iterable[Mapping[str, str]], headings: Mapping[str, str]) -> str:
    """Return rows under the publisher's headings; a school that is printed twice keeps its first row."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["RECTYPE", "LEA", "ESTAB", *headings])
    seen = set()
    for row in rows:
        if row["URN"] not in seen:
            seen.add(row["URN"])
            writer.writerow(["1", "", "", *(row[held] if held else "" for held in headings.values())])
    return text.getvalue()


if __name__ == "__main__":
    unpack(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 3)
