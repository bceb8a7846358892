"""The files are the same each time, in the publishers' formats, and hide what the publishers hide."""

import csv
import gzip
import hashlib
import io
import re
from collections import Counter
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from trellis.fictitious import attendance, ks2, ks4, ofsted, writing
from trellis.fictitious.generate import generate
from trellis.fictitious.gias import DROPPED_BY_2026
from trellis.fictitious.nation import slot


def _rows(path: Path, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding))))


def _first_line(path: Path) -> bytes:
    return path.read_bytes().split(b"\n", 1)[0]


def test_the_same_seed_gives_the_same_bytes(made, tmp_path):
    again = generate(tmp_path)
    for one, other in zip(made.files, again, strict=True):
        assert one.relative_to(made.folder) == other.relative_to(tmp_path)
        digests = [hashlib.sha256(path.read_bytes()).digest() for path in (one, other)]
        assert digests[0] == digests[1], one.name


def test_severnshire_has_about_ninety_open_schools_of_every_phase(made):
    nation = made.truth.nation
    open_sites = [site for site in nation.of(nation.severnshire) if site.open]
    assert 85 <= len(open_sites) <= 95
    phases = {site.phase for site in open_sites}
    assert phases == {
        "nursery",
        "primary",
        "infant",
        "junior",
        "middle",
        "secondary",
        "all_through",
        "sixth_form",
        "special",
        "ap",
        "independent",
    }
    kinds = {site.last.kind.code for site in open_sites}
    assert kinds >= {
        "1",
        "2",
        "3",
        "5",
        "7",
        "10",
        "11",
        "14",
        "15",
        "18",
        "28",
        "34",
        "35",
        "36",
        "40",
        "42",
        "44",
    }


def test_the_nation_has_about_two_thousand_open_schools_in_thirteen_authorities(made):
    nation = made.truth.nation
    assert len(nation.authorities) == 13
    assert 1900 <= sum(site.open for site in nation.sites) <= 2100


def test_every_urn_and_establishment_number_is_given_once(made):
    lives = [(site, life) for site in made.truth.nation.sites for life in site.lives]
    urns = Counter(life.urn for _, life in lives)
    assert max(urns.values()) == 1
    assert min(urns) >= 900001
    numbers = Counter((site.authority.code, life.number) for site, life in lives if life.closed is None)
    assert max(numbers.values()) == 1


def test_history_needs_links(made):
    nation = made.truth.nation
    converted = [site for site in nation.of(nation.severnshire) if len(site.lives) > 1]
    assert len(converted) >= 8
    assert any(len(site.lives) == 3 for site in converted)
    assert any(site.made_from for site in nation.of(nation.severnshire))


def test_gias_is_quoted_windows_1252_with_carriage_returns(made):
    path = made.find("gias/edubasealldata20260622.csv")
    data = path.read_bytes()
    assert data.startswith(b'"URN","LA (code)"')
    assert b"\r\n" in data
    assert b"\x92" in data, "an apostrophe that only Windows-1252 writes so"
    dates = {row["OpenDate"] for row in _rows(path, "cp1252")} - {""}
    assert all(re.fullmatch(r"\d\d-\d\d-\d{4}", day) for day in dates)


def test_the_latest_register_lacks_the_columns_that_were_dropped(made):
    earlier = next(csv.reader([_first_line(made.find("gias/edubasealldata2025*.csv")).decode("cp1252")]))
    latest = next(csv.reader([_first_line(made.find("gias/edubasealldata2026*.csv")).decode("cp1252")]))
    assert [name for name in earlier if name not in DROPPED_BY_2026] == latest
    assert len(earlier) - len(latest) == 5


def test_performance_tables_begin_with_a_byte_order_mark_and_end_lines_with_a_feed(made):
    for path in made.folder.glob("performance-tables/**/*.csv"):
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf"), path.name
        assert b"\r\n" not in data, path.name


