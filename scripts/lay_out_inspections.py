"""Make a synthetic arrangement of Ofsted's monthly list of latest inspections, in its exact header since 2025.

Report cards and grades come from someone's arrangement of the list as at May 2026; the register columns, and all
else of an inspection that both know, from the list as at August 2025.
"""

import csv
import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

NAME = "ofsted/Latest_inspections_as_at_31_May_2026_synthetic_arrangement.csv"

_REGISTER = [
    "Web Link (opens in new window)",
    "URN",
    "LAESTAB",
    "School name",
    "Ofsted phase",
    "Type of education",
    "School open date",
    "Admissions policy",
    "Sixth form",
    "Designated religious character",
    "Religious ethos",
    "Faith grouping",
    "Ofsted region",
    "Region",
    "Local authority",
    "Parliamentary constituency",
    "Postcode",
    "Multi-academy trust UID",
    "Multi-academy trust name",
    "Academy sponsor UID",
    "Academy sponsor name",
    "The income deprivation affecting children index (IDACI) quintile",
    "Total number of pupils",
    "Statutory lowest age",
    "Statutory highest age",
]
_CARD = [
    "Inspection number of latest full inspection",
    "Inspection type",
    "Inspection type grouping",
    "Event type grouping",
    "Inspection start date",
    "Publication date",
    "Does the latest full inspection relate to the URN of the current school?",
    "URN at time of latest full inspection",
    "LAESTAB at time of latest full inspection",
    "School name at time of latest full inspection",
    "School type at time of latest full inspection",
    "Category of concern",
]
# The area's header, the header of its date (which drops what stands in brackets) and its name in the arrangement.
_AREAS = (
    ("Safeguarding standards", "Safeguarding standards", ""),
    ("Inclusion", "Inclusion", "inclusion"),
    ("Curriculum and teaching", "Curriculum and teaching", "curriculum"),
    ("Achievement", "Achievement", "achievement"),
    ("Attendance and behaviour", "Attendance and behaviour", "behaviour"),
    ("Personal development and wellbeing", "Personal development and wellbeing", "personal"),
    ("Early years (where applicable)", "Early years", "earlyYears"),
    ("Post-16 provision (where applicable)", "Post-16 provision", "postSixteen"),
    ("Leadership and governance", "Leadership and governance", "leadership"),
)
# The header since 2025, and the column of August 2025 that holds the same of a graded inspection.
_OEIF = {
    "Inspection number of latest OEIF graded inspection": "Inspection number of latest graded inspection",
    "Inspection type of latest OEIF graded inspection": "Inspection type",
    "Inspection type grouping of latest OEIF graded inspection": "Inspection type grouping",
    "Event type grouping of latest OEIF graded inspection": "Event type grouping",
    "Inspection start date of latest OEIF graded inspection": "Inspection start date",
    "Publication date of latest OEIF graded inspection": "Publication date",
    "Does the latest OEIF graded inspection relate to the URN of the current school?": (
        "Does the latest graded inspection relate to the URN of the current school?"
    ),
    "URN at time of latest OEIF graded inspection": "URN at time of latest graded inspection",
    "LAESTAB at time of latest OEIF graded inspection": "LAESTAB at time of latest graded inspection",
    "School name at time of latest OEIF graded inspection": "School name at time of latest graded inspection",
    "School type at time of latest OEIF graded inspection": "School type at time of latest graded inspection",
    "Latest OEIF category of concern": "Category of concern",
    "Latest OEIF overall effectiveness": "Overall effectiveness",
    "Latest OEIF quality of education": "Quality of education",
    "Latest OEIF behaviour and attitudes": "Behaviour and attitudes",
    "Latest OEIF personal development": "Personal development",
    "Latest OEIF effectiveness of leadership and management": "Effectiveness of leadership and management",
    # Two spaces, as the publisher prints it.
    "Latest OEIF  safeguarding is effective?": "Safeguarding is effective?",
    "Latest OEIF early years provision (where applicable)": "Early years provision (where applicable)",
    "Latest OEIF sixth form provision (where applicable)": "Sixth form provision (where applicable)",
}
_UNGRADED = {
    "Latest ungraded inspection number": "Latest ungraded inspection number since last graded inspection",
    "Date of latest ungraded inspection": "Date of latest ungraded inspection",
    "Ungraded inspection publication date": "Ungraded inspection publication date",
    "Does the ungraded inspection relate to the URN of the current school?": (
        "Does the ungraded inspection relate to the URN of the current school?"
    ),
    "URN at time of the ungraded inspection": "URN at time of the ungraded inspection",
    "LAESTAB at time of the ungraded inspection": "LAESTAB at time of the ungraded inspection",
    "School name at time of the ungraded inspection": "School name at time of the latest ungraded inspection",
    "School type at time of the ungraded inspection": "School type at time of the latest ungraded inspection",
    "Ungraded inspection overall outcome": "Ungraded inspection overall outcome",
}
HEADER = (
    *_REGISTER,
    *_CARD,
    *(name for area, dated, _ in _AREAS for name in (area, f"{dated} - date of grade")),
    *_OEIF,
    *_UNGRADED,
    "Most recent category of concern",
)
_CARD_GRADES = {
    "exceptional": "Exceptional",
    "strong": "Strong standard",
    "expected": "Expected standard",
    "needs-attention": "Needs attention",
    "urgent": "Urgent improvement",
}
_GRADES = {"Outstanding": "1", "Good": "2", "Requires improvement": "3", "Inadequate": "4"}
_SUBS = {
    "education": "Latest OEIF quality of education",
    "behaviour": "Latest OEIF behaviour and attitudes",
    "personal": "Latest OEIF personal development",
    "leadership": "Latest OEIF effectiveness of leadership and management",
    "eyfs": "Latest OEIF early years provision (where applicable)",
    "sixthForm": "Latest OEIF sixth form provision (where applicable)",
}
# In the place of what the arrangement does not tell. The publisher leaves a category of concern blank (or prints NULL) for
# a school in none, so a blank here would say "none" of a school that may be in one; this says nothing, and is read so.
_UNTOLD = "-"
# The list since 2025 leaves out inspections before the framework of September 2019.
_FIRST = date(2019, 9, 1)


