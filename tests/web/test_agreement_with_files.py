"""On the real files: what the pages of ten schools say, number by number, beside the published files themselves.

Schools are named by URN alone. Each number on a page is followed by its own link, file and row, to a cell that
`plain_reader` reads; nothing of the files is kept.
"""

import html
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client

from tests import builders
from tests.web import plain_reader
from tests.web.plain_reader import Files

pytestmark = [pytest.mark.published, pytest.mark.django_db(transaction=True)]

AUTHORITY = "803"
# Primary, secondary, special and alternative; maintained and academies; with and without a school before them
URNS = (132199, 109028, 109054, 149948, 150820, 109319, 148295, 146013, 135827, 131626)
NEEDED = (
    "absence",
    "gias/2025-04-22",
    "reconstructed",
    "derived",
    "ofsted/2025-08-31/reencoded",
    "performance-tables",
    "school-census/2022-23/reencoded",
)
IMPORTED = tuple(name for name in NEEDED if name != "derived")
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, kw_only=True)
class Said:
    """One number, or the words in its place, as a page says it and where it says that it comes from."""

    urn: int
    indicator: str
    year: str
    shown: str
    note: str
    release: str
    file: str
    row: int


@pytest.fixture(scope="module")
def home(published_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An installation that has imported the files, and built."""
    missing = [name for name in NEEDED if not (published_data / name).exists()]
    if missing:
        pytest.skip(f"the published files lack {', '.join(missing)}")
    from trellis.analysis.home import Home
    from trellis.analysis.store import warehouse
    from trellis.interfaces.commands.main import main

    # A folder named here is kept from one run of the tests to the next: what it has built is not built again
    kept = os.environ.get("TRELLIS_AGREEMENT_HOME")
    made = Path(kept) if kept else tmp_path_factory.mktemp("agreement")
    before = os.environ.get("TRELLIS_HOME")
    os.environ["TRELLIS_HOME"] = str(made)
    try:
        if not Home.from_environment().warehouse_file().is_file():
            laid_out = made / "laid-out"
            script = ROOT / "scripts" / "lay_out_derived.py"
            subprocess.run(
                [sys.executable, script, published_data, laid_out], check=True, capture_output=True
            )
            wanted = [str(published_data / name) for name in IMPORTED]
            assert main(["import", "--yes", *wanted, str(laid_out)]) in (0, 1)
            warehouse.build(Home.from_environment())
        yield made
    finally:
        if before is None:
            del os.environ["TRELLIS_HOME"]
        else:
            os.environ["TRELLIS_HOME"] = before


@pytest.fixture(scope="module")
def files(published_data: Path) -> Files:
    return Files(published_data)


_opened: dict[tuple[int, str], str] = {}


@pytest.fixture
def pages(home: Path, transactional_db: None) -> dict[tuple[int, str], str]:
    """The pages of the ten schools: the first of these tests opens them, and the others read the same."""
    if not _opened:
        from trellis.analysis.judging import shelf
        from trellis.screening.actions import runs

        at = datetime.now(UTC)
        runs.run(authority=AUTHORITY, pack=shelf.load(shelf.DEFAULT), as_of=at.date(), by=None, at=at)
        client = Client()
        client.force_login(
            builders.person("pa", authority=AUTHORITY), backend="trellis.accounts.sign_in.EmailBackend"
        )
        for urn in URNS:
            for part in ("", "indicators/"):
                answer = client.get(f"/schools/{urn}/{part}")
                assert answer.status_code == 200, (urn, part)
                _opened[urn, part] = answer.content.decode()
        for one in _on_indicators(_opened)[::97]:
            address = f"/schools/{one.urn}/source/{one.release}/{one.row}/"
            _opened[one.urn, address] = client.get(address).content.decode()
    return _opened


def _text(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


_LINK = re.compile(r"/schools/\d+/source/([\w-]+)/(\d+)/[^>]*>(.*?), row (\d+)\s*</a>", re.DOTALL)


def _on_indicators(pages: dict[tuple[int, str], str]) -> list[Said]:
    """Every year in the tables of the page of indicators."""
    said = []
    for (urn, part), page in pages.items():
        if part != "indicators/":
            continue
        for section in re.findall(r"<section[^>]*trellis-indicator.*?</section>", page, re.DOTALL):
            indicator = re.findall(r'<section[^>]*aria-labelledby="([^"]+)"', section)[0]
            for row in re.findall(r"<tr><th scope=\"row\".*?</tr>", section, re.DOTALL):
                link = _LINK.search(row)
                if link is None:
                    continue
                year, value = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)[:2]
                assert link.group(2) == link.group(4)  # the link leads to the row that it names
                said.append(
                    Said(
                        urn=urn,
                        indicator=indicator,
                        year=_text(year),
                        shown=_text(value.split("<span")[0].split("<br")[0]),
                        note=_text(value.split("<br>")[1]) if "<br>" in value else "",
                        release=link.group(1),
                        file=_text(link.group(3)),
                        row=int(link.group(2)),
                    )
                )
    return said


def _ends(year: str) -> int:
    """The year in which an academic year ends: “2018/19” is 2019."""
    return int(year[:4]) + 1


def _cell(one: Said, files: Files) -> tuple[str, str] | None:
    """The URN and the cell to which a number leads; None where it is worked out from several, or none is held."""
    if one.file in plain_reader.BY_SCHOOL:
        _, headings = plain_reader.BY_SCHOOL[one.file]
        if one.indicator not in headings:
            return None
        holders = {
            urn: cell
            for urn in sorted(files.line(str(one.urn)))
            if (cell := files.of_school(one.file, urn=urn, year=_ends(one.year), indicator=one.indicator))
        }
        if str(one.urn) in holders and "before it" not in one.note:
            return str(one.urn), holders[str(one.urn)]
        return next(iter(holders.items())) if len(holders) == 1 else None
    columns = plain_reader.COLUMNS.get(one.file, {})
    if one.indicator not in columns:
        return None
    row = files.row(one.file, one.row)
    heading = plain_reader.EARLIER.get((one.indicator, _ends(one.year)), columns[one.indicator])
    urn = row.get("URN") or row.get("urn") or ""
    if one.file.endswith(".parquet"):
        same_year = [
            other
            for other in files.line(str(one.urn))
            if other != urn and (other, row["time_period"]) in files.absence_held
        ]
        if same_year and urn != str(one.urn):
            return None  # several schools before it in one year: put together
    return urn, row[heading]


def _disagreement(one: Said, urn: str, cell: str, files: Files) -> str:
    """What is wrong with a number beside its cell; "" where they agree."""
    if urn not in files.line(str(one.urn)):
        return f"row {one.row} is of {urn}, which is not in the school's line"
    if ("before it" in one.note) != (urn != str(one.urn)):
        return f"row {one.row} is of {urn}, and the page says “{one.note}”"
    printed, shown = plain_reader.number(cell), plain_reader.number(one.shown)
    if printed is None:
        word = plain_reader.WORDS.get(cell, "")
        if shown is not None or not word or word not in one.shown.lower():
            return f"the file says “{cell}” and the page “{one.shown}”"
        return ""
    if shown is None or abs(shown - printed) > 0.5 * 10 ** -plain_reader.places(one.shown) + 1e-9:
        return f"the file says {cell} and the page “{one.shown}”"
    return ""


def _compared(pages: dict[tuple[int, str], str], files: Files) -> list[tuple[Said, str, str]]:
    found = []
    for one in _on_indicators(pages):
        cell = _cell(one, files)
        if cell is not None:
            found.append((one, *cell))
    return found


def test_every_number_of_ten_schools_is_the_one_in_the_file_and_row_it_leads_to(
    pages: dict[tuple[int, str], str], files: Files
) -> None:
    compared = _compared(pages, files)
    wrong = [(one, told) for one, urn, cell in compared if (told := _disagreement(one, urn, cell, files))]
    assert not wrong, "\n".join(
        f"{one.urn} {one.indicator} {one.year}, {one.file}: {told}" for one, told in wrong
    )


def test_enough_was_compared_for_that_to_mean_something(
    pages: dict[tuple[int, str], str], files: Files
) -> None:
    compared = _compared(pages, files)
    by_file = Counter(one.file for one, _, _ in compared)
    assert len(compared) > 800, by_file
    assert len([file for file, number in by_file.items() if number >= 5]) >= 10, by_file
    assert {one.urn for one, _, _ in compared} == set(URNS)
    assert sum(urn != str(one.urn) for one, urn, _ in compared) > 100  # of the schools before these
    words = Counter(plain_reader.WORDS[cell] for _, _, cell in compared if cell in plain_reader.WORDS)
    assert words["suppressed"] > 5, words
    assert len(compared) > 0.75 * len(_on_indicators(pages))  # the rest is worked out from several numbers


def test_a_number_changed_by_one_in_its_last_place_is_found_out(
    pages: dict[tuple[int, str], str], files: Files
) -> None:
    for one, urn, cell in _compared(pages, files):
        printed = plain_reader.number(cell)
        if printed is None:
            assert _disagreement(one, urn, "12", files)
        else:
            apart = 1.6 * 10 ** -plain_reader.places(one.shown)  # a page rounds
            assert _disagreement(one, urn, str(printed + apart), files), one
        if "suppressed" not in one.shown:
            assert _disagreement(one, urn, "SUPP", files), one
        assert _disagreement(one, "1", cell, files), one


def test_the_page_of_a_row_has_every_cell_that_the_file_has_there(
    pages: dict[tuple[int, str], str], files: Files
) -> None:
    cells = 0
    for (_, address), page in pages.items():
        found = re.search(r"/source/[\w-]+/(\d+)/", address)
        name = re.search(r"<h1[^>]*>\s*Row \d+ of (.*?)\s*</h1>", page)
        if found is None or name is None or html.unescape(name.group(1)) not in plain_reader.COLUMNS:
            continue
        row = files.row(html.unescape(name.group(1)), int(found.group(1)))
        table = page[page.index('id="row"') :]
        shown = [
            (_text(header), _text(cell))
            for header, cell in re.findall(
                r"<tr><th scope=\"row\"[^>]*>(.*?)</th><td[^>]*>(.*?)</td></tr>", table, re.DOTALL
            )
        ]
        assert [cell for _, cell in shown] == [
            " ".join(cell.split()) for cell in row.values() if cell.strip()
        ]
        cells += len(shown)
    assert cells > 200


_GRADES = {"1": "Outstanding", "2": "Good", "3": "Requires improvement", "4": "Inadequate"}
_AREAS = {
    "Overall effectiveness": "Overall effectiveness",
    "Quality of education": "Quality of education",
    "Behaviour and attitudes": "Behaviour and attitudes",
    "Personal development": "Personal development",
    "Effectiveness of leadership and management": "Leadership and management",
}


def test_the_grades_of_the_latest_inspection_are_those_in_the_list_of_inspections(
    pages: dict[tuple[int, str], str], files: Files
) -> None:
    listed = {
        row["URN"]: row
        for row in files.rows("State-funded_schools_inspections_and_outcomes_as_at_31_August_2025.csv.gz")
    }
    compared = 0
    for urn in URNS:
        row, page = listed.get(str(urn)), pages[urn, ""]
        if row is None or not re.fullmatch(r"\d\d/\d\d/\d{4}", row["Inspection start date"]):
            continue
        day, month, year = map(int, row["Inspection start date"].split("/"))
        if f"{day} {date(year, month, day):%B %Y}" not in _text(page):
            continue  # inspected since
        shown = {
            (_text(area), _text(grade))
            for area, grade in re.findall(
                r"<th scope=\"row\"[^>]*>(.*?)</th>\s*<td[^>]*>(.*?)</td>", page, re.DOTALL
            )
        }
        for heading, area in _AREAS.items():
            if row[heading] in _GRADES:
                assert (area, _GRADES[row[heading]]) in shown, (urn, heading)
                assert (
                    not {(area, other) for other in _GRADES.values() if other != _GRADES[row[heading]]}
                    & shown
                )
                compared += 1
    assert compared >= 15


def test_every_fact_of_the_evidence_leads_to_the_row_that_says_it(
    pages: dict[tuple[int, str], str], files: Files
) -> None:
    """A fact of the ledger is the number of its indicator's page: the same file, the same row, the same value."""
    on_indicators = {(one.urn, one.release, one.row): one for one in _on_indicators(pages)}
    values = {(one.urn, one.release, one.row, one.shown) for one in _on_indicators(pages)}
    compared = 0
    for (urn, part), page in pages.items():
        if part:
            continue
        for row in re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", page, re.DOTALL):
            link = _LINK.search(row)
            cell = re.search(r'data-of="Value">(.*?)</td>', row, re.DOTALL)
            if link is None or cell is None:
                continue
            key = (urn, link.group(1), int(link.group(2)))
            if key not in on_indicators:
                continue  # a grade, or an answer of the authority's own
            shown = plain_reader.number(_text(cell.group(1)))
            same_row = [one for one in values if one[:3] == key]
            if shown is not None:
                close = [plain_reader.number(one[3]) for one in same_row]
                assert any(n is not None and abs(n - shown) < 0.51 for n in close), (
                    key,
                    _text(row),
                    same_row,
                )
                compared += 1
    assert compared > 40