def test_no_results_are_published_for_the_years_without_tests(made):
    years = {path.parent.name for path in made.folder.glob("performance-tables/*/england_ks2*.csv")}
    assert years == {"2018-2019", "2022-2023", "2023-2024", "2024-2025"}
    years = {path.parent.name for path in made.folder.glob("performance-tables/*/england_ks4*al.csv")}
    assert "2019-2020" not in years
    assert "2020-2021" not in years


@pytest.mark.parametrize("year", ["2023-2024", "2024-2025"])
def test_progress_at_eleven_is_empty_in_the_two_years_without_a_baseline(made, year):
    rows = _rows(made.find(f"performance-tables/{year}/england_ks2*.csv"))
    assert "READPROG" in rows[0]
    assert not any(row["READPROG"] or row["MATPROG_LOWER"] for row in rows)


def test_progress_8_is_empty_in_2025_and_not_in_2024(made):
    def filled(year: str) -> int:
        rows = _rows(made.find(f"performance-tables/{year}/england_ks4*.csv"))
        return sum(bool(row["P8MEA"]) for row in rows)

    assert filled("2024-2025") == 0
    assert filled("2023-2024") > 200


def test_small_cohorts_are_hidden_and_no_figure_of_theirs_is_printed(made):
    hidden = 0
    for row in _rows(made.find("performance-tables/2024-2025/england_ks2*.csv")):
        if row["RECTYPE"] in "12" and int(row["TELIG"]) <= 5:
            hidden += 1
            printed = {row[name] for name in ("PTRWM_EXP", "PTRWM_HIGH", "PTREAD_EXP", "READ_AVERAGE")}
            assert printed == {"SUPP"}
    assert hidden >= 15


def test_every_code_of_the_tables_is_met(made):
    text = "".join(path.read_text("utf-8-sig") for path in made.folder.glob("performance-tables/**/*.csv"))
    for code in ("SUPP", "NE", "NA", "NP", "LOWCOV"):
        assert f",{code}," in text, code
    newest = made.find("statistics/absence/2024-25/*.csv").read_text("utf-8")
    assert ",c," in newest
    assert ",:," in newest
    assert ",x," in made.find("statistics/workforce/**/*turnover*.csv").read_text("utf-8")
    assert ",z," in made.find("statistics/census/**/*.csv").read_text("utf-8")


def test_severe_absence_stands_beside_persistent_absence_only_in_the_newer_file(made):
    assert "enrolments_pa_50_exact" not in attendance.header_absence(severe=False)
    newer = attendance.header_absence(severe=True)
    assert newer.index("enrolments_pa_50_exact") == newer.index("enrolments_pa_10_exact_percent") + 1


def test_report_cards_and_grades_of_earlier_regimes_stand_in_one_file(made):
    rows = _rows(made.find("ofsted/*31 May 2026.csv"), "cp1252")
    cards = Counter(row["Leadership and governance"] for row in rows)
    assert cards.keys() >= {
        "Exceptional",
        "Strong standard",
        "Expected standard",
        "Needs attention",
        "Urgent improvement",
        "NULL",
    }
    overall = Counter(row["Latest OEIF overall effectiveness"] for row in rows)
    assert overall.keys() >= {"1", "2", "3", "4", "Not judged", "NULL"}
    assert {"SM", "RSI"} <= {row["Category of concern"] for row in rows}


def test_a_new_academy_carries_the_inspection_of_the_school_before_it(made):
    rows = {row["URN"]: row for row in _rows(made.find("ofsted/*31 August 2025.csv"), "cp1252")}
    academy = rows["900012"]
    assert academy["Does the latest graded inspection relate to the URN of the current school?"] == "No"
    assert academy["URN at time of latest graded inspection"] not in ("900012", "NULL")