def lay_out_inspections(data: Path, out: Path) -> tuple[str, int, int]:
    """Write the list; return (its name, schools, report cards). Reads the August 2025 list's re-encoded CSV."""
    with gzip.open(data / "derived/ofsted-2026-05-31/ofsted-by-urn.json.gz", "rt", encoding="utf-8") as file:
        later: dict[str, dict[str, Any]] = json.load(file)
    target = out / NAME
    target.parent.mkdir(parents=True, exist_ok=True)
    schools = cards = 0
    with target.open("w", encoding="cp1252", errors="replace", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADER)
        register = _before(data)
        # A school opened since August 2025 is in the later list alone, and known by little but its name.
        since = {
            urn: {"School name": entry.get("name", "")}
            for urn, entry in later.items()
            if "card" in entry and urn not in register
        }
        for urn, before in {**register, **since}.items():
            row = _row(urn, before, later.get(urn))
            schools += 1
            cards += bool(row["Safeguarding standards"])
            rows.writerow([row[name] or "NULL" for name in HEADER])
    return NAME, schools, cards


def _before(data: Path) -> dict[str, dict[str, str]]:
    """The list as at August 2025, by URN; its blank last rows left out."""
    (path,) = sorted((data / "ofsted/2025-08-31/reencoded").glob("*.csv.gz"))
    raw = gzip.decompress(path.read_bytes())
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252")
    rows = csv.DictReader(text.splitlines())
    return {_whole(row["URN"]): row for row in rows if (row["URN"] or "").strip()}


def _row(urn: str, before: dict[str, str], later: dict[str, Any] | None) -> dict[str, str]:
    row = dict.fromkeys(HEADER, "")
    for name in _REGISTER:
        row[name] = _whole(before.get(name) or "")
    row["URN"] = urn
    if row["Ofsted phase"] == "PRU":
        row["Ofsted phase"] = "Alternative provision"
    for name, held in {**_OEIF, **_UNGRADED}.items():
        row[name] = _whole(before.get(held) or "")
    started = _date(row["Inspection start date of latest OEIF graded inspection"])
    if later and "card" in later:
        _add_card(row, urn, before, later)
    elif later and later.get("date") and (started is None or date.fromisoformat(later["date"]) > started):
        _add_grades(row, urn, before, later)
        started = date.fromisoformat(later["date"])
    if started is not None and started < _FIRST:
        row.update(dict.fromkeys(_OEIF, ""))
    row["Most recent category of concern"] = (
        row["Category of concern"]
        if row["Safeguarding standards"]
        else row["Latest OEIF category of concern"]
    )
    return row


def _add_card(row: dict[str, str], urn: str, before: dict[str, str], later: dict[str, Any]) -> None:
    card, day = later["card"], _printed(later["date"])
    row.update(
        {
            "Inspection type": "School inspection",
            "Inspection type grouping": "Full inspection",
            "Inspection start date": day,
            "Does the latest full inspection relate to the URN of the current school?": "Yes",
            "URN at time of latest full inspection": urn,
            "LAESTAB at time of latest full inspection": _whole(before.get("LAESTAB") or ""),
            "School name at time of latest full inspection": before.get("School name") or "",
            "Category of concern": card.get("concern") or "",
        }
    )
    for area, dated, key in _AREAS:
        if not key:
            grade = "Met" if card["safeguarding"] == "met" else "Not met"
        elif key in card["areas"]:
            grade = _CARD_GRADES[card["areas"][key]]
        else:
            row[area] = "Not applicable"
            continue
        row[area], row[f"{dated} - date of grade"] = grade, day


def _add_grades(row: dict[str, str], urn: str, before: dict[str, str], later: dict[str, Any]) -> None:
    """Put a graded inspection after August 2025 in the place of the one before it."""
    row.update(dict.fromkeys(_OEIF, ""))
    row.update(
        {
            "Inspection start date of latest OEIF graded inspection": _printed(later["date"]),
            "Does the latest OEIF graded inspection relate to the URN of the current school?": "Yes",
            "URN at time of latest OEIF graded inspection": urn,
            "School name at time of latest OEIF graded inspection": before.get("School name") or "",
            "Latest OEIF overall effectiveness": _GRADES.get(later.get("rating", ""), "Not judged"),
        }
    )
    for key, name in _SUBS.items():
        row[name] = _GRADES.get(later.get("sub", {}).get(key, ""), "9")
    # The arrangement leaves out what an older inspection had no grade of.
    row["Latest OEIF  safeguarding is effective?"] = ""
    row["Latest OEIF category of concern"] = _UNTOLD


def _whole(said: str) -> str:
    said = "" if said.strip() == "NULL" else said.strip()
    return said.removesuffix(".0") if said.removesuffix(".0").isdigit() else said


def _printed(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}"


def _date(printed: str) -> date | None:
    if not printed:
        return None
    day, month, year = (int(part) for part in printed.split("/"))
    return date(year, month, day)
