"""Severnshire's own returns, filled in from the templates the product gives: as workbooks, spreadsheets and CSV."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from trellis.fictitious import stories, writing
from trellis.fictitious.nation import Site, slot
from trellis.fictitious.truth import Truth

AS_AT = date(2026, 7, 17)
_YEAR = "2025/26"

SECTION_175 = ("URN", "Year", "Returned", "Duties not yet met", "Action plan", "As at date", "Note")
GOVERNANCE = (
    "URN",
    "Year",
    "Governor vacancies",
    "Longest vacancy in weeks",
    "Inquorate meetings",
    "Head's post",
    "Head's post since",
    "As at date",
    "Note",
)
TARGETS = (
    "URN",
    "Year",
    "Target: expected in reading, writing and maths",
    "Target: Attainment 8",
    "As at date",
    "Note",
)
SCHOOL_YEAR = (
    "URN",
    "Year",
    "Staff turnover",
    "Staff vacancies",
    "In-year moves",
    "First preferences",
    "Complaints",
    "Lessons of good quality",
    "Pupils suspended more than once",
    "As at date",
    "Note",
)
EVENTS = ("URN", "Event", "Started", "Ended", "Note")
JUDGEMENTS = ("URN", "Judgement", "Answer", "Date", "By", "Evidence", "Expires")
INDICATORS = (
    "URN",
    "Indicator",
    "Year",
    "Value",
    "Status",
    "Numerator",
    "Denominator",
    "Low",
    "High",
    "As at date",
    "Note",
)
FINANCE = (
    "URN",
    "Year",
    "Income",
    "Expenditure",
    "In-year balance",
    "Revenue reserve",
    "Recovery plan",
    "As at date",
    "Note",
)

Rows = list[list[Any]]


def write(truth: Truth, folder: Path) -> list[Path]:
    """Write the returns. Academies need not answer an authority's audit, so theirs hold only what they share."""
    random = np.random.default_rng([truth.nation.seed, 4])
    home = folder / "returns-of-799"
    sites = [
        site
        for site in truth.nation.of(truth.nation.severnshire)
        if site.open and site.state_funded and site.story not in stories.WITHOUT_RETURNS
    ]
    maintained = [site for site in sites if not site.last.kind.academy]
    made = {
        "section-175-audit.xlsx": (SECTION_175, _section_175(maintained, random)),
        "governance.ods": (GOVERNANCE, _governance(maintained, random)),
        "targets.csv": (TARGETS, _targets(truth, maintained, random)),
        "school-year.xlsx": (SCHOOL_YEAR, _school_year(truth, sites, random)),
        "events.csv": (EVENTS, _events(maintained)),
        "judgements.xlsx": (JUDGEMENTS, _judgements(truth, maintained, random)),
        "own-values.csv": (INDICATORS, _own_values(truth, sites)),
        "finance-2025-26.xlsx": (FINANCE, _finance(truth, maintained)),
    }
    return [_put(home / name, columns, rows) for name, (columns, rows) in made.items()]


def _put(path: Path, columns: tuple[str, ...], rows: Rows) -> Path:
    if path.suffix == ".xlsx":
        return writing.workbook(path, {"Return": [columns, *rows]})
    if path.suffix == ".ods":
        return writing.spreadsheet(path, "Return", [columns, *rows])
    printed = [[writing.slashes(cell) if isinstance(cell, date) else cell for cell in row] for row in rows]
    return writing.write(path, columns, printed, writing.LOCAL)


def _section_175(sites: list[Site], random: np.random.Generator) -> Rows:
    rows: Rows = []
    for site in sites:
        unmet = int(random.choice((0, 0, 0, 0, 0, 0, 1)))
        returned = random.random() > 0.04
        told = stories.returns_of(site).get("duties")
        if site.story:
            unmet, returned = told or 0, True
        plan = "none needed" if unmet == 0 else "not in place" if told else "in place"
        cells = ["yes", unmet, plan] if returned else ["no", None, None]
        rows.append([site.last.urn, _YEAR, *cells, AS_AT, None])
    return rows


def _governance(sites: list[Site], random: np.random.Generator) -> Rows:
    rows: Rows = []
    for site in sites:
        vacancies = int(random.choice((0, 0, 0, 1, 1, 2)))
        weeks = int(random.integers(2, 11)) if vacancies else None
        inquorate, post, since = 0, "permanent", date(int(random.integers(2014, 2025)), 9, 1)
        told = stories.returns_of(site)
        if site.story:
            vacancies, weeks, inquorate = told.get("governors", (0, None, 0))
            post, since = told.get("head", ("permanent", date(2019, 9, 1)))
        rows.append([site.last.urn, _YEAR, vacancies, weeks, inquorate, post, since, AS_AT, None])
    return rows


