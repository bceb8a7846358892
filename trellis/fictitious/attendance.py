"""Absence, as the performance table of 2018/19 and as explore education statistics; and suspensions."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from trellis.fictitious import statistics, tables, writing
from trellis.fictitious.census import NATIONAL, counted
from trellis.fictitious.nation import Site, slot
from trellis.fictitious.truth import Truth
from trellis.fictitious.writing import Cell, number

TABLE = ("LA", "ESTAB", "URN", "PERCTOT", "PPERSABS10")
_ABSENCE = ("primary", "secondary", "special")
_MEASURED = ("enrolled", "possible", "authorised", "unauthorised", "persistent", "severe", "illness")

SUSPENSIONS = [
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "new_la_code",
    "old_la_code",
    "la_name",
    "school_laestab",
    "school_urn",
    "school_name",
    "education_phase",
    "headcount",
    "perm_excl",
    "perm_excl_rate",
    "suspension",
    "susp_rate",
    "one_plus_susp",
    "one_plus_susp_rate",
    "two_plus_susp",
    "two_plus_susp_rate",
]


def header_absence(severe: bool) -> tuple[str, ...]:
    """Return the absence header; since 2020/21 severe absence stands beside persistent absence."""
    columns = list(writing.header("absence_2019"))
    if severe:
        place = columns.index("enrolments_pa_10_exact_percent") + 1
        columns[place:place] = ["enrolments_pa_50_exact", "enrolments_pa_50_exact_percent"]
    return tuple(columns)


def write(truth: Truth, folder: Path) -> list[Path]:
    home = folder / "statistics"
    older, newer = header_absence(severe=False), header_absence(severe=True)
    attending = [
        (site, kind) for site, kind in statistics.state_funded(truth) if site.phase not in ("nursery", "ap")
    ]
    files = [
        _table(truth, folder),
        writing.write(
            home / "absence" / "2018-19" / "Absence_3term_nat_reg_la_sch.csv",
            older,
            _absence(truth, attending, (2017, 2018, 2019), severe=False),
            writing.EXPLORE_EDUCATION_STATISTICS,
        ),
        writing.write(
            home / "absence" / "2024-25" / "Absence_3term_nat_reg_la_sch.csv",
            newer,
            _absence(truth, attending, (2021, 2022, 2023, 2024, 2025), severe=True),
            writing.EXPLORE_EDUCATION_STATISTICS,
        ),
        writing.write(
            home / "suspensions" / "2024-25" / "exc_school.csv",
            SUSPENSIONS,
            _suspensions(truth, (2019, 2020, 2021, 2022, 2023, 2024, 2025)),
            writing.EXPLORE_EDUCATION_STATISTICS,
        ),
    ]
    return files


def _table(truth: Truth, folder: Path) -> Path:
    """The performance table of 2018/19, which hides persistent absence of five pupils or fewer."""
    year = 2019
    rows: list[tuple[Cell, ...]] = []
    sums: dict[str, list[float]] = {}
    for site, life in counted(truth, year):
        if not site.state_funded or site.phase in ("nursery", "ap"):
            continue
        enrolled, possible = truth.at("enrolled", site, year), truth.at("possible", site, year)
        missed = truth.at("authorised", site, year) + truth.at("unauthorised", site, year)
        often = truth.at("persistent", site, year)
        hidden = often <= tables.FEWEST and enrolled < 150
        share = "SUPP" if hidden else number(100 * often / enrolled)
        rows.append((site.authority.code, life.number, life.urn, number(100 * missed / possible), share))
        total = sums.setdefault(site.group, [0.0] * 4)
        sums[site.group] = [a + b for a, b in zip(total, (missed, possible, often, enrolled), strict=True)]
    for code, group in NATIONAL:
        missed, possible, often, enrolled = sums[group]
        rows.append(("NAT", code, None, number(100 * missed / possible), number(100 * often / enrolled)))
    path = folder / tables.folder_of(year) / "england_abs.csv"
    return writing.write(path, TABLE, rows, writing.PERFORMANCE_TABLES)


def _absence(
    truth: Truth, schools: list[tuple[Site, str]], years: tuple[int, ...], *, severe: bool
) -> Iterator[dict[str, Cell]]:
    for year in years:
        t = slot(year)
        held = [(site, kind) for site, kind in schools if statistics.attended(site, year) is not None]
        sums = {(level, code, kind): total for level, code, kind, total in _totals(truth, held, t)}
        for (level, code, kind), total in sums.items():
            head = statistics.heading(year, level) | {
                "year_breakdown": "six half terms",
                "school_type": "Total" if kind == "total" else statistics.KINDS[kind],
                "num_schools": int(total[-1]),
            }
            site = next((s for s, _ in held if code in (s.authority.code, s.authority.region)), None)
            if level == "Local authority" and site is not None:
                head |= statistics.area(site)
            elif level == "Regional" and site is not None:
                head |= {"region_code": site.authority.region_code, "region_name": site.authority.region}
            yield head | _missed(dict(zip(_MEASURED, total, strict=False)), severe=severe)
        for site, kind in held:
            life = statistics.attended(site, year)
            if life is None:
                continue
            figures = {name: truth.figures[name][site.index, t] for name in _MEASURED}
            row = statistics.heading(year, "School") | statistics.area(site)
            row |= {
                "year_breakdown": "six half terms",
                "estab": life.number,
                "laestab": f"{site.authority.code}{life.number:04d}",
                "urn": str(life.urn),
                "school_type": statistics.KINDS[kind],
                "academy_type": life.kind.name if life.kind.academy else None,
                "num_schools": 1,
            }
            yield row | _missed(figures, severe=severe, hide=severe)


def _totals(
    truth: Truth, held: list[tuple[Site, str]], t: int
) -> Iterator[tuple[str, str, str, list[float]]]:
    """Yield the sums of England, each region and each authority, in all and for each kind of school."""
    index = np.array([site.index for site, _ in held])
    measured = np.array([truth.figures[name][index, t] for name in _MEASURED] + [np.ones(len(index))])
    kinds = np.array([kind for _, kind in held])
    places: list[tuple[str, str, np.ndarray]] = [("National", "ENG", np.ones(len(index), dtype=bool))]
    for level, codes in (
        ("Regional", np.array([site.authority.region for site, _ in held])),
        ("Local authority", np.array([site.authority.code for site, _ in held])),
    ):
        places += [(level, str(code), codes == code) for code in sorted(set(codes.tolist()))]
    for level, code, mine in places:
        for kind in ("total", *_ABSENCE):
            chosen = mine if kind == "total" else mine & (kinds == kind)
            if chosen.any():
                yield level, code, kind, measured[:, chosen].sum(1).tolist()


def _missed(figures: dict[str, float], *, severe: bool, hide: bool = False) -> dict[str, Cell]:
    """The columns of sessions and pupils; later releases hide those of a few pupils with `c`."""
    possible, enrolled = figures["possible"], figures["enrolled"]
    authorised, unauthorised = figures["authorised"], figures["unauthorised"]
    row: dict[str, Cell] = {
        "enrolments": int(enrolled),
        "sess_possible": int(possible),
        "sess_overall": int(authorised + unauthorised),
        "sess_authorised": int(authorised),
        "sess_unauthorised": int(unauthorised),
        "sess_overall_percent": number(100 * (authorised + unauthorised) / possible, 5),
        "sess_authorised_percent": number(100 * authorised / possible, 5),
        "sess_unauthorised_percent": number(100 * unauthorised / possible, 5),
        "sess_auth_illness": int(figures["illness"]),
        "sess_auth_ext_holiday": ":",
        "sess_auth_totalreasons": int(authorised),
        "sess_unauth_totalreasons": int(unauthorised),
        "sess_overall_totalreasons": int(authorised + unauthorised),
    }
    counts = [("enrolments_pa_10_exact", figures["persistent"])]
    if severe:
        counts.append(("enrolments_pa_50_exact", figures["severe"]))
    for name, count in counts:
        row[name] = int(count)
        row[f"{name}_percent"] = number(100 * count / enrolled, 5)
    if hide and enrolled <= 20:
        printed = {
            name for name in row if name not in ("enrolments", "sess_possible", "sess_auth_ext_holiday")
        }
        row |= dict.fromkeys(printed, "c")
    return row


def _suspensions(truth: Truth, years: tuple[int, ...]) -> Iterator[dict[str, Cell]]:
    names = ("roll", "excluded", "suspensions", "suspended_pupils", "suspended_again")
    kinds = statistics.state_funded(truth)
    for year in years:
        t = slot(year)
        held = [
            (site, kind, life)
            for site, kind in kinds
            if (life := statistics.attended(site, year)) is not None
        ]
        total = np.sum([[truth.figures[n][site.index, t] for n in names] for site, _, _ in held], axis=0)
        yield statistics.heading(year, "National") | {"education_phase": "Total"} | _rates(*total)
        for authority in truth.nation.authorities:
            mine = [
                [truth.figures[n][s.index, t] for n in names] for s, _, _ in held if s.authority is authority
            ]
            site = next(s for s, _, _ in held if s.authority is authority)
            yield (
                statistics.heading(year, "Local authority")
                | statistics.area(site)
                | {"education_phase": "Total"}
                | _rates(*np.sum(mine, axis=0))
            )
        for site, kind, life in held:
            row = statistics.heading(year, "School") | statistics.area(site)
            row |= {
                "school_laestab": f"{site.authority.code}{life.number:04d}",
                "school_urn": str(life.urn),
                "school_name": life.name,
                "education_phase": statistics.KINDS[kind],
            }
            yield row | _rates(*(truth.figures[n][site.index, t] for n in names))


def _rates(roll: float, excluded: float, suspensions: float, once: float, again: float) -> dict[str, Cell]:
    row: dict[str, Cell] = {"headcount": int(roll)}
    for name, rate, count in (
        ("perm_excl", "perm_excl_rate", excluded),
        ("suspension", "susp_rate", suspensions),
        ("one_plus_susp", "one_plus_susp_rate", once),
        ("two_plus_susp", "two_plus_susp_rate", again),
    ):
        row[name] = int(count)
        row[rate] = number(100 * count / roll, 2)
    return row
