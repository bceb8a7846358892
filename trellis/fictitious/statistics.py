"""Files of explore education statistics: absence, suspensions, workforce. One row a school, an authority, a region."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from trellis.fictitious import writing
from trellis.fictitious.conduct import kinds_of
from trellis.fictitious.nation import Life, Site, census_date, slot
from trellis.fictitious.truth import Truth
from trellis.fictitious.writing import Cell, academic_year, number

COUNTRY = ("E92000001", "England")
_KINDS = {
    "primary": "State-funded primary",
    "secondary": "State-funded secondary",
    "special": "Special",
    "ap": "State-funded AP school",
}
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
_PLACE = [
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
    "school_urn",
    "school_laestab",
    "school_name",
    "school_type",
]
SIZE = [
    *_PLACE,
    "fte_workforce",
    "fte_all_teachers",
    "fte_all_support_staff",
    "hc_workforce",
    "hc_all_teachers",
]
RATIO = [*_PLACE, "pupils_fte", "teachers_fte", "pupil_to_qual_unqual_teacher_ratio"]
SICKNESS = [
    *_PLACE,
    "total_teachers_taking_absence",
    "total_number_of_days_lost",
    "average_number_of_days_taken",
]
VACANCIES = [*_PLACE, "vacancy", "rate", "tempfilled", "temprate"]
TURNOVER = [
    *_PLACE,
    "teacher_fte_in_census_year",
    "remained_in_the_same_school",
    "left_to_another_state_funded_school",
    "left_the_state_funded_system",
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
    attending = [(site, kind) for site, kind in _state_funded(truth) if site.phase not in ("nursery", "ap")]
    files = [
        writing.write(
            home / "absence" / "2018-19" / "Absence_3term_nat_reg_la_sch.csv",
            older,
            _absence(truth, attending, (2018, 2019), severe=False),
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
    for name, columns, figures in _WORKFORCE:
        rows = _workforce(truth, figures, (2022, 2023, 2024, 2025))
        path = home / "workforce" / "2024-25" / f"workforce_{name}_school.csv"
        files.append(writing.write(path, columns, rows, writing.EXPLORE_EDUCATION_STATISTICS))
    return files


def _state_funded(truth: Truth) -> list[tuple[Site, str]]:
    kinds = kinds_of(truth)
    return [
        (site, kinds[site.index])
        for site in truth.nation.sites
        if site.state_funded and site.phase != "sixth_form"
    ]


def _attended(site: Site, year: int) -> Life | None:
    """The life whose pupils' year it was: the one open in its January."""
    return site.life_on(census_date(year))


def _heading(year: int, level: str) -> dict[str, Cell]:
    return {
        "time_identifier": "Academic year",
        "time_period": academic_year(year),
        "geographic_level": level,
        "country_code": COUNTRY[0],
        "country_name": COUNTRY[1],
    }


def _area(site: Site) -> dict[str, Cell]:
    authority = site.authority
    return {
        "region_code": authority.region_code,
        "region_name": authority.region,
        "old_la_code": authority.code,
        "new_la_code": authority.gss,
        "la_name": authority.name,
    }