def test_neighbours_have_their_header_on_the_third_row(made):
    rows = (
        CalamineWorkbook.from_path(str(made.find("lait/**/sn_may_2025.xlsx")))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert rows[2][:7] == ["LA num", "LA Name", "LA number", "GOInd", "GOReg", "SN1", "SNP"]
    assert rows[2].count("SNP") == 10
    assert rows[3][1] == "Severnshire"


def test_national_figures_are_close_to_those_of_each_year(made):
    truth = made.truth
    published = {2019: 65, 2023: 60, 2024: 61, 2025: 62}
    for year, share in published.items():
        t = slot(year)
        reached = truth["ks2_rwm_dis"][:, t].sum() + truth["ks2_rwm_oth"][:, t].sum()
        assert abs(100 * reached / truth["ks2_n"][:, t].sum() - share) < 1.5


@pytest.mark.published
def test_headers_are_those_of_the_published_files(published_data):
    text = (published_data / "FORMATS.md").read_text("utf-8")
    names = _listed(text, "Full ordered header to April 2025", "2026 extract:")
    assert tuple(names) == writing.header("gias_establishments")
    cards = _listed(text, "### 3c", "Header DRIFTS")
    ours = writing.header("ofsted_2026")
    assert [
        name for name in cards if "..." not in name and "URN/LAESTAB" not in name and "TWO" not in name
    ] == [name for name in ours if name in cards]
    assert "Latest OEIF  safeguarding is effective?" in ours
    first = re.search(r"KS2 2024-25 header order \(first 60\):(.*?)\nKS2 key fields", text, re.DOTALL)
    assert first is not None
    listed = [name for name in first[1].replace("..", " ").split() if re.fullmatch(r"[A-Z0-9_]{3,}", name)]
    columns = ks2.header(2025, (2024, 2023))
    assert len(set(listed) - {name.upper() for name in columns} - {"ADDRESS1", "READCOV"}) <= 4
    provisional = re.search(r"KS4 header \(2018-19 provisional, have\): (.*)", text)
    assert provisional is not None
    assert tuple(provisional[1].strip().split(",")) == writing.header("ks4_provisional")
    assert set(writing.header("ks4_provisional")) - {"P8_BANDING"} <= set(ks4.header(2019, (2018, 2017)))
    absence = re.search(r'EES "Absence by geography".*?: ?(time_identifier.*?) \.\.\.', text, re.DOTALL)
    assert absence is not None
    listed = [re.sub(r"\(.*", "", name) for name in re.split(r"[,\s]+", absence[1]) if name]
    assert tuple(listed) == writing.header("absence_2019")[: len(listed)]
    assert len(ofsted.header_2023()) == 74


def _listed(text: str, begin: str, end: str) -> list[str]:
    part = text[text.index(begin) : text.index(end, text.index(begin))]
    body = part[part.index("\n") + 1 :].replace("\n", " ")
    return [re.sub(r"  +", " ", name).strip() for name in body.split("|") if name.strip()]


@pytest.mark.published
def test_no_school_has_the_name_or_the_number_of_a_real_one(made, published_data):
    names, numbers, codes = set(), set(), set()
    for file, column in (
        ("reconstructed/edubasealldata20250901.csv.gz", "EstablishmentName"),
        ("gias/2025-04-22/links_edubasealldata20250422.csv.gz", "LinkName"),
        ("gias/2024-01-29/links_edubasealldata20240129.csv.gz", "LinkName"),
    ):
        text = gzip.decompress((published_data / file).read_bytes()).decode("cp1252", "replace")
        for row in csv.DictReader(io.StringIO(text)):
            names.add(row[column].casefold().replace("’", "'"))
            numbers.add(row["URN"])
            codes.add(row.get("LA (code)"))
    nation = made.truth.nation
    for site in nation.sites:
        for life in site.lives:
            # A name that is nowhere real cannot be the name and town of a real school.
            assert life.name.casefold().replace("’", "'") not in names, life.name
            assert str(life.urn) not in numbers
    assert not {authority.code for authority in nation.authorities} & codes
