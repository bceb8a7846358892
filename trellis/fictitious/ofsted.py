"""Ofsted's lists of state-funded schools and their outcomes, one for each of the shapes they have had."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from trellis.fictitious import writing
from trellis.fictitious.inspections import CARD_AREAS, EIF_BEGAN, Inspection, records
from trellis.fictitious.nation import Life, Site
from trellis.fictitious.truth import Truth
from trellis.fictitious.writing import Cell, slashes

_JUDGEMENTS = (
    ("quality", "quality of education"),
    ("behaviour", "behaviour and attitudes"),
    ("personal", "personal development"),
    ("leadership", "effectiveness of leadership and management"),
    ("early_years", "early years provision (where applicable)"),
    ("sixth_form", "sixth form provision (where applicable)"),
)
_PHASES = {
    "nursery": "Nursery",
    "primary": "Primary",
    "infant": "Primary",
    "junior": "Primary",
    "special": "Special",
    "ap": "PRU",
}
_NOTICES = "Number of warning notices issued in 2024/25 academic year"

Row = dict[str, Cell]


def header_2023() -> tuple[str, ...]:
    """Return the header of the years of "full" and "section 8" inspections."""
    renamed = []
    for name in writing.header("ofsted_2025"):
        if name in (_NOTICES, "Current school type used for chart C6"):
            continue
        for new, old in (
            ("latest graded inspection", "latest full inspection"),
            ("last graded inspection", "last full inspection"),
            ("previous graded inspection", "previous full inspection"),
            ("Previous graded inspection", "Previous full inspection"),
            ("ungraded inspections", "section 8 inspections"),
            ("ungraded inspection", "section 8 inspection"),
            ("Ungraded inspection", "Section 8 inspection"),
            ("convert to a graded", "convert to a full"),
        ):
            name = name.replace(new, old)
        renamed.append(name)
    return tuple(renamed)


def header_2024() -> tuple[str, ...]:
    """Return the header of August 2024: that of a year later, but for the year in one name."""
    return tuple(name.replace("2024/25", "2023/24") for name in writing.header("ofsted_2025"))


def write(truth: Truth, folder: Path) -> list[Path]:
    held = records(truth)
    lists: tuple[tuple[date, tuple[str, ...], Callable[..., Row], str], ...] = (
        (date(2023, 8, 31), header_2023(), _full, "latest inspections"),
        (date(2024, 8, 31), header_2024(), _graded, "inspections and outcomes"),
        (date(2025, 8, 31), writing.header("ofsted_2025"), _graded, "inspections and outcomes"),
        (date(2026, 5, 31), writing.header("ofsted_2026"), _cards, "latest inspections"),
    )
    files = []
    for day, columns, layout, title in lists:
        rows = []
        for site in truth.nation.sites:
            life = site.life_on(day)
            if site.index not in held or life is None:
                continue
            known = [event for event in held[site.index] if event.published <= day]
            row = _register(truth, site, life, day) | layout(known, life, site)
            rows.append({name: "NULL" if (cell := row.get(name)) is None else cell for name in columns})
        rows.sort(key=lambda row: int(row["URN"] or 0))
        blank: Row = dict.fromkeys(columns)
        # The yearly list ends in blank rows.
        ending = [blank] * 15 if day == date(2025, 8, 31) else []
        name = f"State-funded schools - {title} as at {day.day} {day:%B %Y}.csv"
        files.append(writing.write(folder / "ofsted" / name, columns, [*rows, *ending], writing.OFSTED))
    return files


def _register(truth: Truth, site: Site, life: Life, day: date) -> Row:
    trust = life.trust
    share = truth.at("deprivation", site, min(day.year, 2026))
    phase = _PHASES.get(site.phase, "Secondary")
    return {
        "Web Link (opens in new window)": f"https://reports.example/provider/ELS/{life.urn}",
        "URN": str(life.urn),
        "LAESTAB": f"{site.authority.code}{life.number:04d}",
        "School name": life.name,
        "Ofsted phase": "Alternative provision" if phase == "PRU" and day.year >= 2026 else phase,
        "Type of education": life.kind.ofsted,
        "School open date": slashes(life.opened),
        "Admissions policy": "Not applicable"
        if phase != "Secondary"
        else "Selective"
        if site.selective
        else "Non-selective",
        "Sixth form": "Has a sixth form" if site.sixth_form else "Does not have a sixth form",
        "Designated religious character": site.religion,
        "Religious ethos": "Does not apply",
        "Faith grouping": "Non-faith" if site.religion == "Does not apply" else "Christian",
        "Ofsted region": site.authority.region,
        "Region": site.authority.region,
        "Local authority": site.authority.name,
        "Parliamentary constituency": f"{site.authority.name} South",
        "Multi-academy trust UID": trust.uid if trust and trust.kind == "Multi-academy trust" else None,
        "Multi-academy trust name": trust.name if trust and trust.kind == "Multi-academy trust" else None,
        "Postcode": site.postcode,
        "The income deprivation affecting children index (IDACI) quintile": 1
        + sum(share > cut for cut in (12, 19, 27, 37)),
        "Total number of pupils": truth.count("roll", site, min(day.year, 2026)),
        "Statutory lowest age": site.low,
        "Statutory highest age": site.high,
    }


def _latest(known: list[Inspection], kind: str, place: int = -1) -> Inspection | None:
    of_kind = [event for event in known if event.kind == kind]
    return of_kind[place] if len(of_kind) >= -place else None


def _relates(event: Inspection, life: Life) -> str:
    return "Yes" if event.life.urn == life.urn else "No"


def _where(event: Inspection, site: Site, stage: str) -> Row:
    """The school as it was when inspected."""
    return {
        f"URN at time of {stage}": str(event.life.urn),
        f"LAESTAB at time of {stage}": f"{site.authority.code}{event.life.number:04d}",
        f"School name at time of {stage}": event.life.name,
        f"School type at time of {stage}": event.life.kind.ofsted,
    }


def _judged(event: Inspection, prefix: str = "") -> Row:
    row: Row = {}
    for key, name in _JUDGEMENTS:
        row[f"{prefix}{name}" if prefix else name[0].upper() + name[1:]] = event.grades[key]
    return row


def _graded(known: list[Inspection], life: Life, site: Site) -> Row:
    row: Row = {}
    latest, previous = _latest(known, "graded"), _latest(known, "graded", -2)
    if latest is not None:
        row |= {
            "Inspection number of latest graded inspection": latest.number,
            "Inspection type": "S5 Inspection",
            "Inspection type grouping": "S5 Inspection",
            "Event type grouping": "Schools - S5",
            "Inspection start date": slashes(latest.started),
            "Publication date": slashes(latest.published),
            "Does the latest graded inspection relate to the URN of the current school?": _relates(
                latest, life
            ),
            "Overall effectiveness": latest.overall,
            "Category of concern": latest.category,
            "Safeguarding is effective?": latest.safeguarding if latest.started.year >= 2016 else "9",
        }
        row |= _where(latest, site, "latest graded inspection") | _judged(latest)
    if previous is not None:
        row |= {
            "Previous inspection number": previous.number,
            "Previous inspection start date": slashes(previous.started),
            "Previous publication date": slashes(previous.published),
            "Does the previous graded inspection relate to the URN of the current school?": _relates(
                previous, life
            ),
            "Previous graded inspection overall effectiveness": previous.overall,
            "Previous category of concern": previous.category,
            "Previous safeguarding is effective?": "9",
        }
        row |= _where(previous, site, "previous graded inspection") | _judged(previous, "Previous ")
    since = _latest(known, "ungraded")
    if since is not None and (latest is None or since.started > latest.started):
        row |= {
            "Latest ungraded inspection number since last graded inspection": since.number,
            "Does the ungraded inspection relate to the URN of the current school?": _relates(since, life),
            "URN at time of the ungraded inspection": str(since.life.urn),
            "LAESTAB at time of the ungraded inspection": f"{site.authority.code}{since.life.number:04d}",
            "School name at time of the latest ungraded inspection": since.life.name,
            "School type at time of the latest ungraded inspection": since.life.kind.ofsted,
            "Number of ungraded inspections since the last graded inspection": 1,
            "Date of latest ungraded inspection": slashes(since.started),
            "Ungraded inspection publication date": slashes(since.published),
            "Did the latest ungraded inspection convert to a graded inspection?": "No",
            "Ungraded inspection overall outcome": since.outcome,
        }
    return row


def _full(known: list[Inspection], life: Life, site: Site) -> Row:
    """The same facts under the names of before 2023."""
    names = dict(
        zip((n for n in writing.header("ofsted_2025") if n not in _LEFT_OUT), header_2023(), strict=True)
    )
    return {names[name]: cell for name, cell in _graded(known, life, site).items() if name in names}


_LEFT_OUT = (_NOTICES, "Current school type used for chart C6")


def _cards(known: list[Inspection], life: Life, site: Site) -> Row:
    row: Row = {}
    report = _latest(known, "card")
    if report is not None:
        row |= {
            "Inspection number of latest full inspection": report.number,
            "Inspection type": "School inspection",
            "Inspection type grouping": "Full inspection",
            "Event type grouping": "Schools - full",
            "Inspection start date": slashes(report.started),
            "Publication date": slashes(report.published),
            "Does the latest full inspection relate to the URN of the current school?": _relates(
                report, life
            ),
            "Category of concern": report.category,
            "Safeguarding standards": report.safeguarding,
            "Safeguarding standards - date of grade": slashes(report.started),
        }
        row |= _where(report, site, "latest full inspection")
        for area in CARD_AREAS:
            optional = area in ("Early years", "Post-16 provision")
            row[f"{area} (where applicable)" if optional else area] = report.grades[area]
            row[f"{area} - date of grade"] = slashes(report.started)
    # Inspections before September 2019 were left out of the list when report cards came in.
    oeif = _latest([event for event in known if event.started >= EIF_BEGAN], "graded")
    stage = "latest OEIF graded inspection"
    if oeif is not None:
        row |= {
            f"Inspection number of {stage}": oeif.number,
            f"Inspection type of {stage}": "S5 Inspection",
            f"Inspection type grouping of {stage}": "S5 Inspection",
            f"Event type grouping of {stage}": "Schools - S5",
            f"Inspection start date of {stage}": slashes(oeif.started),
            f"Publication date of {stage}": slashes(oeif.published),
            f"Does the {stage} relate to the URN of the current school?": _relates(oeif, life),
            "Latest OEIF category of concern": oeif.category,
            "Latest OEIF overall effectiveness": oeif.overall,
            "Latest OEIF  safeguarding is effective?": oeif.safeguarding,
        }
        row |= _where(oeif, site, stage) | _judged(oeif, "Latest OEIF ")
    since = _latest(known, "ungraded")
    if since is not None and since.started >= EIF_BEGAN:
        row |= {
            "Latest ungraded inspection number": since.number,
            "Date of latest ungraded inspection": slashes(since.started),
            "Ungraded inspection publication date": slashes(since.published),
            "Does the ungraded inspection relate to the URN of the current school?": _relates(since, life),
            "Ungraded inspection overall outcome": since.outcome,
        }
        row |= _where(since, site, "the ungraded inspection")
    current = report or oeif
    row["Most recent category of concern"] = current.category if current is not None else None
    return row