def _absence(
    truth: Truth, schools: list[tuple[Site, str]], years: tuple[int, ...], *, severe: bool
) -> Iterator[dict[str, Cell]]:
    for year in years:
        t = slot(year)
        held = [(site, kind) for site, kind in schools if _attended(site, year) is not None]
        sums = {(level, code, kind): total for level, code, kind, total in _totals(truth, held, t)}
        for (level, code, kind), total in sums.items():
            head = _heading(year, level) | {
                "year_breakdown": "six half terms",
                "school_type": "Total" if kind == "total" else _KINDS[kind],
                "num_schools": int(total[-1]),
            }
            site = next((s for s, _ in held if code in (s.authority.code, s.authority.region)), None)
            if level == "Local authority" and site is not None:
                head |= _area(site)
            elif level == "Regional" and site is not None:
                head |= {"region_code": site.authority.region_code, "region_name": site.authority.region}
            yield head | _missed(dict(zip(_MEASURED, total, strict=False)), severe=severe)
        for site, kind in held:
            life = _attended(site, year)
            if life is None:
                continue
            figures = {name: truth.figures[name][site.index, t] for name in _MEASURED}
            row = _heading(year, "School") | _area(site)
            row |= {
                "year_breakdown": "six half terms",
                "estab": life.number,
                "laestab": f"{site.authority.code}{life.number:04d}",
                "urn": str(life.urn),
                "school_type": _KINDS[kind],
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
    kinds = _state_funded(truth)
    for year in years:
        t = slot(year)
        held = [(site, kind, life) for site, kind in kinds if (life := _attended(site, year)) is not None]
        total = np.sum([[truth.figures[n][site.index, t] for n in names] for site, _, _ in held], axis=0)
        yield _heading(year, "National") | {"education_phase": "Total"} | _rates(*total)
        for authority in truth.nation.authorities:
            mine = [
                [truth.figures[n][s.index, t] for n in names] for s, _, _ in held if s.authority is authority
            ]
            site = next(s for s, _, _ in held if s.authority is authority)
            yield (
                _heading(year, "Local authority")
                | _area(site)
                | {"education_phase": "Total"}
                | _rates(*np.sum(mine, axis=0))
            )
        for site, kind, life in held:
            row = _heading(year, "School") | _area(site)
            row |= {
                "school_laestab": f"{site.authority.code}{life.number:04d}",
                "school_urn": str(life.urn),
                "school_name": life.name,
                "education_phase": _KINDS[kind],
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


def _workforce(
    truth: Truth, figures: Callable[[Truth, Site, int], dict[str, Cell]], years: tuple[int, ...]
) -> Iterator[dict[str, Cell]]:
    kinds = _state_funded(truth)
    for year in years:
        for site, kind in kinds:
            life = _attended(site, year)
            if life is None:
                continue
            row = _heading(year, "School") | _area(site)
            row |= {
                "school_urn": str(life.urn),
                "school_laestab": f"{site.authority.code}{life.number:04d}",
                "school_name": life.name,
                "school_type": _KINDS[kind],
            }
            yield row | figures(truth, site, year)


def _size(truth: Truth, site: Site, year: int) -> dict[str, Cell]:
    teachers, support = truth.at("teachers", site, year), truth.at("support_staff", site, year)
    return {
        "fte_workforce": number(teachers + support),
        "fte_all_teachers": number(teachers),
        "fte_all_support_staff": number(support),
        "hc_workforce": round((teachers + support) * 1.2),
        "hc_all_teachers": round(teachers * 1.1),
    }


def _ratio(truth: Truth, site: Site, year: int) -> dict[str, Cell]:
    teachers, roll = truth.at("teachers", site, year), truth.count("roll", site, year)
    return {
        "pupils_fte": roll,
        "teachers_fte": number(teachers),
        "pupil_to_qual_unqual_teacher_ratio": number(roll / teachers),
    }


def _sickness(truth: Truth, site: Site, year: int) -> dict[str, Cell]:
    teachers, days = truth.at("teachers", site, year), truth.at("sickness_days", site, year)
    return {
        "total_teachers_taking_absence": round(teachers * 0.66),
        "total_number_of_days_lost": number(teachers * days),
        "average_number_of_days_taken": number(days),
    }


def _vacancies(truth: Truth, site: Site, year: int) -> dict[str, Cell]:
    vacant, teachers = truth.count("vacancies", site, year), truth.at("teachers", site, year)
    rate = number(100 * vacant / (teachers + vacant))
    return {"vacancy": vacant, "rate": rate, "tempfilled": vacant // 2, "temprate": "0"}


def _turnover(truth: Truth, site: Site, year: int) -> dict[str, Cell]:
    teachers, left = truth.at("teachers", site, year), truth.at("left", site, year)
    gone = round(left * 0.55, 1)
    return {
        "teacher_fte_in_census_year": number(teachers),
        "remained_in_the_same_school": number(teachers - left),
        "left_to_another_state_funded_school": number(left - gone),
        "left_the_state_funded_system": number(gone),
    }


_WORKFORCE: tuple[tuple[str, list[str], Callable[[Truth, Site, int], dict[str, Cell]]], ...] = (
    ("size", SIZE, _size),
    ("ratios", RATIO, _ratio),
    ("sickness", SICKNESS, _sickness),
    ("vacancies", VACANCIES, _vacancies),
    ("turnover", TURNOVER, _turnover),
)
