"""Figures by authority, as the Local Authority Interactive Tool has them, and each authority's statistical neighbours."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from trellis.fictitious import area_only, writing
from trellis.fictitious.nation import Authority, slot
from trellis.fictitious.places import NEIGHBOURS
from trellis.fictitious.truth import Truth, Vector

LONG = ("Short Desc", "Data item", "Years", "LA and Regions", "Values", "LA Number", "Region")
LIST = ("LA Number", "LA Name", "Region", "Type")
_REGIONS = {
    "North East": 980,
    "North West": 981,
    "Yorkshire and the Humber": 982,
    "East Midlands": 983,
    "West Midlands": 984,
    "East of England": 985,
    "London": 986,
    "South East": 989,
    "South West": 990,
}
_ENGLAND = 970
_SEED = 799
_CALENDAR = (2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025)
_CLOSENESS = (
    "Very close",
    "Very close",
    "Close",
    "Close",
    "Close",
    "Close",
    "Somewhat close",
    "Somewhat close",
)

Mask = npt.NDArray[np.bool_]
Share = tuple[tuple[str, ...], tuple[str, ...], float]  # sum of these / sum of those × a factor

_TESTS = frozenset({2020, 2021, 2022})  # no school results at 11 were published for these
_EXAMS = frozenset({2020, 2021})
_NO_PROGRESS_8 = _EXAMS | {2025}
_NO_ABSENCE = frozenset({2020})

# Short Desc, Data item, what it is made of, places printed, years left out, how the years are written
_SERIES: tuple[tuple[str, str, Share, int, frozenset[int], str], ...] = (
    (
        "KS2RWM_Expected_STD",
        "Attainment at the end of key stage 2 Percentage in reading, writing and mathematics - Expected Standard All Pupils",
        (("ks2_rwm_dis", "ks2_rwm_oth"), ("ks2_n",), 100),
        0,
        _TESTS,
        "{0}",
    ),
    (
        "KS2RWM_Higher_STD",
        "Key stage 2 RWM higher standard",
        (("ks2_high",), ("ks2_n",), 100),
        0,
        _TESTS,
        "{0}",
    ),
    ("KS2R_Expected_STD", "Key stage 2 reading", (("ks2_read",), ("ks2_n",), 100), 0, _TESTS, "{0}"),
    ("KS2M_Expected_STD", "Key stage 2 mathematics", (("ks2_mat",), ("ks2_n",), 100), 0, _TESTS, "{0}"),
    ("KS2GPS_Expected_STD", "Key stage 2 GPS", (("ks2_gps",), ("ks2_n",), 100), 0, _TESTS, "{0}"),
    ("KS2W_Teacher_Assess", "Key stage 2 writing", (("ks2_writ",), ("ks2_n",), 100), 0, _TESTS, "{0}"),
    ("DAP_NEW_KS2_RWM", "Disadvantaged pupils, RWM", (("ks2_rwm_dis",), ("ks2_dis",), 100), 0, _TESTS, "{0}"),
    (
        "AVG_Attain8_Score",
        "Average Attainment 8 score per pupil",
        (("ks4_att8_total",), ("ks4_n",), 1),
        1,
        _EXAMS,
        "{0}",
    ),
    (
        "AVG_Prog8_Score",
        "Average Progress 8 score per pupil",
        (("ks4_p8_total",), ("ks4_p8_n",), 1),
        2,
        _NO_PROGRESS_8,
        "{0}",
    ),
    (
        "EngMaths9-4",
        "English and mathematics at grade 4 or above",
        (("ks4_em4",), ("ks4_n",), 100),
        1,
        _EXAMS,
        "{0}",
    ),
    (
        "EngMaths9-5",
        "English and mathematics at grade 5 or above",
        (("ks4_em5",), ("ks4_n",), 100),
        1,
        _EXAMS,
        "{0}",
    ),
    (
        "EngBacEntries",
        "English Baccalaureate entries",
        (("ks4_ebacc_entry",), ("ks4_n",), 100),
        1,
        _EXAMS,
        "{0}",
    ),
    (
        "TotAbs",
        "Total absence from School- % half days missed",
        (("authorised", "unauthorised"), ("possible",), 100),
        2,
        _NO_ABSENCE,
        "{0}",
    ),
    ("TotAuthAbs", "Authorised absence", (("authorised",), ("possible",), 100), 2, _NO_ABSENCE, "{0}"),
    ("TotUnAuthAbs", "Unauthorised absence", (("unauthorised",), ("possible",), 100), 2, _NO_ABSENCE, "{0}"),
    (
        "TotPerAbNew",
        "% Total persistent absentees",
        (("persistent",), ("enrolled",), 100),
        2,
        _NO_ABSENCE,
        "{0}",
    ),
    (
        "TotSevPerAbNew",
        "% Total severely persistent absentees",
        (("severe",), ("enrolled",), 100),
        2,
        _NO_ABSENCE,
        "{0}",
    ),
    (
        "TotFixedEx",
        "% Total Fixed period exclusions",
        (("suspensions",), ("roll",), 100),
        5,
        frozenset(),
        "{1}/{2:02d}",
    ),
    (
        "TotPermEx",
        "Total Permanent Explusions",
        (("excluded",), ("roll",), 100),
        5,
        frozenset(),
        "{1}/{2:02d}",
    ),
)


def write(truth: Truth, folder: Path) -> list[Path]:
    home = folder / "lait" / "2026-04-08"
    return [_figures(truth, home), _list(truth, home), _neighbours(truth, home)]


def _figures(truth: Truth, home: Path) -> Path:
    import polars as pl

    schema = {name: pl.Float64 if name == "LA Number" else pl.String for name in LONG}
    table = pl.DataFrame(list(_rows(truth)), schema=schema, orient="row")
    home.mkdir(parents=True, exist_ok=True)
    path = home / "bds_long_0.parquet"
    table.write_parquet(path, compression="zstd")
    return path


def _rows(truth: Truth) -> Iterator[tuple[str, str | None, str, str, str, float, str]]:
    # Averages are of pupils, so each school's counts by its pupils.
    totals = {
        "ks4_att8_total": truth["ks4_att8"] * truth["ks4_n"],
        "ks4_p8_total": truth["ks4_p8"] * truth["ks4_p8_n"],
    }
    # As the tables do: schools of the year's census, without independent ones.
    counted = np.array(
        [site.state_funded and site.phase not in ("sixth_form", "nursery") for site in truth.nation.sites]
    )
    open_then = np.array(
        [[site.life_on(_summer(year)) is not None for year in _CALENDAR] for site in truth.nation.sites]
    )
    for short, item, (parts, wholes, factor), places, without, years in _SERIES:
        chosen = counted
        if short.startswith("Tot") and "Ex" not in short:
            chosen = counted & np.array([site.phase != "ap" for site in truth.nation.sites])
        part: Vector = np.sum([totals[name] if name in totals else truth[name] for name in parts], axis=0)
        whole: Vector = np.sum([truth[name] for name in wholes], axis=0)
        for within, named, code, region in _places(truth):
            mine = chosen & within
            for i, year in enumerate(_CALENDAR):
                here = mine & open_then[:, i]
                below = whole[here, slot(year)].sum()
                hidden = year in without or below == 0
                value = "-" if hidden else f"{factor * part[here, slot(year)].sum() / below:.{places}f}"
                yield short, item, years.format(year, year - 1, year % 100), named, value, float(code), region

    yield from _of_areas_alone(truth)


def _of_areas_alone(truth: Truth) -> Iterator[tuple[str, str | None, str, str, str, float, str]]:
    names = {each.code: (each.name, int(each.code), each.region) for each in truth.nation.authorities}
    names |= {region: (region, code, "NA") for region, code in _REGIONS.items()}
    names["ENG"] = ("England", _ENGLAND, "NA")
    for series, year, area, value in area_only.rows(truth.nation.authorities, seed=_SEED):
        named, code, region = names[area]
        said = "-" if value is None else f"{value:.{series.places}f}"
        written = series.years.format(year, year - 1, year % 100)
        yield series.short, series.item, written, named, said, float(code), region


def _places(truth: Truth) -> Iterator[tuple[Mask, str, int, str]]:
    """Yield each authority, region and England: which sites are in it, its name, its number and its region."""
    sites = truth.nation.sites
    for authority in truth.nation.authorities:
        mine = np.array([site.authority is authority for site in sites])
        yield mine, authority.name, int(authority.code), authority.region
    for region, code in _REGIONS.items():
        yield np.array([site.authority.region == region for site in sites]), region, code, "NA"
    yield np.ones(len(sites), dtype=bool), "England", _ENGLAND, "NA"


def _summer(year: int) -> date:
    return date(year, 7, 1)


def _list(truth: Truth, home: Path) -> Path:
    rows: list[list[object]] = [list(LIST)]
    rows += [[int(a.code), a.name, a.region, "UA"] for a in truth.nation.authorities]
    rows += [[code, region, "NA", "NA"] for region, code in _REGIONS.items()]
    rows.append([_ENGLAND, "England", "NA", "NA"])
    return writing.workbook(home / "la_code_list.xlsx", {"Sheet1": rows})


def _neighbours(truth: Truth, home: Path) -> Path:
    """Two rows of column letters and numbers, then the header, as the publisher's workbook has it."""
    header = ["LA num", "LA Name", "LA number", "GOInd", "GOReg"]
    for rank in range(1, 11):
        header += [f"SN{rank}", "SNP"]
    letters: list[object] = [*"ABCDE", *range(3, 23)]
    rows: list[list[object]] = [letters, list(range(1, 26)), list(header)]
    authorities = truth.nation.authorities
    for authority in authorities:
        row: list[object] = [int(authority.code), authority.name, int(authority.code), 7, authority.region]
        for code, closeness in NEIGHBOURS if authority is authorities[0] else _likest(authority, authorities):
            row += [int(code), closeness]
        rows.append(row)
    return writing.workbook(home / "sn_may_2025.xlsx", {"LA SN Groups": rows})


def _likest(authority: Authority, others: tuple[Authority, ...]) -> list[tuple[str, str]]:
    def distance(other: Authority) -> float:
        return abs(other.deprivation - authority.deprivation) + 12 * abs(other.urban - authority.urban)

    near = sorted((o for o in others if o is not authority), key=lambda o: (distance(o), o.code))[:10]
    words = ("Extremely Close", *_CLOSENESS, "Not close")
    return [(other.code, word) for other, word in zip(near, words, strict=True)]
