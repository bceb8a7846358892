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
from tests.web import page_reader, plain_reader
from tests.web.plain_reader import Files

pytestmark = [pytest.mark.published, pytest.mark.django_db(transaction=True)]

AUTHORITY = "803"
# Primary, secondary, special and alternative; maintained and academies; with and without a school before them
URNS = (132199, 109028, 109054, 149948, 150820, 109319, 148295, 146013, 135827, 131626)
# Of the same authority, inspected since overall grades ended
LATELY_INSPECTED = (109028, 109054, 109178, 109182, 109263, 135295, 137106, 139067)
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
            for part in ("", "indicators/", "gaps/"):
                answer = client.get(f"/schools/{urn}/{part}")
                assert answer.status_code == 200, (urn, part)
                _opened[urn, part] = answer.content.decode()
        for urn in LATELY_INSPECTED:
            _opened[urn, ""] = client.get(f"/schools/{urn}/").content.decode()
        for kind in ("call", "counted", "chance"):
            _opened[0, f"early-warning {kind}"] = client.get(f"/early-warning/?kind={kind}").content.decode()
        for one in _on_indicators(_opened)[::97]:
            address = f"/schools/{one.urn}/source/{one.release}/{one.row}/"
            _opened[one.urn, address] = client.get(address).content.decode()
    return _opened


def _on_indicators(pages: dict[tuple[int, str], str]) -> list[Said]:
    """Every year in the tables of the page of indicators."""
    said = []
    for (urn, part), page in pages.items():
        if part != "indicators/":
            continue
        for section in re.findall(r"<section[^>]*trellis-indicator.*?</section>", page, re.DOTALL):
            indicator = re.findall(r'<section[^>]*aria-labelledby="([^"]+)"', section)[0]
            for row in re.findall(r"<tr><th scope=\"row\".*?</tr>", section, re.DOTALL):
                link = page_reader.led(row)
                if link is None:
                    continue
                year, value = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)[:2]
                shown, _, beside = value.partition("</strong>")
                said.append(
                    Said(
                        urn=urn,
                        indicator=indicator,
                        year=page_reader.text(year),
                        shown=page_reader.text(shown),
                        note=page_reader.text(beside),
                        release=link.release,
                        file=link.file,
                        row=link.row,
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
            (page_reader.text(header), page_reader.text(cell))
            for header, cell in re.findall(
                r"<tr><th scope=\"row\"[^>]*>(.*?)</th><td[^>]*>(.*?)</td></tr>", table, re.DOTALL
            )
        ]
        assert [cell for _, cell in shown] == [
            " ".join(cell.split()) for cell in row.values() if cell.strip()
        ]
        cells += len(shown)
    assert cells > 200


def test_every_inspection_says_what_the_row_that_it_leads_to_says_in_the_regime_of_its_time(
    pages: dict[tuple[int, str], str], files: Files
) -> None:
    graded: Counter[str] = Counter()
    lists = {row["URN"]: row for row in files.rows(page_reader.OFSTED)}
    for urn in (*URNS, *LATELY_INSPECTED):
        told = page_reader.told(pages[urn, ""])
        for regime, when, kind, found, led in told:
            assert led is not None, (urn, when)
            # A later arrangement of the list says the same of the inspections that this one has
            row = files.row(led.file, led.row) if led.file == page_reader.OFSTED else lists.get(str(urn), {})
            if led.file != page_reader.OFSTED and (not row or (when, kind) not in page_reader.inspected(row)):
                continue
            assert row["URN"] == str(urn), (urn, when)
            started = datetime.strptime(when, "%d %B %Y").date()  # noqa: DTZ007
            assert regime == ("eif" if started < date(2024, 9, 1) else "eif_no_overall"), (urn, when)
            printed = page_reader.inspected(row)[when, kind]
            shown = {(area, grade.lower() if kind == "Ungraded visit" else grade) for area, grade in found}
            assert shown == printed, (urn, when, kind)
            graded[regime] += len(found)
        # And nothing that the row of the school says is left out
        listed = lists.get(str(urn))
        if listed is not None:
            held = {(when, kind) for _, when, kind, *_ in told}
            assert {key for key, areas in page_reader.inspected(listed).items() if areas} <= held, urn
    assert graded["eif"] > 60, graded
    assert graded["eif_no_overall"] > 20, graded


def _warned(pages: dict[tuple[int, str], str]) -> list[Said]:
    """Every year beside a chart of the early-warning list."""
    said = []
    for (_, part), page in pages.items():
        if not part.startswith("early-warning"):
            continue
        for urn, indicator, card in re.findall(
            r'<article class="trellis-warning" aria-labelledby="w(\d+)-([\w-]+)">(.*?)</article>',
            page,
            re.DOTALL,
        ):
            for row in re.findall(r"<tr><th scope=\"row\".*?</tr>", card, re.DOTALL):
                led = page_reader.led(row)
                if led is None:
                    continue
                year, value = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)[:2]
                shown, _, beside = value.partition("<br>")
                said.append(
                    Said(
                        urn=int(urn),
                        indicator=indicator.replace("-", "_"),
                        year=page_reader.text(year),
                        shown=page_reader.text(shown.split("<span")[0]),
                        note=page_reader.text(beside),
                        release=led.release,
                        file=led.file,
                        row=led.row,
                    )
                )
    return said