def _targets(truth: Truth, sites: list[Site], random: np.random.Generator) -> Rows:
    rows: Rows = []
    for site in sites:
        at_eleven = at_sixteen = None
        n = truth.count("ks2_n", site, 2025)
        if site.tests_at_eleven and site.phase != "special" and n:
            reached = truth.at("ks2_rwm_dis", site, 2025) + truth.at("ks2_rwm_oth", site, 2025)
            at_eleven = int(np.clip(100 * reached / n + random.normal(0, 6), 35, 92))
        if site.phase == "secondary":
            at_sixteen = round(truth.at("ks4_att8", site, 2025) + float(random.normal(0, 1.5)), 1)
        at_eleven = stories.returns_of(site).get("target", at_eleven)
        at_sixteen = stories.returns_of(site).get("target8", at_sixteen)
        if at_eleven is not None or at_sixteen is not None:
            rows.append([site.last.urn, "2024/25", at_eleven, at_sixteen, date(2024, 10, 11), None])
    return rows


def _school_year(truth: Truth, sites: list[Site], random: np.random.Generator) -> Rows:
    rows: Rows = []
    for site in sites:
        roll, again = truth.at("roll", site, 2026), truth.at("suspended_again", site, 2026)
        turnover = round(100 * truth.at("left", site, 2025) / truth.at("teachers", site, 2025), 1)
        intake = roll / max(site.high - site.low, 1)
        told = stories.returns_of(site)
        first = told.get("preferences", round(intake * float(random.uniform(0.75, 1.5))))
        vacant = 0 if site.story else int(random.poisson(0.4))
        complaints = 0 if site.story else int(random.poisson(0.8))
        moves = round(min(float(random.gamma(4, 1.4)), 9.0 if site.story else 40.0), 1)
        again_share = round(100 * again / roll, 1)
        cells = [
            min(turnover, 20.0) if site.story else turnover,
            vacant,
            moves,
            first,
            complaints,
            None,
            again_share,
        ]
        rows.append([site.last.urn, _YEAR, *cells, AS_AT, None])
    return rows


def _events(sites: list[Site]) -> Rows:
    return [[site.last.urn, *event] for site in sites for event in stories.returns_of(site).get("events", ())]


def _judgements(truth: Truth, sites: list[Site], random: np.random.Generator) -> Rows:
    rows: Rows = []
    for site in sites:
        visited = date(2026, int(random.integers(2, 7)), int(random.integers(1, 28)))
        standing = truth.quality[site.index, slot(2026)] + random.normal(0, 0.6)
        draws = random.random(len(stories.JUDGEMENTS))
        seen = random.random() < 0.9
        told = stories.returns_of(site).get("judgements", {})
        for (judgement, usual, otherwise, cut), draw in zip(stories.JUDGEMENTS, draws, strict=True):
            answer = usual if standing + (draw - 0.5) > cut else otherwise
            if site.story:
                answer = told.get(judgement, usual)
            if seen or site.story:
                by = "Adviser, secondary" if site.phase == "secondary" else "Adviser, primary"
                note = f"Note of visit of {visited.day} {visited:%B %Y}"
                rows.append([site.last.urn, judgement, answer, visited, by, note, date(2027, 8, 31)])
    return rows


def _own_values(truth: Truth, sites: list[Site]) -> Rows:
    """This year's absence before it is published, and results the publisher hid because few children sat."""
    rows: Rows = []
    for site in sites:
        urn = site.last.urn
        if site.phase in ("primary", "infant", "junior", "secondary", "all_through", "middle", "special"):
            enrolled, often = truth.at("enrolled", site, 2026), truth.at("persistent", site, 2026)
            share = round(100 * often / enrolled, 1)
            rows.append(
                [
                    urn,
                    "persistent_absence",
                    _YEAR,
                    share,
                    None,
                    int(often),
                    int(enrolled),
                    None,
                    None,
                    AS_AT,
                    None,
                ]
            )
        n = truth.count("ks2_n", site, 2025)
        if 0 < n <= 5:
            reached = truth.count("ks2_rwm_dis", site, 2025) + truth.count("ks2_rwm_oth", site, 2025)
            share = round(100 * reached / n, 1)
            note = "Our own record of results"
            rows.append(
                [urn, "ks2_rwm_expected", "2024/25", share, None, reached, n, None, None, AS_AT, note]
            )
    return rows


def _finance(truth: Truth, sites: list[Site]) -> Rows:
    rows: Rows = []
    for site in sites:
        income, spent = truth.count("income", site, 2026), truth.count("expenditure", site, 2026)
        reserve = truth.count("reserve", site, 2026)
        plan = stories.returns_of(site).get("plan", "not needed" if reserve >= 0 else "agreed")
        rows.append([site.last.urn, "2025-26", income, spent, income - spent, reserve, plan, AS_AT, None])
    return rows
