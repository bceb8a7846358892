"""Reading the pages of a school as a visitor does: links to rows of files, and inspections."""

import html
import re
from dataclasses import dataclass
from datetime import date


def text(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


_LINK = re.compile(
    r'<a [^>]*?href="/(?:schools/\d+|area)/source/([\w-]+)/(\d+)/[^"]*"[^>]*>(.*?)</a>', re.DOTALL
)


@dataclass(frozen=True, kw_only=True)
class Led:
    """Where a link leads: a row of a file, each as the page names it."""

    release: str
    row: int
    file: str


def led(markup: str) -> Led | None:
    """The first link to a row of a file: “FILE, row 3”, or “row 3 of FILE” where the file is said to listeners alone."""
    found = _LINK.search(markup)
    if found is None:
        return None
    said = text(found.group(3))
    named = re.fullmatch(r"(?P<file>.*), row (?P<row>[\d,]+)", said) or re.fullmatch(
        r"row (?P<row>[\d,]+) of (?P<file>.*)", said
    )
    assert named is not None, said
    assert named["row"].replace(",", "") == found.group(2)  # the link leads to the row that it names
    return Led(release=found.group(1), row=int(found.group(2)), file=named["file"])


OFSTED = "State-funded_schools_inspections_and_outcomes_as_at_31_August_2025.csv.gz"
_GRADES = {"1": "Outstanding", "2": "Good", "3": "Requires improvement", "4": "Inadequate"}
_JUDGED = {**_GRADES, "Not judged": "No overall grade was given"}
_CATEGORIES = {"SM": "Special measures", "SWK": "Serious weaknesses"}
_SAFE = {"Yes": "Met", "No": "Not met"}
_AREAS = (
    ("overall effectiveness", "Overall effectiveness", _JUDGED),
    ("quality of education", "Quality of education", _GRADES),
    ("behaviour and attitudes", "Behaviour and attitudes", _GRADES),
    ("personal development", "Personal development", _GRADES),
    ("effectiveness of leadership and management", "Leadership and management", _GRADES),
    ("safeguarding is effective?", "Safeguarding", _SAFE),
    ("early years provision (where applicable)", "Early years provision", _GRADES),
    ("sixth form provision (where applicable)", "Sixth form provision", _GRADES),
    ("category of concern", "Category of concern", _CATEGORIES),
)


def _day(cell: str) -> date | None:
    if not re.fullmatch(r"\d\d/\d\d/\d{4}", cell):
        return None
    day, month, year = map(int, cell.split("/"))
    return date(year, month, day)


def inspected(row: dict[str, str]) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """What a row of the list says was found: (the day in words, the kind of inspection) -> areas and grades in words."""
    found = {}
    for kind, began, before in (
        ("Graded inspection", "Inspection start date", ""),
        ("Graded inspection", "Previous inspection start date", "Previous "),
    ):
        started = _day(row[began])
        if started is None:
            continue
        by_heading = {
            heading.removeprefix(before).removeprefix("graded inspection ").lower(): cell
            for heading, cell in row.items()
            if heading.startswith(before)
        }
        found[f"{started.day} {started:%B %Y}", kind] = {
            (area, words[by_heading[heading]])
            for heading, area, words in _AREAS
            if by_heading[heading] in words
        }
    visited = _day(row["Date of latest ungraded inspection"])
    outcome = row["Ungraded inspection overall outcome"].split(" - S5 Next")[0].replace(" (", ", with (")
    if visited is not None:
        said = re.sub(r"with \((improving)\)|\((\w+)\)", r"\1\2", outcome, flags=re.IGNORECASE)
        found[f"{visited.day} {visited:%B %Y}", "Ungraded visit"] = {
            ("Outcome of an ungraded inspection", " ".join(said.split()).lower())
        }
    return found


def told(page: str) -> list[tuple[str, str, str, set[tuple[str, str]], Led | None]]:
    """Every inspection on the page of a school: regime, day, kind, areas and grades, and where it is from."""
    listed = []
    section = re.findall(r'<section class="trellis-inspections".*?</section>', page, re.DOTALL)[0]
    for regime, table in re.findall(
        r'<h3[^>]*id="inspections-(\w+)".*?(<tbody>.*?</tbody>)', section, re.DOTALL
    ):
        for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL):
            head = re.findall(r"<th.*?</th>", row, re.DOTALL)[0]
            when, kind = (text(part) for part in re.split(r"<br>", head)[:2])
            found = {
                (text(area), text(grade))
                for area, grade in re.findall(r"(?:>|<br>)([^<>]+): <strong>(.*?)</strong>", row, re.DOTALL)
            }
            listed.append((regime, when.split(". ", 1)[1], kind, found, led(row)))
    return listed