def test_every_year_behind_an_early_warning_is_the_one_in_the_file_and_row_it_leads_to(
    pages: dict[tuple[int, str], str], files: Files
) -> None:
    compared = [
        (one, *cell)
        for one in _warned(pages)
        if re.fullmatch(r"\d{4}/\d\d", one.year) and (cell := _cell(one, files)) is not None
    ]
    wrong = [(one, told) for one, urn, cell in compared if (told := _disagreement(one, urn, cell, files))]
    assert not wrong, "\n".join(f"{one.urn} {one.indicator} {one.year}: {told}" for one, told in wrong[:20])
    assert len(compared) > 15, len(compared)  # the files hold few results of enough years for a trend
    for one, urn, _ in compared:
        assert _disagreement(one, urn, "SUPP", files), one


# What the page of groups calls a result and a group, and the heading of its column
_OF_GROUPS = {
    ("ks4_attainment8", "All pupils"): "ATT8SCR",
    ("ks4_attainment8", "Disadvantaged"): "ATT8SCR_FSM6CLA1A",
    ("ks4_attainment8", "Not disadvantaged"): "ATT8SCR_NFSM6CLA1A",
    ("ks4_basics_4plus", "All pupils"): "PTL2BASICS_94",
    ("ks4_progress8", "All pupils"): "P8MEA",
    ("ks4_progress8", "Disadvantaged"): "P8MEA_FSM6CLA1A",
    ("ks4_destinations_sustained", "All pupils"): "OVERALL_DESTPER",
    ("ks4_destinations_sustained", "Disadvantaged"): "OVERALL_DESTPER_DIS",
}


def test_the_groups_of_a_school_are_those_of_the_row_and_one_that_is_hidden_says_so(
    pages: dict[tuple[int, str], str], files: Files
) -> None:
    compared, hidden = 0, 0
    for (urn, part), page in pages.items():
        if part != "gaps/":
            continue
        for anchor, section in re.findall(
            r'<section aria-labelledby="(\w+)">(.*?)</section>', page, re.DOTALL
        ):
            groups = section.split("<caption>Gaps")[0]
            for row in re.findall(r"<tr><th scope=\"row\".*?</tr>", groups, re.DOTALL):
                led, name = page_reader.led(row), page_reader.text(re.findall(r"<th[^>]*>(.*?)</th>", row)[0])
                shown = page_reader.text(
                    re.findall(r'data-of="Value">(.*?)</td>', row, re.DOTALL)[0].split("<br>")[0]
                )
                if led is None or led.file not in plain_reader.COLUMNS or (anchor, name) not in _OF_GROUPS:
                    continue
                cells = files.row(led.file, led.row)
                cell = cells.get(_OF_GROUPS[anchor, name])
                if cell is None:
                    continue
                assert cells["URN"] in files.line(str(urn)), (urn, anchor, name)
                if cell in plain_reader.WORDS:
                    assert plain_reader.WORDS[cell] in shown.lower(), (urn, anchor, name, shown)
                    assert plain_reader.number(shown.split(":")[0]) is None, (urn, anchor, name, shown)
                    hidden += 1
                else:
                    printed, said = plain_reader.number(cell), plain_reader.number(shown)
                    assert printed is not None, (urn, anchor, name, cell)
                    assert said is not None, (urn, anchor, name, shown)
                    assert abs(printed - said) <= 0.5 * 10 ** -plain_reader.places(shown) + 1e-9
                compared += 1
    assert (compared, hidden) > (0, 0), (compared, hidden)


def test_every_fact_of_the_evidence_leads_to_the_row_that_says_it(
    pages: dict[tuple[int, str], str], files: Files
) -> None:
    """A fact of the ledger is the number of its indicator's page: the same file, the same row, the same value."""
    on_indicators = {(one.urn, one.release, one.row): one for one in _on_indicators(pages)}
    values = {(one.urn, one.release, one.row, one.shown) for one in _on_indicators(pages)}
    compared = 0
    for (urn, part), page in pages.items():
        if part or urn not in URNS:
            continue
        for row in re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", page, re.DOTALL):
            link = page_reader.led(row)
            cell = re.search(r'data-of="Value">(.*?)</td>', row, re.DOTALL)
            if link is None or cell is None:
                continue
            key = (urn, link.release, link.row)
            if key not in on_indicators:
                continue  # a grade, or an answer of the authority's own
            shown = plain_reader.number(page_reader.text(cell.group(1)))
            same_row = [one for one in values if one[:3] == key]
            if shown is not None:
                close = [plain_reader.number(one[3]) for one in same_row]
                assert any(n is not None and abs(n - shown) < 0.51 for n in close), (
                    key,
                    page_reader.text(row),
                    same_row,
                )
                compared += 1
    assert compared > 40
